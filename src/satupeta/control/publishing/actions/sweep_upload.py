"""Removing what an upload leaves behind."""

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.node import node_storage
from satupeta.control.publishing.actions.clear_dataset import clear_dataset, sweep_blobs
from satupeta.control.publishing.choices import choices_of
from satupeta.control.publishing.models import ENDED, Publication
from satupeta.data.staging import remove_upload


def sweep_upload(upload_id: str) -> None:
    """Remove the folder of an upload that has ended, its drafts without a row, and its file where nothing else has it.

    Doing it twice does nothing more.
    """
    publication = Publication.objects.filter(pk__in=uuids_of(upload_id)).first()
    if publication is not None and publication.state not in ENDED:
        return
    remove_upload(node_storage(), upload_id)
    for choice in choices_of(publication) if publication else ():
        clear_dataset(choice.dataset)
    sweep_blobs()
