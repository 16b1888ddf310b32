"""What a release's folder says of itself."""

from pathlib import Path

import pytest

from satupeta.core.box import Box
from satupeta.core.features.schema import GeometryKind, Schema
from satupeta.core.ingest import ReadChoices
from satupeta.data.errors import ReleaseMissing
from satupeta.data.release.manifest import FORMAT, Manifest, facts_of, read_manifest, write_manifest


def manifest(folder: Path) -> Manifest:
    schema = Schema((), GeometryKind.POINT, "EPSG:4326")
    box = Box(1, 2, 3, 4)
    return Manifest(FORMAT, "d", "r", "", "0", "a", "a", 1, schema, box, 1, ReadChoices(), (), facts_of(folder))


def test_a_manifest_comes_back_with_every_file_but_itself(tmp_path: Path) -> None:
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / "a").write_bytes(b"abc")
    write_manifest(tmp_path, manifest(tmp_path))
    found = read_manifest(tmp_path, "r")
    assert found == manifest(tmp_path)
    assert {name: facts.size_bytes for name, facts in found.files.items()} == {"snapshot/a": 3}


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff\xfe", b'{"format":"\xff"}', b"[]"])
def test_what_is_no_manifest_is_a_missing_release(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(ReleaseMissing):
        read_manifest(tmp_path, "r")
