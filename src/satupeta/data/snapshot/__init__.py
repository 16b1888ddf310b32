"""Memory-mapped columns of a release: what the data plane answers from."""
