"""Columns brought to the node's field types."""

import datetime

import pyarrow as pa
import pytest

from satupeta.core.features.schema import FieldType
from satupeta.data.ingest.raw_layer import ARROW_TYPES, node_attributes, node_column

DAY, INSTANT = datetime.date(2026, 11, 24), datetime.datetime(2026, 11, 24, 8, 0)


@pytest.mark.parametrize(
    ("values", "field_type", "expected"),
    [
        (pa.array([1, None], pa.int16()), FieldType.INTEGER, [1, None]),
        (pa.array([0.5], pa.float32()), FieldType.NUMBER, [0.5]),
        (pa.array([True]), FieldType.BOOLEAN, [True]),
        (pa.array([DAY, None]), FieldType.DATE, ["2026-11-24", None]),
        (pa.array([INSTANT], pa.timestamp("s")), FieldType.DATETIME, ["2026-11-24T08:00:00"]),
        (pa.array(["a"]).dictionary_encode(), FieldType.TEXT, ["a"]),
        (pa.array([[1, 2], None]), FieldType.TEXT, ["[1, 2]", None]),
        (pa.array([{"a": "é"}]), FieldType.TEXT, ['{"a": "é"}']),
        (pa.array([datetime.time(8, 0)]), FieldType.TEXT, ["08:00:00.000000"]),
        (pa.array(["a"], pa.large_string()), FieldType.TEXT, ["a"]),
    ],
)
def test_each_kind_of_column_has_its_type(values: pa.Array, field_type: FieldType, expected: list[object]) -> None:
    found, column = node_column(pa.chunked_array([values]))
    assert (found, column.to_pylist()) == (field_type, expected)
    assert column.type == ARROW_TYPES[field_type]


def test_text_that_is_no_utf8_is_read_as_far_as_it_goes() -> None:
    offsets = pa.py_buffer(b"\x00\x00\x00\x00\x03\x00\x00\x00")
    broken = pa.StringArray.from_buffers(1, offsets, pa.py_buffer(b"a\xffb"))
    assert node_column(pa.chunked_array([broken]))[1].to_pylist() == ["a\ufffdb"]


def test_binary_columns_are_left_out_and_told() -> None:
    found = node_attributes(pa.table({"foto": [b"\x00"], "nama": ["a"]}))
    assert (found.table.column_names, [change.code for change in found.changes]) == (["nama"], ["binary-fields"])


def test_control_characters_go_and_are_counted() -> None:
    found = node_attributes(pa.table({"nama": ["a\x00b", "c\td\n", None]}))
    assert found.table.column("nama").to_pylist() == ["ab", "c\td\n", None]
    assert [(change.code, change.count) for change in found.changes] == [("control-characters", 1)]


def test_a_table_without_columns_stays_without() -> None:
    found = node_attributes(pa.table({"foto": [b"\x00"]}))
    assert (found.table.num_columns, found.types) == (0, ())


def test_named_instants_are_instants() -> None:
    found = node_attributes(pa.table({"t": ["2026-11-24T08:00:00Z"]}), frozenset({"t"}))
    assert found.types == (FieldType.DATETIME,)
