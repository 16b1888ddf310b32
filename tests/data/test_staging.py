"""Files as they come in."""

import errno
import hashlib
import sqlite3
import uuid
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from satupeta.data.blobs import clear_blobs
from satupeta.data.errors import RefusedFile, StorageFull
from satupeta.data.staging import (
    StagingWriter,
    disk_errors,
    is_receiving,
    receive,
    remove_upload,
    require_room,
    stage,
)
from satupeta.data.storage import Storage

UPLOAD = str(uuid.UUID(int=7))


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "data")


def files_below(storage: Storage) -> list[str]:
    return [path.name for path in storage.root.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_checksum(storage: Storage) -> None:
    staged = stage(storage, UPLOAD, [b"abc", b"", b"def"], "a.csv", 6)
    digest = hashlib.sha256(b"abcdef").hexdigest()
    assert (staged.sha256, staged.size_bytes, staged.name) == (digest, 6, "a.csv")
    assert storage.blob(digest).read_bytes() == b"abcdef"
    assert files_below(storage) == [digest]


def test_the_same_file_twice_is_kept_once(storage: Storage) -> None:
    assert stage(storage, UPLOAD, [b"x"], "a", 9) == stage(storage, UPLOAD, [b"x"], "a", 9)
    assert len(files_below(storage)) == 1


def test_a_body_that_never_ends_is_refused_and_leaves_nothing(storage: Storage) -> None:
    with pytest.raises(RefusedFile) as refused:
        stage(storage, UPLOAD, repeat(b"x" * 1000), "a", 10_000)
    assert refused.value.code == "UN-001"
    assert files_below(storage) == []
    assert not storage.upload(UPLOAD).exists()


def test_an_empty_file_is_refused(storage: Storage) -> None:
    with pytest.raises(RefusedFile) as refused:
        stage(storage, UPLOAD, [], "a", 10)
    assert refused.value.code == "UN-002"
    assert files_below(storage) == []


def test_a_body_that_breaks_off_leaves_nothing(storage: Storage) -> None:
    def body() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        stage(storage, UPLOAD, body(), "a", 10)
    assert files_below(storage) == []


def test_a_full_disk_is_told_and_leaves_nothing(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFull):
        stage(storage, UPLOAD, [b"x"], "a", 10)
    assert files_below(storage) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_disk_without_room_is_one_error(number: int, tmp_path: Path) -> None:
    with pytest.raises(StorageFull), disk_errors(tmp_path):
        raise OSError(number, "")


def test_sqlite_says_the_same_in_its_own_words(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count=2")
    with pytest.raises(StorageFull), disk_errors(tmp_path):
        connection.execute("CREATE TABLE a AS SELECT randomblob(100000)")


def test_another_error_of_the_disk_passes(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), disk_errors(tmp_path):
        raise PermissionError(errno.EACCES, "")


def test_room_is_looked_for_before_work(tmp_path: Path) -> None:
    require_room(tmp_path / "not" / "there", 1)
    with pytest.raises(StorageFull) as full:
        require_room(tmp_path, 1 << 60)
    assert full.value.code == "SM-010"


def test_an_upload_can_be_forgotten(storage: Storage) -> None:
    staged = stage(storage, UPLOAD, [b"x"], "a", 9)
    (storage.upload(UPLOAD) / "deep").mkdir(parents=True)
    remove_upload(storage, UPLOAD)
    assert not storage.upload(UPLOAD).exists()
    assert storage.blob(staged.sha256).exists()


def test_a_folder_is_known_to_be_receiving_until_its_writer_ends(storage: Storage) -> None:
    with StagingWriter(storage, UPLOAD, "a", 10) as writer:
        writer.write(b"x")
        assert is_receiving(storage.upload(UPLOAD))
    assert not is_receiving(storage.upload(UPLOAD))
    (storage.upload(UPLOAD)).mkdir()
    (storage.upload(UPLOAD) / "incoming").touch()
    assert not is_receiving(storage.upload(UPLOAD))


def test_source_files_are_cleared_when_nobody_brings_one(storage: Storage) -> None:
    with StagingWriter(storage, UPLOAD, "a", 10) as writer:
        staged = receive(writer, [b"x"])
        assert clear_blobs(storage, set) == 0
    other = stage(storage, UPLOAD, [b"y"], "a", 10)
    assert clear_blobs(storage, lambda: {other.sha256}) == 1
    assert [path.name for path in storage.blobs.rglob("*") if path.is_file()] == [other.sha256]
    assert not storage.blob(staged.sha256).parent.exists()


def test_nothing_is_cleared_where_nothing_is(storage: Storage) -> None:
    assert clear_blobs(storage, set) == 0
