"""One vector tile of a dataset or map service."""

import hashlib

import msgspec

from satupeta import __version__
from satupeta.core.access import Action, joined_filter
from satupeta.core.encode.mvt import TileLayer, encode_tile, tile_reach
from satupeta.core.errors import InvalidParameter
from satupeta.core.features.source import FeatureQuery
from satupeta.core.style.scales import NOTHING, drawn_features
from satupeta.core.text import Text
from satupeta.core.tiling import VECTOR_MAX_ZOOM, Tile
from satupeta.service.context import Context
from satupeta.service.painting import shown_style
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope, whole_scope

MVT_TYPE = "application/vnd.mapbox-vector-tile"


class VectorTileSpec(msgspec.Struct, frozen=True):
    """Which tile of which dataset or map service."""

    scope: Scope
    tile: Tile


def get_vector_tile(spec: VectorTileSpec, context: Context) -> Reply:
    """The tile with every layer of the scope that this principal may view.

    Rows that the decision withholds and fields that it hides are not in it, nor features that no rule of the layer's
    style draws at the tile's scales (`core.style.scales`). A tile in which nothing lies is an empty body, which is a
    valid tile.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: The dataset or map service may not be viewed.
        UnknownLayer: Nothing of a map service may be known.
        InvalidParameter: A zoom beyond 18.
        ReleaseMissing: A release's folder is not whole.

    Standard: Mapbox Vector Tile 2.1, 3 (media type).
    """
    layers = _layers(spec, context)
    body = encode_tile([part for layer in layers if (part := _tile_layer(layer, spec.tile, context))], spec.tile)
    return Reply(body, MVT_TYPE, etag=_etag(layers, spec.tile, context), public=all(layer.open for layer in layers))


def vector_tile_etag(spec: VectorTileSpec, context: Context) -> str:
    """The validator that `get_vector_tile` would answer with, without making the tile; raises as it would."""
    return _etag(_layers(spec, context), spec.tile, context)


def visible_fields(layer: OfferedLayer) -> tuple[str, ...]:
    """The fields of a layer that its decision does not hide."""
    hidden = layer.decision.hidden_fields
    return tuple(field.name for field in layer.dataset.release.schema.fields if field.name not in hidden)


def _layers(spec: VectorTileSpec, context: Context) -> tuple[OfferedLayer, ...]:
    """The layers of the tile; the door is asked before the zoom."""
    layers = whole_scope(spec.scope, "", context, Action.VIEW)
    if spec.tile.zoom > VECTOR_MAX_ZOOM:
        raise InvalidParameter(
            "UB-001",
            Text(
                f"Ubin vektor hanya sampai tingkat {VECTOR_MAX_ZOOM}.", f"Vector tiles end at zoom {VECTOR_MAX_ZOOM}."
            ),
            Text(
                f"Perbesar ubin tingkat {VECTOR_MAX_ZOOM}; lihat `maxzoom` pada TileJSON.",
                f"Stretch the tiles of zoom {VECTOR_MAX_ZOOM}; see `maxzoom` in the TileJSON.",
            ),
            "z",
        )
    return layers


def _tile_layer(layer: OfferedLayer, tile: Tile, context: Context) -> TileLayer | None:
    source = context.sources.of(layer.dataset)
    drawn = drawn_features(shown_style(layer, source.schema), tile.zoom, source.schema)
    if drawn == NOTHING:
        return None
    query = FeatureQuery(filter=joined_filter(layer.decision, drawn))
    rows = source.world_rows(*tile_reach(tile), query)
    attributes = source.row_attributes(rows, visible_fields(layer))
    return TileLayer(layer.name, source.world(), source.patches(), rows, source.row_ids()[rows], attributes)


def _etag(layers: tuple[OfferedLayer, ...], tile: Tile, context: Context) -> str:
    states = [
        (
            layer.name,
            layer.dataset.id,
            str(context.sources.of(layer.dataset).state),
            layer.style,
            layer.decision.fingerprint,
        )
        for layer in layers
    ]
    key = msgspec.json.encode(("mvt", __version__, states, tile), order="deterministic")
    return hashlib.sha256(key).hexdigest()[:32]
