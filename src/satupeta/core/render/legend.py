"""Legends as pictures: a map of samples beside their words, drawn by the painter itself."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.features.columns import LINE, POINT, POLYGON, WorldColumns
from satupeta.core.raster.image import ImageData
from satupeta.core.render.labels.ink import Label, mask_of
from satupeta.core.render.labels.labelling import placed_text
from satupeta.core.render.labels.lettering import clean, lettered_once
from satupeta.core.render.labels.typeface import Typefaces
from satupeta.core.render.paint import PaintLayer, PaintRule, paint
from satupeta.core.render.view import View
from satupeta.core.style.colors import parse_color
from satupeta.core.style.legend import SWATCH_HEIGHT_PX, SWATCH_WIDTH_PX, LegendEntry
from satupeta.core.style.model import LineSymbolizer, Symbolizer, TextSymbolizer
from satupeta.core.text import Language

ROW_PX, RIM_PX, GAP_PX, TEXT_PX = 24, 6, 8, 12
_WEIGHT, _INK, _GROUND = 500, "#10231f", "#ffffff"
_LONGEST_EM = 30.0
_UNITS = 256
"""World units for a pixel of the legend."""


def legend_size(entries: Sequence[LegendEntry], language: Language, typefaces: Typefaces) -> tuple[int, int]:
    """Width and height of a legend's picture in pixels."""
    face = typefaces.of_weight(_WEIGHT)
    titles = [lettered_once(clean(entry.title.in_language(language)), face, _LONGEST_EM) for entry in entries]
    widest = max((title.width for title in titles), default=0.0) * TEXT_PX
    return round(2 * RIM_PX + SWATCH_WIDTH_PX + GAP_PX + widest + 1), max(1, len(entries)) * ROW_PX + RIM_PX


def draw_legend(entries: Sequence[LegendEntry], language: Language, typefaces: Typefaces) -> ImageData:
    """One row an entry: its symbols, and its words in ink on white."""
    width, height = legend_size(entries, language, typefaces)
    layers = [_layer(entry, number) for number, entry in enumerate(entries)]
    labels: list[Label] = []
    for number, entry in enumerate(entries):
        middle = (RIM_PX + SWATCH_WIDTH_PX / 2, _middle(number))
        for symbolizer in entry.symbolizers:
            if isinstance(symbolizer, TextSymbolizer):
                size = min(symbolizer.size_px, SWATCH_HEIGHT_PX - 4)
                look = (symbolizer.weight, symbolizer.color, symbolizer.halo_color, symbolizer.halo_px)
                labels += _written("Aa", middle, size, look, typefaces, centred=True)
        start = (RIM_PX + SWATCH_WIDTH_PX + GAP_PX, _middle(number))
        title = clean(entry.title.in_language(language))
        labels += _written(title, start, TEXT_PX, (_WEIGHT, _INK, _GROUND, 0.0), typefaces, centred=False)
    return paint(layers, _view(width, height), _GROUND, labels=labels)


def _written(
    text: str,
    at: tuple[float, float],
    size_px: float,
    look: tuple[int, str, str, float],
    typefaces: Typefaces,
    *,
    centred: bool,
) -> list[Label]:
    weight, color, halo_color, halo_px = look
    face = typefaces.of_weight(weight)
    word = lettered_once(text, face, _LONGEST_EM)
    if not word.glyphs:
        return []
    left = -word.width / 2 if centred else 0.0
    mask = mask_of(placed_text(word, (left, face.ascent / 3), size_px, face), halo_px)
    if mask is None:
        return []
    return [Label(mask, round(at[0]), round(at[1]), parse_color(color), parse_color(halo_color), 1.0)]


def _middle(number: int) -> float:
    return RIM_PX / 2 + ROW_PX * (number + 0.5)


def _view(width_px: int, height_px: int) -> View:
    nodes = np.array([[(0, 0), (width_px, 0)], [(0, height_px), (width_px, height_px)]], np.float64)
    world = (width_px * _UNITS, height_px * _UNITS)
    box = Box(0.0, -float(height_px), float(width_px), 0.0)
    return View(box, width_px, height_px, (0, 0, *world), nodes, (0.0, 0.0), (float(world[0]), float(world[1])), True)


def _layer(entry: LegendEntry, number: int) -> PaintLayer:
    """An area, a line and a point in the entry's row: each symbolizer draws what is its own."""
    left, right, middle = RIM_PX + 1, RIM_PX + SWATCH_WIDTH_PX - 1, _middle(number)
    top, bottom = middle - SWATCH_HEIGHT_PX / 2 + 1, middle + SWATCH_HEIGHT_PX / 2 - 1
    points: list[tuple[float, float]] = [(left, top), (right, top), (right, bottom), (left, bottom)]
    points += [(left, middle), (right, middle), ((left + right) / 2, middle)]
    rows = np.arange(3, dtype=np.int32)
    columns = WorldColumns(
        np.rint(np.array(points) * _UNITS).astype(np.int32),
        np.array([0, 4, 6, 7], np.int32),
        np.arange(4, dtype=np.int32),
        np.arange(4, dtype=np.int32),
        np.array([POLYGON, LINE, POINT], np.uint8),
        np.zeros((3, 4), np.int32),
    )
    return PaintLayer(
        columns, tuple(PaintRule((symbolizer,), _rows(symbolizer, rows)) for symbolizer in entry.symbolizers)
    )


def _rows(symbolizer: Symbolizer, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    # A line's symbol runs round areas too: in a legend it is a line.
    return rows[1:] if isinstance(symbolizer, LineSymbolizer) else rows
