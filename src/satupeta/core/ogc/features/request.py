"""OGC API - Features requests: from parameters to values.

Standard: OGC 17-069r4 (part 1), 7.15; OGC 18-058r1 (part 2), 6.2; OGC 19-079r2 (part 3), 8.
"""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, CrsInfo, parse_crs
from satupeta.core.errors import InvalidParameter
from satupeta.core.features.schema import Field, FieldType, Schema
from satupeta.core.filters.check import checked
from satupeta.core.filters.cql2 import FilterLanguage, parse_filter
from satupeta.core.filters.tree import And, Comparison, Expression, Meets, Or, Value
from satupeta.core.ogc.common import Parameters, numbers, shown
from satupeta.core.ogc.features.conformance import (
    COMMON_PARAMETERS,
    DEFAULT_LIMIT,
    FILTER_LANGUAGES,
    FILTER_PARAMETERS,
    ITEM_PARAMETERS,
    ITEMS_PARAMETERS,
    OFFSET_LIMIT,
)
from satupeta.core.text import Text

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)
_HALF_TURN_DEG = 180.0
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)


class ItemsRequest(msgspec.Struct, frozen=True):
    """A page of a collection's features.

    Attributes:
        box: Features that meet it, x, y order; None for all.
        filter: What the property filters, `datetime` and `filter` ask for; None for all.
        limit, offset: The page.
        crs: Of the answer's coordinates.
    """

    crs: CrsInfo
    box: Box | None = None
    filter: Expression | None = None
    limit: int = DEFAULT_LIMIT
    offset: int = 0


def parse_plain(pairs: Iterable[tuple[str, str]]) -> None:
    """Hold a request for a document to the parameters that documents know.

    Raises:
        InvalidParameter: An unknown or repeated one.
    """
    _parameters(pairs, COMMON_PARAMETERS)


def parse_item(pairs: Iterable[tuple[str, str]]) -> CrsInfo:
    """The CRS that a single feature is wanted in.

    Raises:
        InvalidParameter: An unknown or repeated parameter.
        UnknownCrs: Not a served one.
    """
    return _crs(_parameters(pairs, ITEM_PARAMETERS), "crs")


def parse_items(pairs: Iterable[tuple[str, str]], schema: Schema, limit: int) -> ItemsRequest:
    """The page that parameters ask for.

    Args:
        pairs: Decoded names and values.
        schema: The fields that may be asked for: hidden ones are not in it.
        limit: Most features of one page; a larger wish gives this many (17-069r4, 7.15.2).

    Raises:
        InvalidParameter: Unknown, repeated, malformed or out of range.
        InvalidBox, InvalidFilter, UnknownCrs: As the names say.
    """
    fields = {field.name: field for field in schema.fields if field.name not in ITEMS_PARAMETERS}
    parameters = _parameters(pairs, (*ITEMS_PARAMETERS, *fields))
    operands = [_comparison(fields[name], parameters) for name in parameters.names if name in fields]
    if "datetime" in parameters.names:
        operands += _during(parameters.optional("datetime").strip(), schema)
    if any(name in parameters.names for name in FILTER_PARAMETERS):
        operands.append(checked(_filter(parameters), schema))
    boxes = _boxes(parameters)
    if len(boxes) > 1:
        operands.append(Or(tuple(Meets(box) for box in boxes)))
    return ItemsRequest(
        _crs(parameters, "crs"),
        boxes[0] if len(boxes) == 1 else None,
        And(tuple(operands)) if len(operands) > 1 else (operands[0] if operands else None),
        min(parameters.integer("limit", 1, 10**17, DEFAULT_LIMIT), limit),
        parameters.integer("offset", 0, OFFSET_LIMIT, 0),
    )


def parse_feature_id(text: str) -> int | None:
    """A feature id from an address, or None where no feature can have it."""
    number = int(text) if _INTEGER.fullmatch(text) else None
    return number if number is not None and -(2**31) <= number < 2**31 else None


def _parameters(pairs: Iterable[tuple[str, str]], allowed: tuple[str, ...]) -> Parameters:
    parameters = Parameters(pairs)
    parameters.refuse_unknown(allowed)
    for name in parameters.names:
        parameters.optional(name)
    return parameters


def _crs(parameters: Parameters, name: str) -> CrsInfo:
    return parse_crs(parameters.optional(name, CRS84), name)


def _boxes(parameters: Parameters) -> tuple[Box, ...]:
    """The box that is asked for; two where it crosses the antimeridian, its west then lying east of its east.

    Standard: OGC 17-069r4, 7.15.3.
    """
    info = _crs(parameters, "bbox-crs")
    if "bbox" not in parameters.names:
        return ()
    edges = numbers(parameters.optional("bbox"), "bbox", (4, 6))
    # Heights of a box with six numbers are left aside: features are flat.
    west, south, east, north = edges if len(edges) == 4 else (edges[0], edges[1], edges[3], edges[4])
    if info.latitude_first:
        west, south, east, north = south, west, north, east
    if info.unit == "degree" and _HALF_TURN_DEG > west > east > -_HALF_TURN_DEG:
        return (
            Box.checked(west, south, _HALF_TURN_DEG, north, info.code, "bbox"),
            Box.checked(-_HALF_TURN_DEG, south, east, north, info.code, "bbox"),
        )
    return (Box.checked(west, south, east, north, info.code, "bbox"),)


def _filter(parameters: Parameters) -> Expression:
    """What `filter` says; its coordinates are in longitude and latitude unless `filter-crs` says otherwise.

    Standard: OGC 19-079r2, 8.2 to 8.4.
    """
    text = parameters.required("filter")
    wanted = parameters.choice("filter-lang", FILTER_LANGUAGES, FILTER_LANGUAGES[0])
    language: FilterLanguage = next(language for language in FILTER_LANGUAGES if language == wanted)
    return parse_filter(text, language, _crs(parameters, "filter-crs"))


def _comparison(field: Field, parameters: Parameters) -> Expression:
    return Comparison(field.name, "=", _value(field, parameters))


def _value(field: Field, parameters: Parameters) -> Value:
    text = parameters.optional(field.name)
    if field.type is FieldType.INTEGER:
        if _INTEGER.fullmatch(text):
            return int(text)
        raise _no_value(field, text)
    if field.type is FieldType.NUMBER:
        return parameters.number(field.name, -math.inf, math.inf)
    if field.type is FieldType.BOOLEAN:
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        raise _no_value(field, text)
    return text


def _during(text: str, schema: Schema) -> list[Expression]:
    """The limits of a moment or interval on the schema's time field; none where it has no such field.

    Standard: OGC 17-069r4, 7.15.4: features without a time are in the result of every interval.
    """
    start, end = _interval(text)
    field = schema.field(schema.time_field) if schema.time_field else None
    if field is None:
        return []
    limits: list[Expression] = []
    if start:
        limits.append(Comparison(field.name, ">=", start[:10] if field.type is FieldType.DATE else start))
    if end and field.type is FieldType.DATE:
        limits.append(Comparison(field.name, "<=", end[:10]))
    elif end and len(end) == 10:
        # A day lasts until the next one begins.
        limits.append(Comparison(field.name, "<", (date.fromisoformat(end) + timedelta(days=1)).isoformat()))
    elif end:
        limits.append(Comparison(field.name, "<=", end))
    return limits


def _interval(text: str) -> tuple[str, str]:
    """Start and end, "" where open; a moment is both."""
    parts = text.split("/")
    if len(parts) > 2:
        raise _no_time(text)
    ends = ["" if part == ".." and len(parts) == 2 else _moment(part, text, open_end=len(parts) == 2) for part in parts]
    start, end = ends[0], ends[-1]
    if not start and not end:
        raise _no_time(text)
    if start and end and start[:10] > end[:10]:
        raise _no_time(text)
    return start, end


def _moment(part: str, text: str, *, open_end: bool) -> str:
    if not part and open_end:
        return ""
    if not _MOMENT.fullmatch(part):
        raise _no_time(text)
    try:
        moment = datetime.fromisoformat(part)
    except ValueError as error:
        raise _no_time(text) from error
    if moment.year == date.max.year:
        raise _no_time(text)
    return part


def _no_time(text: str) -> InvalidParameter:
    return InvalidParameter(
        "FT-001",
        Text(f"datetime={shown(text)}: bukan waktu atau rentang.", f"datetime={shown(text)}: no time or interval."),
        Text(
            "Contoh: 2024-05-01, 2024-05-01T00:00:00Z, 2024-01-01/2024-12-31, ../2024-12-31",
            "Such as: 2024-05-01, 2024-05-01T00:00:00Z, 2024-01-01/2024-12-31, ../2024-12-31",
        ),
        "datetime",
    )


def _no_value(field: Field, text: str) -> InvalidParameter:
    return InvalidParameter(
        "FT-002",
        Text(
            f"{field.name}={shown(text)}: kolom ini bertipe {field.type}.",
            f"{field.name}={shown(text)}: this field is of type {field.type}.",
        ),
        Text("Beri nilai dengan tipe itu.", "Give a value of that type."),
        field.name,
    )
