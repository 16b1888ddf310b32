"""Paths come from identifiers, never from names."""

from pathlib import Path

import pytest

from satupeta.data.storage import Storage, sync_folder

STORAGE = Storage(Path("/data"))


def test_a_release_lies_in_its_datasets_folder() -> None:
    assert STORAGE.release("ab-1", "cd-2") == Path("/data/datasets/ab-1/releases/cd-2")


def test_blobs_are_spread_by_their_first_two_digits() -> None:
    assert STORAGE.blob("ab" * 32) == Path("/data/blobs/ab") / ("ab" * 32)


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "a\0", "Ab", "x.zip", "/etc/passwd"])
def test_a_name_is_no_identifier(name: str) -> None:
    for path in (STORAGE.dataset, STORAGE.blob, STORAGE.upload):
        with pytest.raises(ValueError, match="not an identifier"):
            path(name)


def test_a_folder_can_be_made_durable(tmp_path: Path) -> None:
    sync_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "missing")
