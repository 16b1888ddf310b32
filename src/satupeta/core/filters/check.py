"""Whether an expression fits a schema, asked before it is evaluated or translated."""

import math
from collections.abc import Iterator

from satupeta.core.box import Box
from satupeta.core.crs import SERVED
from satupeta.core.errors import InvalidFilter
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import (
    GEOMETRY,
    MAX_DEPTH,
    Among,
    And,
    Comparison,
    Expression,
    IsNull,
    Like,
    Meets,
    Not,
    Or,
    Spatial,
    Value,
)
from satupeta.core.text import Text

_TEXTS = (FieldType.TEXT, FieldType.DATE, FieldType.DATETIME)
_SHOWN = 60


def checked(expression: Expression, schema: Schema, hidden: frozenset[str] = frozenset()) -> Expression:
    """The expression itself when it fits.

    Args:
        expression: Any tree, however deep.
        schema: The fields it may name.
        hidden: Fields that answer as unknown ones do.

    Raises:
        InvalidFilter: It is deeper than `MAX_DEPTH`, names a field that is unknown or hidden, or compares a field
            with what its type cannot be compared with.
    """
    for node, depth in walk(expression):
        if depth > MAX_DEPTH:
            raise too_deep()
        _check_node(node, schema, hidden)
    return expression


def field_names(expression: Expression) -> frozenset[str]:
    """The fields that an expression asks for."""
    return frozenset(node.field for node, _ in walk(expression) if isinstance(node, Comparison | Among | Like | IsNull))


def asks_geometry(name: str, schema: Schema) -> bool:
    """Whether a name, where a geometry or anything may stand, means the geometry of a feature."""
    return name == GEOMETRY and schema.geometry is not GeometryKind.NONE


def walk(expression: Expression) -> Iterator[tuple[Expression, int]]:
    """Every node of a tree with its depth, the root's being 1; however deep, nothing recurses."""
    waiting: list[tuple[Expression, int]] = [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        if isinstance(node, And | Or):
            waiting.extend((operand, depth + 1) for operand in node.operands)
        elif isinstance(node, Not):
            waiting.append((node.operand, depth + 1))


def too_deep() -> InvalidFilter:
    """The refusal of a filter that nests too deeply."""
    return InvalidFilter(
        "PT-020",
        Text("Filter bersarang terlalu dalam.", "The filter is nested too deeply."),
        Text(f"Paling dalam {MAX_DEPTH} tingkat.", f"At most {MAX_DEPTH} levels."),
        "filter",
    )


def _check_node(node: Expression, schema: Schema, hidden: frozenset[str]) -> None:
    if isinstance(node, Meets):
        _check_box(node.box)
    elif isinstance(node, Spatial):
        if not asks_geometry(node.field, schema):
            raise _unknown_field(node.field, schema, hidden)
        if node.crs not in SERVED:
            raise _no_box()
    elif isinstance(node, IsNull) and asks_geometry(node.field, schema):
        return
    elif isinstance(node, Comparison | Among | Like | IsNull):
        field = None if node.field in hidden else schema.field(node.field)
        if field is None:
            raise _unknown_field(node.field, schema, hidden)
        _check_values(node, field)


def _check_values(node: Comparison | Among | Like | IsNull, field: Field) -> None:
    if isinstance(node, Comparison):
        if node.ignore_case and field.type not in _TEXTS:
            raise _uncomparable(field)
        _check_value(node.value, field)
    elif isinstance(node, Among):
        if node.ignore_case and field.type not in _TEXTS:
            raise _uncomparable(field)
        for value in node.values:
            _check_value(value, field)
    elif isinstance(node, Like) and field.type not in _TEXTS:
        raise _uncomparable(field)


def _check_value(value: Value, field: Field) -> None:
    if value is None:
        return
    if field.type in _TEXTS:
        fits = isinstance(value, str)
    elif field.type is FieldType.BOOLEAN:
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not fits:
        raise _uncomparable(field)


def _check_box(box: Box) -> None:
    edges = (box.west, box.south, box.east, box.north)
    if box.crs not in SERVED or not all(math.isfinite(edge) for edge in edges):
        raise _no_box()


def _no_box() -> InvalidFilter:
    return InvalidFilter(
        "PT-023",
        Text("Kotak dalam filter tidak sah.", "The box in the filter is not valid."),
        Text("Pakai empat bilangan dalam CRS yang dilayani.", "Use four numbers in a served CRS."),
        "filter",
    )


def _unknown_field(name: str, schema: Schema, hidden: frozenset[str]) -> InvalidFilter:
    shown = name[:_SHOWN]
    known = ", ".join(field.name for field in schema.fields if field.name not in hidden)
    return InvalidFilter(
        "PT-021",
        Text(f"Tidak ada kolom “{shown}”.", f"There is no field “{shown}”."),
        Text(f"Kolom yang ada: {known}.", f"Fields here: {known}."),
        "filter",
    )


def _uncomparable(field: Field) -> InvalidFilter:
    return InvalidFilter(
        "PT-022",
        Text(
            f"Kolom “{field.name}” bertipe {field.type} dan tidak dapat dibandingkan begitu.",
            f"Field “{field.name}” is of type {field.type} and cannot be compared so.",
        ),
        Text("Beri nilai dengan tipe yang sama.", "Give a value of the same type."),
        "filter",
    )
