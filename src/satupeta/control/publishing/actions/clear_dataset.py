"""Folders of releases that have no row: drafts that nobody published, releases that had their time."""

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.catalogue.models import Dataset, Release
from satupeta.control.node import node_storage
from satupeta.control.publishing.queries import datasets_in_work, draft_folders, kept_blobs
from satupeta.data.blobs import clear_blobs
from satupeta.data.release.keys import keep_keys
from satupeta.data.release.removal import release_names, remove_release


def clear_dataset(dataset_id: str) -> None:
    """Remove what no row of a dataset speaks of, and source files that nothing speaks of.

    A dataset that loses its last release keeps its table of feature keys: ids are never given twice. Nothing while a
    release of it is being built: that one has no row yet. Doing it twice does nothing more.
    """
    storage = node_storage()
    # Looked at first: what is there now is being built, a draft or a release, in this order.
    found = release_names(storage, dataset_id)
    if dataset_id not in datasets_in_work():
        known = {release for dataset, release in draft_folders() if dataset == dataset_id}
        rows = Release.objects.filter(dataset_id__in=uuids_of(dataset_id)).values_list("pk", flat=True)
        garbage = found - known - {str(row) for row in rows}
        if not rows and Dataset.objects.filter(pk__in=uuids_of(dataset_id)).exists():
            keep_keys(storage, dataset_id, garbage)
        for release_id in garbage:
            remove_release(storage, dataset_id, release_id)
    sweep_blobs()


def sweep_blobs() -> None:
    """Remove source files that no upload under way and no release speaks of."""
    clear_blobs(node_storage(), kept_blobs)
