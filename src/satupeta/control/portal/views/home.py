"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satupeta.control.portal.addresses import bounds_text, picture_address, site_links
from satupeta.control.portal.cards import card_of, newest_first
from satupeta.control.portal.reading import Reading, reading_of
from satupeta.core.box import Box
from satupeta.core.published import REFERENCE_ROLES

NEWEST = 5
_HERO_PX = (1440, 620)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the node holds: the map of the city, counts, reference roles and the newest releases."""
    view = reading_of(request)
    return render(
        request,
        "portal/home.html",
        {
            "hero": _hero(view),
            "counts": _counts(view),
            "now": view.now,
            "roles": _roles(view),
            "newest": [card_of(dataset, view) for dataset in newest_first(view.datasets)[:NEWEST]],
            "offices": _offices(view),
            "examples": [dataset.record.title.in_language(view.language) for _, dataset in view.roles][:3],
        },
    )


def _hero(view: Reading) -> dict[str, str]:
    datasets = [dataset for _, dataset in view.roles] or newest_first(view.datasets)[:1]
    # The finest boundaries are the city's own; coarser ones may reach over the whole province.
    box = next((dataset.release.extent for dataset in reversed(datasets) if dataset.release.extent), None)
    wide = _with_room_at_left(box) if box else None
    names = ",".join(dataset.slug for dataset in datasets)
    finest = names.rpartition(",")[2]
    links = site_links()
    return {
        "names": names,
        "base": " ".join(links.tilejson("dataset", dataset.slug) for dataset in datasets),
        "bounds": bounds_text(wide),
        "picture": picture_address(finest, wide, *_HERO_PX) if names else "",
        "small": picture_address(finest, box, 780, 660) if names else "",
        "source": ", ".join(
            f"{dataset.record.title.in_language(view.language)} R{dataset.release.number}" for dataset in datasets
        ),
    }


def _with_room_at_left(box: Box) -> Box:
    """The box widened to the west, so that the panel over the map hides nothing of the city."""
    return Box(box.west - box.width * 1.15, box.south, box.east + box.width * 0.08, box.north, box.crs)


def _counts(view: Reading) -> dict[str, int]:
    return {
        "datasets": len(view.datasets),
        "services": len(view.services),
        "features": sum(dataset.release.count for dataset in view.datasets),
        "offices": len({thing.organisation for thing in view.things}),
    }


def _roles(view: Reading) -> list[dict[str, object]]:
    return [
        {"title": REFERENCE_ROLES[role.name].in_language(view.language), "dataset": dataset}
        for role, dataset in view.roles
    ]


def _offices(view: Reading) -> list[dict[str, object]]:
    held: dict[str, int] = {}
    for dataset in view.datasets:
        held[dataset.organisation] = held.get(dataset.organisation, 0) + 1
    known = [(office, held[office.id]) for office in view.organisations.values() if office.id in held]
    known.sort(key=lambda pair: (-pair[1], pair[0].slug))
    return [{"office": office, "count": count} for office, count in known[:6]]
