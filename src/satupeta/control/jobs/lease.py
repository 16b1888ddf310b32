"""Claiming jobs, keeping them, and taking up those whose worker died."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from satupeta.control.jobs.models import Job, JobState

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 4


def claim_job(worker: str, busy_kinds: frozenset[str] = frozenset()) -> Job | None:
    """The next job whose time has come, now this worker's for the length of a lease; None when there is none.

    Args:
        worker: Name of the process.
        busy_kinds: Kinds of which this worker runs one already.
    """
    now = timezone.now()
    if not Job.objects.filter(state=JobState.WAITING, not_before__lte=now).exclude(kind__in=busy_kinds).exists():
        return None  # without the write lock that claiming takes
    with transaction.atomic():
        waiting = Job.objects.filter(state=JobState.WAITING, not_before__lte=now).exclude(kind__in=busy_kinds)
        job = waiting.order_by("not_before", "created_at").first()
        if job is not None:
            job.state, job.worker, job.lease_until = JobState.RUNNING, worker, now + LEASE
            job.attempts += 1
            job.save()
    return job


def renew_lease(job: Job) -> bool:
    """Keep a job; False when it is to be ended: cancelled, or somebody else has taken it up."""
    kept = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, cancel_asked=False)
    return bool(kept.update(lease_until=timezone.now() + LEASE))


def end_job(job: Job, state: JobState, error: str = "") -> bool:
    """Write how a job ended; one that was asked for again meanwhile waits for its next run.

    Returns:
        False when the job is not this worker's any more: then nothing is written.
    """
    with transaction.atomic():
        row = Job.objects.filter(pk=job.pk, worker=job.worker, state=JobState.RUNNING).first()
        if row is None:
            return False
        again = row.run_again and not row.cancel_asked
        row.state, row.error, row.ended_at = (JobState.CANCELLED if row.cancel_asked else state), error, timezone.now()
        row.save()
        if again:
            Job.objects.create(kind=row.kind, argument=row.argument, not_before=timezone.now())
    return True


def give_back(job: Job) -> None:
    """Put a job that did not come to its end back into the queue."""
    Job.objects.filter(pk=job.pk, worker=job.worker, state=JobState.RUNNING, cancel_asked=False).update(
        state=JobState.WAITING, worker="", lease_until=None
    )


def take_up_abandoned() -> list[Job]:
    """Put jobs whose lease has run out back into the queue.

    Returns:
        Those that lost their worker time after time: they have failed.
    """
    now = timezone.now()
    abandoned = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    if not abandoned.exists():
        return []
    with transaction.atomic():
        abandoned.filter(cancel_asked=True).update(state=JobState.CANCELLED, ended_at=now)
        hopeless = list(abandoned.filter(attempts__gte=MOST_ATTEMPTS))
        abandoned.filter(pk__in=[job.pk for job in hopeless]).update(
            state=JobState.FAILED, ended_at=now, error="its worker died each time"
        )
        abandoned.update(state=JobState.WAITING, worker="", lease_until=None, not_before=now)
    return hopeless
