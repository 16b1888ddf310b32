"""One tile of the world's grid as a picture."""

import msgspec

from satupeta.core.access import Action
from satupeta.core.tiling import TILE_SIZE_PX, Tile
from satupeta.service.context import Context
from satupeta.service.picture import Picture, draw, picture_etag
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope, whole_scope


class PictureTileSpec(msgspec.Struct, frozen=True):
    """Which tile is wanted.

    Attributes:
        scope: A dataset's or map service's address.
        tile: Of WebMercatorQuad.
        pixel_ratio: 1 for 256 pixels a side, 2 for twice as many of the same map.
        style: Of a dataset; "" is its own.
    """

    scope: Scope
    tile: Tile
    pixel_ratio: int = 1
    style: str = ""


def get_picture_tile(spec: PictureTileSpec, context: Context) -> Reply:
    """Draw all that a dataset or map service shows on one tile, as transparent PNG.

    Raises:
        UnknownLayer: A style that is not offered, or nothing of a map service may be known.
        UnknownThing, SignInRequired, NotPermitted: As `whole_scope`.
        ReleaseMissing: A release's folder is not whole.
    """
    return draw(_layers(spec, context), _picture(spec), context)


def picture_tile_etag(spec: PictureTileSpec, context: Context) -> str:
    """The validator that `get_picture_tile` would answer with, without drawing; raises as it would for its names."""
    return picture_etag(_layers(spec, context), _picture(spec), context)


def _layers(spec: PictureTileSpec, context: Context) -> tuple[OfferedLayer, ...]:
    return whole_scope(spec.scope, spec.style, context, Action.VIEW)


def _picture(spec: PictureTileSpec) -> Picture:
    side_px = TILE_SIZE_PX * spec.pixel_ratio
    return Picture(spec.tile.box(), side_px, side_px, "", float(spec.pixel_ratio))
