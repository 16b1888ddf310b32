"""What of WMS 1.3.0 is offered: the document announces it and the parser holds requests to it."""

VERSION = "1.3.0"
OPERATIONS = ("GetCapabilities", "GetMap", "GetFeatureInfo")
MAP_FORMATS = ("image/png",)
INFO_FORMATS = ("text/plain", "text/html", "application/geo+json", "application/json")
EXCEPTION_FORMATS = ("XML", "BLANK")
LAYER_LIMIT = 100
"""Layers of one picture."""
FEATURE_COUNT_LIMIT = 1000
"""Features of one layer in an answer to GetFeatureInfo."""
