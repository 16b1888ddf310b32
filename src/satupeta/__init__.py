"""Satu Peta: one program that publishes, serves and describes a city's reference map."""

__version__ = "0.1.0"
