"""Types of text columns, and which hold coordinates."""

import pyarrow as pa
import pytest

from satupeta.core.features.schema import FieldType
from satupeta.core.quality.columns import CoordinateColumns, as_numbers, coordinate_columns, number_columns, typed


def column(*values: str | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


@pytest.mark.parametrize(
    ("values", "name", "field_type"),
    [
        (["1", "-20", None], "jumlah", FieldType.INTEGER),
        (["1.5", "2"], "luas", FieldType.NUMBER),
        (["0361", "0362"], "pos", FieldType.TEXT),
        (["36", "37"], "kode", FieldType.TEXT),
        (["36", "37"], "kd_kab", FieldType.TEXT),
        (["36", "37"], "kodeprop", FieldType.TEXT),
        (["true", "FALSE"], "aktif", FieldType.BOOLEAN),
        (["2026-11-24"], "tanggal", FieldType.DATE),
        (["2026-13-24"], "tanggal", FieldType.TEXT),
        (["2026-11-24T08:00:00Z", "2026-11-24 08:00"], "waktu", FieldType.DATETIME),
        (["a", "1"], "x", FieldType.TEXT),
        ([None, None], "x", FieldType.TEXT),
        (["99999999999999999999"], "besar", FieldType.NUMBER),
    ],
)
def test_a_column_gets_the_narrowest_type_that_loses_nothing(
    values: list[str | None], name: str, field_type: FieldType
) -> None:
    assert typed(column(*values), name)[0] is field_type


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("-6,18", True, -6.18),
        ("-6,18", False, None),
        (" 1e3 ", False, 1000.0),
        ("1.2.3", False, None),
        ("", True, None),
    ],
)
def test_a_decimal_comma_counts_only_where_it_can(text: str, comma: bool, number: float | None) -> None:
    assert as_numbers(column(text), comma).to_pylist() == [number]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("nama", "bujur", "lintang"), [CoordinateColumns("bujur", "lintang", degrees=True)]),
        (("LAT", "LONG", "n"), [CoordinateColumns("LONG", "LAT", degrees=True)]),
        (("x", "y", "n"), [CoordinateColumns("x", "y")]),
        (
            ("Alamat_Latitude", "Alamat_Longitude", "n"),
            [CoordinateColumns("Alamat_Longitude", "Alamat_Latitude", degrees=True)],
        ),
        (("a", "b", "c"), []),
    ],
)
def test_coordinate_columns_are_known_by_name(names: tuple[str, ...], expected: list[CoordinateColumns]) -> None:
    table = pa.table([column("106.6"), column("-6.1"), column("1")], names=list(names))
    assert list(coordinate_columns(table)) == expected


def test_words_are_no_coordinates() -> None:
    table = pa.table([column("utara", "selatan"), column("timur", "barat")], names=["x", "y"])
    assert coordinate_columns(table) == ()
    assert number_columns(table) == ()


def test_well_known_text_comes_before_a_pair() -> None:
    table = pa.table([column("POINT (1 2)"), column("1"), column("2")], names=["wkt", "x", "y"])
    assert [found.value for found in coordinate_columns(table)] == ["wkt", "x, y"]
