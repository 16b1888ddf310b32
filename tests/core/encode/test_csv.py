"""Features as CSV."""

import csv
import io

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.encode.csv import csv_pieces
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema

TEXT = Schema((Field("nama", FieldType.TEXT),), GeometryKind.POINT, "OGC:CRS84")


def batch_of(names: list[str | None], shapes: list[str | None], schema: Schema = TEXT) -> FeatureBatch:
    geometries = np.array([*shapely.from_wkt(np.array(shapes, dtype=object)), None], dtype=object)[:-1]
    table = pa.table({schema.fields[0].name: pa.array(names, pa.string())})
    ids = np.arange(1, len(names) + 1, dtype=np.int32)
    return FeatureBatch(ids, columns_from_geometries(geometries), table, schema)


def rows_of(batch: FeatureBatch, points: bool) -> list[list[str]]:
    text = b"".join(csv_pieces([batch], batch.schema, points)).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def test_points_have_two_columns() -> None:
    rows = rows_of(batch_of(["a", None], ["POINT (106.123456789 -6.1)", None]), points=True)
    assert rows == [["fid", "lon", "lat", "nama"], ["1", "106.1234568", "-6.1", "a"], ["2", "", "", ""]]


def test_other_geometries_are_well_known_text() -> None:
    rows = rows_of(batch_of(["a"], ["POLYGON ((106 -6, 107 -6, 107 -7, 106 -6))"]), points=False)
    assert rows[0] == ["fid", "wkt", "nama"]
    assert shapely.from_wkt(rows[1][1]).equals(shapely.from_wkt("POLYGON ((106 -6, 107 -6, 107 -7, 106 -6))"))


def test_coordinates_are_longitude_and_latitude() -> None:
    schema = Schema(TEXT.fields, GeometryKind.POINT, "EPSG:32748")
    (_, row) = rows_of(batch_of(["a"], ["POINT (680000 9316000)"], schema), points=True)
    assert (float(row[1]), float(row[2])) == pytest.approx((106.6268, -6.1856), abs=1e-3)


def test_own_columns_make_way_for_fields() -> None:
    schema = Schema((Field("LON", FieldType.TEXT),), GeometryKind.POINT, "OGC:CRS84")
    assert rows_of(batch_of(["a"], ["POINT (1 2)"], schema), points=True)[0] == ["fid", "_lon", "lat", "LON"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("-6.18", "-6.18"),
        ("+62 811 555", "+62 811 555"),
        ("a=1", "a=1"),
        ('kata "kutip", koma\nbaris', 'kata "kutip", koma\nbaris'),
    ],
)
def test_a_spreadsheet_runs_nothing(text: str, written: str) -> None:
    assert rows_of(batch_of([text], ["POINT (1 2)"]), points=True)[1][3] == written


def test_every_type_is_written_plainly() -> None:
    kinds = {"i": FieldType.INTEGER, "n": FieldType.NUMBER, "b": FieldType.BOOLEAN, "d": FieldType.DATE}
    schema = Schema(tuple(Field(name, kind) for name, kind in kinds.items()), GeometryKind.POINT, "OGC:CRS84")
    table = pa.table({"i": [-5], "n": [-0.5], "b": [True], "d": ["2026-11-24"]})
    shapes = np.array([shapely.Point(1, 2)], dtype=object)
    batch = FeatureBatch(np.array([1], np.int32), columns_from_geometries(shapes), table, schema)
    assert rows_of(batch, points=True)[1][3:] == ["-5", "-0.5", "true", "2026-11-24"]


def test_no_features_are_a_header() -> None:
    assert b"".join(csv_pieces([], TEXT, points=True)) == b"fid,lon,lat,nama\r\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20), max_size=9))
def test_any_text_comes_back_or_is_guarded(texts: list[str]) -> None:
    rows = rows_of(batch_of(list(texts), ["POINT (1 2)"] * len(texts)), points=True)
    written = [row[3] for row in rows[1:]]
    assert [text if text == old else text.removeprefix("'") for text, old in zip(written, texts, strict=True)] == texts
