"""The page of a map service."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satupeta.control.portal.addresses import (
    bounds_text,
    picture_address,
    site_links,
    thing_addresses,
    viewer_address,
)
from satupeta.control.portal.cards import ACCESS_WORDS, extent_of
from satupeta.control.portal.legends import legend_json, shown_legend
from satupeta.control.portal.reading import Reading, reading_of
from satupeta.control.portal.tools import steps_for
from satupeta.control.portal.views.dataset import moved
from satupeta.core import published as spec
from satupeta.core.access import AccessClass, Action, Outcome


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Map, layers with their legends, how to use it, addresses."""
    view = reading_of(request)
    found = view.at_path(spec.Service, "service", slug)
    if found is None:
        return moved(view, "service", slug)
    if not view.may(found, Action.DISCOVER):
        raise Http404
    return render(request, "portal/service.html", _page(found, view))


def _page(found: spec.Service, view: Reading) -> dict[str, object]:
    links = site_links()
    access = view.decision(found, Action.VIEW)
    box = extent_of(found, view)
    return {
        "section": "data",
        "service": found,
        "title": found.record.title.in_language(view.language),
        "office": view.organisations.get(found.organisation),
        "access": ACCESS_WORDS[found.access].in_language(view.language),
        "is_open": found.access is AccessClass.OPEN,
        "viewable": access.allowed,
        "must_sign_in": access.outcome is Outcome.SIGN_IN,
        "layers": _layers(found, view),
        "map": {
            "style": links.style("service", found.slug),
            "wms": links.wms("service", found.slug),
            "bounds": bounds_text(box),
            "picture": picture_address(found.slug, box, 812, 452),
        },
        "viewer": viewer_address((found.slug,), view.language),
        "addresses": thing_addresses("service", found.slug),
        "tools": steps_for("service", found.slug),
    }


def _layers(found: spec.Service, view: Reading) -> list[dict[str, object]]:
    layers: list[dict[str, object]] = []
    for layer in reversed(found.layers):
        dataset = view.get(spec.Dataset, "dataset", layer.dataset)
        if dataset is None or not view.may(dataset, Action.DISCOVER):
            continue
        title = layer.title.in_language(view.language) or dataset.record.title.in_language(view.language)
        style = dataset.style(layer.style) or dataset.styles[0]
        layers.append(
            {
                "title": title,
                "dataset": dataset,
                "viewable": view.may(dataset, Action.VIEW),
                "legend": legend_json(shown_legend(dataset, style, title, view, found)),
            }
        )
    return layers
