"""Keeping why an upload could not be taken."""

from django.db import transaction

from satupeta.control.jobs.queue import enqueue
from satupeta.control.publishing.models import ENDED, Publication, PublicationState
from satupeta.core.error_document import error_words
from satupeta.core.errors import SatuPetaError


def refuse_upload(publication: Publication, error: SatuPetaError) -> Publication:
    """Keep the reason.

    A file that could not be read ends its upload, and everything of it is swept away; what cannot be built leads back
    to where the person can choose again.
    """
    state = PublicationState.REFUSED if publication.understanding is None else PublicationState.UNDERSTOOD
    with transaction.atomic():
        rows = Publication.objects.filter(pk=publication.pk).exclude(state__in=ENDED)
        if rows.update(state=state, error=error_words(error), drafts=[]) and state == PublicationState.REFUSED:
            enqueue("sweep", str(publication.pk))
    publication.refresh_from_db()
    return publication
