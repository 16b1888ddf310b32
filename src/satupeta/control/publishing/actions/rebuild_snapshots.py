"""Rebuilding snapshots that an earlier or later version of the program wrote, in the background.

Until its turn comes such a release answers "not ready"; a reader sees the old snapshot or the new one, whole.
"""

from satupeta.control.catalogue.models import Dataset
from satupeta.control.catalogue.queries import release_folders
from satupeta.control.jobs.queue import enqueue
from satupeta.control.node import node_storage
from satupeta.control.publishing.queries import draft_folders
from satupeta.data.doctor import rebuild_snapshot
from satupeta.data.release.snapshots import is_outdated


def ask_rebuilds() -> int:
    """Let a job rebuild each release and draft whose snapshot is of another format, what is served first.

    Returns:
        How many there are.
    """
    storage = node_storage()
    served = {
        str(key) for key in Dataset.objects.exclude(current_release=None).values_list("current_release", flat=True)
    }
    folders = sorted(release_folders() | draft_folders(), key=lambda pair: (pair[1] not in served, pair))
    outdated = [pair for pair in folders if is_outdated(storage, *pair)]
    for dataset, release in outdated:
        enqueue("rebuild", f"{dataset}/{release}")
    return len(outdated)


def rebuild_release(argument: str) -> None:
    """Rebuild one release; nothing when it is as it should be.

    Args:
        argument: Dataset and release id with a slash between.

    Raises:
        ReleaseMissing, sqlite3.Error, ValueError, InvalidGeometry: Its folder or its GeoPackage is damaged.
        OSError: The disk is full or read-only.
    """
    dataset, _, release = argument.partition("/")
    if is_outdated(node_storage(), dataset, release):
        rebuild_snapshot(node_storage(), dataset, release)
