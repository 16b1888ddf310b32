"""Datasets and map services over the API: the changes that need no file."""

import msgspec
from django.http import HttpRequest, HttpResponse

from satupeta.control.action import Actor
from satupeta.control.api.door import door, json_body, json_reply, raw_body
from satupeta.control.catalogue.access import access_document
from satupeta.control.catalogue.actions.assign_reference_role import AssignReferenceRole
from satupeta.control.catalogue.actions.change_organisation import ChangeOrganisation
from satupeta.control.catalogue.actions.change_service import ChangeService
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.delete_service import DeleteService
from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.actions.make_release_current import MakeReleaseCurrent
from satupeta.control.catalogue.actions.rename_thing import RenameThing
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.actions.set_style import SetStyle
from satupeta.control.catalogue.actions.unpublish_dataset import UnpublishDataset
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.catalogue.models import Dataset, MapService, Organisation
from satupeta.control.catalogue.queries import ThingKind
from satupeta.control.node import node_links
from satupeta.core.access import AccessClass
from satupeta.core.published import Kind, Record
from satupeta.core.style.json import decode_style
from satupeta.core.text import Text


class AccessRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another access class."""

    access: AccessClass


class NameRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another name in addresses."""

    slug: str


class RoleRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The dataset that takes a reference role; fields that are not named are told from their usual names."""

    dataset: str
    code_field: str = ""
    name_field: str = ""
    parent_field: str = ""


class NewService(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A map service to be made: the first layer lies at the bottom."""

    organisation: str
    record: Record
    layers: tuple[LayerWish, ...]
    slug: str = ""
    access: AccessClass = AccessClass.OPEN


class ServiceChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What changes of a map service; what is left out stays."""

    record: Record | None = None
    layers: tuple[LayerWish, ...] | None = None
    access: AccessClass | None = None


class OrganisationChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What changes of an organisation; what is left out stays."""

    name: Text | None = None
    contact: str | None = None
    default_access: AccessClass | None = None


def make_current(actor: Actor, _: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Serve this release from now on."""
    return _told(MakeReleaseCurrent(actor, slug, int(number)).execute())


def unpublish(actor: Actor, _: HttpRequest, slug: str) -> HttpResponse:
    """Take a dataset away from every door; its releases stay."""
    return _told(UnpublishDataset(actor, slug).execute())


def put_access(actor: Actor, request: HttpRequest, slug: str, kind: ThingKind) -> HttpResponse:
    """Whom a dataset or map service is for."""
    return _told(SetAccess(actor, kind, slug, json_body(request, AccessRequest).access).execute())


def put_record(actor: Actor, request: HttpRequest, slug: str, kind: ThingKind) -> HttpResponse:
    """What is written about a dataset or map service."""
    return _told(EditRecord(actor, kind, slug, json_body(request, Record)).execute())


def put_name(actor: Actor, request: HttpRequest, slug: str, kind: Kind) -> HttpResponse:
    """Another slug for a dataset, map service or organisation; the old one leads to it."""
    thing = RenameThing(actor, kind, slug, json_body(request, NameRequest).slug).execute()
    return _told_office(thing) if isinstance(thing, Organisation) else _told(thing)


def put_style(actor: Actor, request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """How a dataset is drawn in the style of this name."""
    style = msgspec.structs.replace(decode_style(raw_body(request)), name=name)
    return _told(SetStyle(actor, slug, style).execute())


def put_role(actor: Actor, request: HttpRequest, role: str) -> HttpResponse:
    """Which dataset is what for everybody."""
    wanted = json_body(request, RoleRequest)
    fields = (wanted.code_field, wanted.name_field, wanted.parent_field)
    row = AssignReferenceRole(actor, role, wanted.dataset, *fields).execute()
    return json_reply(
        {
            "role": row.name,
            "dataset": row.dataset.slug,
            "code_field": row.code_field,
            "name_field": row.name_field,
            "parent_field": row.parent_field,
        }
    )


def change_organisation(actor: Actor, request: HttpRequest, slug: str) -> HttpResponse:
    """Name, contact or default access class of an organisation."""
    wanted = json_body(request, OrganisationChange)
    return _told_office(ChangeOrganisation(actor, slug, wanted.name, wanted.contact, wanted.default_access).execute())


def create_service(actor: Actor, request: HttpRequest) -> HttpResponse:
    """A new map service."""
    wanted = json_body(request, NewService)
    made = CreateService(actor, wanted.organisation, wanted.record, wanted.layers, wanted.slug, wanted.access)
    return _told(made.execute(), 201)


def change_service(actor: Actor, request: HttpRequest, slug: str) -> HttpResponse:
    """Other layers, record or access class for a map service."""
    wanted = json_body(request, ServiceChange)
    return _told(ChangeService(actor, slug, wanted.record, wanted.layers, wanted.access).execute())


def delete_service(actor: Actor, _: HttpRequest, slug: str) -> HttpResponse:
    """The end of a map service; its data stays."""
    DeleteService(actor, slug).execute()
    return HttpResponse(status=204)


def _told_office(office: Organisation) -> HttpResponse:
    return json_reply(
        {
            "id": str(office.pk),
            "slug": office.slug,
            "name": office.name,
            "contact": office.contact,
            "default_access": office.default_access,
            "links": {"page": node_links().thing("organisation", office.slug)},
        }
    )


def _told(thing: Dataset | MapService, status: int = 200) -> HttpResponse:
    kind = "dataset" if isinstance(thing, Dataset) else "service"
    links = node_links()
    document: dict[str, object] = {
        "id": str(thing.pk),
        "slug": thing.slug,
        **access_document(thing),
        "links": {"page": links.thing(kind, thing.slug), "wms": links.wms(kind, thing.slug)},
    }
    if isinstance(thing, Dataset):
        document["release"] = thing.current_release.number if thing.current_release else None
    return json_reply(document, status)


current_release = door(post=make_current)
unpublishing = door(post=unpublish)
access = door(put=put_access)
record = door(put=put_record)
name = door(put=put_name)
one_style = door(put=put_style)
one_role = door(put=put_role)
one_organisation = door(patch=change_organisation)
services = door(post=create_service)
one_service = door(patch=change_service, delete=delete_service)
