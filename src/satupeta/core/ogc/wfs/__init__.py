"""Web Feature Service 2.0.0 (OGC 09-025r1)."""
