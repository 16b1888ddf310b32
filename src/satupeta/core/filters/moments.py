"""Moments and intervals of filters as comparisons of texts.

Times are kept as ISO 8601 text, so that their order is that of the texts. A date is the whole of its day.

Standard: OGC 21-065r2, 7.9 (temporal functions, after Allen's interval algebra).
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from satupeta.core.errors import InvalidFilter
from satupeta.core.filters.tree import And, Comparison, ComparisonOperator, Expression, Or
from satupeta.core.text import Text

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMESTAMP = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z", re.ASCII)
ALWAYS, NEVER = And(()), Or(())


class Moment(NamedTuple):
    """A given time: `text` is a date or a timestamp, or "" for an end without limit on the side of `side`."""

    text: str
    side: int = 0


class FieldTime(NamedTuple):
    """The time that a field holds."""

    field: str


Time = Moment | FieldTime


class Span(NamedTuple):
    """From when to when; a moment is both."""

    start: Time
    end: Time


def moment(text: object) -> Moment:
    """A date or timestamp in UTC.

    Raises:
        InvalidFilter: It is neither, or lies in the last year that calendars know.
    """
    if isinstance(text, str) and len(text) <= 40:
        found = _TIMESTAMP.fullmatch(text)
        if (found or _DATE.fullmatch(text)) and _exists(text[:19]):
            if not found:
                return Moment(text)
            fraction = (found[2] or "").rstrip("0")
            return Moment(f"{found[1]}.{fraction}Z" if fraction else f"{found[1]}Z")
    raise _no_time()


def relation_in_time(name: str, left: Span, right: Span) -> Expression:
    """The relation of two spans, one of which may speak of fields.

    Raises:
        KeyError: There is no relation of this name.
        InvalidFilter: Both speak of fields.
    """
    return _RELATIONS[name](left, right)


def compared_times(left: Time, operator: ComparisonOperator, right: Time) -> Expression:
    """How two times stand to each other.

    Raises:
        InvalidFilter: Both are fields.
    """
    if isinstance(left, FieldTime) and isinstance(right, FieldTime):
        raise two_fields()
    if isinstance(left, FieldTime) and isinstance(right, Moment):
        return _field_compared(left.field, operator, right)
    if isinstance(left, Moment) and isinstance(right, FieldTime):
        return _field_compared(right.field, MIRRORED[operator], left)
    return _moments_compared(left, operator, right)


def two_fields() -> InvalidFilter:
    """The refusal of a comparison between fields."""
    return InvalidFilter(
        "PT-034",
        Text("Filter membandingkan dua kolom.", "The filter compares two fields."),
        Text("Bandingkan kolom dengan nilai.", "Compare a field with a value."),
        "filter",
    )


def _field_compared(field: str, operator: ComparisonOperator, value: Moment) -> Expression:
    if value.side:
        holds = operator in (("<", "<=", "<>") if value.side > 0 else (">", ">=", "<>"))
        return ALWAYS if holds else NEVER
    if len(value.text) > 10:
        return Comparison(field, operator, value.text)
    day, following = value.text, _next_day(value.text)
    match operator:
        case "<" | ">=":
            return Comparison(field, operator, day)
        case ">":
            return Comparison(field, ">=", following)
        case "<=":
            return Comparison(field, "<", following)
        case "=":
            return And((Comparison(field, ">=", day), Comparison(field, "<", following)))
        case "<>":
            return Or((Comparison(field, "<", day), Comparison(field, ">=", following)))


def _moments_compared(left: Time, operator: ComparisonOperator, right: Time) -> Expression:
    first, second = ((value.side, value.text) if isinstance(value, Moment) else (0, "") for value in (left, right))
    holds = {
        "=": first == second, "<>": first != second, "<": first < second,
        "<=": first <= second, ">": first > second, ">=": first >= second,
    }  # fmt: skip
    return ALWAYS if holds[operator] else NEVER


def _exists(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).year < date.max.year
    except ValueError:
        return False


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _both(*parts: Expression) -> Expression:
    return And(parts)


MIRRORED: dict[ComparisonOperator, ComparisonOperator] = {
    "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip
"""The operator that holds when the sides change places."""
_at = compared_times
_RELATIONS: dict[str, Callable[[Span, Span], Expression]] = {
    "after": lambda a, b: _at(a.start, ">", b.end),
    "before": lambda a, b: _at(a.end, "<", b.start),
    "contains": lambda a, b: _both(_at(a.start, "<", b.start), _at(a.end, ">", b.end)),
    "disjoint": lambda a, b: Or((_at(a.end, "<", b.start), _at(a.start, ">", b.end))),
    "during": lambda a, b: _both(_at(a.start, ">", b.start), _at(a.end, "<", b.end)),
    "equals": lambda a, b: _both(_at(a.start, "=", b.start), _at(a.end, "=", b.end)),
    "finishedby": lambda a, b: _both(_at(a.start, "<", b.start), _at(a.end, "=", b.end)),
    "finishes": lambda a, b: _both(_at(a.start, ">", b.start), _at(a.end, "=", b.end)),
    "intersects": lambda a, b: _both(_at(a.end, ">=", b.start), _at(a.start, "<=", b.end)),
    "meets": lambda a, b: _at(a.end, "=", b.start),
    "metby": lambda a, b: _at(a.start, "=", b.end),
    "overlappedby": lambda a, b: _both(_at(a.start, ">", b.start), _at(a.start, "<", b.end), _at(a.end, ">", b.end)),
    "overlaps": lambda a, b: _both(_at(a.start, "<", b.start), _at(a.end, ">", b.start), _at(a.end, "<", b.end)),
    "startedby": lambda a, b: _both(_at(a.start, "=", b.start), _at(a.end, ">", b.end)),
    "starts": lambda a, b: _both(_at(a.start, "=", b.start), _at(a.end, "<", b.end)),
}
TIME_RELATIONS = frozenset(_RELATIONS)


def _no_time() -> InvalidFilter:
    return InvalidFilter(
        "PT-033",
        Text("Waktu dalam filter tidak sah.", "A time in the filter is not valid."),
        Text("Contoh: DATE('2024-05-01'), TIMESTAMP('2024-05-01T00:00:00Z')"),
        "filter",
    )
