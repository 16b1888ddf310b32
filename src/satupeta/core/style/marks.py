"""The shapes of marks."""

import math

import numpy as np
from numpy.typing import NDArray

from satupeta.core.style.model import Mark

_UNIT: dict[Mark, list[tuple[float, float]]] = {
    "square": [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)],
    "diamond": [(0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0)],
    "triangle": [(0.0, -0.5), (1 / math.sqrt(3), 0.5), (-1 / math.sqrt(3), 0.5)],
    "cross": [
        (x / 6, y / 6)
        for x, y in (
            *((-1, -3), (1, -3), (1, -1), (3, -1), (3, 1), (1, 1)),
            *((1, 3), (-1, 3), (-1, 1), (-3, 1), (-3, -1), (-1, -1)),
        )
    ],
}


def mark_ring(mark: Mark, size_px: float) -> NDArray[np.float64]:
    """The ring of a mark `size_px` high round (0, 0), shape (n, 2), y down; circles get a vertex each two pixels."""
    if mark == "circle":
        count = max(16, math.ceil(math.pi * size_px / 2))
        angles = np.arange(count) * (2 * math.pi / count)
        return np.column_stack((np.cos(angles), np.sin(angles))) * (size_px / 2)
    return np.array(_UNIT[mark]) * size_px
