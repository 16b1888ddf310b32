"""What happened, for people (audit) and for consumers (outbox)."""

from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """Who did what with which thing, and what it was like before and after."""

    at = models.DateTimeField(db_index=True)
    person = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=100)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["kind", "thing"], name="audit_of_a_thing")]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing}"


class OutboxEntry(models.Model):
    """A thing changed: consumers read these in order. `sequence` grows with the order of commits."""

    sequence = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.thing}"


class OutboxCursor(models.Model):
    """How far one consumer has read."""

    consumer = models.CharField(primary_key=True, max_length=60)
    sequence = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.consumer
