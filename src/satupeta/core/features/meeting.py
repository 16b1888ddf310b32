"""Which geometries meet a box, told exactly and not by their own boxes."""

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, project
from satupeta.core.features.columns import GeometryColumns
from satupeta.core.features.geometries import geometries_from_columns, take_rows

_EDGE_POINTS = 21


def meets_box(columns: GeometryColumns, rows: NDArray[np.int32], box: Box, crs: str) -> NDArray[np.bool_]:
    """Whether each row's geometry and a box share at least a point.

    Args:
        columns: Geometries in `crs`.
        rows: Rows of them.
        box: In any served CRS; its edges are straight there and bent in `crs`.
        crs: Code or definition.

    Returns:
        One truth a row; False for EMPTY. All True where the box has no place in `crs`.
    """
    same = box.crs == crs or {box.crs, crs} == {CRS84, "EPSG:4326"}
    outline = _corners(box) if same else project(_edges(box), box.crs, crs)
    if not np.isfinite(outline).all():
        return np.ones(len(rows), np.bool_)
    found = np.zeros(len(rows), np.bool_)
    if same:
        # Most features of a large box lie wholly in it: only those at its edges need a look at their shape.
        west, south, east, north = columns.boxes[rows].T
        found = (west >= box.west) & (east <= box.east) & (south >= box.south) & (north <= box.north)
    unsure = np.flatnonzero(~found)
    shape = shapely.polygons(outline)
    shapely.prepare(shape)
    found[unsure] = shapely.intersects(shape, geometries_from_columns(take_rows(columns, rows[unsure])))
    return found


def _corners(box: Box) -> NDArray[np.float64]:
    return np.array([(box.west, box.south), (box.east, box.south), (box.east, box.north), (box.west, box.north)])


def _edges(box: Box) -> NDArray[np.float64]:
    """The box's outline with points along its edges, anticlockwise from the south-west."""
    corners = _corners(box)
    following = np.roll(corners, -1, axis=0)
    along = np.linspace(0.0, 1.0, _EDGE_POINTS, endpoint=False)[:, None]
    return np.concatenate([start + along * (end - start) for start, end in zip(corners, following, strict=True)])
