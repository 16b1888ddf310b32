"""Rows of ragged columns: one level of offsets at a time."""

import numpy as np
from numpy.typing import NDArray


def offsets_from_counts(counts: NDArray[np.integer]) -> NDArray[np.int32]:
    """Offsets, one more than there are counts, starting at 0.

    Raises:
        ValueError: The sum does not fit in int32.
    """
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    if offsets[-1] > np.iinfo(np.int32).max:
        raise ValueError(f"{offsets[-1]} items do not fit in int32 offsets")
    return offsets.astype(np.int32)


def take_ragged(offsets: NDArray[np.int32], rows: NDArray[np.integer]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """What rows of one ragged level hold.

    Args:
        offsets: Offsets of the level.
        rows: Wanted rows, in the wanted order; a row may come twice.

    Returns:
        The offsets of the taken rows, and the indices of their items in the level below.
    """
    starts = offsets[rows].astype(np.int64)
    counts = offsets[np.asarray(rows) + 1].astype(np.int64) - starts
    taken = offsets_from_counts(counts)
    items = np.arange(taken[-1], dtype=np.int64) + np.repeat(starts - taken[:-1], counts)
    return taken, items
