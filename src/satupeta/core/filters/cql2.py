"""CQL2 in its two forms, text and JSON, as the one expression tree.

Standard: OGC 21-065r2. Offered: Basic CQL2, advanced comparison operators, case-insensitive comparison, spatial and
temporal functions of a field and a given value. Arithmetic, arrays, accents, comparisons between fields and functions
of a server's own are not.
"""

import math
from collections.abc import Callable
from typing import Any, Literal, get_args

import msgspec

from satupeta.core.crs import CRS84, SERVED, CrsInfo
from satupeta.core.errors import InvalidFilter
from satupeta.core.filters.bounds import TEXT_QUOTED, require_few, require_shallow, require_short
from satupeta.core.filters.check import too_deep
from satupeta.core.filters.cql2_text import parse_cql2_text
from satupeta.core.filters.moments import (
    ALWAYS,
    MIRRORED,
    NEVER,
    TIME_RELATIONS,
    FieldTime,
    Moment,
    Span,
    Time,
    compared_times,
    moment,
    relation_in_time,
    two_fields,
)
from satupeta.core.filters.shapes import box_shape, shape_of_geojson, spatial
from satupeta.core.filters.spatial import relation_holds
from satupeta.core.filters.tree import (
    MAX_DEPTH,
    Among,
    And,
    Comparison,
    ComparisonOperator,
    Expression,
    IsNull,
    Like,
    Not,
    Or,
    Relation,
    Value,
)
from satupeta.core.text import Text

Json = Any
FilterLanguage = Literal["cql2-text", "cql2-json"]
_OPERATORS: tuple[ComparisonOperator, ...] = get_args(ComparisonOperator)
_RELATIONS: tuple[Relation, ...] = get_args(Relation)
_CONVERSE: dict[Relation, Relation] = {"within": "contains", "contains": "within"}
_SHOWN = 40


def parse_filter(text: str, language: FilterLanguage, info: CrsInfo = SERVED[CRS84]) -> Expression:
    """The expression that a filter from a request says.

    Args:
        text: The filter.
        language: Which form it has.
        info: The CRS of its coordinates, in that CRS's own axis order.

    Raises:
        InvalidFilter: Too long, too deep, not readable, or asking for what is not offered.
    """
    value = parse_cql2_text(text) if language == "cql2-text" else _decoded(text)
    return require_few(_Reader(info).expression(value, 1))


def split_filters(text: str) -> tuple[str, ...]:
    """CQL2 texts that have `;` between them; one in quotes belongs to its text.

    Raises:
        InvalidFilter: Too long.
    """
    require_short(text)
    # What stands in quotes becomes as many other signs, so that places stay.
    bare = TEXT_QUOTED.sub(lambda found: "x" * len(found[0]), text)
    ends = [place for place, sign in enumerate(bare) if sign == ";"]
    starts = [0, *(place + 1 for place in ends)]
    return tuple(text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True))


def _decoded(text: str) -> Json:
    require_short(text)
    require_shallow(text, json=True)
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise _not_offered("JSON") from error


class _Name(msgspec.Struct, frozen=True):
    """A field, its case folded or not."""

    field: str
    ignore_case: bool = False


class _Reader:
    """Reads CQL2 JSON; depth is bounded again, since one level of the text may be several of the tree."""

    def __init__(self, info: CrsInfo) -> None:
        self._info = info

    def expression(self, node: Json, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise too_deep()
        if isinstance(node, bool):
            return ALWAYS if node else NEVER
        if not isinstance(node, dict) or not isinstance(node.get("op"), str) or not isinstance(node.get("args"), list):
            raise _not_offered("?")
        name, arguments = node["op"].lower(), node["args"]
        if name in ("and", "or", "not"):
            return self._joined(name, arguments, depth)
        if name in _OPERATORS:
            return self._compared(name, *_exactly(arguments, 2, name))
        if name.startswith("s_") and name[2:] in _RELATIONS:
            return self._related(name[2:], *_exactly(arguments, 2, name))
        if name.startswith("t_") and name[2:] in TIME_RELATIONS:
            left, right = _exactly(arguments, 2, name)
            return relation_in_time(name[2:], _span(left), _span(right))
        reader = self._readers().get(name)
        if reader is None:
            raise _not_offered(node["op"])
        return reader(arguments)

    def _readers(self) -> dict[str, Callable[[list[Json]], Expression]]:
        return {"like": self._like, "between": self._between, "in": self._among, "isnull": self._is_null}

    def _joined(self, name: str, arguments: list[Json], depth: int) -> Expression:
        if name == "not":
            return Not(self.expression(_exactly(arguments, 1, name)[0], depth + 1))
        if len(arguments) < 2:
            raise _not_offered(name)
        operands = tuple(self.expression(argument, depth + 1) for argument in arguments)
        return And(operands) if name == "and" else Or(operands)

    def _compared(self, operator: ComparisonOperator, left: Json, right: Json) -> Expression:
        first, second = _operand(left), _operand(right)
        if isinstance(first, _Name) and isinstance(second, _Name):
            raise two_fields()
        if isinstance(second, _Name):
            first, second, operator = second, first, MIRRORED[operator]
        if isinstance(second, Moment):
            time: Time = FieldTime(first.field) if isinstance(first, _Name) else _moment_of(first)
            return compared_times(time, operator, second)
        if isinstance(first, _Name) and not isinstance(second, _Name):
            return Comparison(first.field, operator, second, first.ignore_case)
        return _constant(first, operator, second)

    def _like(self, arguments: list[Json]) -> Expression:
        operand, pattern = map(_operand, _exactly(arguments, 2, "like"))
        if not isinstance(operand, _Name) or not isinstance(pattern, str):
            raise _not_offered("like")
        if operand.ignore_case and pattern != pattern.casefold():
            return NEVER
        return Like(operand.field, pattern, operand.ignore_case)

    def _between(self, arguments: list[Json]) -> Expression:
        value, low, high = _exactly(arguments, 3, "between")
        return And((self._compared(">=", value, low), self._compared("<=", value, high)))

    def _among(self, arguments: list[Json]) -> Expression:
        value, listed = _exactly(arguments, 2, "in")
        if not isinstance(listed, list) or not listed:
            raise _not_offered("in")
        name, values = _operand(value), [_operand(part) for part in listed]
        plain = tuple(part for part in values if not isinstance(part, Moment | _Name))
        if isinstance(name, _Name) and len(plain) == len(values):
            return Among(name.field, plain, name.ignore_case)
        return Or(tuple(self._compared("=", value, part) for part in listed))

    def _is_null(self, arguments: list[Json]) -> Expression:
        argument = _exactly(arguments, 1, "isNull")[0]
        if isinstance(argument, dict) and ("type" in argument or "bbox" in argument):
            self._shape(argument)
            return NEVER
        operand = _operand(argument)
        return IsNull(operand.field) if isinstance(operand, _Name) else NEVER

    def _related(self, relation: Relation, left: Json, right: Json) -> Expression:
        if _is_property(left) and _is_property(right):
            raise two_fields()
        if _is_property(left):
            return spatial(relation, self._shape(right), self._info, left["property"])
        if _is_property(right):
            turned = _CONVERSE.get(relation, relation)
            return spatial(turned, self._shape(left), self._info, right["property"])
        return ALWAYS if relation_holds(relation, self._shape(left), self._shape(right)) else NEVER

    def _shape(self, value: Json) -> Any:
        if isinstance(value, dict) and "op" in value:
            raise _not_offered(value["op"])
        if isinstance(value, dict) and isinstance(value.get("bbox"), list):
            return box_shape(value["bbox"], self._info)
        return shape_of_geojson(value, self._info)


def _operand(value: Json) -> _Name | Moment | Value:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise _not_offered("number")
        return value
    if not isinstance(value, dict):
        raise _not_offered("?")
    if _is_property(value):
        return _Name(value["property"])
    if "date" in value or "timestamp" in value:
        return moment(value.get("date", value.get("timestamp")))
    if str(value.get("op")).lower() == "casei":
        inner = _operand(_exactly(value.get("args"), 1, "casei")[0])
        if isinstance(inner, _Name):
            return _Name(inner.field, ignore_case=True)
        if isinstance(inner, str):
            return inner.casefold()
    raise _not_offered(value.get("op", "?"))


def _moment_of(value: _Name | Moment | Value) -> Moment:
    if isinstance(value, Moment):
        return value
    raise _not_offered("=")


def _constant(left: Value | _Name | Moment, operator: ComparisonOperator, right: Value | _Name | Moment) -> Expression:
    """Two given values compared: what holds for every feature or for none."""
    numbers = all(isinstance(side, int | float) and not isinstance(side, bool) for side in (left, right))
    if not numbers and type(left) is not type(right):
        raise _not_offered(operator)
    first, second = ((float(side), 0) if numbers else (0.0, side) for side in (left, right))  # type: ignore[arg-type]
    holds = {
        "=": first == second, "<>": first != second, "<": first < second,
        "<=": first <= second, ">": first > second, ">=": first >= second,
    }  # fmt: skip
    return ALWAYS if holds[operator] else NEVER


def _span(value: Json) -> Span:
    if isinstance(value, dict) and "interval" in value:
        start, end = _exactly(value["interval"], 2, "interval")
        return Span(_end(start, -1), _end(end, 1))
    time = _time(value)
    return Span(time, time)


def _end(value: Json, side: int) -> Time:
    if value == "..":
        return Moment("", side)
    return moment(value) if isinstance(value, str) else _time(value)


def _time(value: Json) -> Time:
    operand = _operand(value)
    if isinstance(operand, Moment):
        return operand
    if isinstance(operand, _Name) and not operand.ignore_case:
        return FieldTime(operand.field)
    raise _not_offered("time")


def _is_property(value: Json) -> bool:
    return isinstance(value, dict) and isinstance(value.get("property"), str)


def _exactly(arguments: Json, count: int, name: str) -> list[Json]:
    if not isinstance(arguments, list) or len(arguments) != count:
        raise _not_offered(name)
    return arguments


def _not_offered(name: object) -> InvalidFilter:
    shown = "".join(sign for sign in str(name)[:_SHOWN] if sign.isprintable())
    return InvalidFilter(
        "PT-036",
        Text(f"Filter memakai “{shown}” yang tidak dilayani.", f"The filter uses “{shown}”, which is not offered so."),
        Text(
            "Bandingkan kolom dengan nilai; lihat daftar kesesuaian.",
            "Compare fields with values; see the conformance page.",
        ),
        "filter",
    )
