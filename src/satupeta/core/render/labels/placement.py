"""Which labels stand: by what lies around each only, so that neighbouring pictures agree.

A label stands when no label that overlaps it and comes before it does. Asked of the whole world that has no end, since
each answer hangs on its neighbours'. So it is answered in a few rounds: in each, those stand that come first among
their undecided neighbours, and theirs are dropped; who is undecided at the end is dropped as well. The answer for a
label then hangs on nothing that lies farther away than `reach_of` says.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

ROUNDS = 3


def reach_of(reach_px: float, apart_px: float) -> float:
    """How far outside a picture labels may lie that have a say in what stands in it.

    Args:
        reach_px: From a label's anchor to its farthest edge, of any label.
        apart_px: Between the anchors of labels that exclude each other, at most.
    """
    return reach_px + (2 * ROUNDS - 1) * max(apart_px, 2 * reach_px)


def standing(order: NDArray[np.int64], pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which candidates stand.

    Args:
        order: Of each candidate, all different; the least comes first.
        pairs: Candidates that exclude each other, shape (n, 2), in any order.
    """
    count = len(order)
    placed, open_still = np.zeros(count, np.bool_), np.ones(count, np.bool_)
    one, other = np.concatenate((pairs, pairs[:, ::-1])).T
    for _ in range(ROUNDS):
        live = open_still[one] & open_still[other]
        first = np.full(count, np.iinfo(np.int64).max)
        np.minimum.at(first, one[live], order[other[live]])
        won = open_still & (order < first)
        placed |= won
        open_still &= ~won
        open_still[other[won[one]]] = False
    return placed


def overlapping(boxes: NDArray[np.float64], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs of owners of which a box meets one of the other's, shape (n, 2), each once.

    Args:
        boxes: West, north, east, south, shape (n, 4).
        owners: Whose each box is.
    """
    if not len(boxes):
        return np.empty((0, 2), np.int64)
    shapes = shapely.box(*boxes.T)
    one, other = shapely.STRtree(shapes).query(shapes)
    pairs = np.column_stack((owners[one], owners[other]))
    return np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)


def thinned(
    anchors: NDArray[np.float64], order: NDArray[np.int64], cell: tuple[float, float], origin: tuple[float, float]
) -> NDArray[np.int64]:
    """The first candidate in each cell of a grid that lies still in the world: bounds the work, whatever the data.

    Args:
        anchors: Pixels, shape (n, 2).
        order: As in `standing`.
        cell: Width and height of a cell in pixels.
        origin: Where the picture's corner lies in the world's pixels.

    Returns:
        Positions of those that are kept, in their order.
    """
    cells = np.floor((anchors + origin) / cell).astype(np.int64)
    ranked = np.lexsort((order, cells[:, 1], cells[:, 0]))
    ordered = cells[ranked]
    first = np.concatenate(([True], (ordered[1:] != ordered[:-1]).any(axis=1)))[: len(ranked)]
    kept = ranked[first]
    return kept[np.argsort(order[kept])]
