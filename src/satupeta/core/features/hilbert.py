"""The order that keeps neighbours together: along a Hilbert curve."""

import numpy as np
from numpy.typing import NDArray

_BITS = 16


def hilbert_order(boxes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rows in the order of their box centres along a Hilbert curve over all of them; rows with NaN last.

    Args:
        boxes: West, south, east, north, shape (n, 4).

    Returns:
        A permutation of the rows; rows at one place keep their order.
    """
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2.0
    placed = np.isfinite(centres).all(axis=1)
    keys = np.full(len(boxes), np.iinfo(np.int64).max, np.int64)
    if placed.any():
        low, high = centres[placed].min(axis=0), centres[placed].max(axis=0)
        span = np.where(high > low, high - low, 1.0)
        cells = ((centres[placed] - low) / span * (2**_BITS - 1)).astype(np.int64)
        keys[placed] = hilbert_index(cells[:, 0], cells[:, 1])
    return np.argsort(keys, kind="stable")


def hilbert_index(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Distance along the curve of cells of a 65,536 x 65,536 grid."""
    x, y = x.copy(), y.copy()
    distance = np.zeros(len(x), np.int64)
    side = 1 << (_BITS - 1)
    while side:
        right, upper = (x & side) > 0, (y & side) > 0
        distance += side * side * np.where(right, np.where(upper, 2, 3), np.where(upper, 1, 0))
        flipped = right & ~upper
        x, y = (
            np.where(flipped, side - 1 - (x & (side - 1)), x & (side - 1)),
            np.where(flipped, side - 1 - (y & (side - 1)), y & (side - 1)),
        )
        x, y = np.where(upper, x, y), np.where(upper, y, x)
        side >>= 1
    return distance
