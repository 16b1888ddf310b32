"""Files of a release made durable."""

import hashlib
from pathlib import Path

from satupeta.data.release.files import sha256_of, sync_file, sync_tree, write_durably


def test_a_checksum_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    assert sha256_of(path) == hashlib.sha256(b"x" * 3_000_000).hexdigest()


def test_a_tree_becomes_read_only(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a").write_bytes(b"x")
    sync_tree(tmp_path)
    assert (tmp_path / "deep" / "a").stat().st_mode & 0o777 == 0o444


def test_a_file_is_replaced_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o444)
    write_durably(path, b"new")
    sync_file(path)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
