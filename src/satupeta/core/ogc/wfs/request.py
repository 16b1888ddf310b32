"""WFS requests: from parameters or XML to values.

Standard: OGC 09-025r1 (WFS 2.0.0), 7 to 14; OGC 06-121r9, 7 (GetCapabilities).
"""

import re
from collections.abc import Iterable

import msgspec

from satupeta.core.box import Box
from satupeta.core.crs import SERVED, CrsInfo, parse_crs
from satupeta.core.errors import InvalidFilter, InvalidParameter
from satupeta.core.features.source import Order
from satupeta.core.filters.cql2 import parse_filter
from satupeta.core.filters.fes import FesFilter, parse_fes, reference_name
from satupeta.core.filters.tree import Expression
from satupeta.core.ogc.common import Parameters, missing, not_among, numbers, shown
from satupeta.core.ogc.wfs.conformance import BY_ID, FORMATS, GML32, OPERATIONS, VERSION
from satupeta.core.ogc.wfs.errors import OptionNotSupported, UnknownOperation, VersionNegotiationFailed
from satupeta.core.text import Text

_DEFAULT_CRS = SERVED["EPSG:4326"]
_MOST = 2**31 - 1
_LISTED = re.compile(r"[^,()\s]+")
_MAX_NAMES = 100
_SORT = re.compile(r"([^\s,]+)(?:\s+(ASC|DESC|A|D))?", re.IGNORECASE)


class GetCapabilities(msgspec.Struct, frozen=True):
    """What is offered."""


class DescribeFeatureType(msgspec.Struct, frozen=True):
    """How features look; `types` are local names, none for all."""

    types: tuple[str, ...] = ()


class ListStoredQueries(msgspec.Struct, frozen=True):
    """Which queries are stored."""


class DescribeStoredQueries(msgspec.Struct, frozen=True):
    """What stored queries take; `ids` are none for all."""

    ids: tuple[str, ...] = ()


class GetFeature(msgspec.Struct, frozen=True):
    """Features of one type.

    Attributes:
        type_name: Local name.
        ids: Resource ids, `kelurahan.5`; None for all.
        box: Features that meet it, x, y order.
        fes: A filter in the names of documents, its values as text.
        cql: A filter in the fields' own names.
        order: In the names of documents; by feature id without any.
        properties: Names in documents; all without any.
        crs: Of the answer's coordinates.
        format: One of the values of `FORMATS`.
        count: Most features, None for as many as the node gives.
        start: How many are left out first.
        hits: Whether only their number is wanted.
        alone: Whether the one feature is the whole answer (7.9.3.6).
    """

    type_name: str
    ids: tuple[str, ...] | None = None
    box: Box | None = None
    fes: Expression | None = None
    cql: Expression | None = None
    order: tuple[Order, ...] = ()
    properties: tuple[str, ...] = ()
    crs: CrsInfo = _DEFAULT_CRS
    format: str = GML32
    count: int | None = None
    start: int = 0
    hits: bool = False
    alone: bool = False


WfsRequest = GetCapabilities | DescribeFeatureType | ListStoredQueries | DescribeStoredQueries | GetFeature


def parse_request(pairs: Iterable[tuple[str, str]], fes: FesFilter | None = None) -> WfsRequest:
    """The request that key-value pairs ask for; unknown ones are left aside.

    Args:
        pairs: Names in any case.
        fes: A filter that came beside them.

    Raises:
        UnknownOperation, VersionNegotiationFailed, OptionNotSupported: As the names say.
        InvalidParameter: A parameter is missing, repeated, malformed or out of range.
        InvalidBox, InvalidFilter, UnknownCrs: As the names say.
    """
    parameters = Parameters(pairs, ignore_case=True)
    operation = parameters.required("REQUEST")
    service = parameters.optional("SERVICE")
    if operation == "GetCapabilities" and not service:
        raise missing("SERVICE")
    if service and service.upper() != "WFS":
        raise not_among("SERVICE", service, ("WFS",))
    if operation not in OPERATIONS:
        raise UnknownOperation(
            "WF-001",
            Text(f"REQUEST={shown(operation)}: tidak dilayani.", f"REQUEST={shown(operation)}: not supported."),
            Text(f"Pakai: {', '.join(OPERATIONS)}.", f"Use: {', '.join(OPERATIONS)}."),
            "REQUEST",
        )
    if operation == "GetCapabilities":
        return _capabilities(parameters)
    parameters.choice("VERSION", (VERSION,))
    if operation == "DescribeFeatureType":
        return DescribeFeatureType(_locals(_either(parameters, "TYPENAMES", "TYPENAME"), "TYPENAMES"))
    if operation == "ListStoredQueries":
        return ListStoredQueries()
    if operation == "DescribeStoredQueries":
        return DescribeStoredQueries(tuple(_LISTED.findall(parameters.optional("STOREDQUERY_ID"))))
    return _features(parameters, fes)


def parse_resource_id(text: str) -> tuple[str, int | None]:
    """Local type name and feature id of a resource id; None where no feature can have it."""
    name, _, number = text.rpartition(".")
    short = number.isascii() and number.removeprefix("-").isdecimal() and len(number) <= 11
    found = int(number) if short else None
    return name, found if found is not None and abs(found) <= _MOST else None


def _capabilities(parameters: Parameters) -> GetCapabilities:
    accepted = [name.strip() for name in parameters.optional("ACCEPTVERSIONS").split(",") if name.strip()]
    if accepted and VERSION not in accepted:
        raise VersionNegotiationFailed(
            "WF-002",
            Text("ACCEPTVERSIONS: tidak ada versi yang dilayani.", "ACCEPTVERSIONS: none of them is served."),
            Text(f"Pakai {VERSION}.", f"Use {VERSION}."),
            "ACCEPTVERSIONS",
        )
    return GetCapabilities()


def _features(parameters: Parameters, fes: FesFilter | None) -> GetFeature:
    stored = parameters.optional("STOREDQUERY_ID").strip()
    if stored:
        return _by_id(parameters, stored)
    fes = fes or _fes(parameters)
    box = _box(parameters)
    ids = tuple(_LISTED.findall(parameters.optional("RESOURCEID"))) or None
    if sum(part is not None for part in (ids, box, fes)) > 1:
        raise _option("FILTER", "satu dari FILTER, BBOX, RESOURCEID", "one of FILTER, BBOX, RESOURCEID")
    if fes and fes.ids is not None:
        ids = fes.ids
    names = _locals(_either(parameters, "TYPENAMES", "TYPENAME"), "TYPENAMES")
    own = frozenset(names) or frozenset(parse_resource_id(text)[0] for text in ids or ())
    if not own:
        raise missing("TYPENAMES")
    if len(own) > 1:
        raise _option("TYPENAMES", "satu jenis fitur setiap permintaan", "one feature type a request")
    return GetFeature(
        next(iter(own)),
        ids,
        box,
        fes.expression if fes else None,
        _cql(parameters),
        _order(parameters.optional("SORTBY")),
        tuple(reference_name(name) for name in _LISTED.findall(parameters.optional("PROPERTYNAME")) if name != "*"),
        _crs(parameters),
        _format(parameters),
        parameters.integer("COUNT", 0, _MOST) if "COUNT" in parameters.names else None,
        parameters.integer("STARTINDEX", 0, _MOST, 0),
        _hits(parameters),
    )


def _by_id(parameters: Parameters, stored: str) -> GetFeature:
    if stored != BY_ID:
        raise not_among("STOREDQUERY_ID", stored, (BY_ID,))
    identifier = parameters.required("ID")
    name = parse_resource_id(identifier)[0]
    return GetFeature(name, (identifier,), crs=_crs(parameters), format=_format(parameters), alone=True)


def _fes(parameters: Parameters) -> FesFilter | None:
    text = parameters.optional("FILTER").strip()
    return parse_fes(text) if text else None


def _cql(parameters: Parameters) -> Expression | None:
    """CQL_FILTER, a parameter of this node's own, its coordinates in longitude and latitude."""
    text = parameters.optional("CQL_FILTER").strip()
    try:
        return parse_filter(text, "cql2-text") if text else None
    except InvalidFilter as error:
        raise InvalidFilter(error.code, error.message, error.advice, "CQL_FILTER") from error


def _box(parameters: Parameters) -> Box | None:
    """BBOX, whose CRS may stand behind the numbers and is the type's default one without it (7.9.2.4)."""
    text = parameters.optional("BBOX").strip()
    if not text:
        return None
    words = text.split(",", 4)
    info = parse_crs(words[4], "BBOX") if len(words) == 5 else _DEFAULT_CRS
    west, south, east, north = numbers(",".join(words[:4]), "BBOX", (4,))
    if info.latitude_first:
        west, south, east, north = south, west, north, east
    return Box.checked(west, south, east, north, info.code, "BBOX")


def _crs(parameters: Parameters) -> CrsInfo:
    text = parameters.optional("SRSNAME").strip()
    return parse_crs(text, "SRSNAME") if text else _DEFAULT_CRS


def _format(parameters: Parameters) -> str:
    text = parameters.optional("OUTPUTFORMAT").strip()
    found = FORMATS.get(re.sub(r";\s*", "; ", text.lower())) if text else GML32
    if found is None:
        raise not_among("OUTPUTFORMAT", text, tuple(dict.fromkeys(FORMATS.values())))
    return found


def _hits(parameters: Parameters) -> bool:
    value = parameters.optional("RESULTTYPE").strip().lower() or "results"
    if value not in ("results", "hits"):
        raise not_among("RESULTTYPE", value, ("results", "hits"))
    return value == "hits"


def _order(text: str) -> tuple[Order, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [_SORT.fullmatch(part) for part in parts]
    if len(parts) > _MAX_NAMES or not all(found):
        raise InvalidParameter(
            "WF-003",
            Text("SORTBY: urutan tidak terbaca.", "SORTBY: the order cannot be read."),
            Text("Contoh: nama ASC,jiwa DESC", "Such as: nama ASC,jiwa DESC"),
            "SORTBY",
        )
    return tuple(
        Order(reference_name(match[1]), descending=(match[2] or "A").upper().startswith("D"))
        for match in found
        if match
    )


def _either(parameters: Parameters, name: str, other: str) -> str:
    return parameters.optional(name).strip() or parameters.optional(other).strip()


def _locals(text: str, locator: str) -> tuple[str, ...]:
    names = _LISTED.findall(text)
    if len(names) > _MAX_NAMES:
        raise _option(locator, f"paling banyak {_MAX_NAMES} nama", f"at most {_MAX_NAMES} names")
    return tuple(name.rpartition(":")[2] for name in names)


def _option(locator: str, indonesian: str, english: str) -> OptionNotSupported:
    return OptionNotSupported(
        "WF-004",
        Text(f"{locator}: hanya {indonesian}.", f"{locator}: only {english}."),
        Text("Lihat batasan di GetCapabilities.", "See the constraints in GetCapabilities."),
        locator,
    )
