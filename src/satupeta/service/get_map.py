"""A map of any box, in any served CRS."""

import msgspec

from satupeta.core.access import Action
from satupeta.core.box import Box
from satupeta.core.encode.picture import PNG, PictureFormat, is_clear
from satupeta.core.filters.tree import Expression
from satupeta.service.context import Context
from satupeta.service.picture import Picture, draw, picture_etag
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope, filtered_layers


class MapSpec(msgspec.Struct, frozen=True):
    """Which map is wanted.

    Attributes:
        scope: Under which address it is asked.
        layers: Names, the first at the bottom; that of a map service stands for all its layers.
        styles: One a name, or none; "" is the layer's own.
        box: What the outer edges of the picture cover, x, y order, in a served CRS.
        width_px, height_px: Size of the picture, at least 1.
        transparent: Whether what is not drawn stays clear.
        background: `#rrggbb` behind an opaque picture.
        pixel_ratio: Pixels for one pixel of 0.28 mm.
        filters: One a name, None where all of it is wanted; empty without any.
        format: Of the picture.
    """

    scope: Scope
    layers: tuple[str, ...]
    styles: tuple[str, ...]
    box: Box
    width_px: int
    height_px: int
    transparent: bool = False
    background: str = "#ffffff"
    pixel_ratio: float = 1.0
    filters: tuple[Expression | None, ...] = ()
    format: PictureFormat = PNG


def get_map(spec: MapSpec, context: Context) -> Reply:
    """Draw a map.

    Raises:
        UnknownLayer: A layer or style that is not offered here, or may not be known.
        UnknownThing, SignInRequired, NotPermitted: As `named_layers`.
        InvalidFilter: A filter does not fit its layer.
        OverBudget: More pixels than the node draws.
        InvalidBox: The box leaves what its CRS can tell.
        ReleaseMissing: A release's folder is not whole.
    """
    return draw(_layers(spec, context), _picture(spec), context)


def map_etag(spec: MapSpec, context: Context) -> str:
    """The validator that `get_map` would answer with, without drawing; raises what it would raise for its names."""
    return picture_etag(_layers(spec, context), _picture(spec), context)


def _layers(spec: MapSpec, context: Context) -> tuple[OfferedLayer, ...]:
    return filtered_layers(spec.scope, spec.layers, spec.styles, spec.filters, context, Action.VIEW)


def _picture(spec: MapSpec) -> Picture:
    background = "" if spec.transparent and is_clear(spec.format) else spec.background
    return Picture(spec.box, spec.width_px, spec.height_px, background, spec.pixel_ratio, spec.format)
