"""A synthetic city inside the real boundaries of Kota Tangerang: made from a seed, marked as synthetic everywhere.

Plane coordinates are metres in UTM zone 48S (`region.CRS`), held as complex numbers (x + yi) until they become
geometries.
"""
