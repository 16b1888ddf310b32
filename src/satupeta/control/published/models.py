"""The table that the data plane reads by raw SQL (`data.published`)."""

from typing import ClassVar

from django.db import models


class PublishedRow(models.Model):
    """One thing as the data plane may know it."""

    pk = models.CompositePrimaryKey("kind", "thing")
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=100, db_column="id")
    path = models.CharField(max_length=100, blank=True, default="")
    generation = models.BigIntegerField()
    spec = models.TextField()

    class Meta:
        db_table = "published"
        indexes: ClassVar = [models.Index(fields=["kind", "path"], name="published_by_path")]

    def __str__(self) -> str:
        return f"{self.kind} {self.path or self.thing}"


class PublishedGeneration(models.Model):
    """One row: grows by one with each change of the table."""

    number = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "published_generation"

    def __str__(self) -> str:
        return str(self.number)
