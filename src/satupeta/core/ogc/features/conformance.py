"""What of OGC API - Features is offered: the conformance page announces it and the parser holds requests to it."""

from typing import get_args

from satupeta.core.filters.cql2 import FilterLanguage

CONFORMANCE_CLASSES = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
)
DEFAULT_LIMIT = 10
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
FILTER_PARAMETERS = ("filter", "filter-lang", "filter-crs")
FILTER_LANGUAGES: tuple[FilterLanguage, ...] = get_args(FilterLanguage)
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
COMMON_PARAMETERS = ("f", "lang")
ITEM_PARAMETERS = (*COMMON_PARAMETERS, "crs")
ITEMS_PARAMETERS = (*ITEM_PARAMETERS, "limit", "offset", "bbox", "bbox-crs", "datetime", *FILTER_PARAMETERS)
FORMATS = ("json", "html")
OFFSET_LIMIT = 2**31 - 1
"""Feature ids are int32: no page starts beyond them."""
