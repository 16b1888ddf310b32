"""Convex polygons, many at once, and how they are cut in two."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.complex128]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cells:
    """Convex polygons, counter-clockwise, in rows of one width.

    A short row repeats its last corner, and the edge from there: every sum and extreme over a row is then right as it
    is.

    Attributes:
        corners: Shape (n, k).
        counts: Corners that are meant, at least 3.
        edges: Half the width of the street along the edge that leaves each corner, metres, shape (n, k).
    """

    corners: Places
    counts: Rows
    edges: Floats

    def __len__(self) -> int:
        return len(self.counts)

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> "Cells":
        """These rows, in this order."""
        return Cells(self.corners[rows], self.counts[rows], self.edges[rows])

    @property
    def areas(self) -> Floats:
        """In square metres."""
        here, there = self.corners - self.corners[:, :1], np.roll(self.corners, -1, axis=1) - self.corners[:, :1]
        return np.asarray((np.conj(here) * there).imag.sum(axis=1) / 2)

    @property
    def middles(self) -> Places:
        """Mean of the corners."""
        wanted = np.arange(self.corners.shape[1]) < self.counts[:, None]
        return np.asarray((self.corners * wanted).sum(axis=1) / self.counts)

    def polygons(self, factors: Places | None = None, offsets: Places | None = None) -> NDArray[np.object_]:
        """Shapely polygons, each turned, scaled and moved: corner times factor plus offset."""
        corners = self.corners
        if factors is not None and offsets is not None:
            corners = corners * factors[:, None] + offsets[:, None]
        return polygons_of(corners, self.counts)


@dataclass(frozen=True, slots=True)
class Cuts:
    """Straight lines that cut cells in two.

    Attributes:
        starts, ends: Where each line meets the middle of the streets on both sides.
        owners: Row of the first cells that the cut one came from.
    """

    starts: Places
    ends: Places
    owners: Rows


def square(middle: complex, half_m: float) -> Cells:
    """One square cell without streets around."""
    corners = np.asarray(middle + half_m * np.array([[-1 - 1j, 1 - 1j, 1 + 1j, -1 + 1j]]), np.complex128)
    return Cells(corners, np.array([4]), np.zeros((1, 4)))


def joined(parts: list[Cells]) -> Cells:
    """All cells of several, in order."""
    width = max(part.corners.shape[1] for part in parts)

    def wide(values: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.pad(values, ((0, 0), (0, width - values.shape[1])), mode="edge")

    corners = np.concatenate([wide(part.corners) for part in parts])
    edges = np.concatenate([wide(part.edges) for part in parts])
    return Cells(corners, np.concatenate([part.counts for part in parts]), edges)


def long_axes(cells: Cells) -> tuple[Places, Floats, Floats]:
    """Direction in which each cell is longest, along or across its longest edge; its length and its breadth there."""
    steps = np.roll(cells.corners, -1, axis=1) - cells.corners
    longest = np.take_along_axis(steps, np.abs(steps).argmax(axis=1)[:, None], axis=1)[:, 0]
    along = longest / np.abs(longest)
    length, breadth = _extent(cells, along), _extent(cells, along * 1j)
    turned = breadth > length
    return (
        np.where(turned, along * 1j, along),
        np.where(turned, breadth, length),
        np.where(turned, length, breadth),
    )


def cut(cells: Cells, normals: Places, shares: Floats, gaps: Floats) -> tuple[Cells, Cells, Places, Places]:
    """Cut each cell by a line across a direction.

    Args:
        cells: What is cut.
        normals: Unit direction across each line.
        shares: Where along it, 0 to 1.
        gaps: Width left free between both halves, metres.

    Returns:
        What lies before the lines, what behind, and where each line starts and ends, carried on to the middle of the
        streets it meets.
    """
    along = (np.conj(normals)[:, None] * cells.corners).real
    least, most = along.min(axis=1), along.max(axis=1)
    distances = along - (least + shares * (most - least))[:, None]
    half = gaps[:, None] / 2
    before, behind = _kept(cells, -distances - half, gaps / 2), _kept(cells, distances - half, gaps / 2)
    starts, ends = _crossing(cells, distances)
    return before, behind, starts, ends


def subdivided(
    cells: Cells,
    limits: Callable[[Cells, Rows], Floats],
    draw: Callable[[Cells, Rows], tuple[Floats, Floats]],
    gaps: Floats,
    axes: Places | None = None,
) -> tuple[Cells, Rows, Cuts]:
    """Cut cells across their long axis again and again until each is small enough.

    Args:
        cells: What is cut.
        limits: Largest area of cells, given with the rows they came from.
        draw: Where along the axis a cut lies, 0 to 1, and by how much it is turned, radians.
        gaps: Width of the streets that cuts become, a value for each of `cells`; 0 for mere borders.
        axes: The direction cut across, a value for each of `cells`, instead of the long one.

    Returns:
        The small cells ordered by the rows they came from, those rows, and the cuts.
    """
    owners = np.arange(len(cells))
    small: list[Cells] = []
    small_owners: list[Rows] = []
    cuts: list[tuple[Places, Places, Rows]] = []
    while len(cells):
        large = cells.areas > limits(cells, owners)
        small.append(cells.take(~large))
        small_owners.append(owners[~large])
        cells, owners = cells.take(large), owners[large]
        if not len(cells):
            break
        shares, turns = draw(cells, owners)
        directions = long_axes(cells)[0] if axes is None else axes[owners]
        before, behind, starts, ends = cut(cells, directions * np.exp(1j * turns), shares, gaps[owners])
        cuts.append((starts, ends, owners))
        cells, owners = joined([before, behind]), np.concatenate((owners, owners))
    all_owners = np.concatenate(small_owners)
    order = np.argsort(all_owners, kind="stable")
    lines = Cuts(
        np.concatenate([line[0] for line in cuts] or [np.empty(0, np.complex128)]),
        np.concatenate([line[1] for line in cuts] or [np.empty(0, np.complex128)]),
        np.concatenate([line[2] for line in cuts] or [np.empty(0, np.int64)]),
    )
    return joined(small).take(order), all_owners[order], lines


def polygons_of(corners: Places, counts: Rows) -> NDArray[np.object_]:
    """Shapely polygons of rings in rows of one width, of which the first `counts` corners are meant."""
    if not len(counts):
        return np.empty(0, dtype=object)
    slots = np.arange(corners.shape[1] + 1)
    closed = np.concatenate((corners, corners[:, :1]), axis=1)
    last = np.arange(len(counts)), counts
    closed[last] = corners[:, 0]
    kept = closed[slots <= counts[:, None]]
    offsets = np.concatenate(([0], np.cumsum(counts + 1)))
    xy = np.column_stack((kept.real, kept.imag))
    return np.asarray(
        shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (offsets, np.arange(len(counts) + 1)))
    )


def _extent(cells: Cells, directions: Places) -> Floats:
    along = (np.conj(directions)[:, None] * cells.corners).real
    return np.asarray(np.ptp(along, axis=1))


def _kept(cells: Cells, distances: Floats, half_gaps: Floats) -> Cells:
    """The part of each cell where the distance is not negative; its new edge runs along a street of its own."""
    count, width = cells.corners.shape
    ahead, beyond = np.roll(cells.corners, -1, axis=1), np.roll(distances, -1, axis=1)
    inside, next_inside = distances >= 0, beyond >= 0
    crossed = inside != next_inside
    share = np.divide(distances, distances - beyond, out=np.zeros_like(distances), where=crossed)
    corners = np.stack((cells.corners, cells.corners + share * (ahead - cells.corners)), axis=2)
    edges = np.stack((cells.edges, np.where(inside, half_gaps[:, None], cells.edges)), axis=2)
    meant = np.arange(width) < cells.counts[:, None]
    emitted = np.stack((inside & meant, crossed), axis=2).reshape(count, -1)
    counts = emitted.sum(axis=1)
    order = np.argsort(~emitted, axis=1, kind="stable")[:, : max(int(counts.max(initial=3)), 3)]
    order = np.take_along_axis(order, np.minimum(np.arange(order.shape[1]), np.maximum(counts[:, None] - 1, 0)), axis=1)
    return Cells(
        np.take_along_axis(corners.reshape(count, -1), order, axis=1),
        counts,
        np.take_along_axis(edges.reshape(count, -1), order, axis=1),
    )


def _crossing(cells: Cells, distances: Floats) -> tuple[Places, Places]:
    """Both places where a line crosses its cell, moved outwards by half the street that runs there."""
    ahead, beyond = np.roll(cells.corners, -1, axis=1), np.roll(distances, -1, axis=1)
    found = []
    for crossed in ((distances >= 0) & (beyond < 0), (distances < 0) & (beyond >= 0)):
        edge = crossed.argmax(axis=1)[:, None]
        here, there, near, far, half = (
            np.take_along_axis(values, edge, axis=1)[:, 0]
            for values in (cells.corners, ahead, distances, beyond, cells.edges)
        )
        place = here + near / (near - far) * (there - here)
        outward = (there - here) / np.abs(there - here) * -1j
        found.append((place, outward, half))
    (start, start_out, start_half), (end, end_out, end_half) = found
    line = (end - start) / np.abs(end - start)
    start_slant = np.maximum((np.conj(start_out) * -line).real, 0.3)
    end_slant = np.maximum((np.conj(end_out) * line).real, 0.3)
    return start - line * start_half / start_slant, end + line * end_half / end_slant
