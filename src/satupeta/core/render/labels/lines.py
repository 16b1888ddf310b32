"""Labels along lines."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupeta.core.features.columns import LINE, MULTI_LINE, WorldColumns
from satupeta.core.render.labels.typeface import Word

LINE_WRAPS = 2
"""A label along a line may be so many times as long as an upright one's lines."""
_MOST_MIDDLES = 10_000
_SHARPEST_TURN = math.radians(25)
_NARROWEST_EM = 0.2
_TURN_STEPS = 1024
_PLACE_STEPS = 8


@dataclass(frozen=True, slots=True)
class Middle:
    """A place half-way under a label on a line.

    Attributes:
        path: Vertices of the line in world units, shape (n, 2), float64.
        walked: How far each vertex is from the first, in world units.
        at: How far the place is.
        point: Where it lies.
        number: Among those of its feature.
    """

    path: NDArray[np.float64]
    walked: NDArray[np.float64]
    at: float
    point: tuple[float, float]
    number: int

    def excerpt(self, half_units: float) -> NDArray[np.int32]:
        """The line from `half_units` before to as much after the place, as far as it goes; world units."""
        first, last = max(self.at - half_units, 0.0), min(self.at + half_units, float(self.walked[-1]))
        between = (self.walked > first) & (self.walked < last)
        start, end = np.column_stack([np.interp([first, last], self.walked, side) for side in self.path.T])
        units: NDArray[np.int32] = np.rint(np.vstack((start, self.path[between], end))).astype(np.int32)
        return units

    def share(self, half_units: float) -> float:
        """Where on that excerpt the place lies, 0 to 1."""
        first, last = max(self.at - half_units, 0.0), min(self.at + half_units, float(self.walked[-1]))
        return (self.at - first) / (last - first) if last > first else 0.5


def middles(
    columns: WorldColumns, row: int, spacing_units: float, window: tuple[int, int, int, int]
) -> Iterator[Middle]:
    """The places of one feature at which its name could stand: spread evenly over each of its parts.

    Args:
        columns: Where the feature is.
        row: Which one; only lines have places.
        spacing_units: From one place to the next, at least; 0 for one a part.
        window: West, north, east, south in world units: places beyond are left out.
    """
    if columns.types[row] not in (LINE, MULTI_LINE):
        return
    number = 0
    for part in range(int(columns.features[row]), int(columns.features[row + 1])):
        ring = int(columns.parts[part])
        path = np.asarray(columns.xy[columns.rings[ring] : columns.rings[ring + 1]], np.float64)
        walked = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))))
        length = float(walked[-1])
        count = min(max(1, int(length / spacing_units)), _MOST_MIDDLES) if spacing_units > 0 else 1
        places = length * (np.arange(count) + 0.5) / count
        x, y = np.interp(places, walked, path[:, 0]), np.interp(places, walked, path[:, 1])
        seen = (x >= window[0]) & (y >= window[1]) & (x <= window[2]) & (y <= window[3])
        for index in np.flatnonzero(seen).tolist():
            point = (float(x[index]), float(y[index]))
            yield Middle(path, walked, float(places[index]), point, number + index)
        number += count


def letters_along(path: NDArray[np.float64], share: float, word: Word, size_px: float) -> NDArray[np.float64] | None:
    """The middle of each letter of a word on a path, and its turn clockwise in radians, shape (n, 3).

    Args:
        path: Pixels, shape (n, 2), y down.
        share: How far along the path the word's middle lies, 0 to 1.
        word: What to write; it reads from left to right.
        size_px: The em.

    Returns:
        None where the path is too short, too bent, or not wholly known.
    """
    steps = np.diff(path, axis=0)
    lengths = np.hypot(*steps.T)
    if not np.isfinite(path).all() or not (lengths > 0).any():
        return None
    path = path[np.concatenate(([True], lengths > 0))]
    steps = np.diff(path, axis=0)
    walked = np.concatenate(([0.0], np.cumsum(np.hypot(*steps.T))))
    at, half = share * walked[-1], word.width * size_px / 2
    if at < half or walked[-1] - at < half:
        return None
    start, end = (np.array([np.interp(at + side, walked, path[:, axis]) for axis in (0, 1)]) for side in (-half, half))
    if (end - start)[0] < 0:
        path, walked, at = path[::-1], walked[-1] - walked[::-1], walked[-1] - at
    centres = at - half + (word.places[:, 0] + word.advances / 2) * size_px
    # A letter's foot lies along the path from where it begins to where it ends.
    # Marks have no width of their own: they turn with what lies round them.
    widths = np.maximum(word.advances, _NARROWEST_EM) * size_px
    feet = np.column_stack((centres - widths / 2, centres + widths / 2))
    left, right = (
        np.column_stack([np.interp(feet[:, side], walked, path[:, axis]) for axis in (0, 1)]) for side in (0, 1)
    )
    turns = np.arctan2(*(right - left).T[::-1])
    bends = np.abs(np.angle(np.exp(1j * np.diff(turns))))
    if bends.size and bends.max() > _SHARPEST_TURN:
        return None
    middle = np.rint((left + right) / 2 * _PLACE_STEPS) / _PLACE_STEPS
    return np.column_stack((middle, np.rint(turns * _TURN_STEPS) / _TURN_STEPS))
