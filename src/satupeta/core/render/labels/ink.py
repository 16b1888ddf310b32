"""Labels as ink: masks of letters and their halos, and how they go onto a picture."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from satupeta.core.kernels.fill import add_rings, blend
from satupeta.core.kernels.stroke import add_strokes
from satupeta.core.render.labels.typeface import Outline
from satupeta.core.style.colors import Color

_NONZERO, _ROUND = 0, 1


@dataclass(frozen=True, slots=True)
class Mask:
    """How much of each pixel letters cover, 0 to 1, and how much letters with halo; float32, shape (height, width).

    Attributes:
        left, top: Of the first pixel, from the label's own pixel.
    """

    letters: NDArray[np.float32]
    halo: NDArray[np.float32]
    left: int
    top: int

    @property
    def size_bytes(self) -> int:
        """What it takes in memory."""
        return self.letters.nbytes + self.halo.nbytes


@dataclass(frozen=True, slots=True)
class Label:
    """A mask at a pixel of a picture; colours 0 to 1."""

    mask: Mask
    column: int
    row: int
    color: Color
    halo_color: Color
    opacity: float


class Masks(Protocol):
    """Keeps masks that were made, for the next picture. Safe to use from several threads."""

    def get(self, key: Hashable) -> Mask | None:
        """The mask of a key, or None."""
        ...

    def keep(self, key: Hashable, mask: Mask) -> None:
        """Keep a mask, as long as there is room."""
        ...


def mask_of(outline: Outline, halo_px: float) -> Mask | None:
    """The mask of contours in pixels, y down, or None where there are none."""
    if not len(outline.xy):
        return None
    reach = halo_px + 1
    left, top = (int(edge) for edge in np.floor(outline.xy.min(axis=0) - reach))
    right, bottom = (int(edge) for edge in np.ceil(outline.xy.max(axis=0) + reach))
    xy = np.ascontiguousarray(outline.xy - (left, top))
    cells = np.zeros((bottom - top, right - left + 2), np.float32)
    add_rings(cells, xy, outline.rings)
    letters = _covered(cells)
    halo = letters
    if halo_px > 0:
        add_strokes(cells, xy, outline.rings, True, 2 * halo_px, _ROUND, _ROUND)
        halo = np.maximum(_covered(cells), letters)
    return Mask(letters, halo, left, top)


def draw_labels(picture: NDArray[np.float32], labels: Sequence[Label], top: int) -> None:
    """Blend labels into a strip of a picture, float32, shape (4, height, width), premultiplied; row 0 is row `top`."""
    for label in labels:
        mask = label.mask
        column, row = label.column + mask.left, label.row + mask.top - top
        rows, columns = (
            _overlap(row, mask.halo.shape[0], picture.shape[1]),
            _overlap(column, mask.halo.shape[1], picture.shape[2]),
        )
        if rows is None or columns is None:
            continue
        part = picture[:, rows[0], columns[0]]
        for color, cover in ((label.halo_color, mask.halo), (label.color, mask.letters)):
            _blend(part, color, cover[rows[1], columns[1]] * np.float32(label.opacity))


def _blend(part: NDArray[np.float32], color: Color, cover: NDArray[np.float32]) -> None:
    part *= 1 - cover
    part += np.array([*color, 1.0], np.float32)[:, None, None] * cover


def _overlap(start: int, length: int, limit: int) -> tuple[slice, slice] | None:
    """Where `length` pixels from `start` on lie within 0 to `limit`, there and in themselves; None for nowhere."""
    first, last = max(start, 0), min(start + length, limit)
    return (slice(first, last), slice(first - start, last - start)) if first < last else None


def _covered(cells: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = cells.shape
    picture = np.zeros((4, height, width - 2), np.float32)
    blend(cells, picture, (1.0, 1.0, 1.0), 1.0, _NONZERO)
    cover: NDArray[np.float32] = picture[3]
    return cover
