"""What of WMS 1.3.0 and 1.1.1 is offered: the documents announce it and the parser holds requests to it."""

from satupeta.core.encode.picture import PICTURE_FORMATS

OPERATIONS = ("GetCapabilities", "GetMap", "GetFeatureInfo", "GetLegendGraphic")
MAP_FORMATS = PICTURE_FORMATS
INFO_FORMATS = ("text/plain", "text/html", "application/geo+json", "application/json")
LEGEND_FORMATS = ("image/png", "image/svg+xml", "application/json")
LAYER_LIMIT = 100
"""Layers of one picture."""
FEATURE_COUNT_LIMIT = 1000
"""Features of one layer in an answer to GetFeatureInfo."""
