"""Removing what an upload leaves behind."""

import shutil

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.catalogue.models import Release
from satupeta.control.node import node_storage
from satupeta.control.publishing.choices import drafts_of
from satupeta.control.publishing.models import ENDED, Publication
from satupeta.data.staging import remove_upload


def sweep_upload(upload_id: str) -> None:
    """Remove the folder of an upload that has ended, and drafts of it that no release row speaks of.

    The staged file stays: another upload or release may have the same one. Doing it twice does nothing more.
    """
    publication = Publication.objects.filter(pk__in=uuids_of(upload_id)).first()
    if publication is not None and publication.state not in ENDED:
        return
    storage = node_storage()
    for draft in drafts_of(publication) if publication else ():
        if not Release.objects.filter(pk=draft.release.id).exists():
            shutil.rmtree(storage.release(draft.dataset, draft.release.id), ignore_errors=True)
    remove_upload(storage, upload_id)
