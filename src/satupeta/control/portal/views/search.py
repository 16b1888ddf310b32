"""Search by word."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satupeta.control.portal.addresses import bounds_text, picture_address, site_links
from satupeta.control.portal.cards import card_of, extent_of
from satupeta.control.portal.finding import found
from satupeta.control.portal.reading import Reading, Thing, reading_of
from satupeta.core import published as spec
from satupeta.core.access import AccessClass, Action
from satupeta.core.box import Box

PAGE_SIZE = 20
_DRAWN_LIMIT = 6
_KINDS: dict[str, type[spec.Dataset] | type[spec.Service]] = {"dataset": spec.Dataset, "layanan": spec.Service}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Datasets and map services that hold the words, page by page, with their extents on a map."""
    view = reading_of(request)
    query, kind = request.GET.get("q", "").strip()[:200], request.GET.get("jenis", "")
    everything = found(query, view)
    wanted = [thing for thing in everything if kind not in _KINDS or isinstance(thing, _KINDS[kind])]
    number = request.GET.get("hal", "1")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    shown = wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]

    def address(wanted_kind: str, wanted_page: int = 1) -> str:
        parts = {"q": query, "jenis": wanted_kind, "hal": str(wanted_page) if wanted_page > 1 else ""}
        filled = {name: value for name, value in parts.items() if value}
        return f"{site_links().page('/cari', view.language)}?{urlencode(filled)}"

    kinds = (("", _("Semua")), ("dataset", _("Dataset")), ("layanan", _("Layanan peta")))
    return render(
        request,
        "portal/search.html",
        {
            "section": "data",
            "hide_finder": True,
            "query": query,
            "kind": kind if kind in _KINDS else "",
            "kinds": [(name, text, address(name), name == kind) for name, text in kinds],
            "total": len(wanted),
            "hits": [card_of(thing, view) for thing in shown],
            "earlier": address(kind, page - 1) if page > 1 else "",
            "later": address(kind, page + 1) if page * PAGE_SIZE < len(wanted) else "",
            "map": _map(shown, view),
        },
    )


def _map(things: list[Thing], view: Reading) -> dict[str, str]:
    """The first of the things that anybody may see, on one map over the reference boundaries."""
    links = site_links()
    open_things = [thing for thing in things if thing.access is AccessClass.OPEN or view.may(thing, Action.VIEW)]
    drawn = [(thing, box) for thing in open_things if (box := extent_of(thing, view)) is not None][:_DRAWN_LIMIT]
    whole: Box | None = None
    for _thing, box in drawn:
        whole = box if whole is None else whole.union(box)
    names = ",".join(thing.slug for thing, _box in reversed(drawn))
    kinds = {spec.Dataset: "dataset", spec.Service: "service"}
    return {
        "names": names,
        "styles": " ".join(links.style(kinds[type(thing)], thing.slug) for thing, _box in reversed(drawn)),
        "base": " ".join(links.tilejson("dataset", dataset.slug) for _role, dataset in view.roles),
        "bounds": bounds_text(whole),
        "picture": picture_address(names, whole, 560, 800) if names else "",
    }
