"""A typeface: shaped words, and the outlines of its letters.

Words are shaped by HarfBuzz. Letters stay outlines, which the fill kernel draws: at any size, turn and fraction of a
pixel, with a halo of any width.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

_GLYPH_LIMIT = 4096
_WORD_LIMIT = 8192
_CURVE_STEPS = 4
_MISSING = 0
_WEIGHT_STEP = 50
_WORD_SPACE_EM = 0.07


@dataclass(frozen=True, slots=True)
class Outline:
    """The contours of a letter or word, in ems, y down, the origin on the base line.

    Attributes:
        xy: Vertices, shape (n, 2), float64.
        rings: Offsets into `xy`, int32.
    """

    xy: NDArray[np.float64]
    rings: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Word:
    """A shaped piece of text.

    Attributes:
        glyphs: Numbers of the letters, in the order they are drawn from left to right.
        places: Where each stands: x, y in ems, y down, shape (n, 2).
        advances: How wide each is, in ems.
        width: Of the whole, in ems.
    """

    glyphs: tuple[int, ...]
    places: NDArray[np.float64]
    advances: NDArray[np.float64]
    width: float


class Typeface:
    """A typeface at one weight; safe to use from several threads.

    Args:
        data: An OpenType file.
        weight: Of a variable font; others have one only.

    Attributes:
        ascent, descent: Above and below the base line, in ems, both positive.
        shaped: A line of text as letters; without any letter that the typeface has, an empty word.
        outline: The contours of the letter of a number.
    """

    def __init__(self, data: bytes, weight: int) -> None:
        face = hb.Face(hb.Blob(data))
        self._font = hb.Font(face)
        if face.has_var_data:
            self._font.set_variations({"wght": float(weight)})
        self._em = float(face.upem)
        extents = self._font.get_font_extents("ltr")
        self.ascent, self.descent = extents.ascender / self._em, -extents.descender / self._em
        self.shaped = lru_cache(_WORD_LIMIT)(self._shape)
        self.outline = lru_cache(_GLYPH_LIMIT)(self._draw)

    def _draw(self, glyph: int) -> Outline:
        pen = _Pen(self._em)
        self._font.draw_glyph_with_pen(glyph, pen)
        return pen.outline()

    def _shape(self, text: str) -> Word:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, {"kern": True, "liga": True})
        glyphs = tuple(int(info.codepoint) for info in buffer.glyph_infos)
        if all(glyph == _MISSING for glyph in glyphs):
            return Word((), np.empty((0, 2)), np.empty(0), 0.0)
        positions = np.array([position.position for position in buffer.glyph_positions], np.float64) / self._em
        # The typeface's own space is narrow: on a map words must come apart at a glance.
        spaces = np.array([text[info.cluster] == " " for info in buffer.glyph_infos])
        advances = positions[:, 2] + _WORD_SPACE_EM * spaces
        pens = np.cumsum(advances) - advances
        places = np.column_stack((pens + positions[:, 0], -positions[:, 1]))
        return Word(glyphs, places, advances, float(advances.sum()))


class Typefaces:
    """One variable typeface at all of its weights, each made when it is first needed. Safe to use from several threads.

    Args:
        data: An OpenType file.
    """

    def __init__(self, data: bytes) -> None:
        self._at = lru_cache(maxsize=None)(lambda weight: Typeface(data, weight))

    def of_weight(self, weight: int) -> Typeface:
        """The typeface at a weight, rounded to fifties."""
        return self._at(min(max(round(weight / _WEIGHT_STEP), 4), 16) * _WEIGHT_STEP)


@dataclass(slots=True)
class _Pen:
    """Takes the commands that draw a letter, bends them into short edges."""

    em: float
    _rings: list[NDArray[np.float64]] = field(default_factory=list)
    _points: list[tuple[float, float]] = field(default_factory=list)

    def moveTo(self, point: tuple[float, float]) -> None:
        self._points = [point]

    def lineTo(self, point: tuple[float, float]) -> None:
        self._points.append(point)

    def qCurveTo(self, middle: tuple[float, float], end: tuple[float, float]) -> None:
        self._bend(self._points[-1], middle, end)

    def curveTo(self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]) -> None:
        self._bend(self._points[-1], first, second, end)

    def closePath(self) -> None:
        ring = np.array(self._points, np.float64) / (self.em, -self.em)
        if len(ring) > 1 and (ring[0] == ring[-1]).all():
            ring = ring[:-1]
        if len(ring) > 2:
            self._rings.append(ring)
        self._points = []

    def endPath(self) -> None:
        self._points = []

    def outline(self) -> Outline:
        """What was drawn."""
        counts = [len(ring) for ring in self._rings]
        xy = np.concatenate(self._rings) if self._rings else np.empty((0, 2))
        return Outline(xy, np.concatenate(([0], np.cumsum(counts, dtype=np.int32))).astype(np.int32))

    def _bend(self, *handles: tuple[float, float]) -> None:
        """A Bézier curve of any degree by de Casteljau's construction, in a few edges."""
        for step in range(1, _CURVE_STEPS + 1):
            share = step / _CURVE_STEPS
            points = list(handles)
            while len(points) > 1:
                points = [(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])) for a, b in pairwise(points)]
            self._points.append(points[0])
