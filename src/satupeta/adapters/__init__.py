"""HTTP, command line and process start: the only rooms that know both planes."""
