"""From a staged file to a complete, durable folder."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from satupeta.core.config import Config
from satupeta.core.errors import InvalidGeometry
from satupeta.core.features.geometries import geometries_from_columns
from satupeta.core.features.schema import GeometryKind
from satupeta.core.features.source import FeatureQuery
from satupeta.core.ingest import ReadChoices
from satupeta.data.errors import RefusedFile, ReleaseMissing, StorageFull
from satupeta.data.geopackage import read_geopackage
from satupeta.data.release.build import build_draft
from satupeta.data.release.files import sha256_of
from satupeta.data.release.manifest import read_manifest
from satupeta.data.snapshot.reader import SnapshotSource
from satupeta.data.staging import stage
from satupeta.data.storage import Storage

from .conftest import DATASET, Build, points

BOWTIE = {"type": "Polygon", "coordinates": [[[106, -6], [107, -7], [107, -6], [106, -7], [106, -6]]]}
LINE = {"type": "LineString", "coordinates": [[106, -6], [107, -7]]}


def collection(*geometries: object) -> bytes:
    features = [{"type": "Feature", "properties": {"n": n}, "geometry": g} for n, g in enumerate(geometries)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def shapes_of(storage: Storage, release: str) -> list[shapely.Geometry | None]:
    source = SnapshotSource.open(storage.release(DATASET, release), release)
    return list(geometries_from_columns(source.read(FeatureQuery()).geometry))


def test_a_draft_is_a_whole_folder(storage: Storage, build: Build) -> None:
    draft = build(points("a", "b"), ReadChoices(key="kode"))
    folder = storage.release(DATASET, draft.release.id)
    manifest = read_manifest(folder, draft.release.id)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert present == {*manifest.files, "manifest.json"}
    assert all(sha256_of(folder / name) == facts.sha256 for name, facts in manifest.files.items())
    assert not any(path.stat().st_mode & 0o222 for path in folder.rglob("*") if path.is_file())


def test_a_draft_tells_all_of_its_release_but_the_number(build: Build) -> None:
    draft = build(points("a", "b"), ReadChoices(key="kode"))
    release = draft.release
    assert (release.number, release.published_at, release.author) == (0, "", "")
    assert (release.count, release.source_name, release.source_layer) == (2, "a.geojson", "a")
    assert (release.schema.key, release.schema.geometry) == ("kode", GeometryKind.POINT)
    assert release.extent is not None
    assert release.extent.west == pytest.approx(106.6)
    assert (draft.dataset, draft.base, draft.choices.layer) == (DATASET, "", "a")


def test_geopackage_snapshot_and_source_agree(storage: Storage, build: Build, tmp_path: Path) -> None:
    content = points("a", "b", "c")
    draft = build(content)
    folder = storage.release(DATASET, draft.release.id)
    source = tmp_path / "a.geojson"
    source.write_bytes(content)
    expected = shapely.from_wkb(pyogrio.raw.read(source)[2])
    packaged = read_geopackage(folder / "data.gpkg", draft.release.schema)
    assert shapely.equals(geometries_from_columns(packaged.geometry), expected).all()
    assert list(np.array(shapes_of(storage, draft.release.id))) == list(expected)


def test_nothing_is_left_in_the_upload_but_what_was_read(storage: Storage, build: Build) -> None:
    build(points("a"))
    names = {path.name.split("-")[0] for folder in storage.staging.iterdir() for path in folder.iterdir()}
    assert names == {"contents", "read"}


@pytest.mark.parametrize(
    ("geometries", "answers", "changes"),
    [
        ([BOWTIE], {"rings": "repair"}, {"rings-repaired": 1}),
        ([BOWTIE], {"rings": "keep"}, {}),
        ([LINE, None], {"empty": "drop"}, {"empty-left-out": 1}),
        ([LINE, None], {"empty": "keep"}, {}),
        ([LINE, BOWTIE], {"mixed": "line", "rings": "repair"}, {"rings-repaired": 1, "kinds-left-out": 1}),
        ([{"type": "Point", "coordinates": [-6, 106]}], {"axes": "swap"}, {"axes-swapped": 1}),
        ([{"type": "Point", "coordinates": [106, -6, 3]}], {"z": "drop"}, {"z-dropped": 1}),
        (
            [{"type": "GeometryCollection", "geometries": [LINE, {"type": "Point", "coordinates": [1, 2]}]}],
            {"mixed": "mixed"},
            {"collections-reduced": 1},
        ),
    ],
)
def test_every_change_is_told(
    build: Build, geometries: list[object], answers: dict[str, str], changes: dict[str, int]
) -> None:
    draft = build(collection(*geometries), ReadChoices(answers=answers))
    assert {change.code: change.count for change in draft.release.changes} == changes


def test_a_repaired_copy_is_published(storage: Storage, build: Build) -> None:
    draft = build(collection(BOWTIE), ReadChoices(answers={"rings": "repair"}))
    (shape,) = shapes_of(storage, draft.release.id)
    assert shape is not None
    assert shape.is_valid
    assert shape.area == pytest.approx(0.5)


def test_swapped_axes_are_put_right(storage: Storage, build: Build) -> None:
    content = collection({"type": "Point", "coordinates": [-6.1, 106.6]})
    draft = build(content, ReadChoices(answers={"axes": "swap"}))
    assert shapes_of(storage, draft.release.id) == [shapely.Point(106.6, -6.1)]


def test_the_stored_crs_is_the_chosen_one(storage: Storage, build: Build) -> None:
    content = collection({"type": "Point", "coordinates": [214000, 817000]})
    draft = build(content, ReadChoices(answers={"crs": "EPSG:23834"}))
    assert draft.release.schema.crs == "EPSG:23834"
    assert draft.release.extent is not None
    assert draft.release.extent.west == pytest.approx(106.63, abs=0.01)


@pytest.mark.parametrize(
    ("content", "choices", "code"),
    [
        (collection(BOWTIE), ReadChoices(), "UN-028"),
        (points("a"), ReadChoices(key="tidak_ada"), "UN-025"),
        (points("a", "a"), ReadChoices(key="kode"), "UN-028"),
        (points("a"), ReadChoices(layer="lain"), "UN-022"),
        (collection(LINE), ReadChoices(answers={"mixed": "line"}, crs="EPSG:0"), "UN-027"),
    ],
)
def test_what_cannot_be_built_is_refused(
    storage: Storage, build: Build, content: bytes, choices: ReadChoices, code: str
) -> None:
    with pytest.raises(RefusedFile) as refused:
        build(content, choices)
    assert refused.value.code == code
    assert not (storage.root / "datasets").exists()


def test_nothing_left_of_a_layer_is_refused(build: Build) -> None:
    with pytest.raises(RefusedFile) as refused:
        build(collection(None, None), ReadChoices(answers={"empty": "drop"}))
    assert refused.value.code == "UN-022"


def test_coordinates_without_a_place_leave_nothing(storage: Storage, build: Build) -> None:
    content = collection({"type": "Point", "coordinates": [1e12, 1e12]})
    with pytest.raises((InvalidGeometry, RefusedFile)):
        build(content, ReadChoices(answers={"crs": "EPSG:32748"}))
    assert not list(storage.root.glob("datasets/*/releases/*"))


def test_a_key_without_uniqueness_can_be_given_up(build: Build) -> None:
    draft = build(points("a", "a"), ReadChoices(key="kode", answers={"key": "none"}))
    assert draft.release.schema.key == ""


def test_a_base_that_is_gone_is_told(build: Build) -> None:
    with pytest.raises(ReleaseMissing):
        build(points("a"), base=str(uuid.UUID(int=9)))


@pytest.mark.parametrize("step", ["write_geopackage", "build_snapshot", "sync_tree"])
def test_a_full_disk_leaves_nothing(storage: Storage, build: Build, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"satupeta.data.release.build.{step}", full)
    with pytest.raises(StorageFull):
        build(points("a"))
    assert not list(storage.root.glob("datasets/*/releases/*"))
    assert not list(storage.staging.glob("*/draft-*"))


def test_no_room_is_known_before_work(storage: Storage, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satupeta.data.release.build.RELEASE_SIZE_RATIO", 1e15)
    with pytest.raises(StorageFull) as full:
        build(points("a"))
    assert full.value.code == "SM-010"


def test_progress_goes_from_nothing_to_all(storage: Storage) -> None:
    told: list[tuple[str, int, int]] = []
    upload_id = str(uuid.uuid4())
    staged = stage(storage, upload_id, [points("a")], "a.geojson", 10_000)
    build_draft(storage, Config(), staged, upload_id, ReadChoices(), DATASET, "", lambda *step: told.append(step))
    assert [done for _, done, _ in told] == [0, 1, 2, 3, 4, 5]
    assert {total for *_, total in told} == {5}


@pytest.mark.shared
def test_the_real_kelurahan_are_built_soon(shared: Path, storage: Storage, build: Build) -> None:
    content = (shared / "data/indonesia/kelurahan_36.71_kota_tangerang.geojson").read_bytes()
    draft = build(content, ReadChoices(key="kode"))
    assert draft.release.count == 104
    area = sum(shape.area for shape in shapes_of(storage, draft.release.id) if shape is not None)
    assert area == pytest.approx(0.01456, rel=0.01)


BUILDER = """
import sys
from pathlib import Path
from satupeta.core.config import Config
from satupeta.core.ingest import ReadChoices, StagedFile
from satupeta.data.release.build import build_draft
from satupeta.data.storage import Storage
root, sha, size, upload, dataset = sys.argv[1:]
print("ready", flush=True)
build_draft(Storage(Path(root)), Config(), StagedFile(sha, int(size), "a.geojson"), upload,
            ReadChoices(), dataset, "", lambda stage, done, total: print(stage, flush=True))
print("done", flush=True)
"""


def killed_build(storage: Storage, content: bytes, wait_s: float) -> None:
    """Start a build and kill it some time after it began."""
    upload_id = str(uuid.uuid4())
    staged = stage(storage, upload_id, [content], "a.geojson", 1 << 30)
    command = [
        sys.executable,
        "-c",
        BUILDER,
        str(storage.root),
        staged.sha256,
        str(staged.size_bytes),
        upload_id,
        DATASET,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(wait_s)
        os.kill(child.pid, signal.SIGKILL)


@pytest.mark.long
def test_killed_at_any_moment_a_release_is_whole_or_not_there(storage: Storage, random: Random, budget: Any) -> None:
    content = points(*(f"k{number}" for number in range(500)))
    for _ in range(budget(4, 200)):
        killed_build(storage, content, random.uniform(0.0, 1.2))
        for folder in storage.root.glob("datasets/*/releases/*"):
            manifest = read_manifest(folder, folder.name)
            assert all(sha256_of(folder / name) == facts.sha256 for name, facts in manifest.files.items())
            assert SnapshotSource.open(folder, folder.name).count == 500


@pytest.mark.parametrize("bad", [points("a", "a", "c"), points("a", None), points("a", "b", field="lain")])
def test_the_key_of_the_dataset_is_missed_and_its_ids_are_found_again(
    storage: Storage, build: Build, bad: bytes
) -> None:
    first = build(points("a", "b"), ReadChoices(key="kode"))
    with pytest.raises(RefusedFile) as raised:
        build(bad, base=first.release.id)
    assert (raised.value.code, raised.value.locator) == ("UN-028", "key")
    accepted = build(bad, ReadChoices(answers={"key": "none"}), first.release.id)
    assert (accepted.release.schema.key, accepted.choices.key) == ("", "kode")
    assert [change.code for change in accepted.release.changes] == ["ids-renewed"]
    good = build(points("c", "b", "a"), base=accepted.release.id)
    assert (good.release.schema.key, good.release.changes) == ("kode", ())
    place = storage.release(DATASET, good.release.id)
    read = SnapshotSource.open(place, good.release.id).read(FeatureQuery())
    ids = dict(zip(read.attributes["kode"].to_pylist(), read.ids.tolist(), strict=True))
    assert ids == {"a": 1, "b": 2, "c": 3 + accepted.release.count}


def test_another_key_renews_the_ids(build: Build) -> None:
    first = build(points("a", "b"), ReadChoices(key="kode"))
    second = build(points("a", "b", field="nama"), ReadChoices(key="nama"), first.release.id)
    assert second.release.schema.key == second.choices.key == "nama"
    assert [(change.code, change.count) for change in second.release.changes] == [("ids-renewed", 2)]
