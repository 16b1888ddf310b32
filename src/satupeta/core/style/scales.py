"""What of a style is drawn at which scale: in a vector tile, and in a first look at a dataset."""

import math

from satupeta.core.box import Box
from satupeta.core.crs import SERVED
from satupeta.core.errors import InvalidFilter
from satupeta.core.features.schema import Schema
from satupeta.core.filters.check import checked
from satupeta.core.filters.tree import Expression, Or
from satupeta.core.style.model import Style

PIXEL_M = 0.00028
"""The pixel that scale denominators are reckoned with (OGC 06-042, 7.2.4.6.9)."""
SCALE_AT_ZOOM_0 = 2 * math.pi * 6378137 / 256 / PIXEL_M
"""Scale denominator of the one tile of zoom 0 at 256 pixels of 0.28 mm (OGC 17-083r4, annex D.1)."""
_LARGEST_TILE_PX = 1024
_FRAME = 0.7
NOTHING = Or(())


def tile_scales(zoom: int) -> tuple[float, float]:
    """The least and the greatest scale denominator that clients draw the tiles of a zoom at.

    Some draw a tile at 256 pixels, some at 512, and stretch it to twice that before they take the next zoom.
    """
    greatest = SCALE_AT_ZOOM_0 / 2**zoom
    return greatest * 256 / _LARGEST_TILE_PX, greatest


def drawn_features(style: Style, zoom: int, schema: Schema) -> Expression | None:
    """Which features a style draws at any scale that the tiles of a zoom are drawn at.

    Args:
        style: With the scale ranges of its rules.
        zoom: Of the tiles.
        schema: A rule that speaks of a field that is not there draws nothing.

    Returns:
        None for all of them, `NOTHING` for none.
    """
    least, greatest = tile_scales(zoom)
    wanted: list[Expression] = []
    for rule in style.rules:
        if rule.min_scale > greatest or (rule.max_scale and rule.max_scale <= least):
            continue
        if rule.filter is None:
            return None
        try:
            checked(rule.filter, schema)
        except InvalidFilter:
            continue
        wanted.append(rule.filter)
    return Or(tuple(wanted))


def first_look(style: Style, extent: Box, width_px: int, height_px: int) -> Box:
    """Where a picture of a dataset shows something of it.

    Returns:
        The extent, or its middle where the style draws nothing at the scale of the whole; some room is left for a
        frame that fits the box to the picture's shape.
    """
    limits = [rule.max_scale for rule in style.rules]
    if not limits or not all(limits):
        return extent
    metres_a_pixel = SERVED[extent.crs].metres_per_unit * max(extent.width / width_px, extent.height / height_px)
    share = _FRAME * max(limits) * PIXEL_M / metres_a_pixel if metres_a_pixel else 1.0
    if share >= 1.0:
        return extent
    x, y = (extent.west + extent.east) / 2, (extent.south + extent.north) / 2
    half_width, half_height = extent.width * share / 2, extent.height * share / 2
    return Box(x - half_width, y - half_height, x + half_width, y + half_height, extent.crs)
