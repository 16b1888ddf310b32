"""How a dataset is kept by its owners: what is written about it, whom it is for, its name in addresses."""

from collections.abc import Mapping

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from satupeta.control.accounts.actors import actor_of
from satupeta.control.accounts.models import Person
from satupeta.control.action import Actor
from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.actions.rename_thing import RenameThing
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.models import SLUG_LENGTH
from satupeta.control.catalogue.records import TEXT_LENGTH, TITLE_LENGTH
from satupeta.control.errors import ControlError, InvalidInput
from satupeta.control.portal.addresses import site_links
from satupeta.control.portal.cards import ACCESS_WORDS
from satupeta.control.portal.reading import Reading, reading_of
from satupeta.control.portal.views.account import to_sign_in
from satupeta.control.portal.views.dataset import access_to_edit
from satupeta.control.portal.views.errors import explained
from satupeta.core import published as spec
from satupeta.core.access import AccessClass, Action, Outcome, refusal_error
from satupeta.core.text import Text

_TEXTS = ("title", "title_en", "abstract", "abstract_en", "theme", "licence", "contact", "keywords", "access", "slug")


@require_http_methods(["GET", "HEAD", "POST"])
@explained
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; what was changed in it is kept whole or not at all."""
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    view = reading_of(request)
    found = view.at_path(spec.Dataset, "dataset", slug)
    if found is None or not view.may(found, Action.DISCOVER):
        raise Http404
    if not access_to_edit(found, view):
        raise refusal_error(Outcome.NOT_PERMITTED)
    if request.method != "POST":
        return _form(request, found, view, _words(found))
    said = {name: request.POST.get(name, "").strip() for name in _TEXTS}
    try:
        keep(actor_of(request.user), found, said)
    except ControlError as error:
        return _form(request, found, view, said, error)
    return HttpResponseRedirect(site_links().thing("dataset", said["slug"] or found.slug, view.language))


def keep(actor: Actor, found: spec.Dataset, said: Mapping[str, str]) -> None:
    """Make the changes that a filled form says, in one transaction; what is as it was is left alone.

    Args:
        actor: Who changes it.
        found: As it is now.
        said: The form; `access` and `slug` are "" where the form did not offer them.

    Raises:
        InvalidInput, Conflict: A value cannot be taken; nothing is changed then.
        NotPermitted: The actor may edit, but not change access or name.
    """
    record = msgspec.structs.replace(
        found.record,
        title=Text(said["title"], said["title_en"]),
        abstract=Text(said["abstract"], said["abstract_en"]),
        keywords=tuple(word for part in said["keywords"].split(",") if (word := part.strip())),
        **{name: said[name] for name in ("theme", "licence", "contact")},
    )
    with transaction.atomic():
        if record != found.record:
            EditRecord(actor, "dataset", found.id, record).execute()
        if said["access"] and said["access"] != found.access:
            SetAccess(actor, "dataset", found.id, _access(said["access"])).execute()
        if said["slug"] and said["slug"] != found.slug:
            RenameThing(actor, "dataset", found.id, said["slug"]).execute()


def _access(word: str) -> AccessClass:
    try:
        return AccessClass(word)
    except ValueError as error:
        raise InvalidInput(
            "KT-071",
            Text(f"Akses {word!r} tidak dikenal.", f"The access class {word!r} is unknown."),
            Text("Pilih salah satu dari daftar.", "Choose one of the list."),
            "access",
        ) from error


def _words(found: spec.Dataset) -> dict[str, str]:
    record = found.record
    return {
        "title": record.title.id,
        "title_en": record.title.en,
        "abstract": record.abstract.id,
        "abstract_en": record.abstract.en,
        "theme": record.theme,
        "licence": record.licence,
        "contact": record.contact,
        "keywords": ", ".join(record.keywords),
        "access": found.access.value,
        "slug": found.slug,
    }


def _form(
    request: HttpRequest, found: spec.Dataset, view: Reading, said: Mapping[str, str], error: ControlError | None = None
) -> HttpResponse:
    page = {
        "section": "data",
        "dataset": found,
        "title": found.record.title.in_language(view.language),
        "office": view.organisations.get(found.organisation),
        "said": said,
        "error": error,
        "manageable": view.may(found, Action.MANAGE),
        "classes": [(one.value, words.in_language(view.language)) for one, words in ACCESS_WORDS.items()],
        "address": site_links().thing("dataset", "", view.language),
        "title_length": TITLE_LENGTH,
        "text_length": TEXT_LENGTH,
        "slug_length": SLUG_LENGTH,
    }
    return render(request, "portal/keeping.html", page, status=409 if error else 200)
