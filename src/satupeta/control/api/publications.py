"""Uploads over the API: their ticket, how they stand, what is chosen, publishing, giving up."""

import uuid

import msgspec
from django.http import HttpRequest, HttpResponse

from satupeta.control.action import Actor
from satupeta.control.api.door import door, json_body, json_reply, require_person
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.instants import iso_instant
from satupeta.control.node import node_links
from satupeta.control.publishing.actions.cancel_publication import CancelPublication
from satupeta.control.publishing.actions.choose_reading import ChooseReading
from satupeta.control.publishing.actions.publish_release import PublishRelease
from satupeta.control.publishing.choices import Choice
from satupeta.control.publishing.models import Publication
from satupeta.control.publishing.queries import publication_row, publications_of
from satupeta.control.publishing.tickets import issue_ticket
from satupeta.core.access import AccessClass
from satupeta.core.ingest import ReadChoices
from satupeta.core.text import Text

_LIST_LIMIT = 100


class TicketRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an upload ticket is asked for with: an organisation, or the dataset to replace."""

    organisation: str = ""
    dataset: str = ""


class ChoiceRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer to publish; `dataset` is the slug or id of the one to replace, "" for a new one.

    `title`, `access` and `role` of one that is replaced stay as they are where they are not given.
    """

    reading: ReadChoices = ReadChoices()
    dataset: str = ""
    title: Text = Text("")
    slug: str = ""
    access: AccessClass | None = None
    role: str = ""


class ChoicesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All choices; without `build` the file is read again under them, to see what they change."""

    choices: tuple[ChoiceRequest, ...]
    build: bool = True


def ask_ticket(actor: Actor, request: HttpRequest) -> HttpResponse:
    """A ticket for one upload."""
    require_person(actor)
    wanted = json_body(request, TicketRequest)
    return json_reply({"ticket": issue_ticket(actor, wanted.organisation, wanted.dataset)}, 201)


def list_publications(actor: Actor, _: HttpRequest) -> HttpResponse:
    """The uploads that the actor may see, newest first."""
    require_person(actor)
    found = publications_of(actor)[:_LIST_LIMIT]
    return json_reply({"publications": [summary(publication) for publication in found]})


def show(actor: Actor, _: HttpRequest, publication_id: str) -> HttpResponse:
    """How an upload stands, with all that was understood and chosen."""
    return json_reply(publication_document(publication_row(actor, publication_id)))


def choose(actor: Actor, request: HttpRequest, publication_id: str) -> HttpResponse:
    """Keep the choices; building or reading again follows."""
    wanted = json_body(request, ChoicesRequest)
    publication = publication_row(actor, publication_id)
    choices = tuple(choice_from(publication, one) for one in wanted.choices)
    ChooseReading(actor, publication_id, choices, wanted.build).execute()
    return json_reply(publication_document(publication_row(actor, publication_id)), 202)


def publish(actor: Actor, _: HttpRequest, publication_id: str) -> HttpResponse:
    """Make what was built the current releases."""
    PublishRelease(actor, publication_id).execute()
    return json_reply(publication_document(publication_row(actor, publication_id)))


def cancel(actor: Actor, _: HttpRequest, publication_id: str) -> HttpResponse:
    """Give the upload up."""
    return json_reply(summary(CancelPublication(actor, publication_id).execute()))


def choice_from(publication: Publication, wanted: ChoiceRequest) -> Choice:
    """A choice with the id of its dataset: the one to replace, or one for a new dataset.

    Raises:
        UnknownThing: There is no dataset of this name.
    """
    if publication.dataset_id is not None:
        dataset = str(publication.dataset_id)
    elif wanted.dataset:
        dataset = str(dataset_row(wanted.dataset).pk)
    else:
        dataset = str(uuid.uuid4())
    return Choice(dataset, wanted.reading, wanted.title, wanted.slug, wanted.access, wanted.role)


def summary(publication: Publication) -> dict[str, object]:
    """An upload in a list."""
    return {
        "id": str(publication.pk),
        "state": publication.state,
        "file": publication.file_name,
        "size_bytes": publication.size_bytes,
        "organisation": publication.organisation.slug,
        "dataset": publication.dataset.slug if publication.dataset else "",
        "progress": {"stage": publication.stage, "done": publication.done, "total": publication.total},
        "error": publication.error,
        "results": [_result(result) for result in publication.results],
        "created_at": iso_instant(publication.created_at),
        "updated_at": iso_instant(publication.updated_at),
        "links": {"self": node_links().api(f"publications/{publication.pk}")},
    }


def publication_document(publication: Publication) -> dict[str, object]:
    """An upload with all that is known of it."""
    return {
        **summary(publication),
        "understanding": publication.understanding,
        "choices": publication.choices,
        "drafts": publication.drafts,
    }


def _result(result: dict[str, object]) -> dict[str, object]:
    slug = str(result["slug"])
    links = node_links()
    found = {
        "page": links.thing("dataset", slug),
        "wms": links.wms("dataset", slug),
        "ogc": links.ogc("dataset", slug),
        "tiles": links.tile_template("dataset", slug, "mvt"),
    }
    return {**result, "links": found}


tickets = door(post=ask_ticket)
publications = door(get=list_publications)
one_publication = door(get=show)
choices = door(post=choose)
publishing = door(post=publish)
cancelling = door(post=cancel)
