"""What the node holds: organisations, datasets, their releases, map services, names and rights."""

import uuid
from typing import ClassVar

from django.db import models

from satupeta.core.access import AccessClass

ACCESS_CLASSES = [(access.value, access.value) for access in AccessClass]
SLUG_LENGTH = 60


class Slug(models.Model):
    """One name of the node-wide namespace. A row is never removed and never points at another thing.

    `is_current` tells the thing's name of today from its older ones, which stay as aliases.
    """

    path = models.CharField(primary_key=True, max_length=SLUG_LENGTH)
    kind = models.CharField(max_length=20)
    target = models.UUIDField(db_index=True)
    is_current = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.path


class Organisation(models.Model):
    """An office that owns data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=SLUG_LENGTH, unique=True)
    name = models.JSONField()
    contact = models.CharField(max_length=200, blank=True, default="")
    default_access = models.CharField(max_length=20, choices=ACCESS_CLASSES, default=AccessClass.RESTRICTED.value)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Dataset(models.Model):
    """One themed resource with one owner. Without a current release it is not published.

    `last_number` is that of its newest release when releases were cleared: numbers are never given twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=SLUG_LENGTH, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="datasets")
    access = models.CharField(max_length=20, choices=ACCESS_CLASSES)
    record = models.JSONField()
    styles = models.JSONField()
    current_release = models.ForeignKey("Release", models.PROTECT, null=True, blank=True, related_name="+")
    last_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.slug


class Release(models.Model):
    """One immutable published state of a dataset; its folder is `datasets/<dataset>/releases/<id>`."""

    id = models.UUIDField(primary_key=True, editable=False)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    author_id = models.UUIDField(null=True)
    author = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    source_name = models.CharField(max_length=500)
    source_layer = models.CharField(max_length=500)
    count = models.PositiveIntegerField()
    schema = models.JSONField()
    extent = models.JSONField(null=True)
    changes = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    size_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dataset", "number"], name="one_number_a_release")]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.number}"


class MapService(models.Model):
    """A named, ordered set of layers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=SLUG_LENGTH, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    access = models.CharField(max_length=20, choices=ACCESS_CLASSES)
    record = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.slug


class ServiceLayer(models.Model):
    """One dataset drawn in one way inside a map service; position 0 is at the bottom."""

    service = models.ForeignKey(MapService, models.CASCADE, related_name="layers")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=SLUG_LENGTH)
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="service_layers")
    style = models.CharField(max_length=100, default="default")
    title = models.JSONField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "name"], name="one_layer_a_name")]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A right of a person, an organisation or a consumer to one dataset or one map service."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, blank=True, related_name="grants")
    service = models.ForeignKey(MapService, models.CASCADE, null=True, blank=True, related_name="grants")
    right = models.JSONField()
    """The whole right as `core.access.Grant` in JSON."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(dataset__isnull=False) ^ models.Q(service__isnull=False), name="grant_of_one_thing"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class ReferenceRole(models.Model):
    """Which dataset is what for everybody: one dataset a role at a time."""

    name = models.CharField(primary_key=True, max_length=60)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="roles")
    code_field = models.CharField(max_length=200)
    name_field = models.CharField(max_length=200)
    parent_field = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.name
