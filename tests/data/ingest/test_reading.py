"""What is understood of files, through the real reading child."""

import json
import uuid
from pathlib import Path

import pytest
import shapely

from satupeta.core.config import Config
from satupeta.core.features.schema import FieldType, GeometryKind
from satupeta.core.ingest import Doubt, DoubtCode, ReadChoices, StagedFile
from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.order import GEOMETRY_COLUMN
from satupeta.data.ingest.reading import read_layer, understand
from satupeta.data.staging import stage
from satupeta.data.storage import Storage

from .conftest import GEOJSON, Understand, geojson, zipped

POINT = {"type": "Point", "coordinates": [106.6, -6.1]}
BOWTIE = {"type": "Polygon", "coordinates": [[[106, -6], [107, -7], [107, -6], [106, -7], [106, -6]]]}


def doubts_of(understood: Understand, content: bytes, choices: ReadChoices | None = None) -> dict[str, Doubt]:
    (layer,) = understood("a.geojson", content, choices).layers
    return {doubt.code.value: doubt for doubt in layer.doubts}


def test_geojson_is_understood(understood: Understand) -> None:
    (layer,) = understood("titik kota.geojson", json.dumps(GEOJSON).encode()).layers
    assert (layer.name, layer.count, layer.geometry, layer.crs) == ("titik kota", 1, GeometryKind.POINT, "EPSG:4326")
    assert [(field.name, field.type, field.samples) for field in layer.fields] == [
        ("kode", FieldType.TEXT, ("36.71.01",)),
        ("nama", FieldType.TEXT, ("Café",)),
    ]
    assert layer.fields[0].unique
    assert layer.extent is not None
    assert (layer.extent.west, layer.extent.south) == pytest.approx((106.6, -6.1))
    assert layer.doubts == ()


@pytest.mark.parametrize(
    ("geometries", "code", "count", "proposal"),
    [
        ([BOWTIE, POINT], "rings", 1, "repair"),
        ([BOWTIE, POINT], "mixed", 0, "mixed"),
        ([POINT, None], "empty", 1, "keep"),
        ([{"type": "Point", "coordinates": [106.6, -6.1, 12.5]}], "z", 1, "drop"),
        ([{"type": "Point", "coordinates": [-6.1, 106.6]}], "axes", 0, "swap"),
        ([{"type": "Point", "coordinates": [680000, 9316000]}], "crs", 0, "EPSG:32748"),
        ([{"type": "Point", "coordinates": [214000, 817000]}], "crs", 0, "EPSG:23834"),
        ([{"type": "GeometryCollection", "geometries": [POINT, POINT]}], "mixed", 1, "mixed"),
    ],
)
def test_what_is_wrong_is_asked_with_a_proposal(
    understood: Understand, geometries: list[object], code: str, count: int, proposal: str
) -> None:
    doubt = doubts_of(understood, geojson(*geometries))[code]
    assert (doubt.count, doubt.proposal) == (count, proposal)
    assert doubt.message.id
    assert doubt.reason.id


def test_a_repair_says_where_and_how_much(understood: Understand) -> None:
    doubt = doubts_of(understood, geojson(BOWTIE))["rings"]
    assert "Self-intersection" in doubt.examples[0].en
    assert "%" in doubt.examples[0].en


def test_a_chosen_crs_is_read_with(understood: Understand) -> None:
    content = geojson({"type": "Point", "coordinates": [214000, 817000]})
    (layer,) = understood("a.geojson", content, ReadChoices(crs="EPSG:23834")).layers
    assert layer.crs == "EPSG:23834"
    assert layer.doubts == ()
    assert layer.extent is not None
    assert layer.extent.west == pytest.approx(106.63, abs=0.01)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        (ReadChoices(crs="EPSG:999999"), "UN-027"),
        (ReadChoices(crs="/etc/passwd"), "UN-027"),
        (ReadChoices(encoding="klingon"), "UN-024"),
        (ReadChoices(layer="tidak ada"), "UN-022"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(understood: Understand, choices: ReadChoices, code: str) -> None:
    with pytest.raises(RefusedFile) as refused:
        understood("a.geojson", geojson(POINT), choices)
    assert refused.value.code == code


def test_geojson_in_another_encoding_is_asked_about(understood: Understand) -> None:
    content = json.dumps(GEOJSON, ensure_ascii=False).encode("cp1252")
    (layer,) = understood("a.geojson", content).layers
    assert [doubt.code for doubt in layer.doubts] == [DoubtCode.ENCODING]
    assert layer.doubts[0].proposal == "CP1252"
    assert "Café" in layer.sample_text


def test_a_chosen_encoding_is_read_with(understood: Understand) -> None:
    content = json.dumps(GEOJSON, ensure_ascii=False).encode("utf-16")
    (layer,) = understood("a.geojson", content).layers
    assert layer.doubts == ()
    assert "Café" in layer.sample_text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"type": "FeatureCollection",\n "features": [', "baris 2"),
        (b'{"type": "Topology", "objects": {}}', "Topology"),
        (b"<html></html>", "baris 1"),
        (b"[1, 2]", ""),
    ],
)
def test_broken_geojson_says_where(understood: Understand, content: bytes, words: str) -> None:
    with pytest.raises(RefusedFile) as refused:
        understood("a.geojson", content)
    assert refused.value.code in ("UN-021", "UN-022")
    assert words in refused.value.message.id


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.geojson", b"PK\x03\x04xxxx", "UN-013"),
        ("a.gpkg", b"bukan basis data sama sekali", "UN-013"),
        ("a.zip", b'{"type":"FeatureCollection"}', "UN-013"),
        ("a.csv", b"SQLite format 3\x00" + bytes(100), "UN-013"),
        ("a.exe", b"MZ", "UN-012"),
        ("jalan.shp", b"\x00\x00\x27\x0a", "UN-015"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(100), "UN-021"),
        ("a.geojson", geojson(), "UN-022"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    understood: Understand, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(RefusedFile) as refused:
        understood(name, content)
    assert refused.value.code == code
    assert refused.value.advice.id


def test_names_are_made_safe_and_told(understood: Understand) -> None:
    feature = {"type": "Feature", "geometry": POINT, "properties": {"Nama": "a", "nama": "b\x07", "d\x01": 1}}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    (layer,) = understood("a.geojson", content).layers
    assert [field.name for field in layer.fields] == ["Nama", "nama_2", "d"]
    assert {change.code for change in layer.changes} == {"renamed-fields", "control-characters"}


def test_lists_and_objects_become_text(understood: Understand) -> None:
    feature = {"type": "Feature", "geometry": POINT, "properties": {"a": [1, 2], "b": {"c": 1}}}
    (layer,) = understood("a.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()).layers
    assert [(field.type, field.samples) for field in layer.fields] == [
        (FieldType.TEXT, ("[1, 2]",)),
        (FieldType.TEXT, ('{ "c": 1 }',)),
    ]


def test_a_key_that_comes_twice_is_asked_about(understood: Understand) -> None:
    features = [{"type": "Feature", "geometry": POINT, "properties": {"k": key}} for key in ("a", "a", "b", None)]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    doubt = doubts_of(understood, content, ReadChoices(key="k"))["key"]
    assert (doubt.count, doubt.proposal, [example.id for example in doubt.examples]) == (2, "", ["a"])


def test_a_zip_of_several_files_gives_several_layers(understood: Understand) -> None:
    found = understood("a.zip", zipped(satu__geojson=geojson(POINT), dua__csv=b"lon,lat\n106,-6\n", tiga__shp=b"x"))
    assert [layer.name for layer in found.layers] == ["satu", "dua"]
    assert "tiga.shp" in found.skipped[0].id


def test_what_was_read_once_is_not_read_again(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    upload_id = str(uuid.uuid4())
    staged = stage(storage, upload_id, [geojson(POINT)], "a.geojson", 10_000)
    first = understand(storage, staged, Config(), upload_id)
    monkeypatch.setattr("satupeta.data.ingest.reading.read_in_child", None)
    assert understand(storage, staged, Config(), upload_id) == first
    layer, table = read_layer(storage, staged, Config(), upload_id, ReadChoices(layer="a", key="n"))
    assert layer == first.layers[0]
    assert shapely.from_wkb(table.column(GEOMETRY_COLUMN)[0].as_py()) == shapely.Point(106.6, -6.1)


def test_one_of_several_layers_must_be_chosen(storage: Storage) -> None:
    upload_id = str(uuid.uuid4())
    content = zipped(satu__geojson=geojson(POINT), dua__geojson=geojson(POINT))
    staged = stage(storage, upload_id, [content], "a.zip", 10_000)
    with pytest.raises(RefusedFile) as refused:
        read_layer(storage, staged, Config(), upload_id, ReadChoices())
    assert refused.value.code == "UN-026"
    assert "satu" in refused.value.advice.id


def test_a_refused_file_leaves_nothing_half_done(storage: Storage) -> None:
    upload_id = str(uuid.uuid4())
    staged = stage(storage, upload_id, [b"<html>"], "a.geojson", 10_000)
    with pytest.raises(RefusedFile):
        understand(storage, staged, Config(), upload_id)
    left = [path.name for path in storage.upload(upload_id).iterdir()]
    assert left == [f"contents-{staged.sha256[:16]}"]


def test_a_blob_is_never_changed_by_reading(storage: Storage, understood: Understand) -> None:
    content = geojson(POINT, BOWTIE)
    understood("a.geojson", content)
    (blob,) = (path for path in (storage.root / "blobs").rglob("*") if path.is_file())
    assert blob.read_bytes() == content


def test_a_staged_file_that_vanished_is_an_error_of_the_node(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        understand(storage, StagedFile("0" * 64, 1, "a.csv"), Config(), str(uuid.uuid4()))
