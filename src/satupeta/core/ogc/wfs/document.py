"""WFS 2.0.0 documents: capabilities, schemas of feature types, stored queries, collections of features.

Standard: OGC 09-025r1, 8.3, 9, 11 and 14; OGC 09-026r2, 7.14 (Filter_Capabilities).
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

import msgspec
from lxml import etree

from satupeta.core.box import Box
from satupeta.core.crs import SERVED, near
from satupeta.core.encode.gml import GML, PREFIX, GmlType, srs_name
from satupeta.core.features.schema import FieldType
from satupeta.core.filters.fes import COMPARISONS, FES, RELATIONS
from satupeta.core.ogc.wfs.conformance import (
    BY_ID,
    CONSTRAINTS,
    FILTER_CONSTRAINTS,
    FORMATS,
    GEOJSON,
    GML32,
    OPERATIONS,
    VERSION,
)
from satupeta.core.xml import written

WFS = "http://www.opengis.net/wfs/2.0"
OWS = "http://www.opengis.net/ows/1.1"
_XLINK = "http://www.w3.org/1999/xlink"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XS = "http://www.w3.org/2001/XMLSchema"
_WFS_SCHEMA = "http://schemas.opengis.net/wfs/2.0/wfs.xsd"
_GML_SCHEMA = "http://schemas.opengis.net/gml/3.2.1/gml.xsd"
_TYPES = {
    FieldType.TEXT: "xs:string",
    FieldType.INTEGER: "xs:long",
    FieldType.NUMBER: "xs:double",
    FieldType.BOOLEAN: "xs:boolean",
    FieldType.DATE: "xs:date",
    FieldType.DATETIME: "xs:dateTime",
}
_FIELDS_OF = "http://www.opengis.net/def/queryLanguage/OGC-WFS/0/WFS_QueryExpression"


class TypeEntry(msgspec.Struct, frozen=True):
    """One feature type as the capabilities name it; `extent` is in longitude and latitude."""

    name: str
    title: str
    abstract: str
    keywords: tuple[str, ...]
    extent: Box | None
    page: str


class WfsCapabilities(msgspec.Struct, frozen=True):
    """Everything that the document says.

    Attributes:
        title, abstract: Of the service.
        address: The end-point.
        namespace: Of the feature types.
        contact: Mail address, or "".
        organisation: Who runs it.
        update_sequence: Moves with every change.
        count: Most features of one answer.
        types: What is offered.
    """

    title: str
    abstract: str
    address: str
    namespace: str
    contact: str
    organisation: str
    update_sequence: str
    count: int
    types: tuple[TypeEntry, ...]


class Page(msgspec.Struct, frozen=True):
    """What a collection says of itself; `returned` is 0 where only the number was asked for."""

    time: str
    matched: int
    returned: int
    following: str = ""
    previous: str = ""


def write_capabilities(said: WfsCapabilities) -> bytes:
    """The document as UTF-8 XML, valid against the standard's schema."""
    names = {
        None: WFS,
        "wfs": WFS,
        "ows": OWS,
        "fes": FES,
        "gml": GML,
        "xlink": _XLINK,
        "xsi": _XSI,
        PREFIX: said.namespace,
    }
    root = etree.Element(
        f"{{{WFS}}}WFS_Capabilities",
        {
            "version": VERSION,
            "updateSequence": said.update_sequence,
            f"{{{_XSI}}}schemaLocation": f"{WFS} {_WFS_SCHEMA}",
        },
        names,
    )
    _write_identification(root, said)
    _write_provider(root, said)
    _write_operations(root, said)
    types = etree.SubElement(root, f"{{{WFS}}}FeatureTypeList")
    for entry in said.types:
        _write_type(types, entry)
    _write_filters(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def write_schema(types: Iterable[GmlType], namespace: str) -> bytes:
    """The application schema of feature types (9; OGC 07-036r1, 21)."""
    root = etree.Element(
        f"{{{_XS}}}schema",
        {"targetNamespace": namespace, "elementFormDefault": "qualified"},
        {"xs": _XS, "gml": GML, PREFIX: namespace},
    )
    _xs(root, "import", namespace=GML, schemaLocation=_GML_SCHEMA)
    for kind in types:
        group, shape = "gml:AbstractFeature", f"{PREFIX}:{kind.name}Type"
        _xs(root, "element", name=kind.name, type=shape, substitutionGroup=group)
        content = _xs(_xs(root, "complexType", name=f"{kind.name}Type"), "complexContent")
        sequence = _xs(_xs(content, "extension", base="gml:AbstractFeatureType"), "sequence")
        for field, name in kind.fields:
            _xs(sequence, "element", name=name, type=_TYPES[field.type], minOccurs="0")
        if kind.form:
            property_type = f"gml:{kind.form}PropertyType"
            _xs(sequence, "element", name=kind.geometry, type=property_type, minOccurs="0")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def collection_head(page: Page, namespace: str, schema_address: str) -> bytes:
    """What stands before the members of a collection."""
    links = "".join(
        f" {name}={quoteattr(written(address))}"
        for name, address in (("next", page.following), ("previous", page.previous))
        if address
    )
    locations = f"{WFS} {_WFS_SCHEMA} {namespace} {schema_address}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<wfs:FeatureCollection xmlns:wfs="{WFS}" xmlns:gml="{GML}" xmlns:{PREFIX}={quoteattr(namespace)} '
        f'xmlns:xsi="{_XSI}" xsi:schemaLocation={quoteattr(locations)} timeStamp="{page.time}" '
        f'numberMatched="{page.matched}" numberReturned="{page.returned}"{links}>'
    ).encode()


def collection_pieces(members: Iterable[bytes], page: Page, namespace: str, schema_address: str) -> Iterator[bytes]:
    """A collection of features, its members as `gml_features` makes them."""
    yield collection_head(page, namespace, schema_address)
    for member in members:
        yield b"<wfs:member>" + member + b"</wfs:member>\n"
    yield b"</wfs:FeatureCollection>"


def lone_feature(namespace: str, schema_address: str) -> str:
    """The attributes that make a feature a document of its own."""
    return (
        f' xmlns:gml="{GML}" xmlns:{PREFIX}={quoteattr(namespace)} xmlns:xsi="{_XSI}" '
        f"xsi:schemaLocation={quoteattr(f'{namespace} {schema_address}')}"
    )


def write_stored_queries(types: Iterable[str], namespace: str) -> bytes:
    """The one stored query, with the types that it gives (14.3)."""
    root = etree.Element(f"{{{WFS}}}ListStoredQueriesResponse", None, {None: WFS, PREFIX: namespace})
    query = etree.SubElement(root, f"{{{WFS}}}StoredQuery", {"id": BY_ID})
    etree.SubElement(query, f"{{{WFS}}}Title").text = "GetFeatureById"
    for name in types:
        etree.SubElement(query, f"{{{WFS}}}ReturnFeatureType").text = f"{PREFIX}:{name}"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def write_stored_query_descriptions(types: Iterable[str], namespace: str) -> bytes:
    """What the one stored query takes (14.4)."""
    names = {None: WFS, PREFIX: namespace, "xs": _XS}
    root = etree.Element(f"{{{WFS}}}DescribeStoredQueriesResponse", None, names)
    query = etree.SubElement(root, f"{{{WFS}}}StoredQueryDescription", {"id": BY_ID})
    etree.SubElement(query, f"{{{WFS}}}Title").text = "GetFeatureById"
    etree.SubElement(query, f"{{{WFS}}}Parameter", {"name": "ID", "type": "xs:string"})
    text = {
        "returnFeatureTypes": " ".join(f"{PREFIX}:{name}" for name in types),
        "language": _FIELDS_OF,
        "isPrivate": "true",
    }
    etree.SubElement(query, f"{{{WFS}}}QueryExpressionText", text)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _write_identification(root: etree._Element, said: WfsCapabilities) -> None:
    part = _ows(root, "ServiceIdentification")
    _ows(part, "Title", said.title)
    if said.abstract:
        _ows(part, "Abstract", said.abstract)
    _ows(part, "ServiceType", "WFS")
    _ows(part, "ServiceTypeVersion", VERSION)
    _ows(part, "Fees", "none")
    _ows(part, "AccessConstraints", "none")


def _write_provider(root: etree._Element, said: WfsCapabilities) -> None:
    part = _ows(root, "ServiceProvider")
    _ows(part, "ProviderName", said.organisation)
    contact = _ows(part, "ServiceContact")
    if said.contact:
        _ows(_ows(_ows(contact, "ContactInfo"), "Address"), "ElectronicMailAddress", said.contact)


def _write_operations(root: etree._Element, said: WfsCapabilities) -> None:
    part = _ows(root, "OperationsMetadata")
    for name in OPERATIONS:
        operation = _ows(part, "Operation", name=name)
        http = _ows(_ows(operation, "DCP"), "HTTP")
        for method, address in (("Get", said.address + "?"), ("Post", said.address)):
            _ows(http, method).attrib.update({f"{{{_XLINK}}}type": "simple", f"{{{_XLINK}}}href": written(address)})
        if name == "GetCapabilities":
            _write_parameter(operation, "AcceptVersions", (VERSION,))
        if name == "DescribeFeatureType":
            _write_parameter(operation, "outputFormat", (GML32,))
        if name == "GetFeature":
            _write_parameter(operation, "resultType", ("results", "hits"))
            _write_parameter(operation, "outputFormat", (GML32, *(name for name in FORMATS if name != GML32)))
    _write_parameter(part, "version", (VERSION,))
    for name, held in CONSTRAINTS:
        _write_constraint(_ows(part, "Constraint", name=name), "TRUE" if held else "FALSE")
    _write_constraint(_ows(part, "Constraint", name="CountDefault"), str(said.count))
    _write_constraint(_ows(part, "Constraint", name="QueryExpressions"), "wfs:Query", "wfs:StoredQuery")


def _write_parameter(parent: etree._Element, name: str, values: tuple[str, ...]) -> None:
    allowed = _ows(_ows(parent, "Parameter", name=name), "AllowedValues")
    for value in values:
        _ows(allowed, "Value", value)


def _write_constraint(constraint: etree._Element, default: str, *further: str) -> None:
    if further:
        allowed = _ows(constraint, "AllowedValues")
        for value in (default, *further):
            _ows(allowed, "Value", value)
        return
    _ows(constraint, "NoValues")
    _ows(constraint, "DefaultValue", default)


def _write_type(parent: etree._Element, entry: TypeEntry) -> None:
    part = etree.SubElement(parent, f"{{{WFS}}}FeatureType")
    _wfs(part, "Name", f"{PREFIX}:{entry.name}")
    _wfs(part, "Title", entry.title or entry.name)
    if entry.abstract:
        _wfs(part, "Abstract", entry.abstract)
    if entry.keywords:
        keywords = _ows(part, "Keywords")
        for keyword in entry.keywords:
            _ows(keywords, "Keyword", keyword)
    if entry.extent is None:
        _wfs(part, "NoCRS", "")
    else:
        default = SERVED["EPSG:4326"]
        _wfs(part, "DefaultCRS", srs_name(default))
        for info in near(entry.extent):
            if info is not default:
                _wfs(part, "OtherCRS", srs_name(info))
    formats = _wfs(part, "OutputFormats", "")
    for name in (GML32, GEOJSON):
        _wfs(formats, "Format", name)
    if entry.extent is not None:
        box = _ows(part, "WGS84BoundingBox")
        _ows(box, "LowerCorner", f"{entry.extent.west:.9g} {entry.extent.south:.9g}")
        _ows(box, "UpperCorner", f"{entry.extent.east:.9g} {entry.extent.north:.9g}")
    _wfs(part, "MetadataURL", "").set(f"{{{_XLINK}}}href", written(entry.page))


def _write_filters(root: etree._Element) -> None:
    part = _fes(root, "Filter_Capabilities")
    conformance = _fes(part, "Conformance")
    for name, held in FILTER_CONSTRAINTS:
        _write_constraint(_fes(conformance, "Constraint", name=name), "TRUE" if held else "FALSE")
    _fes(_fes(part, "Id_Capabilities"), "ResourceIdentifier", name="fes:ResourceId")
    scalar = _fes(part, "Scalar_Capabilities")
    _fes(scalar, "LogicalOperators")
    operators = _fes(scalar, "ComparisonOperators")
    for name in (*COMPARISONS, "PropertyIsBetween", "PropertyIsLike", "PropertyIsNull"):
        _fes(operators, "ComparisonOperator", name=name)
    spatial = _fes(part, "Spatial_Capabilities")
    operands = _fes(spatial, "GeometryOperands")
    shapes = ("Envelope", "Point", "MultiPoint", "LineString", "Curve", "MultiCurve", "Polygon", "Surface")
    for name in (*shapes, "MultiSurface"):
        _fes(operands, "GeometryOperand", name=f"gml:{name}")
    operators = _fes(spatial, "SpatialOperators")
    for name in RELATIONS:
        _fes(operators, "SpatialOperator", name=name)


def _ows(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    return _add(parent, OWS, tag, text, attributes)


def _wfs(parent: etree._Element, tag: str, text: str) -> etree._Element:
    return _add(parent, WFS, tag, text, {})


def _fes(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return _add(parent, FES, tag, "", attributes)


def _xs(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return _add(parent, _XS, tag, "", attributes)


def _add(parent: etree._Element, space: str, tag: str, text: str, attributes: dict[str, str]) -> etree._Element:
    element = etree.SubElement(parent, f"{{{space}}}{tag}", attributes)
    if text:
        element.text = written(text)
    return element
