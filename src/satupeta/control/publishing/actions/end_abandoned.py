"""Uploads that nobody will finish."""

from datetime import datetime, timedelta

from satupeta.control.publishing.actions.sweep_upload import sweep_upload
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.queries import abandoned_uploads

_WAITING = (PublicationState.STAGED, PublicationState.UNDERSTOOD, PublicationState.BUILT)
KEEP = timedelta(days=30)
"""How long an upload waits for its person."""


def end_abandoned(now: datetime) -> int:
    """Cancel and sweep away uploads whose process has died, and those that waited too long; how many."""
    ended = [*abandoned_uploads(), *Publication.objects.filter(state__in=_WAITING, updated_at__lt=now - KEEP)]
    for publication in ended:
        Publication.objects.filter(pk=publication.pk, state=publication.state).update(state=PublicationState.CANCELLED)
        sweep_upload(str(publication.pk))
    return len(ended)
