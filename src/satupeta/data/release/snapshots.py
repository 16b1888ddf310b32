"""Whether a release's snapshot can be read by this version of the program."""

from satupeta.data.errors import ReleaseMissing, SnapshotOutdated
from satupeta.data.release.manifest import read_manifest
from satupeta.data.snapshot.format import FOLDER, FORMAT, read_facts
from satupeta.data.storage import Storage


def is_outdated(storage: Storage, dataset_id: str, release_id: str) -> bool:
    """Whether the snapshot is of another format, or its manifest still speaks of one.

    What is gone or damaged is not outdated: that is the doctor's to find, with its reason.
    """
    folder = storage.release(dataset_id, release_id)
    try:
        manifest = read_manifest(folder, release_id)
        read_facts(folder / FOLDER, release_id)
    except SnapshotOutdated:
        return True
    except ReleaseMissing:
        return False
    # Killed between the two, a rebuild has put the new snapshot in place and not yet told the manifest.
    return manifest.snapshot_format != FORMAT
