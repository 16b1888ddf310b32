"""Building what was chosen, before anybody but its person sees it."""

import msgspec

from satupeta.control.catalogue.models import Dataset
from satupeta.control.node import node_config, node_storage
from satupeta.control.publishing.actions.clear_dataset import clear_dataset
from satupeta.control.publishing.actions.refuse_upload import refuse_upload
from satupeta.control.publishing.actions.understand_upload import staged_file
from satupeta.control.publishing.choices import Choice, choices_of
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.progress import Progress, ProgressRow, no_progress
from satupeta.core.errors import SatuPetaError
from satupeta.core.features.source import FeatureQuery
from satupeta.core.ingest import Draft
from satupeta.core.style.boundaries import with_names
from satupeta.core.style.categories import sensible_categories
from satupeta.core.style.defaults import default_style
from satupeta.core.style.model import Style
from satupeta.data.errors import StorageFull
from satupeta.data.release.build import build_draft
from satupeta.data.snapshot.reader import SnapshotSource


def build_drafts(publication_id: object, progress: Progress = no_progress) -> Publication:
    """Build a draft release for each choice of an upload: complete, durable folders that no release row speaks of.

    Nothing is built inside a transaction; an upload that was cancelled meanwhile stays cancelled.

    Returns:
        The publication: built, or understood again with the reason why it could not be built.

    Raises:
        StorageFull: The disk has no room or is read-only.
    """
    publication = Publication.objects.get(pk=str(publication_id))
    if publication.state != PublicationState.BUILDING:
        return publication
    tell = ProgressRow(publication.pk, progress)
    try:
        drafts = [_draft(publication, choice, tell) for choice in choices_of(publication)]
        styles = [_style(draft, choice.role) for draft, choice in zip(drafts, choices_of(publication), strict=True)]
    except SatuPetaError as error:
        refuse_upload(publication, error)
        _clear(publication)
        if isinstance(error, StorageFull):
            raise
        return publication
    is_kept = Publication.objects.filter(pk=publication.pk, state=PublicationState.BUILDING).update(
        state=PublicationState.BUILT,
        drafts=[msgspec.to_builtins(draft) for draft in drafts],
        styles=[msgspec.to_builtins(style) for style in styles],
        error=None,
    )
    if not is_kept:
        _clear(publication)
    publication.refresh_from_db()
    return publication


def _clear(publication: Publication) -> None:
    """Drafts that came before a refusal, or that were finished after the upload was cancelled."""
    for choice in choices_of(publication):
        clear_dataset(choice.dataset)


def _draft(publication: Publication, choice: Choice, tell: Progress) -> Draft:
    dataset = Dataset.objects.filter(pk=choice.dataset).first()
    latest = dataset.releases.first() if dataset else None
    return build_draft(
        node_storage(),
        node_config(),
        staged_file(publication),
        str(publication.pk),
        choice.reading,
        choice.dataset,
        str(latest.pk) if latest else "",
        tell,
    )


def _style(draft: Draft, role: str) -> Style:
    """The style that a new dataset starts with: told from its values while they are at hand, and from its role."""
    release = draft.release
    source = SnapshotSource.open(node_storage().release(draft.dataset, release.id), release.id)
    attributes = source.read(FeatureQuery()).attributes
    style = default_style(release.schema, sensible_categories(release.schema, attributes))
    return with_names(style, role, release.schema)
