"""Reading what happened."""

from datetime import datetime

import msgspec
from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from satupeta.control.monitoring.consume_outbox import CONSUMER
from satupeta.control.monitoring.models import AuditEntry, OutboxCursor, OutboxEntry


class Lag(msgspec.Struct, frozen=True):
    """How far a consumer is behind: entries it has not read, and the age of the oldest of them."""

    entries: int
    seconds: float


def search_lag(now: datetime | None = None) -> Lag:
    """How far the search index is behind what is published."""
    cursor = OutboxCursor.objects.filter(pk=CONSUMER).values_list("sequence", flat=True).first() or 0
    waiting = OutboxEntry.objects.filter(sequence__gt=cursor)
    oldest = waiting.aggregate(at=Min("at"))["at"]
    return Lag(waiting.count(), ((now or timezone.now()) - oldest).total_seconds() if oldest else 0.0)


def history_of(kind: str, thing: object) -> QuerySet[AuditEntry]:
    """What was done with a thing, newest first."""
    return AuditEntry.objects.filter(kind=kind, thing=str(thing))


def forget_read_entries(before: datetime) -> int:
    """Remove outbox entries older than `before` that every consumer has read; how many."""
    read = OutboxCursor.objects.aggregate(least=Min("sequence"))["least"] or 0
    # The newest stays, so that a cursor never points beyond what is there.
    newest = OutboxEntry.objects.aggregate(newest=Max("sequence"))["newest"] or 0
    removed, _ = OutboxEntry.objects.filter(sequence__lte=read, sequence__lt=newest, at__lt=before).delete()
    return removed
