"""Labels that could stand in a picture."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from satupeta.core.render.labels.anchors import Anchors
from satupeta.core.render.labels.lattice import Lattice
from satupeta.core.render.labels.lettering import LINE_HEIGHT_EM, MOST_LINES, Lettering, lettered, lettered_once, said
from satupeta.core.render.labels.lines import LINE_WRAPS, Middle, letters_along, middles
from satupeta.core.render.labels.placement import reach_of, thinned
from satupeta.core.render.labels.typeface import Typefaces, Word
from satupeta.core.style.model import FieldValue, TextSymbolizer

PADDING_PX = 2.0
"""Kept free round a label."""
_ROOM = 1.1
_STEPS = 4
"""Places of a letter within a pixel."""
Key = tuple[float, ...]
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LabelRule:
    """What one text symbolizer names.

    Attributes:
        symbolizer: How.
        rows: Of the layer's columns.
        ids: Feature id of each row.
        values: Its fields of each row; those that the release does not have are missing.
    """

    symbolizer: TextSymbolizer
    rows: NDArray[np.int32]
    ids: NDArray[np.int32]
    values: pa.Table


@dataclass(frozen=True, slots=True)
class LabelLayer:
    """One layer as far as it is named; `opacity` is the layer's own."""

    anchors: Anchors
    rules: tuple[LabelRule, ...]
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label that could stand.

    Attributes:
        key: Candidates with the least come first; no two have the same.
        symbolizer: How it is drawn.
        opacity: Of its layer.
        text: What it says.
        middle: Pixel of the lattice.
        boxes: What it covers, in pixels of the lattice, shape (n, 4).
        lettering: Its lines, where it stands upright.
        word: Its letters, where they follow a line.
        turns: Of those letters: x and y of their middle from `middle`, and the turn clockwise, shape (n, 3).
    """

    key: Key
    symbolizer: TextSymbolizer
    opacity: float
    text: str
    middle: tuple[float, float]
    boxes: NDArray[np.float64]
    lettering: Lettering | None = None
    word: Word | None = None
    turns: NDArray[np.float64] | None = None


def margin_of(symbolizers: Sequence[TextSymbolizer], pixel_ratio: float) -> tuple[float, float]:
    """How far beside a picture, across and down, labels are looked at that have a say in what stands in it."""
    reaches = np.array([_reach(symbolizer, pixel_ratio) for symbolizer in symbolizers])
    apart = max(symbolizer.repeat_px for symbolizer in symbolizers) * pixel_ratio
    across, down = reaches.max(axis=0).tolist()
    return reach_of(across, 2 * across + apart), reach_of(down, 2 * down + apart)


def candidates(
    layers: Sequence[LabelLayer], lattice: Lattice, margin: tuple[float, float], ratio: float, typefaces: Typefaces
) -> list[Candidate]:
    """All labels that could stand in a picture or have a say in it, the first one first.

    Args:
        layers: The first at the bottom.
        lattice: Of the picture.
        margin: As `margin_of`.
        ratio: Device pixels for one pixel of the style.
        typefaces: What letters look like.
    """
    found: list[Candidate] = []
    for depth, layer in enumerate(layers):
        for number, rule in enumerate(layer.rules):
            maker = _Maker(layer, rule, (-depth, number), lattice, margin, ratio, typefaces)
            found.extend(maker.along() if rule.symbolizer.placement == "line" else maker.upright())
    return sorted(found, key=lambda candidate: candidate.key)


class _Maker:
    """Makes the candidates of one rule."""

    def __init__(
        self,
        layer: LabelLayer,
        rule: LabelRule,
        stack: tuple[int, int],
        lattice: Lattice,
        margin: tuple[float, float],
        ratio: float,
        typefaces: Typefaces,
    ) -> None:
        self._layer, self._rule, self._lattice, self._margin = layer, rule, lattice, margin
        self._symbolizer = rule.symbolizer
        self._stack = stack
        self._size = rule.symbolizer.size_px * ratio
        self._ratio = ratio
        self._rim = rule.symbolizer.halo_px * ratio + PADDING_PX * ratio
        self._typeface = typefaces.of_weight(rule.symbolizer.weight)
        self._priorities = _priorities(rule)
        self._named = _named(rule)

    def upright(self) -> Iterator[Candidate]:
        points = self._lattice.points(self._layer.anchors.inner(self._rule.rows[self._named]))
        chosen, points = self._thinned(self._named, points)
        for index, point in zip(chosen.tolist(), points, strict=True):
            text = self._text(index)
            lettering = lettered(text, self._typeface, self._symbolizer.wrap_em) if text else None
            if lettering is not None:
                middle, half = self._middle(point, lettering)
                box = np.array([(middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])])
                yield Candidate(
                    self._key(index), self._symbolizer, self._layer.opacity, text, middle, box, lettering=lettering
                )

    def along(self) -> Iterator[Candidate]:
        lattice = self._lattice
        columns = self._layer.anchors.columns
        found = [
            (index, middle)
            for index in self._named.tolist()
            for middle in middles(columns, int(self._rule.rows[index]), self._spacing(index), lattice.view.window)
        ]
        owners = np.array([index for index, _ in found], np.int64)
        places = np.array([middle.point for _, middle in found], np.float64).reshape(-1, 2)
        points = lattice.points(np.rint(places).astype(np.int32))
        for position in self._thinned(np.arange(len(found)), points, owners)[0].tolist():
            candidate = self._on(*found[position])
            if candidate is not None:
                yield candidate

    def _on(self, index: int, middle: Middle) -> Candidate | None:
        text, word = self._text(index), self._word(index)
        if not word.glyphs:
            return None
        half_units = (word.width * self._size / 2 + self._size) * self._lattice.units_per_px * 1.5
        path = self._lattice.points(middle.excerpt(half_units))
        turns = letters_along(path, middle.share(half_units), word, self._size)
        if turns is None:
            return None
        centre = turns[len(turns) // 2, :2].copy()
        reach = self._size * LINE_HEIGHT_EM / 2 + self._rim
        boxes = np.column_stack((turns[:, :2] - reach, turns[:, :2] + reach))
        turns[:, :2] -= centre
        middle_px = (float(centre[0]), float(centre[1]))
        return Candidate(
            (*self._key(index), middle.number),
            self._symbolizer,
            self._layer.opacity,
            text,
            middle_px,
            boxes,
            word=word,
            turns=turns,
        )

    def _text(self, index: int) -> str:
        values = self._rule.values
        return said(self._symbolizer, {name: values.column(name)[index].as_py() for name in values.column_names})

    def _word(self, index: int) -> Word:
        return lettered_once(self._text(index), self._typeface, LINE_WRAPS * self._symbolizer.wrap_em)

    def _spacing(self, index: int) -> float:
        """World units from one label to the next on a line, from middle to middle; 0 for one a line."""
        if not self._symbolizer.repeat_px:
            return 0.0
        length = self._word(index).width * self._size + 2 * (self._size + self._rim)
        return (self._symbolizer.repeat_px * self._ratio + length) * _ROOM * self._lattice.units_per_px

    def _thinned(
        self, positions: NDArray[np.int64], points: NDArray[np.float64], owners: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The positions near the picture, one in each small cell, with their points."""
        near = np.flatnonzero(self._lattice.within(points, self._margin))
        if not len(near):
            return positions[:0], points[:0]
        indices = (positions if owners is None else owners)[near]
        order = np.empty(len(near), np.int64)
        order[np.lexsort((near, self._rule.ids[indices], -self._priorities[indices]))] = np.arange(len(near))
        kept = near[thinned(points[near], order, (2 * self._size, self._size), self._lattice.origin)]
        return positions[kept], points[kept]

    def _middle(self, point: NDArray[np.float64], lettering: Lettering) -> tuple[Pair, Pair]:
        """The middle of an upright label on whole rows and quarters of columns, and half of what it covers."""
        symbolizer = self._symbolizer
        half = lettering.width * self._size / 2 + self._rim, lettering.height * self._size / 2 + self._rim
        side = {"center": (0, 0), "left": (1, 0), "right": (-1, 0), "top": (0, 1), "bottom": (0, -1)}
        toward = side[symbolizer.anchor]
        x = point[0] + symbolizer.offset_px[0] * self._ratio + toward[0] * half[0]
        y = point[1] + symbolizer.offset_px[1] * self._ratio + toward[1] * half[1]
        return (math.floor(x * _STEPS + 0.5) / _STEPS, float(math.floor(y + 0.5))), half

    def _key(self, index: int) -> Key:
        first = (-float(self._symbolizer.rank), -float(self._priorities[index]))
        return (*first, *map(float, self._stack), float(self._rule.ids[index]))


def _reach(symbolizer: TextSymbolizer, ratio: float) -> tuple[float, float]:
    size = symbolizer.size_px * ratio
    rim = (symbolizer.halo_px + PADDING_PX) * ratio
    if symbolizer.placement == "line":
        reach = LINE_WRAPS * symbolizer.wrap_em * size / 2 + size + rim
        return reach, reach
    wide, high = symbolizer.wrap_em * size / 2 + rim, MOST_LINES * LINE_HEIGHT_EM * size / 2 + rim
    if symbolizer.anchor != "center":
        wide, high = 2 * wide, 2 * high
    return wide + abs(symbolizer.offset_px[0]) * ratio + 1, high + abs(symbolizer.offset_px[1]) * ratio + 1


def _named(rule: LabelRule) -> NDArray[np.int64]:
    """Positions of the rows that have something to say; told from whole columns, since there may be very many."""
    speaks = np.zeros(len(rule.rows), np.bool_)
    for part in rule.symbolizer.label:
        if isinstance(part, FieldValue) and part.field in rule.values.column_names:
            column = rule.values.column(part.field)
            known = pc.is_valid(column)
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                known = pc.and_(known, pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False))
            speaks |= known.to_numpy()
    return np.flatnonzero(speaks)


def _priorities(rule: LabelRule) -> NDArray[np.float64]:
    """The numbers that a rule's rows are ranked by; the lowest where there is none."""
    name = rule.symbolizer.priority
    if not name:
        return np.zeros(len(rule.rows))
    lowest = -np.finfo(np.float64).max
    column = rule.values.column(name) if name in rule.values.column_names else pa.nulls(len(rule.rows))
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        return np.full(len(rule.rows), lowest)
    numbers = pc.fill_null(pc.cast(column, pa.float64(), safe=False), lowest).to_numpy()
    return np.where(np.isfinite(numbers), numbers, lowest)
