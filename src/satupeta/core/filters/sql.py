"""An expression tree as bound SQL: names are quoted after they were found in the schema, values are parameters.

The dialect is SQLite's, which GeoPackage brings. Its logic has three values as the tree's has. SQLite knows neither
shapes nor letters beyond ASCII: `FUNCTIONS` are what a connection must be given where an expression asks for them.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import msgspec
import shapely

from satupeta.core.crs import project_box
from satupeta.core.features.schema import GeometryKind, Schema
from satupeta.core.filters.check import asks_geometry, checked
from satupeta.core.filters.spatial import placed_shape, sql_relation
from satupeta.core.filters.tree import (
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

_INT64_LIMIT = 2**63
_UNKNOWN = "NULL"
Parameter = Value | bytes


def fold_case(text: str | None) -> str | None:
    """Text without regard to case, as evaluation folds it."""
    return text.casefold() if text is not None else None


FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("satupeta_fold", 1, fold_case),
    ("satupeta_relates", 3, sql_relation),
)
"""Name, number of arguments and function; all are deterministic. Shapes are well-known binary in the layer's CRS."""


class Condition(msgspec.Struct, frozen=True):
    """What stands behind WHERE: text with a `?` for each of the parameters, in their order."""

    text: str
    parameters: tuple[Parameter, ...] = ()


class BoxIndex(msgspec.Struct, frozen=True):
    """An R-tree over the boxes of geometries, as GeoPackage keeps one (OGC 12-128r19, annex F.3).

    Attributes:
        table: Its name; its columns are id, minx, maxx, miny, maxy.
        id_column: The column of the feature table that its ids are.
        geometry: SQL that gives a row's geometry as well-known binary; needed where an expression asks for shapes.
    """

    table: str
    id_column: str
    geometry: str = ""


def condition(expression: Expression, schema: Schema, index: BoxIndex | None = None) -> Condition:
    """The rows that an expression holds for, as SQL.

    Args:
        expression: The tree; checked against `schema` first.
        schema: The fields, which are columns of their names; dates are ISO 8601 text.
        index: Needed where the expression asks for a box. Its boxes are of single precision and reach a little too
            far, so that a feature within a hair of the box may be taken.

    Returns:
        A condition; a connection needs `FUNCTIONS` where it ignores case or asks for shapes.

    Raises:
        InvalidFilter: The expression does not fit the schema or is too deep.
        ValueError: It asks for a box or shape and there is no index.
    """
    return _translated(checked(expression, schema), schema, index)


def quoted(name: str) -> str:
    """A name as an SQL identifier.

    Raises:
        ValueError: It holds a NUL, which no name can.
    """
    if "\x00" in name:
        raise ValueError("a name in SQL holds no NUL")
    return '"' + name.replace('"', '""') + '"'


def _translated(node: Expression, schema: Schema, index: BoxIndex | None) -> Condition:
    match node:
        case And(operands) | Or(operands):
            parts = [_translated(operand, schema, index) for operand in operands]
            return _joined(parts, " AND " if isinstance(node, And) else " OR ", "1" if isinstance(node, And) else "0")
        case Not(operand):
            inner = _translated(operand, schema, index)
            return Condition(f"(NOT {inner.text})", inner.parameters)
        case Meets(box):
            return _meets(Meets(box), schema, index)
        case Spatial():
            return _related(node, schema, index)
        case Comparison(field, operator, value, ignore_case):
            return _compared(_column(field, ignore_case), operator, value)
        case Among(field, values, ignore_case):
            column = _column(field, ignore_case)
            return _joined([_compared(column, "=", value) for value in values], " OR ", "0")
        case IsNull(field):
            return Condition(f"({_geometry(index) if asks_geometry(field, schema) else quoted(field)} IS NULL)")
        case Like():
            return _like(node)


def _column(field: str, ignore_case: bool) -> str:
    return f"satupeta_fold({quoted(field)})" if ignore_case else quoted(field)


def _geometry(index: BoxIndex | None) -> str:
    if index is None or not index.geometry:
        raise ValueError("an expression with a shape needs the geometry column")
    return index.geometry


def _related(node: Spatial, schema: Schema, index: BoxIndex | None) -> Condition:
    geometry = _geometry(index)
    shape = shapely.to_wkb(placed_shape(node, schema.crs), byte_order=1)
    return Condition(f"satupeta_relates(?, {geometry}, ?)", (node.relation, shape))


def _joined(parts: list[Condition], word: str, empty: str) -> Condition:
    if not parts:
        return Condition(empty)

    def pair(left: Condition, right: Condition) -> Condition:
        return Condition(left.text + word + right.text, left.parameters + right.parameters)

    whole = reduce(pair, parts)
    return Condition(f"({whole.text})", whole.parameters)


def _compared(column: str, operator: str, value: Value) -> Condition:
    if value is None:
        return Condition(_UNKNOWN)
    if isinstance(value, int) and not -_INT64_LIMIT <= value < _INT64_LIMIT:
        value = float(value)
    return Condition(f"({column} {operator} ?)", (value,))


def _like(node: Like) -> Condition:
    # LIKE tells no case apart in SQLite's ASCII; GLOB always does, with other signs.
    pattern = node.pattern.casefold() if node.ignore_case else node.pattern
    signs = {"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"}
    return Condition(
        f"({_column(node.field, node.ignore_case)} GLOB ?)", ("".join(signs.get(sign, sign) for sign in pattern),)
    )


def _meets(node: Meets, schema: Schema, index: BoxIndex | None) -> Condition:
    if schema.geometry is GeometryKind.NONE:
        return Condition("0")
    if index is None:
        raise ValueError("an expression with a box needs an index of boxes")
    box = project_box(node.box, schema.crs)
    rows = f"SELECT id FROM {quoted(index.table)} WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?"  # noqa: S608 - quoted name
    return Condition(f"({quoted(index.id_column)} IN ({rows}))", (box.east, box.west, box.north, box.south))
