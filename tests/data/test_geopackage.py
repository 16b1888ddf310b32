"""GeoPackages: read back by ourselves, by GDAL, and by nobody who tampered."""

import sqlite3
import subprocess
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.geometries import columns_from_geometries, geometries_from_columns
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.data.geopackage import (
    GeoPackageWriter,
    blob_wkb,
    read_geopackage,
    spatial_reference,
    table_name,
    write_geopackage,
)

SCHEMA = Schema(
    (
        Field('na"ma', FieldType.TEXT),
        Field("FID", FieldType.INTEGER),
        Field("geom", FieldType.NUMBER),
        Field("aktif", FieldType.BOOLEAN),
        Field("tanggal", FieldType.DATE),
        Field("waktu", FieldType.DATETIME),
    ),
    GeometryKind.MIXED,
    "EPSG:23834",
)
SHAPES = [
    "POINT (1 2)",
    None,
    "POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
    "MULTILINESTRING ((0 0, 1 1), (5 5, 6 6))",
]


def mixed_batch() -> FeatureBatch:
    geometries = np.array([*shapely.from_wkt(np.array(SHAPES, dtype=object))], dtype=object)
    table = pa.table(
        {
            'na"ma': ["a", None, "é\n", "'; DROP TABLE x; --"],
            "FID": pa.array([1, 2**40, None, -4], pa.int64()),
            "geom": [0.1, None, 1e300, -0.0],
            "aktif": [True, False, None, True],
            "tanggal": ["2026-11-24", "-0100-01-01", None, ""],
            "waktu": ["2026-11-24T08:00:00Z", "2026-11-24T08:00:00", None, "2026-11-24T08:00:00+07:00"],
        }
    )
    return FeatureBatch(np.array([1, 2, 7, 9], np.int32), columns_from_geometries(geometries), table, SCHEMA)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data.gpkg"


def same(first: FeatureBatch, second: FeatureBatch) -> bool:
    left, right = (geometries_from_columns(batch.geometry) for batch in (first, second))
    equal = all((a is None and b is None) or a.normalize() == b.normalize() for a, b in zip(left, right, strict=True))
    return equal and list(first.ids) == list(second.ids) and first.attributes.equals(second.attributes)


def test_everything_comes_back(path: Path) -> None:
    write_geopackage(path, mixed_batch(), "campur", "Campur")
    assert same(read_geopackage(path, SCHEMA), mixed_batch())


def test_gdal_reads_the_same(path: Path) -> None:
    write_geopackage(path, mixed_batch(), "campur", "Campur")
    info = pyogrio.read_info(path)
    meta, fids, wkb, columns = pyogrio.raw.read(path, return_fids=True)
    assert (info["features"], info["crs"], info["layer_name"]) == (4, "EPSG:23834", "campur")
    assert list(fids) == [1, 2, 7, 9]
    assert [None if value is None else shapely.from_wkb(value).normalize() for value in wkb] == [
        None if text is None else shapely.from_wkt(text).normalize() for text in SHAPES
    ]
    values = dict(zip(meta["fields"], columns, strict=True))
    assert list(values['na"ma']) == ["a", None, "é\n", "'; DROP TABLE x; --"]
    assert values["FID"][1] == 2**40


def test_gdal_finds_by_box_through_the_index(path: Path) -> None:
    write_geopackage(path, mixed_batch(), "campur", "Campur")
    _, fids, _, _ = pyogrio.raw.read(path, bbox=(4.5, 4.5, 7, 7), return_fids=True)
    assert list(fids) == [9]


@pytest.mark.program("ogrinfo")
def test_debians_gdal_has_nothing_to_complain_of(path: Path) -> None:
    write_geopackage(path, mixed_batch(), "campur", "Campur")
    done = subprocess.run(["ogrinfo", "-ro", "-al", "-so", str(path)], capture_output=True, text=True, check=True)
    assert "Feature Count: 4" in done.stdout
    assert (done.stderr, "Warning" in done.stdout) == ("", False)


@pytest.mark.parametrize(
    ("shapes", "name"),
    [
        (["POINT (1 2)"], "POINT"),
        (["POLYGON ((0 0, 0 4, 4 4, 0 0))"], "POLYGON"),
        (["MULTIPOINT ((1 1), (2 2))", None], "MULTIPOINT"),
        (["POINT (1 2)", "MULTIPOINT ((1 1), (2 2))"], "GEOMETRY"),
        ([None], "GEOMETRY"),
    ],
)
def test_the_table_names_its_geometry_type(path: Path, shapes: list[str | None], name: str) -> None:
    geometries = np.array([*shapely.from_wkt(np.array(shapes, dtype=object)), None], dtype=object)[:-1]
    schema = Schema((), GeometryKind.MIXED, "OGC:CRS84")
    ids = np.arange(len(shapes), dtype=np.int32)
    write_geopackage(path, FeatureBatch(ids, columns_from_geometries(geometries), pa.table({}), schema), "t", "")
    with sqlite3.connect(path) as connection:
        row = connection.execute("SELECT geometry_type_name, srs_id FROM gpkg_geometry_columns").fetchone()
    connection.close()
    assert row == (name, 4326)
    assert len(read_geopackage(path, schema)) == len(shapes)


def test_the_file_is_closed_whole_and_without_a_log(path: Path) -> None:
    write_geopackage(path, mixed_batch(), "campur", "Campur")
    assert [file.name for file in path.parent.iterdir()] == ["data.gpkg"]
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    connection.close()


def test_an_edited_copy_keeps_its_index(path: Path) -> None:
    write_geopackage(path, mixed_batch(), "campur", "Campur")
    connection = sqlite3.connect(path)
    connection.create_function("ST_IsEmpty", 1, lambda blob: blob is None)
    for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        connection.create_function(name, 1, lambda blob: 42.0)
    connection.execute("DELETE FROM campur WHERE fid_1 = 7")
    connection.execute("UPDATE campur SET geom_1 = geom_1 WHERE fid_1 = 1")
    boxes = dict(connection.execute("SELECT id, minx FROM rtree_campur_geom_1").fetchall())
    connection.close()
    assert boxes == {1: 42.0, 9: 0.0}


def test_batches_are_joined(path: Path) -> None:
    batch = mixed_batch()
    with GeoPackageWriter(path, SCHEMA, "t", "t") as writer:
        for row in range(4):
            geometry = columns_from_geometries(geometries_from_columns(batch.geometry)[row : row + 1])
            writer.append(FeatureBatch(batch.ids[row : row + 1], geometry, batch.attributes.slice(row, 1), SCHEMA))
        writer.finish()
    assert same(read_geopackage(path, SCHEMA), batch)


@pytest.mark.parametrize(
    ("layer", "table"),
    [
        ("Batas Kelurahan", "batas_kelurahan"),
        ("36.71", "layer_36_71"),
        ("gpkg_contents", "layer_gpkg_contents"),
        ("sqlite_x", "layer_sqlite_x"),
        ("тест", "layer"),
        ("", "layer"),
        ('a"; DROP TABLE b', "a___drop_table_b"),
    ],
)
def test_a_table_gets_a_plain_name(layer: str, table: str) -> None:
    assert table_name(layer) == table


def test_a_home_made_crs_keeps_its_definition(path: Path) -> None:
    definition = "+proj=tmerc +lat_0=0 +lon_0=106.1234 +x_0=7 +y_0=8 +ellps=bessel +type=crs"
    row = spatial_reference(definition)
    assert row[1:4] == (100_000, "NONE", 100_000)
    assert "106.1234" in row[4]


@pytest.mark.parametrize("blob", [b"", b"GP", b"XX\x00\x01" + bytes(20)])
def test_other_bytes_are_no_geometry(blob: bytes) -> None:
    with pytest.raises(ValueError, match="GeoPackage"):
        blob_wkb(blob)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7), st.none() | texts), max_size=12))
def test_any_point_and_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, float, str | None]]
) -> None:
    path = tmp_path_factory.mktemp("gpkg") / "a.gpkg"
    schema = Schema((Field("t", FieldType.TEXT),), GeometryKind.POINT, "EPSG:32748")
    shapes = np.array([*(shapely.Point(x, y) for x, y, _ in rows), None], dtype=object)[:-1]
    table = pa.table({"t": pa.array([text for _, _, text in rows], pa.string())})
    ids = np.arange(1, len(rows) + 1, dtype=np.int32)
    batch = FeatureBatch(ids, columns_from_geometries(shapes), table, schema)
    write_geopackage(path, batch, "t", "t")
    assert same(read_geopackage(path, schema), batch)
