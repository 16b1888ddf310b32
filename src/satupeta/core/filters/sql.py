"""An expression tree as bound SQL: names are quoted after they were found in the schema, values are parameters.

The dialect is SQLite's, which GeoPackage brings. Its logic has three values as the tree's has.
"""

from functools import reduce

import msgspec

from satupeta.core.crs import project_box
from satupeta.core.features.schema import GeometryKind, Schema
from satupeta.core.filters.check import checked
from satupeta.core.filters.tree import Among, And, Comparison, Expression, IsNull, Like, Meets, Not, Or, Value

_INT64_LIMIT = 2**63
_UNKNOWN = "NULL"


class Condition(msgspec.Struct, frozen=True):
    """What stands behind WHERE: text with a `?` for each of the parameters, in their order."""

    text: str
    parameters: tuple[Value, ...] = ()


class BoxIndex(msgspec.Struct, frozen=True):
    """An R-tree over the boxes of geometries, as GeoPackage keeps one (OGC 12-128r19, annex F.3).

    Attributes:
        table: Its name; its columns are id, minx, maxx, miny, maxy.
        id_column: The column of the feature table that its ids are.
    """

    table: str
    id_column: str


def condition(expression: Expression, schema: Schema, index: BoxIndex | None = None) -> Condition:
    """The rows that an expression holds for, as SQL.

    Args:
        expression: The tree; checked against `schema` first.
        schema: The fields, which are columns of their names; dates are ISO 8601 text.
        index: Needed where the expression asks for a box. Its boxes are of single precision and reach a little too
            far, so that a feature within a hair of the box may be taken.

    Returns:
        A condition; letters that differ in case are equal to `Like` only within ASCII.

    Raises:
        InvalidFilter: The expression does not fit the schema or is too deep.
        ValueError: It asks for a box and there is no index.
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
        case Comparison(field, operator, value):
            return _compared(field, operator, value)
        case Among(field, values):
            return _joined([_compared(field, "=", value) for value in values], " OR ", "0")
        case IsNull(field):
            return Condition(f"({quoted(field)} IS NULL)")
        case Like():
            return _like(node)


def _joined(parts: list[Condition], word: str, empty: str) -> Condition:
    if not parts:
        return Condition(empty)

    def pair(left: Condition, right: Condition) -> Condition:
        return Condition(left.text + word + right.text, left.parameters + right.parameters)

    whole = reduce(pair, parts)
    return Condition(f"({whole.text})", whole.parameters)


def _compared(field: str, operator: str, value: Value) -> Condition:
    if value is None:
        return Condition(_UNKNOWN)
    if isinstance(value, int) and not -_INT64_LIMIT <= value < _INT64_LIMIT:
        value = float(value)
    return Condition(f"({quoted(field)} {operator} ?)", (value,))


def _like(node: Like) -> Condition:
    if node.ignore_case:
        escaped = node.pattern.replace("\\", "\\\\")
        return Condition(f"({quoted(node.field)} LIKE ? ESCAPE '\\')", (escaped,))
    # LIKE never tells case apart in SQLite; GLOB always does, with other signs.
    signs = {"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"}
    return Condition(f"({quoted(node.field)} GLOB ?)", ("".join(signs.get(sign, sign) for sign in node.pattern),))


def _meets(node: Meets, schema: Schema, index: BoxIndex | None) -> Condition:
    if schema.geometry is GeometryKind.NONE:
        return Condition("0")
    if index is None:
        raise ValueError("an expression with a box needs an index of boxes")
    box = project_box(node.box, schema.crs)
    rows = f"SELECT id FROM {quoted(index.table)} WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?"  # noqa: S608 - quoted name
    return Condition(f"({quoted(index.id_column)} IN ({rows}))", (box.east, box.west, box.north, box.south))
