"""Longer work, one row each."""

import uuid
from typing import ClassVar

from django.db import models


class JobState(models.TextChoices):
    """Where a job stands. The last three are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """One piece of work: claimed under a lease, taken up again when its worker dies.

    Attributes:
        kind: Name in the table of `jobs.kinds`.
        argument: Id of the thing it works on, or "".
        attempts: How often it was claimed.
        lease_until: When a running job counts as abandoned, unless its worker renews the lease.
        worker: Process that holds the lease.
        cancel_asked: Whether its child is to be killed.
        run_again: Whether it was asked for again while it ran.
        error: What the last attempt ended with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    argument = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=20, choices=JobState.choices, default=JobState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, blank=True, default="")
    cancel_asked = models.BooleanField(default=False)
    run_again = models.BooleanField(default=False)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "not_before"], name="job_next")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "argument"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="one_live_job_a_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.argument} {self.state}"
