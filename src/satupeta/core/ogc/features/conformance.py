"""What of OGC API - Features is offered: the conformance page announces it and the parser holds requests to it."""

CONFORMANCE_CLASSES = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
DEFAULT_LIMIT = 10
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
COMMON_PARAMETERS = ("f", "lang")
ITEM_PARAMETERS = (*COMMON_PARAMETERS, "crs")
ITEMS_PARAMETERS = (*ITEM_PARAMETERS, "limit", "offset", "bbox", "bbox-crs", "datetime")
FORMATS = ("json", "html")
OFFSET_LIMIT = 2**31 - 1
"""Feature ids are int32: no page starts beyond them."""
