"""Plain-Python twins of the kernels: their specification and the oracle of their tests."""
