"""From the control plane's rows to what the data plane may know."""

from collections.abc import Callable, Iterable
from functools import reduce

import msgspec
from django.db.models import QuerySet

from satupeta.control.accounts.models import Person, Token
from satupeta.control.catalogue.models import Dataset, MapService, Organisation, ReferenceRole, Release, Slug
from satupeta.control.catalogue.models import Grant as GrantRow
from satupeta.control.instants import iso_instant
from satupeta.control.node import node_config
from satupeta.core import published as spec
from satupeta.core.access import AccessClass, Action, Grant, NodeRole, OfficeRole
from satupeta.core.box import Box, smallest
from satupeta.core.features.schema import Schema
from satupeta.core.style.model import Style
from satupeta.core.text import Text

Row = tuple[str, spec.Spec]
"""Path and spec."""
_WIDTH = (AccessClass.CLOSED, AccessClass.RESTRICTED, AccessClass.OPEN)


def row_of(kind: spec.Kind, thing: str) -> Row | None:
    """Path and spec of the row of this kind and id as it should be now; None when there should be none."""
    return _BUILDERS[kind](thing)


def release_spec(release: Release) -> spec.Release:
    """One release."""
    return spec.Release(
        id=str(release.pk),
        number=release.number,
        published_at=iso_instant(release.published_at),
        author=release.author,
        checksum=release.checksum,
        source_name=release.source_name,
        source_layer=release.source_layer,
        count=release.count,
        schema=msgspec.convert(release.schema, Schema),
        extent=msgspec.convert(release.extent, Box | None),
        changes=msgspec.convert(release.changes, tuple[spec.Change, ...]),
        size_bytes=release.size_bytes,
    )


def narrowest(classes: Iterable[AccessClass]) -> AccessClass:
    """The least wide of several access classes."""
    return min(classes, key=_WIDTH.index)


def effective_access(service: MapService) -> AccessClass:
    """Whom a map service is for in fact: its own class, or a narrower one of the published data that it shows."""
    shown = service.layers.filter(dataset__current_release__isnull=False).values_list("dataset__access", flat=True)
    return narrowest(AccessClass(access) for access in (service.access, *shown))


def rights(rows: Iterable[GrantRow]) -> tuple[Grant, ...]:
    """Grants as the decision takes them."""
    return tuple(msgspec.convert(row.right, Grant) for row in rows)


def _dataset(thing: str) -> Row | None:
    row = Dataset.objects.select_related("current_release").filter(pk=thing).first()
    if row is None or row.current_release is None:
        return None
    return row.slug, spec.Dataset(
        id=str(row.pk),
        slug=row.slug,
        organisation=str(row.organisation_id),
        access=AccessClass(row.access),
        record=_record(row),
        release=release_spec(row.current_release),
        releases=tuple(release_spec(release) for release in row.releases.all()),
        styles=msgspec.convert(row.styles, tuple[Style, ...]),
        grants=rights(row.grants.all()),
        roles=tuple(sorted(role.name for role in row.roles.all())),
    )


def _service(thing: str) -> Row | None:
    row = MapService.objects.filter(pk=thing).first()
    if row is None:
        return None
    layers = [layer for layer in row.layers.select_related("dataset") if layer.dataset.current_release_id is not None]
    return row.slug, spec.Service(
        id=str(row.pk),
        slug=row.slug,
        organisation=str(row.organisation_id),
        access=effective_access(row),
        record=_record(row),
        layers=tuple(
            spec.ServiceLayer(layer.name, str(layer.dataset_id), layer.style, msgspec.convert(layer.title, Text))
            for layer in layers
        ),
        grants=rights(row.grants.all()),
    )


def _record(row: Dataset | MapService) -> spec.Record:
    record = msgspec.convert(row.record, spec.Record)
    return msgspec.structs.replace(
        record, created_at=iso_instant(row.created_at), updated_at=iso_instant(row.updated_at)
    )


def _organisation(thing: str) -> Row | None:
    row = Organisation.objects.filter(pk=thing).first()
    if row is None:
        return None
    name = msgspec.convert(row.name, Text)
    return row.slug, spec.Organisation(str(row.pk), row.slug, name, row.contact, AccessClass(row.default_access))


def _person(thing: str) -> Row | None:
    row = Person.objects.filter(pk=thing, is_active=True).first()
    if row is None:
        return None
    roles = frozenset(NodeRole(held.role) for held in row.node_roles_held.all())
    offices = {str(held.organisation_id): OfficeRole(held.role) for held in row.memberships.all()}
    return "", spec.Person(str(row.pk), row.name, row.epoch, roles, offices)


def _token(thing: str) -> Row | None:
    row = Token.objects.filter(digest=thing, revoked_at=None, person__is_active=True).first()
    if row is None:
        return None
    scopes = frozenset(Action(scope) for scope in row.scopes)
    return "", spec.Token(str(row.pk), str(row.person_id), scopes, iso_instant(row.ends_at))


def _role(thing: str) -> Row | None:
    row = ReferenceRole.objects.filter(pk=thing, dataset__current_release__isnull=False).first()
    if row is None:
        return None
    return "", spec.ReferenceRole(row.name, str(row.dataset_id), row.code_field, row.name_field, row.parent_field)


def _alias(thing: str) -> Row | None:
    row = Slug.objects.filter(pk=thing, is_current=False).first()
    if row is None:
        return None
    return "", spec.Alias(row.path, msgspec.convert(row.kind, spec.Kind), str(row.target))


def _node(_: str) -> Row:
    config = node_config()
    return "", spec.Node(
        title=Text(config.node_title, config.node_title_en),
        contact=config.contact,
        region_code=config.region_code,
        extent=_node_extent(),
    )


def _node_extent() -> Box | None:
    """The city's as open data tells it: of the least wide open boundaries, else of all open data."""
    shown = Dataset.objects.filter(access=AccessClass.OPEN.value, current_release__extent__isnull=False)
    if boundaries := _extents(shown.filter(roles__isnull=False)):
        return smallest(boundaries)
    boxes = _extents(shown)
    return reduce(Box.union, boxes) if boxes else None


def _extents(datasets: QuerySet[Dataset]) -> list[Box]:
    return [msgspec.convert(found, Box) for found in datasets.values_list("current_release__extent", flat=True)]


_BUILDERS: dict[spec.Kind, Callable[[str], Row | None]] = {
    "node": _node,
    "organisation": _organisation,
    "person": _person,
    "token": _token,
    "dataset": _dataset,
    "service": _service,
    "role": _role,
    "alias": _alias,
}
