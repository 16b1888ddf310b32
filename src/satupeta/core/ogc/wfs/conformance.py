"""What of WFS 2.0.0 is offered: the document announces it and the parser holds requests to it."""

VERSION = "2.0.0"
OPERATIONS = ("GetCapabilities", "DescribeFeatureType", "GetFeature", "ListStoredQueries", "DescribeStoredQueries")
GML32 = "application/gml+xml; version=3.2"
GEOJSON = "application/geo+json"
FORMATS: dict[str, str] = {
    GML32: GML32,
    "text/xml; subtype=gml/3.2": GML32,
    "text/xml; subtype=gml/3.2.1": GML32,
    "text/xml": GML32,
    "gml32": GML32,
    GEOJSON: GEOJSON,
    "application/json": GEOJSON,
    "json": GEOJSON,
}
"""Names of formats in lower case, each with what it gives."""
BY_ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
CONSTRAINTS: tuple[tuple[str, bool], ...] = (
    ("ImplementsBasicWFS", False),
    ("ImplementsTransactionalWFS", False),
    ("ImplementsLockingWFS", False),
    ("KVPEncoding", True),
    ("XMLEncoding", True),
    ("SOAPEncoding", False),
    ("ImplementsInheritance", False),
    ("ImplementsRemoteResolve", False),
    ("ImplementsResultPaging", True),
    ("ImplementsStandardJoins", False),
    ("ImplementsSpatialJoins", False),
    ("ImplementsTemporalJoins", False),
    ("ImplementsFeatureVersioning", False),
    ("ManageStoredQueries", False),
)
FILTER_CONSTRAINTS: tuple[tuple[str, bool], ...] = (
    ("ImplementsQuery", True),
    ("ImplementsAdHocQuery", True),
    ("ImplementsFunctions", False),
    ("ImplementsResourceId", True),
    ("ImplementsMinStandardFilter", True),
    ("ImplementsStandardFilter", True),
    ("ImplementsMinSpatialFilter", True),
    ("ImplementsSpatialFilter", True),
    ("ImplementsMinTemporalFilter", False),
    ("ImplementsTemporalFilter", False),
    ("ImplementsVersionNav", False),
    ("ImplementsSorting", True),
    ("ImplementsExtendedOperators", False),
    ("ImplementsMinimumXPath", True),
    ("ImplementsSchemaElementFunc", False),
)
