"""The pixels of a picture counted from the origin of its CRS, so that neighbouring pictures count alike."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupeta.core.features.columns import POINT, WorldColumns
from satupeta.core.render.view import POINTS, View

_SCALE_STEPS = 8
"""Steps in which a doubling of the scale is told: pictures of one scale agree, whatever their box is rounded to."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where a picture's pixels lie among those of the world.

    Attributes:
        view: The picture, with a margin for the labels round it.
        origin: The whole pixel in which the picture's north-west corner lies, counted from the origin of the CRS.
        shift: How far within that pixel, 0 to 1: what is added to a picture's pixels for the lattice's.
        units_per_px: World units in a pixel, roughly.
    """

    view: View
    origin: tuple[float, float]
    shift: tuple[float, float]
    units_per_px: float

    @classmethod
    def of(cls, view: View) -> "Lattice":
        """The lattice of a picture that is not empty."""
        box = view.box
        x, y = box.west * view.width_px / box.width, -box.north * view.height_px / box.height
        # A tile's corner is a whole pixel but for the rounding of its box: that must not fall below it.
        whole_x, whole_y = math.floor(x + 1e-3), math.floor(y + 1e-3)
        return cls(view, (whole_x, whole_y), (x - whole_x, y - whole_y), _units_per_px(view))

    def points(self, world: NDArray[np.int32]) -> NDArray[np.float64]:
        """Points in world units, shape (n, 2), as pixels of the lattice; not a number beyond the view's margin."""
        count = len(world)
        offsets = np.arange(count + 1, dtype=np.int32)
        columns = WorldColumns(
            np.ascontiguousarray(world, np.int32),
            offsets,
            offsets,
            offsets,
            np.full(count, POINT, np.uint8),
            np.zeros((count, 4), np.int32),
        )
        placed, rings, _ = self.view.place(columns, offsets[:-1], POINTS)
        found = np.full((count, 2), np.nan)
        found[np.diff(rings) > 0] = placed + self.shift
        return found

    def within(self, points: NDArray[np.float64], margin: tuple[float, float]) -> NDArray[np.bool_]:
        """Which points of the lattice lie in the picture or at most so many pixels beside it."""
        picture = points - self.shift
        far = np.array((self.view.width_px, self.view.height_px)) + margin
        return np.asarray(((picture >= np.negative(margin)) & (picture <= far)).all(axis=1))


def _units_per_px(view: View) -> float:
    across = float(view.nodes[:, -1, 0].mean() - view.nodes[:, 0, 0].mean()) / (view.nodes.shape[1] - 1)
    exact = view.step[0] / max(abs(across), 1e-12)
    return float(2.0 ** (round(math.log2(exact) * _SCALE_STEPS) / _SCALE_STEPS))
