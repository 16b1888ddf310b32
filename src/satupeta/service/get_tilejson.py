"""What a client of vector tiles reads first: the TileJSON document."""

import hashlib

import msgspec

from satupeta.core.access import Action
from satupeta.core.box import Box
from satupeta.core.features.schema import FieldType, Schema
from satupeta.core.published import Record
from satupeta.core.tiling import VECTOR_MAX_ZOOM
from satupeta.service.context import Context
from satupeta.service.get_tile import visible_fields
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope, offered_layers

JSON_TYPE = "application/json"
_FIELD_WORDS = {FieldType.INTEGER: "Number", FieldType.NUMBER: "Number", FieldType.BOOLEAN: "Boolean"}
_WORLD = (-180.0, -85.05112877980659, 180.0, 85.05112877980659)


def get_tilejson(scope: Scope, context: Context) -> Reply:
    """The TileJSON of a dataset or map service: its tiles, its layers with the fields this principal may have.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: The dataset or map service may not be viewed.

    Standard: TileJSON 3.0.0.
    """
    layers = offered_layers(scope, context, Action.VIEW)
    slug, record = _thing(scope, layers, context)
    bounds = _bounds(layers)
    document = {
        "tilejson": "3.0.0",
        "name": record.title.in_language(context.language),
        "description": record.abstract.in_language(context.language),
        "scheme": "xyz",
        "tiles": [context.links.tile_template(scope.kind, slug, "mvt")],
        "minzoom": 0,
        "maxzoom": VECTOR_MAX_ZOOM,
        "bounds": bounds,
        "center": [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, 0],
        "vector_layers": [_vector_layer(layer, context) for layer in layers],
    }
    if record.licence:
        document["attribution"] = record.licence
    return json_reply(document, all(layer.open for layer in layers))


def json_reply(document: object, public: bool) -> Reply:
    """A JSON document with its checksum as validator."""
    body = msgspec.json.encode(document)
    return Reply(body, JSON_TYPE, etag=hashlib.sha256(body).hexdigest()[:32], public=public)


def _thing(scope: Scope, layers: tuple[OfferedLayer, ...], context: Context) -> tuple[str, Record]:
    """The current slug and the record of what a scope names, which may be by an old slug."""
    if scope.kind == "service":
        service, _ = context.service(scope.slug, Action.VIEW)
        return service.slug, service.record
    return layers[0].dataset.slug, layers[0].dataset.record


def _bounds(layers: tuple[OfferedLayer, ...]) -> tuple[float, float, float, float]:
    """Longitude and latitude that hold all layers, within what tiles can show; the world without any extent."""
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
