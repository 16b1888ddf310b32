"""The data folder's beginning: the folder itself and the node's key."""

import os
import secrets

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


def node_key(storage: Storage) -> bytes:
    """The node's key.

    Raises:
        NodeNotReady: There is none: the node was never set up.
    """
    try:
        return storage.secret.read_bytes()
    except FileNotFoundError as error:
        raise NodeNotReady(str(storage.root)) from error
