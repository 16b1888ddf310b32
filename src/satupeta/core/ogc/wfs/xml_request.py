"""WFS requests that come as XML documents: told as the key-value pairs that say the same.

Standard: OGC 09-025r1 (WFS 2.0.0), annex B; a namespace is not looked at, since local names are unique.
"""

from lxml import etree

from satupeta.core.filters.fes import FesFilter, fes_filter
from satupeta.core.ogc.wfs.conformance import OPERATIONS
from satupeta.core.ogc.wfs.errors import OptionNotSupported
from satupeta.core.ogc.wfs.request import WfsRequest, parse_request
from satupeta.core.text import Text
from satupeta.core.xml import local_name, read_xml

_ATTRIBUTES = ("service", "version", "count", "startIndex", "outputFormat", "resultType")
Pairs = list[tuple[str, str]]


def parse_xml_request(body: bytes) -> WfsRequest:
    """The request that a document asks for.

    Raises:
        InvalidParameter: Not readable as XML, with a document type, or as `parse_request` says.
    """
    root = read_xml(body, "request")
    pairs: Pairs = [("REQUEST", local_name(root))]
    pairs += [(name.upper(), value) for name in _ATTRIBUTES if (value := root.get(name))]
    if local_name(root) not in OPERATIONS:
        return parse_request(pairs)
    fes = None
    for child in root:
        name = local_name(child)
        if name in ("Query", "StoredQuery"):
            if any(pair[0] in ("TYPENAMES", "STOREDQUERY_ID") for pair in pairs):
                raise _one_query()
            if name == "Query":
                fes = _query(child, pairs)
            else:
                _stored(child, pairs)
    _lists(root, pairs)
    return parse_request(pairs, fes)


def _query(query: etree._Element, pairs: Pairs) -> FesFilter | None:
    fes = None
    pairs.append(("TYPENAMES", query.get("typeNames") or query.get("typeName") or ""))
    if srs := query.get("srsName"):
        pairs.append(("SRSNAME", srs))
    properties = [_text(child) for child in query if local_name(child) == "PropertyName"]
    if properties:
        pairs.append(("PROPERTYNAME", ",".join(properties)))
    for child in query:
        if local_name(child) == "Filter":
            fes = fes_filter(child)
        elif local_name(child) == "SortBy":
            pairs.append(("SORTBY", ",".join(_sort(one) for one in child)))
    return fes


def _stored(query: etree._Element, pairs: Pairs) -> None:
    pairs.append(("STOREDQUERY_ID", query.get("id", "")))
    pairs.extend((child.get("name", "").upper(), _text(child)) for child in query if local_name(child) == "Parameter")


def _sort(element: etree._Element) -> str:
    named = {local_name(child): _text(child) for child in element}
    return f"{named.get('ValueReference', '')} {named.get('SortOrder', 'ASC')}"


def _lists(root: etree._Element, pairs: Pairs) -> None:
    """What operations name in elements of their own."""
    types = [_text(child) for child in root if local_name(child) == "TypeName"]
    stored = [_text(child) for child in root if local_name(child) == "StoredQueryId"]
    versions = [_text(child) for holder in root if local_name(holder) == "AcceptVersions" for child in holder]
    for name, values in (("TYPENAMES", types), ("STOREDQUERY_ID", stored), ("ACCEPTVERSIONS", versions)):
        if values:
            pairs.append((name, ",".join(values)))


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _one_query() -> OptionNotSupported:
    return OptionNotSupported(
        "WF-005",
        Text("Query: hanya satu setiap permintaan.", "Query: only one a request."),
        Text("Kirim satu permintaan untuk setiap jenis fitur.", "Send one request for each feature type."),
        "Query",
    )
