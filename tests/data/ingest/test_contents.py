"""From a staged file to readable files under generated names."""

import os
from pathlib import Path

import pytest

from satupeta.core.config import Config
from satupeta.core.ingest import SourceFormat, StagedFile
from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.contents import open_contents

from .conftest import geojson, zipped


def opened(tmp_path: Path, name: str, content: bytes) -> tuple[list[tuple[SourceFormat, str]], list[str]]:
    blob, folder = tmp_path / "blob", tmp_path / "out"
    blob.write_bytes(content)
    folder.mkdir()
    found = open_contents(StagedFile("0" * 64, len(content), name), blob, folder, Config())
    return [(source.format, source.stem) for source in found.sources], sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "source_format", "file"),
    [
        ("Jalan Kota.geojson", SourceFormat.GEOJSON, "file.geojson"),
        ("../../etc/passwd.json", SourceFormat.GEOJSON, "file.json"),
        ("a.CSV", SourceFormat.CSV, "file.csv"),
        ("a.tsv", SourceFormat.CSV, "file.tsv"),
    ],
)
def test_a_file_gets_a_name_that_nobody_chose(
    tmp_path: Path, name: str, source_format: SourceFormat, file: str
) -> None:
    sources, files = opened(tmp_path, name, b"{}")
    assert sources == [(source_format, Path(name).stem)]
    assert files == [file]


def test_a_file_is_not_copied_where_it_can_be_linked(tmp_path: Path) -> None:
    opened(tmp_path, "a.csv", b"x")
    assert os.stat(tmp_path / "blob").st_nlink == 2


def test_a_file_is_copied_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr("os.link", refuse)
    assert opened(tmp_path, "a.csv", b"x")[1] == ["file.csv"]


def test_an_archive_is_unpacked(tmp_path: Path) -> None:
    assert opened(tmp_path, "a.zip", zipped(b__geojson=geojson()))[0] == [(SourceFormat.GEOJSON, "b")]


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\x1f\x8b\x08", b"PK\x03\x04", b"SQLite format 3\x00"])
def test_a_name_that_lies_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RefusedFile) as refused:
        opened(tmp_path, "a.geojson", content)
    assert refused.value.code == "UN-013"
