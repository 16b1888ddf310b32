"""The one expression tree: filters of every protocol, style rules, row filters and attribute rules.

A tree is data. It is evaluated on columns (`core.filters.evaluate`) or translated to bound SQL; nothing is ever
evaluated as code or pasted into SQL. Its JSON form is what the control plane keeps.
"""

from typing import Literal

import msgspec

from satupeta.core.box import Box

Value = str | int | float | bool | None
ComparisonOperator = Literal["=", "<>", "<", "<=", ">", ">="]
Relation = Literal["intersects", "equals", "disjoint", "touches", "within", "overlaps", "crosses", "contains"]
GEOMETRY = "geometry"
"""What expressions call the geometry of a feature; a field of this name stands before it where it is compared."""


class Comparison(msgspec.Struct, frozen=True, tag="comparison"):
    """`field operator value`; text compares by code point, ISO times as text; null matches nothing.

    With `ignore_case` the case of the field's text is folded first; the value is then given folded.
    """

    field: str
    operator: ComparisonOperator
    value: Value
    ignore_case: bool = False


class Among(msgspec.Struct, frozen=True, tag="among"):
    """The field's value is one of `values`; `ignore_case` as in `Comparison`."""

    field: str
    values: tuple[Value, ...]
    ignore_case: bool = False


class Like(msgspec.Struct, frozen=True, tag="like"):
    """Text with `%` for any run and `_` for one character."""

    field: str
    pattern: str
    ignore_case: bool = False


class IsNull(msgspec.Struct, frozen=True, tag="is_null"):
    """The field holds no value, or the feature no geometry where the field is `GEOMETRY`."""

    field: str


class Meets(msgspec.Struct, frozen=True, tag="meets"):
    """The geometry's box meets `box`."""

    box: Box


class Spatial(msgspec.Struct, frozen=True, tag="spatial"):
    """The geometry stands in a relation to a given shape, told exactly; unknown where there is no geometry.

    Attributes:
        field: `GEOMETRY`.
        relation: Of the feature's geometry to the shape: it lies *within* it, and so on (OGC 06-103r4, 6.1.15.3).
        shape: Well-known binary, two dimensions, x, y order.
        crs: Code of a served CRS that its coordinates are in.
    """

    field: str
    relation: Relation
    shape: bytes
    crs: str


class And(msgspec.Struct, frozen=True, tag="and"):
    """All hold; an empty one holds."""

    operands: tuple["Expression", ...]


class Or(msgspec.Struct, frozen=True, tag="or"):
    """At least one holds; an empty one does not."""

    operands: tuple["Expression", ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """Does not hold; where the operand is unknown because of a null, this is unknown too (three-valued logic)."""

    operand: "Expression"


Expression = Comparison | Among | Like | IsNull | Meets | Spatial | And | Or | Not
MAX_DEPTH = 32
