"""The page of a dataset."""

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from satupeta.control.accounts.actors import actor_of
from satupeta.control.accounts.models import Person
from satupeta.control.catalogue.actions.make_release_current import MakeReleaseCurrent
from satupeta.control.portal.addresses import (
    bounds_text,
    picture_address,
    site_links,
    thing_addresses,
    viewer_address,
)
from satupeta.control.portal.cards import ACCESS_WORDS, GEOMETRY_WORDS
from satupeta.control.portal.legends import legend_json, shown_legend
from satupeta.control.portal.reading import Reading, reading_of
from satupeta.control.portal.tools import steps_for
from satupeta.control.portal.views.errors import explained
from satupeta.core import published as spec
from satupeta.core.access import AccessClass, Action, Outcome
from satupeta.core.features.schema import FieldType, Schema
from satupeta.core.style.scales import first_look
from satupeta.core.text import Text

TABLE_FIELDS = 8
_PICTURE_PX = (812, 452)
DOWNLOADS = (("gpkg", "GeoPackage"), ("geojson", "GeoJSON"), ("csv", "CSV"))
FIELD_WORDS: dict[FieldType, Text] = {
    FieldType.TEXT: Text("teks", "text"),
    FieldType.INTEGER: Text("bilangan bulat", "whole number"),
    FieldType.NUMBER: Text("bilangan", "number"),
    FieldType.BOOLEAN: Text("ya atau tidak", "yes or no"),
    FieldType.DATE: Text("tanggal", "date"),
    FieldType.DATETIME: Text("tanggal dan jam", "date and time"),
}


@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Map and table, how to use it, downloads, addresses, releases."""
    view = reading_of(request)
    found = view.at_path(spec.Dataset, "dataset", slug)
    if found is None:
        return moved(view, "dataset", slug)
    decision = view.decision(found, Action.DISCOVER)
    if not decision.allowed:
        raise Http404
    return render(request, "portal/dataset.html", _page(found, view))


@require_POST
@explained
def make_current(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve another release of a dataset from now on, and show its page."""
    if not isinstance(request.user, Person):
        return redirect(site_links().page("/masuk", reading_of(request).language))
    number = request.POST.get("number", "")
    MakeReleaseCurrent(actor_of(request.user), slug, int(number) if number.isdecimal() else 0).execute()
    return redirect(site_links().thing("dataset", slug, reading_of(request).language) + "#rilis")


def access_to_edit(found: spec.Dataset, view: Reading) -> bool:
    """Whether this reader may edit all of a dataset: a grant with limits does not let a whole be changed."""
    decision = view.decision(found, Action.EDIT)
    return decision.allowed and decision.hides_nothing


def moved(view: Reading, kind: spec.Kind, slug: str) -> HttpResponse:
    """Where a thing went that was once called `slug`.

    Raises:
        Http404: It is not known, or may not be known.
    """
    current = view.current_slug(kind, slug)
    thing = current and (
        view.at_path(spec.Dataset, kind, current) if kind == "dataset" else view.at_path(spec.Service, kind, current)
    )
    if not current or not thing or not view.may(thing, Action.DISCOVER):
        raise Http404
    return HttpResponsePermanentRedirect(site_links().thing(kind, current, view.language))


def _page(found: spec.Dataset, view: Reading) -> dict[str, object]:
    office = view.organisations.get(found.organisation)
    title = found.record.title.in_language(view.language)
    access = view.decision(found, Action.VIEW)
    schema = found.release.schema
    hidden = access.hidden_fields
    return {
        "section": "data",
        "dataset": found,
        "title": title,
        "office": office,
        "roles": [spec.REFERENCE_ROLES[role].in_language(view.language) for role in found.roles],
        "access": ACCESS_WORDS[found.access].in_language(view.language),
        "is_open": found.access is AccessClass.OPEN,
        "viewable": access.allowed,
        "must_sign_in": access.outcome is Outcome.SIGN_IN,
        "downloadable": view.may(found, Action.DOWNLOAD),
        "editable": access_to_edit(found, view),
        "geometry": GEOMETRY_WORDS[schema.geometry].in_language(view.language),
        "fields": [field for field in schema.fields if field.name not in hidden],
        "field_words": {kind.value: text.in_language(view.language) for kind, text in FIELD_WORDS.items()},
        "map": _map(found),
        "viewer": viewer_address((found.slug,), view.language),
        "columns": columns_json(schema, hidden, view),
        "legend": legend_json(shown_legend(found, found.styles[0], title, view)),
        "addresses": thing_addresses("dataset", found.slug),
        "tools": steps_for("dataset", found.slug),
        "downloads": [(name, site_links().download(found.slug, extension)) for extension, name in DOWNLOADS],
        "items": site_links().items(found.slug, "dataset", found.slug),
    }


def _map(found: spec.Dataset) -> dict[str, str]:
    links = site_links()
    extent = found.release.extent
    box = first_look(found.styles[0], extent, *_PICTURE_PX) if extent else None
    return {
        "style": links.style("dataset", found.slug),
        "wms": links.wms("dataset", found.slug),
        "bounds": bounds_text(box),
        "picture": picture_address(found.slug, box, *_PICTURE_PX),
    }


def columns_json(schema: Schema, hidden: frozenset[str], view: Reading) -> str:
    """The first fields of a schema as the page's table takes them."""
    shown = [field for field in schema.fields if field.name not in hidden][:TABLE_FIELDS]
    columns = [
        {"name": field.name, "title": field.title.in_language(view.language), "type": field.type.value}
        for field in shown
    ]
    return msgspec.json.encode(columns).decode()
