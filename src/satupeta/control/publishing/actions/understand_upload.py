"""Reading an upload, to tell its person what the node understood."""

import msgspec

from satupeta.control.node import node_config, node_storage
from satupeta.control.publishing.actions.refuse_upload import refuse_upload
from satupeta.control.publishing.choices import choices_of, understanding_of
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.progress import Progress, ProgressRow, no_progress
from satupeta.control.publishing.queries import declared_key
from satupeta.core.ingest import StagedFile, Understanding
from satupeta.data.errors import DataError, RefusedFile
from satupeta.data.ingest.reading import understand

_BEFORE = (PublicationState.STAGED, PublicationState.UNDERSTANDING)


def understand_upload(publication_id: object, progress: Progress = no_progress) -> Publication:
    """Read an upload under the choices made so far and keep what was understood.

    The file is read outside any transaction; an upload that was cancelled meanwhile stays cancelled. Doing it twice
    gives the same as doing it once.

    Returns:
        The publication: understood, or refused when the file cannot be taken.

    Raises:
        DataError: The node itself cannot, such as for want of room.
    """
    publication = Publication.objects.get(pk=str(publication_id))
    rows = Publication.objects.filter(pk=publication.pk, state__in=_BEFORE)
    if not rows.update(state=PublicationState.UNDERSTANDING):
        return publication
    tell = ProgressRow(publication.pk, progress)
    tell("understand", 0, 1)
    try:
        understanding = _read(publication)
    except RefusedFile as error:
        return refuse_upload(publication, error)
    except DataError as error:
        refuse_upload(publication, error)
        raise
    tell("understand", 1, 1)
    rows.update(state=PublicationState.UNDERSTOOD, understanding=msgspec.to_builtins(understanding), error=None)
    publication.refresh_from_db()
    return publication


def staged_file(publication: Publication) -> StagedFile:
    """The file of an upload."""
    return StagedFile(publication.checksum, publication.size_bytes, publication.file_name)


def _read(publication: Publication) -> Understanding:
    staged, storage, config = staged_file(publication), node_storage(), node_config()
    upload_id = str(publication.pk)
    if not publication.choices or publication.understanding is None:
        return understand(storage, staged, config, upload_id, held_key=declared_key(publication.dataset_id))
    known = {layer.name: layer for layer in understanding_of(publication).layers}
    for choice in choices_of(publication):
        again = understand(storage, staged, config, upload_id, choice.reading, declared_key(choice.dataset))
        known.update((layer.name, layer) for layer in again.layers if layer.name in known)
    return Understanding(staged, tuple(known.values()), understanding_of(publication).skipped)
