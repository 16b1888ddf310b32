"""From a file to a release, page by page."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from satupeta.control.accounts.actors import actor_of
from satupeta.control.accounts.models import Person
from satupeta.control.action import Actor
from satupeta.control.node import node_config
from satupeta.control.portal.addresses import site_links, thing_addresses
from satupeta.control.portal.reading import Reading, reading_of
from satupeta.control.portal.understood import draft_pages, layer_pages, read_choice
from satupeta.control.portal.views.account import to_sign_in
from satupeta.control.publishing.actions.cancel_publication import CancelPublication
from satupeta.control.publishing.actions.choose_reading import ChooseReading
from satupeta.control.publishing.actions.publish_release import PublishRelease
from satupeta.control.publishing.choices import understanding_of
from satupeta.control.publishing.models import Publication
from satupeta.control.publishing.queries import publication_row, publications_of
from satupeta.control.publishing.tickets import issue_ticket
from satupeta.core import published as spec
from satupeta.core.access import Action
from satupeta.core.errors import SatuPetaError, UnknownThing

_WORKING = ("staged", "understanding", "building")
_STEP_OF = {"staged": 2, "understanding": 2, "understood": 3, "building": 4, "built": 5, "published": 6}
_RECENT = 8
_REPLACEABLE = 200
Change = Callable[[Actor, Publication], object]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where files are dropped: for a new dataset of an office, or as the next release of one."""
    person = request.user
    if not isinstance(person, Person):
        return to_sign_in(request)
    view, actor = reading_of(request), actor_of(person)
    replaced = _replaced(request.GET.get("d", ""), view)
    offices = [view.organisations[office] for office in view.producing_for if office in view.organisations]
    offices.sort(key=lambda office: office.slug)
    chosen = next(
        (office for office in offices if office.slug == request.GET.get("i")), offices[0] if offices else None
    )
    ticket = ""
    if replaced is not None:
        ticket = issue_ticket(actor, "", replaced.id)
    elif chosen is not None:
        ticket = issue_ticket(actor, chosen.id)
    page = {
        "ticket": ticket,
        "offices": offices,
        "chosen": chosen,
        "replaced": replaced,
        "steps": _steps(1),
        "replaceable": [dataset for dataset in view.datasets if view.may(dataset, Action.EDIT)][:_REPLACEABLE],
        "recent": publications_of(actor)[:_RECENT],
        "upload_url": site_links().api("uploads"),
        "limit": node_config().upload_limit_bytes,
        "next_url": site_links().page("/unggah/", view.language),
    }
    return render(request, "portal/publish/start.html", page)


@require_safe
def publication(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """An upload, at the step where it stands."""
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    row = _own(actor_of(request.user), publication_id)
    return _step(request, row)


@require_POST
def choose(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Keep what was decided, and build or read again."""

    def decide(actor: Actor, row: Publication) -> None:
        understanding = understanding_of(row)
        names = request.POST.getlist("layer") or [layer.name for layer in understanding.layers[:1]]
        choices = tuple(
            read_choice(request.POST, layer, number, str(row.dataset_id or uuid4()))
            for number, layer in enumerate(understanding.layers)
            if layer.name in names
        )
        ChooseReading(actor, row.pk, choices, build="again" not in request.POST).execute()

    return _changed(request, publication_id, decide)


@require_POST
def publish(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Make what was built the current release."""
    return _changed(request, publication_id, lambda actor, row: PublishRelease(actor, row.pk).execute())


@require_POST
def cancel(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Give an upload up."""
    return _changed(request, publication_id, lambda actor, row: CancelPublication(actor, row.pk).execute())


def _changed(request: HttpRequest, publication_id: UUID, change: Change) -> HttpResponse:
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    actor = actor_of(request.user)
    row = _own(actor, publication_id)
    try:
        change(actor, row)
    except UnknownThing as error:
        raise Http404 from error
    except SatuPetaError as error:
        return _step(request, row, error)
    return HttpResponseRedirect(site_links().page(f"/unggah/{publication_id}", reading_of(request).language))


def _step(request: HttpRequest, row: Publication, error: SatuPetaError | None = None) -> HttpResponse:
    view = reading_of(request)
    page: dict[str, object] = {
        "publication": row,
        "steps": _steps(_STEP_OF.get(row.state, 2)),
        "error": error,
        "progress_url": site_links().api(f"publications/{row.pk}"),
        "language": view.language,
        "base": " ".join(site_links().tilejson("dataset", dataset.slug) for _, dataset in view.roles),
    }
    if row.state in _WORKING:
        template = "working"
    elif row.state == "understood":
        template = "doubts"
        page |= {
            "layers": layer_pages(row, request.POST, view.language),
            "default_access": row.organisation.default_access,
            "roles": [(name, title.in_language(view.language)) for name, title in spec.REFERENCE_ROLES.items()],
        }
    elif row.state == "built":
        template = "preview"
        page["drafts"] = draft_pages(row, view.language)
    elif row.state == "published":
        template = "done"
        page["results"] = [(result, thing_addresses("dataset", result["slug"])) for result in row.results]
    else:
        template = "ended"
    return render(request, f"portal/publish/{template}.html", page, status=409 if error else 200)


def _own(actor: Actor, publication_id: UUID) -> Publication:
    try:
        return publication_row(actor, publication_id)
    except UnknownThing as error:
        raise Http404 from error


def _replaced(slug: str, view: Reading) -> spec.Dataset | None:
    if not slug:
        return None
    found = view.at_path(spec.Dataset, "dataset", slug)
    if found is None or not view.may(found, Action.EDIT):
        raise Http404
    return found


def _steps(now: int) -> list[tuple[int, str, str]]:
    names = (_("Letakkan"), _("Dipahami"), _("Keraguan"), _("Pratinjau"), _("Terbitkan"), _("Selesai"))
    states = ("done" if place < now else "now" if place == now else "" for place in range(1, 7))
    return [(place, name, state) for place, (name, state) in enumerate(zip(names, states, strict=True), 1)]
