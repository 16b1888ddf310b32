"""Where features may be named, in world units: the same for every picture."""

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.features.columns import (
    LINE,
    MULTI_LINE,
    MULTI_POLYGON,
    POLYGON,
    WorldColumns,
)

_FINENESS = 256
"""Shapes are smoothed to this part of their size before the widest place in them is sought."""


class Anchors:
    """The inner points of a release's features, each found when it is first asked for and kept.

    Safe to use from several threads: who comes second finds the same.
    """

    def __init__(self, columns: WorldColumns) -> None:
        self._columns = columns
        self._known = np.zeros(len(columns), np.bool_)
        self._points = np.zeros((len(columns), 2), np.int32)

    @property
    def columns(self) -> WorldColumns:
        """What the points lie in."""
        return self._columns

    def inner(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """One point for each row, shape (n, 2), world units.

        Within areas where there is most room, half-way along the longest part of lines, the first of several points;
        of rows without geometry 0, 0.
        """
        for row in rows[~self._known[rows]].tolist():
            self._points[row] = inner_point(self._columns, row)
            self._known[row] = True
        points: NDArray[np.int32] = self._points[rows]
        return points


def inner_point(columns: WorldColumns, row: int) -> tuple[int, int]:
    """The point at which one feature is named; see `Anchors.inner`."""
    kind = int(columns.types[row])
    parts = range(int(columns.features[row]), int(columns.features[row + 1]))
    if not parts:
        return 0, 0
    if kind in (POLYGON, MULTI_POLYGON):
        x, y = _widest(max((_area(columns, part) for part in parts), key=lambda area: float(area.area)))
    elif kind in (LINE, MULTI_LINE):
        x, y = _half_way(max((_path(columns, part) for part in parts), key=_length))
    else:
        x, y = _path(columns, parts[0])[0].tolist()
    return round(x), round(y)


def _path(columns: WorldColumns, part: int) -> NDArray[np.float64]:
    ring = int(columns.parts[part])
    return np.asarray(columns.xy[columns.rings[ring] : columns.rings[ring + 1]], np.float64)


def _area(columns: WorldColumns, part: int) -> shapely.Polygon:
    rings = [
        np.asarray(columns.xy[columns.rings[ring] : columns.rings[ring + 1]], np.float64)
        for ring in range(int(columns.parts[part]), int(columns.parts[part + 1]))
    ]
    whole = [ring for ring in rings if len(ring) > 2]
    return shapely.Polygon(whole[0], whole[1:]) if whole and len(rings[0]) > 2 else shapely.Polygon()


def _widest(area: shapely.Polygon) -> tuple[float, float]:
    """The middle of the largest circle within an area; where GEOS finds none, any point within or of it."""
    if area.is_empty:
        return 0.0, 0.0
    west, south, east, north = area.bounds
    size = max(east - west, north - south)
    smooth = area.simplify(size / _FINENESS)
    if size >= _FINENESS and smooth.geom_type == "Polygon" and smooth.is_valid and smooth.area > 0:
        middle = shapely.Point(shapely.maximum_inscribed_circle(smooth, size / _FINENESS).coords[0])
        if shapely.contains_xy(area, middle.x, middle.y):
            return middle.x, middle.y
    point = area.representative_point()
    return (area.exterior.coords[0]) if point.is_empty else (point.x, point.y)


def _length(path: NDArray[np.float64]) -> float:
    return float(np.hypot(*np.diff(path, axis=0).T).sum())


def _half_way(path: NDArray[np.float64]) -> tuple[float, float]:
    walked = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))))
    half = walked[-1] / 2
    return float(np.interp(half, walked, path[:, 0])), float(np.interp(half, walked, path[:, 1]))
