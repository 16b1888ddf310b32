"""How a dataset or map service is drawn, for web maps over its vector tiles."""

from typing import Any

import msgspec

from satupeta.core.access import Action
from satupeta.core.style.maplibre import style_layers
from satupeta.service.context import Context
from satupeta.service.get_tilejson import json_reply, tiled_thing
from satupeta.service.painting import shown_style
from satupeta.service.reply import Reply
from satupeta.service.scope import Scope, whole_scope


class StyleSpec(msgspec.Struct, frozen=True):
    """Of which dataset or map service, and in which of a dataset's styles; "" is its own."""

    scope: Scope
    style: str = ""


def get_style(spec: StyleSpec, context: Context) -> Reply:
    """A MapLibre style whose one source is the vector tiles of the scope, bottom layer first.

    Raises:
        UnknownLayer: A style that is not offered.
        UnknownThing, SignInRequired, NotPermitted: The dataset or map service may not be viewed.

    Standard: MapLibre Style Specification, version 8.
    """
    offered = whole_scope(spec.scope, spec.style, context, Action.VIEW)
    thing = tiled_thing(spec.scope, offered, context)
    west, south, east, north = thing.bounds
    layers: list[dict[str, Any]] = []
    for layer in offered:
        schema = layer.dataset.release.schema
        layers.extend(style_layers(shown_style(layer, schema), layer.name, thing.slug, schema.geometry))
    document = {
        "version": 8,
        "name": thing.record.title.in_language(context.language),
        "center": [(west + east) / 2, (south + north) / 2],
        "sources": {thing.slug: {"type": "vector", "url": context.links.tilejson(spec.scope.kind, thing.slug)}},
        "layers": layers,
    }
    return json_reply(document, all(layer.open for layer in offered))
