"""Values and pure functions: no Django, HTTP, environment, clock, files or globals."""
