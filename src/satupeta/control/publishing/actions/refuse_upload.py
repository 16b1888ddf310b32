"""Keeping why an upload could not be taken."""

from satupeta.control.publishing.models import ENDED, Publication, PublicationState
from satupeta.core.error_document import error_words
from satupeta.core.errors import SatuPetaError
from satupeta.data.errors import RefusedFile


def refuse_upload(publication: Publication, error: SatuPetaError) -> Publication:
    """Keep the reason.

    A file that cannot be read ends the upload; anything else (a full disk, a choice that cannot be built) leads back
    to where the person can choose again.
    """
    unread = publication.understanding is None
    state = PublicationState.REFUSED if unread and isinstance(error, RefusedFile) else _back(unread)
    rows = Publication.objects.filter(pk=publication.pk).exclude(state__in=ENDED)
    rows.update(state=state, error=error_words(error), drafts=[])
    publication.refresh_from_db()
    return publication


def _back(unread: bool) -> PublicationState:
    return PublicationState.STAGED if unread else PublicationState.UNDERSTOOD
