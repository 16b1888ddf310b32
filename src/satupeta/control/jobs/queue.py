"""Putting work into the queue and taking it back."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from satupeta.control.jobs.models import Job, JobState

LIVE = (JobState.WAITING, JobState.RUNNING)


def enqueue(kind: str, argument: str = "", delay_s: float = 0.0) -> None:
    """Let a job of this kind run for this thing; nothing when one is waiting already.

    Called inside the transaction of the change that asks for it, so that neither is there without the other.
    """
    with transaction.atomic():
        same = Job.objects.filter(kind=kind, argument=argument)
        if same.filter(state=JobState.WAITING).exists():
            return
        # One that runs may have read the old state: it runs once more afterwards.
        if same.filter(state=JobState.RUNNING).update(run_again=True):
            return
        Job.objects.create(kind=kind, argument=argument, not_before=timezone.now() + timedelta(seconds=delay_s))


def ask_cancel(kind: str, argument: str) -> None:
    """End a job: one that waits at once, one that runs when its worker next looks, by killing its child."""
    jobs = Job.objects.filter(kind=kind, argument=argument)
    jobs.filter(state=JobState.WAITING).update(state=JobState.CANCELLED, ended_at=timezone.now())
    jobs.filter(state=JobState.RUNNING).update(cancel_asked=True, run_again=False)


def queue_lengths() -> dict[str, int]:
    """How many jobs of each kind are live."""
    lengths: dict[str, int] = {}
    for kind in Job.objects.filter(state__in=LIVE).values_list("kind", flat=True):
        lengths[kind] = lengths.get(kind, 0) + 1
    return lengths
