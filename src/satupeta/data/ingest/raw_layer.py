"""One layer as it came out of a reader, and its columns brought to the node's field types."""

import json
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from satupeta.core.features.schema import FieldType
from satupeta.core.ingest import Doubt, SourceFormat
from satupeta.core.published import Change
from satupeta.core.quality.encoding import EncodingGuess
from satupeta.core.quality.names import safe_names
from satupeta.core.text import Text

ARROW_TYPES: dict[FieldType, pa.DataType] = {
    FieldType.TEXT: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.NUMBER: pa.float64(),
    FieldType.BOOLEAN: pa.bool_(),
    FieldType.DATE: pa.string(),
    FieldType.DATETIME: pa.string(),
}
"""What each field type is kept as."""
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@dataclass(frozen=True, slots=True)
class RawLayer:
    """A layer as read.

    Attributes:
        name: Of the layer.
        format: Of its file.
        attributes: Columns in the node's types under safe names.
        source_names, types: Of each column.
        wkb: Bytes or None a row; a row of Nones where there is no geometry.
        crs: As the file says it; "" when it says nothing.
        crs_assumed: Whether `crs` is what the format prescribes, not what the file says.
        encoding: What the text was read in, and how sure that is.
        doubts: What the reader itself has to ask.
        changes: What reading changed.
    """

    name: str
    format: SourceFormat
    attributes: pa.Table
    source_names: tuple[str, ...]
    types: tuple[FieldType, ...]
    wkb: NDArray[np.object_]
    crs: str
    encoding: EncodingGuess
    crs_assumed: bool = False
    doubts: tuple[Doubt, ...] = ()
    changes: tuple[Change, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Attributes:
    """Columns in the node's types under safe names, with what became of them."""

    table: pa.Table
    source_names: tuple[str, ...]
    types: tuple[FieldType, ...]
    changes: tuple[Change, ...]


def node_attributes(table: pa.Table, date_time_columns: frozenset[str] = frozenset()) -> Attributes:
    """A table's columns in the node's types.

    Args:
        table: As read, attributes only.
        date_time_columns: Text columns whose values are instants.

    Returns:
        The columns under safe names. Lists and structures become JSON text; binary columns are left out.
    """
    kept = [number for number, column in enumerate(table.schema) if not _is_binary(column.type)]
    changes = _left_out(table.num_columns - len(kept))
    source_names = tuple(table.schema.field(number).name for number in kept)
    names = safe_names(source_names)
    columns, types, cleaned = [], [], 0
    for number, source_name in zip(kept, source_names, strict=True):
        field_type, column = node_column(table.column(number), source_name in date_time_columns)
        column, touched = _without_control(column)
        cleaned += touched
        columns.append(column)
        types.append(field_type)
    changes += _renamed(source_names, names) + _cleaned(cleaned)
    if not columns:
        return Attributes(pa.table({"": pa.nulls(table.num_rows)}).select([]), (), (), changes)
    return Attributes(pa.table(columns, names=list(names)), source_names, tuple(types), changes)


def node_column(column: pa.ChunkedArray, is_instant: bool = False) -> tuple[FieldType, pa.ChunkedArray]:
    """A column in the node's type."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_boolean(kind):
        return FieldType.BOOLEAN, column
    if pa.types.is_integer(kind):
        return FieldType.INTEGER, column.cast(pa.int64())
    if pa.types.is_floating(kind):
        return FieldType.NUMBER, column.cast(pa.float64())
    if pa.types.is_date(kind):
        return FieldType.DATE, column.cast(pa.string())
    if pa.types.is_timestamp(kind):
        return FieldType.DATETIME, pc.strftime(column, format="%Y-%m-%dT%H:%M:%S")
    if pa.types.is_nested(kind):
        return FieldType.TEXT, _as_json(column)
    return (FieldType.DATETIME if is_instant else FieldType.TEXT), _as_text(column)


def _as_json(column: pa.ChunkedArray) -> pa.ChunkedArray:
    texts = [None if value is None else json.dumps(value, ensure_ascii=False) for value in column.to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.string())])


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text that is certainly UTF-8: a byte that is not becomes the replacement character."""
    text = column.cast(pa.string()) if not pa.types.is_string(column.type) else column
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        raw = [chunk.view(pa.binary()) for chunk in text.chunks]
        values = [
            None if value is None else value.decode("utf-8", "replace") for part in raw for value in part.to_pylist()
        ]
        return pa.chunked_array([pa.array(values, pa.string())])
    return text


def _without_control(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    if not pa.types.is_string(column.type):
        return column, 0
    touched = pc.sum(pc.match_substring_regex(column, _CONTROL)).as_py() or 0
    return (pc.replace_substring_regex(column, _CONTROL, "") if touched else column), touched


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _left_out(count: int) -> tuple[Change, ...]:
    if not count:
        return ()
    return (
        Change(
            "binary-fields",
            count,
            Text(f"{count} kolom biner tidak dibawa.", f"{count} binary fields were left out."),
        ),
    )


def _renamed(source_names: tuple[str, ...], names: tuple[str, ...]) -> tuple[Change, ...]:
    pairs = [f"{old!r} → {new}" for old, new in zip(source_names, names, strict=True) if old != new]
    if not pairs:
        return ()
    listed = ", ".join(pairs[:10])
    return (Change("renamed-fields", len(pairs), Text(f"Nama kolom diganti: {listed}.", f"Fields renamed: {listed}.")),)


def _cleaned(count: int) -> tuple[Change, ...]:
    if not count:
        return ()
    return (
        Change(
            "control-characters",
            count,
            Text(f"Tanda kendali dihapus dari {count} nilai.", f"Control characters were removed from {count} values."),
        ),
    )
