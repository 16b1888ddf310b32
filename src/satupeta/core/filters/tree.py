"""The one expression tree: filters of every protocol, style rules, row filters and attribute rules.

A tree is data. It is evaluated on columns (`core.filters.evaluate`) or translated to bound SQL; nothing is ever
evaluated as code or pasted into SQL. Its JSON form is what the control plane keeps.
"""

from typing import Literal

import msgspec

from satupeta.core.box import Box

Value = str | int | float | bool | None
ComparisonOperator = Literal["=", "<>", "<", "<=", ">", ">="]


class Comparison(msgspec.Struct, frozen=True, tag="comparison"):
    """`field operator value`; text compares by code point, ISO times as text; null matches nothing."""

    field: str
    operator: ComparisonOperator
    value: Value


class Among(msgspec.Struct, frozen=True, tag="among"):
    """The field's value is one of `values`."""

    field: str
    values: tuple[Value, ...]


class Like(msgspec.Struct, frozen=True, tag="like"):
    """Text with `%` for any run and `_` for one character."""

    field: str
    pattern: str
    ignore_case: bool = False


class IsNull(msgspec.Struct, frozen=True, tag="is_null"):
    """The field holds no value."""

    field: str


class Meets(msgspec.Struct, frozen=True, tag="meets"):
    """The geometry's box meets `box`."""

    box: Box


class And(msgspec.Struct, frozen=True, tag="and"):
    """All hold; an empty one holds."""

    operands: tuple["Expression", ...]


class Or(msgspec.Struct, frozen=True, tag="or"):
    """At least one holds; an empty one does not."""

    operands: tuple["Expression", ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """Does not hold; where the operand is unknown because of a null, this is unknown too (three-valued logic)."""

    operand: "Expression"


Expression = Comparison | Among | Like | IsNull | Meets | And | Or | Not
MAX_DEPTH = 32
