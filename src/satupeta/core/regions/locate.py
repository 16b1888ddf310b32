"""Which areas hold a point, and which lies nearest to it."""

import math
from typing import NamedTuple

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import CRS84
from satupeta.core.features.columns import GeometryColumns
from satupeta.core.features.geometries import geometries_from_columns
from satupeta.core.kernels.locate import point_in_features
from satupeta.core.kernels.twins.locate import covers

_UNSURE = 2
_DEGREE_M = 110_574.0
"""A degree of latitude where it is shortest: a box made with it is never too small."""
_GEOD = pyproj.Geod(ellps="WGS84")


class Nearest(NamedTuple):
    """A row and its distance in metres along the ellipsoid."""

    row: int
    distance_m: float


def covering_rows(columns: GeometryColumns, x: float, y: float) -> NDArray[np.int64]:
    """Rows of polygons that hold a point, ascending. A point on a border lies in every area that shares it.

    Args:
        columns: Polygons in any CRS.
        x, y: The point in that CRS.
    """
    places = point_in_features(columns.xy, columns.rings, columns.parts, columns.features, x, y)
    # Doubles decide nearly always; where they cannot, fractions do.
    return np.array(
        [
            row
            for row, place in enumerate(places.tolist())
            if (covers(columns, row, x, y) if place == _UNSURE else place)
        ],
        np.int64,
    )


def box_around(longitude: float, latitude: float, reach_m: float) -> Box:
    """A box in degrees that holds every place within `reach_m` of a point, cut at the poles and the antimeridian."""
    tall = reach_m / _DEGREE_M
    wide = tall / max(math.cos(math.radians(min(abs(latitude) + tall, 89.9))), 1e-3)
    return Box(
        max(longitude - wide, -180.0),
        max(latitude - tall, -90.0),
        min(longitude + wide, 180.0),
        min(latitude + tall, 90.0),
        CRS84,
    )


def nearest_row(columns: GeometryColumns, longitude: float, latitude: float) -> Nearest | None:
    """The area nearest to a point outside all of them, None without any.

    Args:
        columns: Areas in longitude and latitude, within some tens of kilometres of the point.
        longitude, latitude: The point, degrees.

    Returns:
        The row whose border comes nearest, the first of equally near ones.
    """
    if not len(columns):
        return None
    # Near the point a degree of longitude is cos(latitude) degrees of latitude: shapely then finds the nearest place.
    scale = np.array([math.cos(math.radians(latitude)), 1.0])
    flat = shapely.transform(geometries_from_columns(columns), lambda xy: xy * scale)
    lines = shapely.shortest_line(shapely.Point(longitude * scale[0], latitude), flat)
    ends = shapely.get_coordinates(shapely.get_point(lines, 1)) / scale
    count = len(ends)
    _, _, distances = _GEOD.inv(np.full(count, longitude), np.full(count, latitude), ends[:, 0], ends[:, 1])
    row = int(np.argmin(distances))
    return Nearest(row, float(distances[row]))
