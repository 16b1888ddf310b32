"""Source files under their checksum: who brings one shares a lock, who clears them has it alone.

Between the moment a file gets its name and the moment its row is written nothing speaks of it: the lock keeps it.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from satupeta.data.storage import Storage, sync_folder


def share_blobs(storage: Storage) -> int:
    """Keep every source file from being cleared until the descriptor that is returned is closed.

    Raises:
        OSError: The disk has no room or is read-only.
    """
    folder = storage.blobs
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def clear_blobs(storage: Storage, wanted: Callable[[], set[str]]) -> int:
    """Remove source files that nothing speaks of; none while one is being brought.

    Args:
        storage: The data folder.
        wanted: Tells the checksums that are spoken of; asked once no file can be brought any more.

    Returns:
        How many were removed.
    """
    with _alone(storage.blobs) as is_alone:
        if not is_alone:
            return 0
        kept = wanted()
        garbage = [path for folder in _folders(storage.blobs) for path in folder.iterdir() if path.name not in kept]
        for path in garbage:
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
            with contextlib.suppress(OSError):
                path.parent.rmdir()
        return len(garbage)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir())
