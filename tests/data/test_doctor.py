"""Do files and database agree?"""

import json
import shutil
import uuid
from pathlib import Path

import msgspec
import pytest
from tests.node import NOW, OFFICE, SmallNode
from tests.reader import read_here

from satupeta.core.access import AccessClass
from satupeta.core.config import Config
from satupeta.core.features.source import FeatureQuery
from satupeta.core.ingest import ReadChoices
from satupeta.core.published import Dataset, Record, Release
from satupeta.core.style.model import Rule, Style
from satupeta.core.text import Text
from satupeta.data.doctor import Finding, Kept, examine, mend, rebuild_snapshot
from satupeta.data.errors import ReleaseMissing
from satupeta.data.published import Published
from satupeta.data.release.build import build_draft
from satupeta.data.release.manifest import read_manifest
from satupeta.data.snapshot.reader import SnapshotSource
from satupeta.data.staging import remove_upload, stage

DATASET = str(uuid.UUID(int=1))
CONTENT = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kode": f"k{number}", "luas": 0.5, "aktif": True},
                "geometry": {"type": "Polygon", "coordinates": [[[106, -6], [107, -7], [107, -6], [106, -6]]]},
            }
            for number in range(5)
        ],
    }
).encode()


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallNode:
    """A node of one dataset with one release, built by its own path."""
    monkeypatch.setattr("satupeta.data.ingest.reading.read_in_child", read_here)
    made = SmallNode(tmp_path / "data")
    release = built(made)
    row = Dataset(
        DATASET, "a", OFFICE, AccessClass.OPEN, Record(Text("A")), release, (release,), (Style("default", (Rule(()),)),)
    )
    made.write("dataset", DATASET, "a", row)
    return made


def built(node: SmallNode, content: bytes = CONTENT) -> Release:
    upload_id = str(uuid.uuid4())
    staged = stage(node.storage, upload_id, [content], "a.geojson", 1 << 20)
    draft = build_draft(node.storage, Config(), staged, upload_id, ReadChoices(key="kode"), DATASET, "")
    remove_upload(node.storage, upload_id)
    return msgspec.structs.replace(draft.release, number=1, published_at=NOW, author="Ani")


def release_of(node: SmallNode) -> Release:
    (dataset,) = Published(node.storage.control_database).newest().all(Dataset, "dataset")
    return dataset.release


def folder_of(node: SmallNode) -> Path:
    return node.storage.release(DATASET, release_of(node).id)


def found(node: SmallNode, kept: Kept | None = None) -> tuple[Finding, ...]:
    generation = Published(node.storage.control_database).newest()
    return examine(node.storage, generation, kept or Kept())


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def spoil(path: Path) -> None:
    path.chmod(0o644)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)


def test_a_whole_node_has_no_findings(node: SmallNode) -> None:
    assert found(node) == ()


def test_folders_without_rows_are_garbage_and_go(node: SmallNode) -> None:
    orphan = built(node, CONTENT.replace(b"k0", b"k9"))
    shutil.copytree(node.storage.dataset(DATASET), node.storage.dataset(str(uuid.UUID(int=2))))
    (node.storage.upload(str(uuid.uuid4())) / "deep").mkdir(parents=True)
    assert codes(found(node)) == ["DK-004", "DK-004", "DK-005", "DK-006"]
    assert mend(node.storage, found(node)) == ()
    assert found(node) == ()
    assert not node.storage.release(DATASET, orphan.id).exists()
    assert folder_of(node).exists()


def test_what_is_under_way_is_no_garbage(node: SmallNode) -> None:
    orphan = built(node, CONTENT.replace(b"k0", b"k9"))
    upload_id = str(uuid.uuid4())
    node.storage.upload(upload_id).mkdir(parents=True)
    drafts = Kept(
        releases=frozenset({(DATASET, orphan.id)}),
        uploads=frozenset({upload_id}),
        blobs=frozenset({orphan.checksum}),
    )
    assert found(node, drafts) == ()
    building = msgspec.structs.replace(drafts, releases=frozenset(), building=frozenset({DATASET}))
    assert found(node, building) == ()


def test_a_release_that_is_gone_is_a_loss(node: SmallNode) -> None:
    shutil.rmtree(folder_of(node))
    (finding,) = found(node)
    assert (finding.code, finding.mendable, finding.release) == ("DK-001", False, release_of(node).id)
    assert mend(node.storage, (finding,)) == (finding,)


@pytest.mark.parametrize(
    ("name", "code", "mendable"),
    [
        ("data.gpkg", "DK-002", False),
        ("keys.sqlite", "DK-002", False),
        ("snapshot/native_xy.npy", "DK-003", True),
        ("snapshot/facts.json", "DK-003", True),
    ],
)
def test_a_changed_file_is_found(node: SmallNode, name: str, code: str, mendable: bool) -> None:
    spoil(folder_of(node) / name)
    (finding,) = found(node)
    assert (finding.code, finding.mendable) == (code, mendable)


def test_a_source_file_is_watched_too(node: SmallNode) -> None:
    blob = node.storage.blob(release_of(node).checksum)
    spoil(blob)
    assert codes(found(node)) == ["DK-007"]
    blob.unlink()
    assert codes(found(node)) == ["DK-008"]


@pytest.mark.parametrize("harm", ["spoil", "remove", "format"])
def test_a_snapshot_is_rebuilt_from_the_geopackage(node: SmallNode, harm: str) -> None:
    folder, release = folder_of(node), release_of(node)
    before = SnapshotSource.open(folder, release.id).read(FeatureQuery())
    facts = folder / "snapshot/facts.json"
    if harm == "spoil":
        spoil(folder / "snapshot/world_xy.npy")
    elif harm == "remove":
        shutil.rmtree(folder / "snapshot")
    else:
        facts.chmod(0o644)
        facts.write_text(facts.read_text().replace('"format":1', '"format":0'))
    assert codes(found(node)) == ["DK-003"]
    assert mend(node.storage, found(node)) == ()
    assert found(node) == ()
    after = SnapshotSource.open(folder, release.id).read(FeatureQuery())
    assert after.attributes.equals(before.attributes)
    assert after.geometry.xy.tobytes() == before.geometry.xy.tobytes()
    assert list(node.storage.staging.iterdir()) == []


def test_a_rebuilt_snapshot_is_byte_for_byte_the_same(node: SmallNode) -> None:
    folder, release = folder_of(node), release_of(node)
    before = read_manifest(folder, release.id)
    rebuild_snapshot(node.storage, DATASET, release.id)
    assert read_manifest(folder, release.id) == before


def test_a_snapshot_without_its_geopackage_stays_broken(node: SmallNode) -> None:
    spoil(folder_of(node) / "snapshot/world_xy.npy")
    (folder_of(node) / "data.gpkg").unlink()
    left = mend(node.storage, found(node))
    assert codes(left) == ["DK-002", "DK-003"]
    assert "Failed" in left[1].message.en


def test_a_release_that_is_gone_cannot_be_rebuilt(node: SmallNode) -> None:
    with pytest.raises(ReleaseMissing):
        rebuild_snapshot(node.storage, DATASET, str(uuid.UUID(int=9)))
