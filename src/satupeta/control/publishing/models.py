"""Uploads on their way to becoming releases."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from satupeta.control.catalogue.models import Dataset, Organisation


class PublicationState(models.TextChoices):
    """Where an upload stands. The last three are ends."""

    STAGED = "staged"
    UNDERSTANDING = "understanding"
    UNDERSTOOD = "understood"
    BUILDING = "building"
    BUILT = "built"
    PUBLISHED = "published"
    REFUSED = "refused"
    CANCELLED = "cancelled"


ENDED = (PublicationState.PUBLISHED, PublicationState.REFUSED, PublicationState.CANCELLED)


class Publication(models.Model):
    """One uploaded file with what was understood, chosen and built.

    Attributes:
        dataset: The dataset that is replaced; None for new ones.
        file_name: As it came.
        checksum: SHA-256 in hex: the file is `blobs/<checksum>`.
        understanding: `core.ingest.Understanding` in JSON, None before.
        choices: One choice a layer to publish, `publishing.choices.Choice` in JSON.
        drafts: One built draft a choice, `publishing.drafts.Draft` in JSON.
        styles: One style a draft, for a dataset that is new.
        stage, done, total: Progress of what runs now.
        process: Which process reads and builds it, where the job process does not (`publishing.processes`).
        error: `{code, message, advice, locator}` of the last refusal, None without.
        results: One `{dataset, slug, release}` a published draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="publications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="publications")
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, related_name="publications")
    state = models.CharField(
        max_length=20, choices=PublicationState.choices, default=PublicationState.STAGED, db_index=True
    )
    file_name = models.CharField(max_length=500)
    checksum = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField(default=0)
    understanding = models.JSONField(null=True)
    choices = models.JSONField(default=list)
    drafts = models.JSONField(default=list)
    styles = models.JSONField(default=list)
    stage = models.CharField(max_length=60, blank=True, default="")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    process = models.CharField(max_length=300, blank=True, default="")
    error = models.JSONField(null=True)
    results = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class UsedTicket(models.Model):
    """An upload ticket that has been used; kept until it would have ended by itself."""

    nonce = models.CharField(primary_key=True, max_length=64)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce
