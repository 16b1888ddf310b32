"""Files that want more than to be read: the reading child gives them nothing, and ends."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from satupeta.core.config import Config
from satupeta.core.ingest import ReadChoices, SourceFormat
from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.order import Order, Source
from satupeta.data.ingest.reading import understand
from satupeta.data.ingest.sandbox import read_in_child
from satupeta.data.staging import stage
from satupeta.data.storage import Storage

from .conftest import GEOJSON, Understand, geojson, zipped

POINT = {"type": "Point", "coordinates": [106.6, -6.1]}
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource relativeToVRT="0">{}</SrcDataSource>'
    "<SrcLayer>passwd</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize(
    ("name", "target"),
    [("a.geojson", "/etc/passwd"), ("a.geojson", "address"), ("a.json", "/vsicurl/address"), ("a.csv", "address")],
)
def test_a_file_that_smuggles_a_vrt_reads_nothing(
    understood_in_child: Understand, asked: tuple[str, list[str]], name: str, target: str
) -> None:
    address, seen = asked
    with pytest.raises(RefusedFile):
        understood_in_child(name, VRT.format(target.replace("address", address)).encode())
    assert seen == []


@pytest.mark.parametrize(
    "content",
    [
        b'"http://127.0.0.1/x.geojson"',
        b"/etc/passwd",
        b"/vsizip//etc/passwd",
        b'{"type":"GDALG","command_line":"gdal vector read /etc/passwd"}',
        b"GPKG:/etc/passwd",
        b"[" * 100_000,
        b'{"type":"FeatureCollection","features":[' + b'{"a":' * 60_000,
    ],
)
def test_content_that_names_a_place_or_nests_deeply_is_refused(understood_in_child: Understand, content: bytes) -> None:
    with pytest.raises(RefusedFile) as refused:
        understood_in_child("a.geojson", content)
    assert refused.value.code in ("UN-021", "UN-017")


def order(folder: Path, source: Source, time_s: int = 60, memory_bytes: int = 1 << 30) -> Order:
    return Order((source,), str(folder), "", "", "", "", "", memory_bytes, time_s, 1 << 30)


def test_a_reader_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    fifo = tmp_path / "a.csv"
    os.mkfifo(fifo)
    started = time.monotonic()
    with pytest.raises(RefusedFile) as refused:
        read_in_child(order(tmp_path, Source(SourceFormat.CSV, str(fifo), "a"), time_s=1), "a.csv")
    assert refused.value.code == "UN-018"
    assert time.monotonic() - started < 10


def test_a_reader_without_memory_is_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(geojson(*[{"type": "LineString", "coordinates": [[106, -6]] * 50}] * 20_000))
    with pytest.raises(RefusedFile) as refused:
        read_in_child(order(tmp_path, Source(SourceFormat.GEOJSON, str(path), "a"), memory_bytes=40 << 20), "a.geojson")
    assert refused.value.code in ("UN-017", "UN-019", "UN-021")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_the_confined_reader_can_still_transcode(understood_in_child: Understand, encoding: str) -> None:
    content = json.dumps(GEOJSON, ensure_ascii=False).encode(encoding)
    assert "Café" in understood_in_child("a.geojson", content).layers[0].sample_text


def test_the_confined_reader_can_still_project(understood_in_child: Understand) -> None:
    content = geojson({"type": "Point", "coordinates": [214000, 817000]})
    (layer,) = understood_in_child("a.geojson", content, ReadChoices(crs="EPSG:23834")).layers
    assert layer.extent is not None
    assert layer.extent.west == pytest.approx(106.63, abs=0.01)


def test_a_crash_is_a_refusal_and_one_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    answer = folder / "answer.json"
    answer.mkdir()
    with pytest.raises(RefusedFile) as refused:
        read_in_child(order(folder, Source(SourceFormat.CSV, str(tmp_path / "none.csv"), "a")), "a.csv")
    assert refused.value.code == "UN-017"
    assert "the reader of 'a.csv' ended with 1" in caplog.text


@pytest.fixture(scope="module")
def shapefile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a shapefile of three points."""
    folder = tmp_path_factory.mktemp("shapefile")
    written(folder, "jalan.shp", "driver='ESRI Shapefile'", POINT, POINT, POINT)
    return {path.suffix[1:]: path.read_bytes() for path in folder.glob("jalan.*") if path.suffix != ".cpg"}


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A GeoPackage of one point."""
    folder = tmp_path_factory.mktemp("geopackage")
    return written(folder, "seed.gpkg", "driver='GPKG', layer='titik'", POINT).read_bytes()


def written(folder: Path, name: str, options: str, *geometries: object) -> Path:
    """A file of these geometries, written by GDAL in a process of its own."""
    (folder / "seed.geojson").write_bytes(geojson(*geometries))
    code = (
        f"import pyogrio.raw as raw; meta, table = raw.read_arrow({str(folder / 'seed.geojson')!r}); "
        f"raw.write_arrow(table, {str(folder / name)!r}, geometry_name='wkb_geometry', geometry_type='Point',"
        f" crs='EPSG:4326', {options})"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return folder / name


@pytest.mark.parametrize(
    ("part", "offset", "lie"),
    [
        ("shp", 24, b"\x7f\xff\xff\xff"),
        ("shx", 24, b"\x7f\xff\xff\xff"),
        ("shx", 100, b"\x7f\xff\xff\xf0"),
        ("shp", 104, b"\x7f\xff\xff\xff"),
        ("shp", 108, b"\x05\x00\x00\x00"),
        ("dbf", 4, b"\xff\xff\xff\x7f"),
        ("dbf", 8, b"\xff\xff"),
        ("dbf", 10, b"\x00\x00"),
        ("dbf", 10, b"\xff\xff"),
    ],
)
def test_a_header_that_lies_is_refused_or_seen_through(
    understood_in_child: Understand, shapefile: dict[str, bytes], part: str, offset: int, lie: bytes
) -> None:
    parts = {name: bytearray(raw) for name, raw in shapefile.items()}
    parts[part][offset : offset + len(lie)] = lie
    content = zipped(**{f"jalan__{name}": bytes(raw) for name, raw in parts.items()})
    try:
        (layer,) = understood_in_child("a.zip", content).layers
    except RefusedFile as refused:
        code, count = refused.code, 0
    else:
        code, count = "", layer.count
    assert code in ("", "UN-017", "UN-021", "UN-022")
    assert count <= 3


def geopackage(seed: bytes, folder: Path, *statements: str) -> bytes:
    """A GeoPackage of one point, after these statements."""
    path = folder / "seed.gpkg"
    path.write_bytes(seed)
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def test_a_geopackage_with_triggers_is_only_read(understood_in_child: Understand, seed: bytes, tmp_path: Path) -> None:
    content = geopackage(
        seed,
        tmp_path,
        "CREATE TRIGGER t AFTER INSERT ON gpkg_contents BEGIN SELECT load_extension('/tmp/x'); END",
        "CREATE TRIGGER u AFTER UPDATE ON titik BEGIN DELETE FROM titik; END",
    )
    (layer,) = understood_in_child("a.gpkg", content).layers
    assert (layer.name, layer.count) == ("titik", 1)


def test_a_geopackage_in_wal_mode_is_read(understood_in_child: Understand, seed: bytes, tmp_path: Path) -> None:
    content = geopackage(seed, tmp_path, "PRAGMA journal_mode=WAL", "UPDATE gpkg_contents SET description = 'x'")
    assert content[18] == 2
    assert understood_in_child("a.gpkg", content).layers[0].count == 1


def test_a_view_of_a_geopackage_is_left_out(understood_in_child: Understand, seed: bytes, tmp_path: Path) -> None:
    content = geopackage(
        seed,
        tmp_path,
        "CREATE VIEW curang AS SELECT fid, geom, readfile('/etc/passwd') AS n FROM titik",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('curang','features','c',4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('curang','geom','POINT',4326,0,0)",
    )
    assert [layer.name for layer in understood_in_child("a.gpkg", content).layers] == ["titik"]


def test_a_geopackage_without_features_is_refused(understood_in_child: Understand, seed: bytes, tmp_path: Path) -> None:
    content = geopackage(seed, tmp_path, "UPDATE gpkg_contents SET data_type='attributes'")
    with pytest.raises(RefusedFile) as refused:
        understood_in_child("a.gpkg", content)
    assert refused.value.code == "UN-022"


def test_the_child_sees_none_of_the_environment(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDAL_DRIVER_PATH", "/tmp")
    monkeypatch.setenv("LD_PRELOAD", "/tmp/nothing.so")
    monkeypatch.setenv("SATUPETA_SECRET", "x")
    upload_id = str(uuid.uuid4())
    staged = stage(storage, upload_id, [geojson(POINT)], "a.geojson", 10_000)
    assert understand(storage, staged, Config(), upload_id).layers[0].count == 1
    shutil.rmtree(storage.root)
