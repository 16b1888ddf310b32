"""The viewer."""

from functools import reduce
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from satupeta.control.portal.addresses import bounds_text, site_links
from satupeta.control.portal.cards import about, city_extent, extent_of
from satupeta.control.portal.legends import LegendClass, shown_legend
from satupeta.control.portal.reading import Reading, Thing, reading_of
from satupeta.core import published as spec
from satupeta.core.access import Action
from satupeta.core.box import Box

LAYER_LIMIT = 40
OFFERED_LIMIT = 500


class OfferedLayer(msgspec.Struct, frozen=True):
    """A layer as the page's script takes it."""

    slug: str
    title: str
    style: str
    page: str
    release: str
    legend: tuple[LegendClass, ...]
    visible: bool = True
    opacity: float = 1.0


@require_safe
def viewer(request: HttpRequest) -> HttpResponse:
    """The layers that `l` names, without it the city's reference map, over the whole window; others can be added."""
    view = reading_of(request)
    if added := request.GET.get("tambah"):
        return redirect(_with_layer(request, added, view))
    shown = _asked(request.GET["l"], view) if "l" in request.GET else _reference_map(view)
    known = {thing.slug for thing in shown}
    others = [
        (thing.slug, thing.record.title.in_language(view.language), about(thing).in_language(view.language))
        for thing in view.things
        if thing.slug not in known and view.may(thing, Action.VIEW)
    ]
    layers = [_offered(thing, view) for thing in shown]
    return render(
        request,
        "portal/viewer.html",
        {
            "section": "map",
            "hide_finder": True,
            "layers": layers,
            "layers_json": msgspec.json.encode(layers).decode(),
            "names": ",".join(layer.slug for layer in layers),
            "bounds": bounds_text((_bounds(shown, view) if "l" in request.GET else None) or city_extent(view)),
            "base": " ".join(site_links().tilejson("dataset", dataset.slug) for _, dataset in view.roles),
            "others": sorted(others, key=lambda other: other[1])[:OFFERED_LIMIT],
            "kept": request.GET,
            "kept_layers": request.GET.get("l", ",".join(layer.slug for layer in layers)),
        },
    )


def _asked(layers: str, view: Reading) -> list[Thing]:
    wanted = [part.lstrip("-").partition("~")[0] for part in layers.split(",")][:LAYER_LIMIT]
    return [thing for slug in dict.fromkeys(wanted) if (thing := _thing(slug, view)) is not None]


def _reference_map(view: Reading) -> list[Thing]:
    """What stands on the map when nothing is asked for: the map service of the reference data, or its finest part."""
    held = [dataset for _, dataset in view.roles if view.may(dataset, Action.VIEW) and dataset.release.extent]
    known = {dataset.id for dataset in held}
    services = [
        service
        for service in view.services
        if view.may(service, Action.VIEW) and service.layers and {layer.dataset for layer in service.layers} <= known
    ]
    if services:
        return [max(services, key=lambda service: len(service.layers))]
    return list(held[-1:])


def _with_layer(request: HttpRequest, added: str, view: Reading) -> str:
    query = {name: request.GET[name] for name in ("lat", "lon", "z") if request.GET.get(name)}
    layers = ",".join(part for part in (request.GET.get("l", ""), added) if part)
    return f"{site_links().page('/peta', view.language)}?{urlencode({'l': layers, **query}, safe=',~')}"


def _thing(slug: str, view: Reading) -> Thing | None:
    found = view.at_path(spec.Dataset, "dataset", slug) or view.at_path(spec.Service, "service", slug)
    return found if found is not None and view.may(found, Action.VIEW) else None


def _offered(thing: Thing, view: Reading) -> OfferedLayer:
    kind = "dataset" if isinstance(thing, spec.Dataset) else "service"
    title = thing.record.title.in_language(view.language)
    links = site_links()
    return OfferedLayer(
        slug=thing.slug,
        title=title,
        style=links.style(kind, thing.slug),
        page=links.thing(kind, thing.slug, view.language),
        release=f"R{thing.release.number}" if isinstance(thing, spec.Dataset) else "",
        legend=thing_legend(thing, title, view),
    )


def thing_legend(thing: Thing, title: str, view: Reading) -> tuple[LegendClass, ...]:
    """The classes of a dataset's default style, or of every layer of a map service from the top down."""
    if isinstance(thing, spec.Dataset):
        return shown_legend(thing, thing.styles[0], title, view)
    classes: list[LegendClass] = []
    for layer in reversed(thing.layers):
        dataset = view.get(spec.Dataset, "dataset", layer.dataset)
        if dataset is not None:
            style = dataset.style(layer.style) or dataset.styles[0]
            name = layer.title.in_language(view.language) or dataset.record.title.in_language(view.language)
            classes.extend(shown_legend(dataset, style, name, view, thing))
    return tuple(classes)


def _bounds(shown: list[Thing], view: Reading) -> Box | None:
    boxes = [box for thing in shown if (box := extent_of(thing, view)) is not None]
    return reduce(Box.union, boxes) if boxes else None
