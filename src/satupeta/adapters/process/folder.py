"""The data folder's beginning: the folder itself and the node's key."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from satupeta.adapters.configuration import FILE_NAME
from satupeta.data.errors import NodeNotReady
from satupeta.data.storage import Storage, sync_folder

_KEY_BYTES = 32


def prepare_folder(storage: Storage) -> None:
    """Make the data folder, readable by its owner alone, and the node's key. What is there stays as it is.

    Raises:
        OSError: The folder cannot be made or written.
    """
    storage.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if storage.secret.exists():
        return
    fresh = storage.secret.with_name("secret.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(_KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.rename(storage.secret)
    sync_folder(storage.root)


def configuration_file(storage: Storage) -> Path:
    """What the node keeps of its configuration beside its data."""
    return storage.root / FILE_NAME


def keep_configuration(storage: Storage, values: Mapping[str, str]) -> None:
    """Write the file that every command on this data folder reads, so that all of them call the node the same."""
    lines = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    configuration_file(storage).write_text(lines, encoding="utf-8")


def node_key(storage: Storage) -> bytes:
    """The node's key.

    Raises:
        NodeNotReady: There is none: the node was never set up.
    """
    try:
        return storage.secret.read_bytes()
    except FileNotFoundError as error:
        raise NodeNotReady(str(storage.root)) from error
