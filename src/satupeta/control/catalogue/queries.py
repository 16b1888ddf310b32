"""Reading the catalogue for pages, the API and the command line."""

import uuid
from collections.abc import Iterator
from typing import Literal, TypeVar

from django.db import models
from django.utils import timezone

from satupeta.control.catalogue.models import Dataset, MapService, Organisation, Slug
from satupeta.control.instants import iso_instant
from satupeta.control.published.models import PublishedRow
from satupeta.core import published as spec
from satupeta.core.access import Action, Principal, decide, unknown_thing

RowT = TypeVar("RowT", Dataset, MapService, Organisation)
Thing = spec.Dataset | spec.Service
ThingKind = Literal["dataset", "service"]


def dataset_row(key: object) -> Dataset:
    """The dataset of this id, slug or old slug.

    Raises:
        UnknownThing: There is none.
    """
    return _row(Dataset, "dataset", key)


def service_row(key: object) -> MapService:
    """The map service of this id, slug or old slug.

    Raises:
        UnknownThing: There is none.
    """
    return _row(MapService, "service", key)


def thing_row(kind: ThingKind, key: object) -> Dataset | MapService:
    """The dataset or map service of this id, slug or old slug.

    Raises:
        UnknownThing: There is none.
    """
    return dataset_row(key) if kind == "dataset" else service_row(key)


def organisation_row(key: object) -> Organisation:
    """The organisation of this id, slug or old slug.

    Raises:
        UnknownThing: There is none.
    """
    return _row(Organisation, "organisation", key)


def discoverable(principal: Principal, kind: spec.Kind) -> list[Thing]:
    """Published datasets or services that somebody may know of, newest change first."""
    texts = PublishedRow.objects.filter(kind=kind).order_by("path").values_list("spec", flat=True)
    now = iso_instant(timezone.now())
    things = [thing for text in texts if isinstance(thing := spec.decode_spec(kind, text), Thing)]
    known = [one for one in things if decide(principal, Action.DISCOVER, one.resource, one.grants, now).allowed]
    return sorted(known, key=lambda thing: thing.record.updated_at, reverse=True)


def organisations() -> Iterator[spec.Organisation]:
    """Every organisation, by slug."""
    for text in PublishedRow.objects.filter(kind="organisation").order_by("path").values_list("spec", flat=True):
        found = spec.decode_spec("organisation", text)
        if isinstance(found, spec.Organisation):
            yield found


def release_folders() -> set[tuple[str, str]]:
    """Dataset and release id of every release that has a row: folders beside these are garbage."""
    pairs = Dataset.objects.filter(releases__isnull=False).values_list("pk", "releases__pk")
    return {(str(dataset), str(release)) for dataset, release in pairs}


def _row(model: type[RowT], kind: spec.Kind, key: object) -> RowT:
    found = model._default_manager.filter(_is(key, kind)).first()
    if found is None:
        raise unknown_thing()
    return found


def _is(key: object, kind: spec.Kind) -> models.Q:
    try:
        return models.Q(pk=uuid.UUID(str(key)))
    except ValueError:
        target = Slug.objects.filter(pk=str(key), kind=kind).values_list("target", flat=True).first()
        return models.Q(pk=target)
