"""From layers to the labels of a picture."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from satupeta.core.render.labels.candidates import Candidate, LabelLayer, candidates
from satupeta.core.render.labels.ink import Label, Mask, Masks, mask_of
from satupeta.core.render.labels.lattice import Lattice
from satupeta.core.render.labels.placement import overlapping, standing
from satupeta.core.render.labels.typeface import Outline, Typeface, Typefaces, Word
from satupeta.core.render.view import View
from satupeta.core.style.colors import parse_color

_PHASES = 4


def labels_in(
    layers: Sequence[LabelLayer],
    view: View,
    margin: tuple[float, float],
    pixel_ratio: float,
    typefaces: Typefaces,
    masks: Masks,
) -> tuple[Label, ...]:
    """The labels that leave ink in a picture. No two overlap, and pictures side by side have the same on their border.

    Args:
        layers: What is named, the first at the bottom.
        view: The picture, whose window holds `margin` too.
        margin: How far beside it labels have a say, as `margin_of` tells.
        pixel_ratio: Device pixels for one pixel of the style.
        typefaces: What letters look like.
        masks: Those made before; more are kept there.
    """
    if view.is_empty or not any(len(rule.rows) for layer in layers for rule in layer.rules):
        return ()
    lattice = Lattice.of(view)
    asked = candidates(layers, lattice, margin, pixel_ratio, typefaces)
    stand = standing(np.arange(len(asked), dtype=np.int64), _exclusions(asked, pixel_ratio))
    kept = [asked[position] for position in np.flatnonzero(stand).tolist()]
    drawn = (_label(candidate, lattice, pixel_ratio, typefaces, masks) for candidate in kept)
    return tuple(label for label in drawn if label is not None and _is_seen(label, view))


def placed_text(word: Word, start: tuple[float, float], size_px: float, typeface: Typeface) -> Outline:
    """The contours of a word in pixels, its base line beginning at `start`, in ems."""
    pieces = _set(word, np.array(start), typeface)
    return _joined([Outline(piece.xy * size_px, piece.rings) for piece in pieces], (0.0, 0.0))


def _exclusions(asked: Sequence[Candidate], ratio: float) -> NDArray[np.int64]:
    """Candidates that overlap, and equal ones that stand too near."""
    boxes = np.array([box for candidate in asked for box in candidate.boxes], np.float64).reshape(-1, 4)
    owners = np.repeat(np.arange(len(asked)), [len(candidate.boxes) for candidate in asked])
    pairs = [overlapping(boxes, owners)]
    reaches = np.array([candidate.symbolizer.repeat_px for candidate in asked])[owners] * ratio / 2
    wide = reaches > 0
    if wide.any():
        grown = boxes[wide] + reaches[wide, None] * (-1, -1, 1, 1)
        near = overlapping(grown, owners[wide])
        said = [(candidate.text, candidate.symbolizer) for candidate in asked]
        equal = [said[one] == said[other] for one, other in near.tolist()]
        pairs.append(near[np.array(equal, np.bool_)])
    return np.concatenate(pairs)


def _label(candidate: Candidate, lattice: Lattice, ratio: float, typefaces: Typefaces, masks: Masks) -> Label | None:
    symbolizer = candidate.symbolizer
    steps = np.floor((np.array(candidate.middle) - lattice.shift) * _PHASES + 0.5).astype(int)
    steps[1] = (steps[1] + _PHASES // 2) // _PHASES * _PHASES if candidate.turns is None else steps[1]
    (column, x_phase), (row, y_phase) = (divmod(int(step), _PHASES) for step in steps)
    turns = candidate.turns.tobytes() if candidate.turns is not None else b""
    look = (symbolizer.size_px, symbolizer.weight, symbolizer.halo_px, symbolizer.wrap_em, ratio)
    key = (candidate.text, look, x_phase, y_phase, turns)
    mask = masks.get(key)
    if mask is None:
        mask = _mask(candidate, (x_phase / _PHASES, y_phase / _PHASES), ratio, typefaces.of_weight(symbolizer.weight))
        if mask is None:
            return None
        masks.keep(key, mask)
    colors = parse_color(symbolizer.color), parse_color(symbolizer.halo_color)
    return Label(mask, column, row, *colors, symbolizer.opacity * candidate.opacity)


def _mask(candidate: Candidate, phase: tuple[float, float], ratio: float, typeface: Typeface) -> Mask | None:
    size = candidate.symbolizer.size_px * ratio
    if candidate.word is not None and candidate.turns is not None:
        pieces = _turned(candidate.word, candidate.turns, size, typeface)
    elif candidate.lettering is not None:
        pieces = [
            Outline(outline.xy * size, outline.rings)
            for word, start in zip(candidate.lettering.lines, candidate.lettering.places, strict=True)
            for outline in _set(word, start, typeface)
        ]
    else:
        return None
    return mask_of(_joined(pieces, phase), candidate.symbolizer.halo_px * ratio)


def _set(word: Word, start: NDArray[np.float64], typeface: Typeface) -> list[Outline]:
    """The letters of a word from `start` on, in ems."""
    outlines = [typeface.outline(glyph) for glyph in word.glyphs]
    return [
        Outline(outline.xy + place + start, outline.rings) for outline, place in zip(outlines, word.places, strict=True)
    ]


def _turned(word: Word, turns: NDArray[np.float64], size_px: float, typeface: Typeface) -> list[Outline]:
    """The letters of a word along a line, in pixels from the label's middle."""
    pieces = []
    for glyph, place, advance, (x, y, turn) in zip(word.glyphs, word.places, word.advances, turns, strict=True):
        outline = typeface.outline(glyph)
        down = place[1] + typeface.ascent / 3
        foot = (outline.xy - np.array((advance / 2, -down))) * size_px
        cosine, sine = np.cos(turn), np.sin(turn)
        pieces.append(Outline(foot @ np.array([[cosine, sine], [-sine, cosine]]) + (x, y), outline.rings))
    return pieces


def _joined(pieces: Sequence[Outline], shift: tuple[float, float]) -> Outline:
    starts = np.cumsum([0, *(len(piece.xy) for piece in pieces)])
    rings = [piece.rings[1:] + start for piece, start in zip(pieces, starts, strict=False)]
    xy = np.concatenate([np.empty((0, 2)), *(piece.xy for piece in pieces)]) + shift
    return Outline(xy, np.concatenate(([0], *rings)).astype(np.int32))


def _is_seen(label: Label, view: View) -> bool:
    height, width = label.mask.halo.shape
    column, row = label.column + label.mask.left, label.row + label.mask.top
    return column < view.width_px and row < view.height_px and column + width > 0 and row + height > 0
