"""Files as they come in: streamed to disk under a limit, then kept under their checksum.

Nothing is left behind when a body is too long, stops half way, or the disk refuses.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from satupeta.core.ingest import StagedFile
from satupeta.core.text import Text
from satupeta.data.blobs import share_blobs
from satupeta.data.errors import RefusedFile, StorageFull
from satupeta.data.storage import Storage, sync_folder

RELEASE_SIZE_RATIO = 3.4
"""Size of a release over that of its source file, measured."""
_SQLITE_NO_ROOM = {"SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC"}
_INCOMING = "incoming"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


class StagingWriter:
    """Receives one file piece by piece. Use as a context manager: what is not finished is removed.

    What is finished stays safe from the sweep until the end of the context: write the row that speaks of it there.

    Each `write` is an ordinary blocking write of one piece; asynchronous callers hand it to a thread.
    """

    def __init__(self, storage: Storage, upload_id: str, name: str, limit_bytes: int) -> None:
        self._storage = storage
        self._name = name
        self._limit_bytes = limit_bytes
        self._folder = storage.upload(upload_id)
        self._path = self._folder / _INCOMING
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        with disk_errors(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("wb")
            fcntl.flock(self._file, fcntl.LOCK_EX)
        self._share: int | None = None

    def write(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            RefusedFile: The file is larger than the limit.
            StorageFull: The disk has no room or is read-only.
        """
        self.size_bytes += len(piece)
        if self.size_bytes > self._limit_bytes:
            raise too_large(self._name, self._limit_bytes)
        self._digest.update(piece)
        with disk_errors(self._folder):
            self._file.write(piece)

    def finish(self) -> StagedFile:
        """Make the file durable under its checksum.

        Raises:
            RefusedFile: The file is empty.
            StorageFull: The disk has no room or is read-only.
        """
        if self.size_bytes == 0:
            raise RefusedFile(
                "UN-002",
                Text(f"Berkas {self._name} kosong.", f"The file {self._name} is empty."),
                Text("Periksa berkasnya, lalu unggah lagi.", "Check the file, then upload it again."),
                self._name,
            )
        sha256 = self._digest.hexdigest()
        place = self._storage.blob(sha256)
        with disk_errors(place):
            self._share = share_blobs(self._storage)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            place.parent.mkdir(parents=True, exist_ok=True)
            self._path.rename(place)
            place.chmod(0o444)
            sync_folder(place.parent)
            sync_folder(place.parent.parent)
        return StagedFile(sha256, self.size_bytes, self._name)

    def abort(self) -> None:
        """Remove what came so far; after `finish` only let go of the file that is kept."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._folder.rmdir()
        if self._share is not None:
            os.close(self._share)
            self._share = None

    def __enter__(self) -> "StagingWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()


def stage(storage: Storage, upload_id: str, pieces: Iterable[bytes], name: str, limit_bytes: int) -> StagedFile:
    """Receive a whole file.

    Args:
        storage: The data folder.
        upload_id: UUID of the upload.
        pieces: The body.
        name: As the person called the file.
        limit_bytes: Longest body that is taken.

    Raises:
        RefusedFile: Too large, or empty.
        StorageFull: The disk has no room or is read-only.
    """
    with StagingWriter(storage, upload_id, name, limit_bytes) as writer:
        return receive(writer, pieces)


def receive(writer: StagingWriter, pieces: Iterable[bytes]) -> StagedFile:
    """Write a whole body and make it durable.

    Raises:
        RefusedFile: Too large, or empty.
        StorageFull: The disk has no room or is read-only.
    """
    for piece in pieces:
        writer.write(piece)
    return writer.finish()


def is_receiving(folder: Path) -> bool:
    """Whether a living process still writes the incoming file of an upload's folder."""
    try:
        descriptor = os.open(folder / _INCOMING, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def remove_upload(storage: Storage, upload_id: str) -> None:
    """Remove everything that was received, read or built for an upload; the staged file itself stays."""
    shutil.rmtree(storage.upload(upload_id), ignore_errors=True)


def require_room(folder: Path, needed_bytes: int) -> None:
    """Refuse work that would fill the disk.

    Raises:
        StorageFull: Less is free than what is needed.
    """
    present = folder
    while not present.exists():
        present = present.parent
    free = shutil.disk_usage(present).free
    if free < needed_bytes:
        raise StorageFull(
            "SM-010",
            Text(
                f"Ruang disk di {folder} kurang: perlu {needed_bytes / 1e6:.0f} MB, tersisa {free / 1e6:.0f} MB.",
                f"Not enough room at {folder}: {needed_bytes / 1e6:.0f} MB needed, {free / 1e6:.0f} MB free.",
            ),
            Text(
                "Kosongkan ruang, lalu coba lagi. Rilis yang berjalan tidak berubah.",
                "Free some room, then try again. What is published has not changed.",
            ),
            str(folder),
        )


@contextlib.contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """Turns a full or read-only disk into `StorageFull`; other errors pass.

    Raises:
        StorageFull: The disk has no room or is read-only.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise _no_room(place) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname not in _SQLITE_NO_ROOM:
            raise
        raise _no_room(place) from error


def _no_room(place: Path) -> StorageFull:
    return StorageFull(
        "SM-011",
        Text(f"Disk di {place} penuh atau hanya bisa dibaca.", f"The disk at {place} is full or read-only."),
        Text(
            "Kosongkan ruang atau buka izin tulis, lalu coba lagi. Rilis yang berjalan tidak berubah.",
            "Free some room or make it writable, then try again. What is published has not changed.",
        ),
        str(place),
    )


def too_large(name: str, limit_bytes: int) -> RefusedFile:
    """The refusal of a file beyond the limit."""
    limit = f"{limit_bytes / 1e6:.0f} MB"
    return RefusedFile(
        "UN-001",
        Text(f"Berkas {name} lebih besar dari {limit}.", f"The file {name} is larger than {limit}."),
        Text(
            "Bagi berkasnya, atau minta pengelola menaikkan `upload_limit_bytes`.",
            "Split the file, or ask the administrator to raise `upload_limit_bytes`.",
        ),
        name,
    )
