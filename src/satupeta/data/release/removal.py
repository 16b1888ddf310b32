"""Taking away the folder of a release that no row speaks of any more."""

import contextlib
import shutil

from satupeta.data.storage import Storage


def release_names(storage: Storage, dataset_id: str) -> set[str]:
    """Ids of the releases of a dataset that have a folder."""
    parent = storage.dataset(dataset_id) / "releases"
    return {path.name for path in parent.iterdir() if path.is_dir()} if parent.is_dir() else set()


def remove_release(storage: Storage, dataset_id: str, release_id: str) -> None:
    """Remove a release's folder, and those above it that hold nothing more; doing it twice does nothing more."""
    place = storage.release(dataset_id, release_id)
    shutil.rmtree(place, ignore_errors=True)
    for folder in (place.parent, place.parent.parent):
        with contextlib.suppress(OSError):
            folder.rmdir()
