"""An expression tree on columns: three-valued logic, vectorised, nothing evaluated as code.

Standard: OGC 21-065r2 (CQL2), 6.2 (truth tables with null).
"""

from collections.abc import Callable
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from satupeta.core.crs import project_box
from satupeta.core.features.schema import FieldType, GeometryKind, Schema
from satupeta.core.filters.check import asks_geometry, checked
from satupeta.core.filters.spatial import Shapes, related
from satupeta.core.filters.tree import (
    Among,
    And,
    Comparison,
    ComparisonOperator,
    Expression,
    IsNull,
    Like,
    Meets,
    Not,
    Or,
    Spatial,
    Value,
)

_OPERATORS: dict[ComparisonOperator, Callable[[pa.Array, pa.Scalar], pa.Array]] = {
    "=": pc.equal,
    "<>": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
_INT64_LIMIT = 2**63


def matching(
    expression: Expression,
    attributes: pa.Table,
    boxes: NDArray[np.float64] | None,
    schema: Schema,
    shapes: Shapes | None = None,
) -> NDArray[np.bool_]:
    """Which rows an expression holds for.

    Args:
        expression: The tree; checked against `schema` first.
        attributes: Columns named as the fields of `schema`.
        boxes: West, south, east, north a row in `schema.crs`, shape (n, 4), NaN for an empty geometry. May be None
            where the expression asks for no geometry or the schema has none.
        schema: What the columns hold.
        shapes: The rows' geometries by their positions; needed where the expression holds a `Spatial`.

    Returns:
        Shape (n,): True where the expression is true, False where it is false or unknown.

    Raises:
        InvalidFilter: The expression does not fit the schema or is too deep.
    """
    checked(expression, schema)
    truth = _Evaluation(attributes, boxes, schema, shapes).of(expression)
    return np.asarray(pc.fill_null(truth, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


class _Evaluation:
    """Walks a checked tree; every answer is a boolean array whose nulls mean unknown."""

    def __init__(
        self, attributes: pa.Table, boxes: NDArray[np.float64] | None, schema: Schema, shapes: Shapes | None
    ) -> None:
        self._attributes = attributes
        self._boxes = boxes
        self._schema = schema
        self._shapes = shapes
        self._folded: dict[str, pa.Array] = {}

    def of(self, node: Expression) -> pa.Array:
        if isinstance(node, And):
            return reduce(pc.and_kleene, (self.of(operand) for operand in node.operands), self._constant(True))
        if isinstance(node, Or):
            return reduce(pc.or_kleene, (self.of(operand) for operand in node.operands), self._constant(False))
        if isinstance(node, Not):
            return pc.invert(self.of(node.operand))
        if isinstance(node, Meets):
            return self._meets(node)
        if isinstance(node, Spatial):
            return self._related(node)
        if isinstance(node, IsNull) and asks_geometry(node.field, self._schema):
            return pa.array(self._without_geometry())
        return self._on_field(node)

    def _on_field(self, node: Comparison | Among | Like | IsNull) -> pa.Array:
        column = self._column(node.field)
        if isinstance(node, IsNull):
            return pc.is_null(column)
        if isinstance(node, Like):
            pattern = node.pattern.casefold() if node.ignore_case else node.pattern
            # Arrow reads a backslash as an escape; in the tree it is an ordinary character.
            return pc.match_like(
                self._fold(node.field, column) if node.ignore_case else column, pattern.replace("\\", "\\\\")
            )
        if node.ignore_case:
            column = self._fold(node.field, column)
        if isinstance(node, Comparison):
            return self._compared(column, node.operator, node.value)
        equal = (self._compared(column, "=", value) for value in node.values)
        return reduce(pc.or_kleene, equal, self._constant(False))

    def _fold(self, name: str, column: pa.Array) -> pa.Array:
        if name not in self._folded:
            self._folded[name] = _folded(column)
        return self._folded[name]

    def _compared(self, column: pa.Array, operator: ComparisonOperator, value: Value) -> pa.Array:
        if value is None:
            return pa.nulls(len(column), pa.bool_())
        if isinstance(value, int) and not -_INT64_LIMIT <= value < _INT64_LIMIT:
            value = float(value)
        if isinstance(value, float) and pa.types.is_integer(column.type):
            column = pc.cast(column, pa.float64(), safe=False)
        return _OPERATORS[operator](column, pa.scalar(value))

    def _column(self, name: str) -> pa.Array:
        column = self._attributes.column(name).combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        field = self._schema.field(name)
        if field is not None and field.type in (FieldType.DATE, FieldType.DATETIME):
            return column if _is_text(column.type) else pc.cast(column, pa.string())
        return column

    def _known_boxes(self) -> NDArray[np.float64]:
        if self._boxes is None:
            raise ValueError("an expression with a box needs the boxes of the geometries")
        return self._boxes

    def _without_geometry(self) -> NDArray[np.bool_]:
        return np.asarray(np.isnan(self._known_boxes()[:, 0]), np.bool_)

    def _related(self, node: Spatial) -> pa.Array:
        if self._shapes is None:
            raise ValueError("an expression with a shape needs the geometries")
        found = related(node, self._known_boxes(), self._schema.crs, self._shapes)
        return pa.array(found, mask=self._without_geometry())

    def _meets(self, node: Meets) -> pa.Array:
        if self._schema.geometry is GeometryKind.NONE:
            return self._constant(False)
        wanted = project_box(node.box, self._schema.crs)
        west, south, east, north = self._known_boxes().T
        return pa.array(
            (west <= wanted.east) & (east >= wanted.west) & (south <= wanted.north) & (north >= wanted.south)
        )

    def _constant(self, value: bool) -> pa.Array:
        rows = self._attributes.num_rows if self._boxes is None else len(self._boxes)
        return pa.array(np.full(rows, value))


def _folded(column: pa.Array) -> pa.Array:
    """The texts without regard to case (Unicode, full case folding); each distinct one is folded once."""
    coded = column.dictionary_encode()
    texts = pa.array([text.casefold() for text in coded.dictionary.to_pylist()], pa.string())
    return texts.take(coded.indices)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
