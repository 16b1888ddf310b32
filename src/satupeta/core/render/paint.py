"""A stack of layers to a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupeta.core.features.columns import (
    LINE,
    MULTI_LINE,
    MULTI_POINT,
    MULTI_POLYGON,
    POINT,
    POLYGON,
    WorldColumns,
)
from satupeta.core.kernels.fill import add_rings, blend
from satupeta.core.kernels.stroke import add_strokes, blend_marks, blend_strokes
from satupeta.core.raster.image import ImageData
from satupeta.core.render.labels.ink import Label, draw_labels
from satupeta.core.render.view import LINES, POINTS, POLYGONS, Placed, View
from satupeta.core.style.colors import parse_color
from satupeta.core.style.marks import mark_ring
from satupeta.core.style.model import (
    LineSymbolizer,
    PointSymbolizer,
    PolygonSymbolizer,
    Stroke,
    Symbolizer,
    TextSymbolizer,
)

_NONZERO, _LAYERED = 0, 2
_JOINS = {"miter": 0, "round": 1, "bevel": 2}
_CAPS = {"butt": 0, "round": 1, "square": 2}
_TYPES = {POINTS: (POINT, MULTI_POINT), LINES: (LINE, MULTI_LINE), POLYGONS: (POLYGON, MULTI_POLYGON)}
_MITER_LIMIT = 4
_STRIP_PX = 1 << 20
"""Pixels that are drawn at a time: bounds the memory of a large picture."""


@dataclass(frozen=True, slots=True)
class PaintRule:
    """What one rule draws: its symbolizers, in order, each over all its rows."""

    symbolizers: tuple[Symbolizer, ...]
    rows: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PaintLayer:
    """One layer as the painter sees it.

    Attributes:
        columns: Where the rows' geometries are.
        rules: Those active at the picture's scale, the first at the bottom.
        opacity: Of the layer as a whole, applied after its features are drawn.
    """

    columns: WorldColumns
    rules: tuple[PaintRule, ...]
    opacity: float = 1.0


def paint(
    layers: Sequence[PaintLayer],
    view: View,
    background: str = "",
    pixel_ratio: float = 1.0,
    labels: Sequence[Label] = (),
) -> ImageData:
    """Draw layers over each other, the first at the bottom, and labels over all of them.

    Colours of one symbolizer are blended feature by feature: where translucent areas or strokes overlap they darken.
    A layer's own opacity lets all of it through evenly.

    Args:
        layers: What to draw.
        view: Where; its window bounds the rows that leave ink.
        background: `#rrggbb`, or "" for a transparent picture.
        pixel_ratio: Device pixels for one pixel of the style.
        labels: Where they stand already.

    Returns:
        uint8, bands red, green, blue, alpha, straight alpha. All transparent, or all background, without features.

    Raises:
        ValueError: A layer's columns are broken.
    """
    pixels = np.empty((4, view.height_px, view.width_px), np.uint8)
    placed = [[_PlacedRule(layer.columns, rule, view) for rule in layer.rules] for layer in layers]
    rows = max(1, _STRIP_PX // view.width_px)
    for top in range(0, view.height_px, rows):
        height = min(rows, view.height_px - top)
        picture = _blank(height, view.width_px, background)
        for layer, rules in zip(layers, placed, strict=True):
            _paint_layer(picture, rules, layer.opacity, top, pixel_ratio)
        draw_labels(picture, labels, top)
        pixels[:, top : top + height] = _straight(picture)
    return ImageData(pixels, view.box)


def margin_px(symbolizers: Sequence[Symbolizer]) -> float:
    """How far from its geometry any of these may leave ink, in pixels of the style; labels are asked elsewhere."""
    reaches = [0.0]
    for symbolizer in symbolizers:
        if isinstance(symbolizer, TextSymbolizer):
            continue
        stroke = symbolizer.stroke
        reaches.append(stroke.width_px / 2 * _MITER_LIMIT if stroke else 0.0)
        if isinstance(symbolizer, PointSymbolizer):
            reaches.append(symbolizer.size_px + (stroke.width_px * _MITER_LIMIT if stroke else 0.0))
    return max(reaches)


class _PlacedRule:
    """A rule's rows in pixels, by kind of geometry, each kind placed once when it is first needed."""

    def __init__(self, columns: WorldColumns, rule: PaintRule, view: View) -> None:
        self.symbolizers = rule.symbolizers
        self._columns = columns
        self._rows = rule.rows
        self._view = view
        self._placed: dict[int, Placed] = {}

    def of_kind(self, kind: int) -> Placed:
        if kind not in self._placed:
            rows = self._rows
            if len(rows) and not 0 <= rows.min() <= rows.max() < len(self._columns):
                raise ValueError("a row is not in its columns")
            rows = rows[np.isin(self._columns.types[rows], _TYPES[kind])]
            self._placed[kind] = self._view.place(self._columns, rows, kind)
        return self._placed[kind]


class _Brush:
    """Draws one rule's symbolizers into one strip."""

    def __init__(self, picture: NDArray[np.float32], top: int, pixel_ratio: float) -> None:
        _, height, width = picture.shape
        self._picture = picture
        self._cells = np.zeros((height, width + 2), np.float32)
        self._top = float(top)
        self._ratio = pixel_ratio

    def draw(self, symbolizer: Symbolizer, rule: _PlacedRule) -> None:
        if isinstance(symbolizer, PolygonSymbolizer):
            self._fill(symbolizer, rule.of_kind(POLYGONS))
            if symbolizer.stroke:
                self._stroke(symbolizer.stroke, rule.of_kind(POLYGONS), closed=True)
        elif isinstance(symbolizer, LineSymbolizer):
            self._stroke(symbolizer.stroke, rule.of_kind(POLYGONS), closed=True)
            self._stroke(symbolizer.stroke, rule.of_kind(LINES), closed=False)
        elif isinstance(symbolizer, PointSymbolizer):
            self._mark(symbolizer, rule.of_kind(POINTS))

    def _fill(self, symbolizer: PolygonSymbolizer, placed: Placed) -> None:
        xy, rings, _ = placed
        if not symbolizer.fill or symbolizer.fill_opacity <= 0 or not len(xy):
            return
        add_rings(self._cells, xy, rings, self._top)
        rule = _NONZERO if symbolizer.fill_opacity >= 1 else _LAYERED
        blend(self._cells, self._picture, parse_color(symbolizer.fill), symbolizer.fill_opacity, rule)

    def _stroke(self, stroke: Stroke, placed: Placed, *, closed: bool) -> None:
        xy, rings, features = placed
        if stroke.opacity <= 0 or stroke.width_px <= 0 or not len(xy):
            return
        width, dashes = stroke.width_px * self._ratio, tuple(length * self._ratio for length in stroke.dash)
        pen = (closed, width, _JOINS[stroke.join], _CAPS[stroke.cap], dashes)
        color = parse_color(stroke.color)
        if stroke.opacity < 1:
            blend_strokes(self._cells, self._picture, xy, rings, features, *pen, color, stroke.opacity, self._top)
            return
        add_strokes(self._cells, xy, rings, *pen, self._top)
        blend(self._cells, self._picture, color, 1.0, _NONZERO)

    def _mark(self, symbolizer: PointSymbolizer, placed: Placed) -> None:
        xy, _, _ = placed
        stroke = symbolizer.stroke
        if not len(xy) or symbolizer.size_px <= 0:
            return
        fill = (parse_color(symbolizer.fill), symbolizer.fill_opacity) if symbolizer.fill else None
        outline = None
        if stroke and stroke.width_px > 0:
            outline = (parse_color(stroke.color), stroke.opacity, stroke.width_px * self._ratio, _JOINS[stroke.join])
        shape = mark_ring(symbolizer.mark, symbolizer.size_px * self._ratio)
        blend_marks(self._cells, self._picture, xy, shape, fill, outline, self._top)


def _paint_layer(
    picture: NDArray[np.float32], rules: Sequence[_PlacedRule], opacity: float, top: int, pixel_ratio: float
) -> None:
    if opacity <= 0:
        return
    own = picture if opacity >= 1 else np.zeros_like(picture)
    brush = _Brush(own, top, pixel_ratio)
    for rule in rules:
        for symbolizer in rule.symbolizers:
            brush.draw(symbolizer, rule)
    if own is not picture:
        picture *= 1 - own[3] * np.float32(opacity)
        picture += own * np.float32(opacity)


def _blank(height: int, width: int, background: str) -> NDArray[np.float32]:
    picture = np.zeros((4, height, width), np.float32)
    if background:
        picture += np.array([*parse_color(background), 1.0], np.float32)[:, None, None]
    return picture


def _straight(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Premultiplied 0 to 1 as straight 0 to 255, rounded; transparent pixels are all zero."""
    alpha = np.clip(picture[3], 0, 1)
    levels = np.empty(picture.shape, np.uint8)
    levels[3] = alpha * 255 + 0.5
    seen = levels[3] > 0
    scale = np.divide(255, alpha, out=np.zeros_like(alpha), where=seen)
    levels[:3] = np.clip(picture[:3] * scale, 0, 255) + 0.5 * seen
    return levels
