"""What a client of vector tiles reads first: the TileJSON document."""

import hashlib
import html
from typing import NamedTuple

import msgspec

from satupeta.core.access import Action
from satupeta.core.box import Box
from satupeta.core.features.schema import FieldType, Schema
from satupeta.core.published import Organisation, Record
from satupeta.core.text import Text
from satupeta.core.tiling import VECTOR_MAX_ZOOM, fitting_zoom
from satupeta.service.context import Context
from satupeta.service.get_tile import visible_fields
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope, whole_scope

JSON_TYPE = "application/json"
_FIELD_WORDS = {FieldType.INTEGER: "Number", FieldType.NUMBER: "Number", FieldType.BOOLEAN: "Boolean"}
_WORLD = (-180.0, -85.05112877980659, 180.0, 85.05112877980659)


class TiledThing(NamedTuple):
    """What a scope names, which may be by an old slug: its current slug, its record, and where it lies.

    `bounds` are west, south, east, north in degrees, within what tiles can show; the world without any extent.
    """

    slug: str
    record: Record
    bounds: tuple[float, float, float, float]


def get_tilejson(scope: Scope, context: Context) -> Reply:
    """The TileJSON of a dataset or map service: its tiles, its layers with the fields this principal may have.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: The dataset or map service may not be viewed.

    Standard: TileJSON 3.0.0.
    """
    layers = whole_scope(scope, "", context, Action.VIEW)
    thing = tiled_thing(scope, layers, context)
    west, south, east, north = thing.bounds
    attribution = attribution_of(layers, thing.record.licence, context)
    document = {
        "tilejson": "3.0.0",
        "name": thing.record.title.in_language(context.language),
        "description": thing.record.abstract.in_language(context.language),
        "scheme": "xyz",
        "tiles": [context.links.tile_template(scope.kind, thing.slug, "mvt")],
        "minzoom": 0,
        "maxzoom": VECTOR_MAX_ZOOM,
        "bounds": thing.bounds,
        "center": [(west + east) / 2, (south + north) / 2, fitting_zoom(*thing.bounds)],
        "vector_layers": [_vector_layer(layer, context) for layer in layers],
    }
    if attribution:
        document["attribution"] = attribution
    return json_reply(document, all(layer.open for layer in layers))


def attribution_of(layers: tuple[OfferedLayer, ...], licence: str, context: Context) -> str:
    """Whom a map of these layers is owed to: each office with the releases shown, and the licence.

    Returns:
        HTML, as clients put it on the page as it is: everything is escaped.

    Standard: TileJSON 3.0.0, 3.1 attribution.
    """
    release = Text("rilis", "release").in_language(context.language)
    owed: dict[str, None] = {}
    for layer in layers:
        office = context.generation.get(Organisation, "organisation", layer.dataset.organisation)
        made = layer.dataset.release
        about = f"{release} {made.number} ({made.published_at[:10]})"
        owed[f"{office.name.in_language(context.language)}, {about}" if office else about] = None
    return html.escape(" · ".join(part for part in (*owed, licence) if part))


def json_reply(document: object, public: bool) -> Reply:
    """A JSON document with its checksum as validator."""
    body = msgspec.json.encode(document)
    return Reply(body, JSON_TYPE, etag=hashlib.sha256(body).hexdigest()[:32], public=public)


def tiled_thing(scope: Scope, layers: tuple[OfferedLayer, ...], context: Context) -> TiledThing:
    """What a scope of these layers, at least one, is."""
    if scope.kind == "service":
        service, _ = context.service(scope.slug, Action.VIEW)
        return TiledThing(service.slug, service.record, _bounds(layers))
    dataset = layers[0].dataset
    return TiledThing(dataset.slug, dataset.record, _bounds(layers))


def _bounds(layers: tuple[OfferedLayer, ...]) -> tuple[float, float, float, float]:
    extents = [layer.dataset.release.extent for layer in layers]
    boxes = [extent for extent in extents if extent is not None]
    if not boxes:
        return _WORLD
    whole: Box = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return (
        max(whole.west, _WORLD[0]),
        max(whole.south, _WORLD[1]),
        min(whole.east, _WORLD[2]),
        min(whole.north, _WORLD[3]),
    )


def _vector_layer(layer: OfferedLayer, context: Context) -> dict[str, object]:
    schema: Schema = layer.dataset.release.schema
    shown = visible_fields(layer)
    return {
        "id": layer.name,
        "description": layer.title.in_language(context.language),
        "minzoom": 0,
        "maxzoom": VECTOR_MAX_ZOOM,
        "fields": {
            field.name: _FIELD_WORDS.get(field.type, "String") for field in schema.fields if field.name in shown
        },
    }
