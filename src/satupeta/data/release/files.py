"""Files of a release made durable and read-only."""

import hashlib
import os
from pathlib import Path

from satupeta.data.storage import sync_folder

_PIECE_BYTES = 1 << 20
READ_ONLY = 0o444


def sync_file(path: Path) -> None:
    """Make the content of a file durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make a folder with everything in it durable; its files become read-only."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            path.chmod(READ_ONLY)
            sync_file(path)
    sync_folder(folder)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file at once: the old content or the new one is there, whole."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
