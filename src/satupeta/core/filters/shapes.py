"""The given shapes of spatial filters: from GeoJSON or WKT numbers to bounded well-known binary."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.crs import CrsInfo
from satupeta.core.errors import InvalidFilter
from satupeta.core.filters.bounds import MAX_VERTICES
from satupeta.core.filters.tree import GEOMETRY, Relation, Spatial
from satupeta.core.text import Text

_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_HALF_TURN_DEG, _RIGHT_ANGLE_DEG = 180.0, 90.0


def spatial(relation: Relation, shape: shapely.Geometry, info: CrsInfo, field: str = GEOMETRY) -> Spatial:
    """The expression that asks for a relation to a shape, x, y order."""
    return Spatial(field, relation, shapely.to_wkb(shape, output_dimension=2, byte_order=1), info.code)


def shape_of_geojson(value: Any, info: CrsInfo) -> shapely.Geometry:
    """A GeoJSON geometry object with coordinates in a CRS, in that CRS's own axis order.

    Args:
        value: As decoded; heights are left aside.
        info: The CRS.

    Raises:
        InvalidFilter: No geometry, no numbers, outside the CRS, or more than `MAX_VERTICES` vertices.
    """
    if not isinstance(value, dict):
        raise no_shape()
    kind = value.get("type")
    if kind == "GeometryCollection":
        members = value.get("geometries")
        if not isinstance(members, list) or not members or any(_is_collection(member) for member in members):
            raise no_shape()
        return shapely.geometrycollections([shape_of_geojson(member, info) for member in members])
    if not isinstance(kind, str) or kind not in _DEPTHS:
        raise no_shape()
    return checked_shape(_built(kind, _turned(value.get("coordinates"), _DEPTHS[kind], info)), info)


def box_shape(edges: Sequence[Any], info: CrsInfo) -> shapely.Geometry:
    """A box of four or six numbers, first the lower corner; one that crosses the antimeridian becomes two boxes.

    Standard: OGC 21-065r2, 6.6 (as GeoJSON's `bbox`, RFC 7946, 5).

    Raises:
        InvalidFilter: Other than that many numbers, or outside the CRS.
    """
    if len(edges) not in (4, 6) or not all(_is_number(edge) for edge in edges):
        raise no_shape()
    half = len(edges) // 2
    west, south, east, north = (*map(float, edges[:2]), *map(float, edges[half : half + 2]))
    if info.latitude_first:
        west, south, east, north = south, west, north, east
    if south > north or (west > east and info.unit != "degree"):
        raise no_shape()
    if west > east:
        parts = [shapely.box(west, south, _HALF_TURN_DEG, north), shapely.box(-_HALF_TURN_DEG, south, east, north)]
        return checked_shape(shapely.multipolygons(parts), info)
    if west == east or south == north:
        return checked_shape(shapely.linestrings([(west, south), (east, north)]), info)
    return checked_shape(shapely.box(west, south, east, north), info)


def checked_shape(shape: shapely.Geometry, info: CrsInfo) -> shapely.Geometry:
    """The shape itself, x, y order, when its coordinates can be in the CRS.

    Raises:
        InvalidFilter: They cannot, or there are none or too many.
    """
    xy: NDArray[np.float64] = shapely.get_coordinates(shape)
    if len(xy) > MAX_VERTICES:
        raise _too_many()
    if not len(xy) or not np.isfinite(xy).all():
        raise no_shape()
    if info.unit == "degree" and (np.abs(xy) > (_HALF_TURN_DEG, _RIGHT_ANGLE_DEG)).any():
        raise InvalidFilter(
            "PT-026",
            Text("Koordinat dalam filter di luar bumi.", "A coordinate in the filter lies outside the earth."),
            Text("Periksa urutan sumbu dan sistem koordinatnya.", "Check the axis order and the coordinate system."),
            "filter",
        )
    return shape


def no_shape() -> InvalidFilter:
    """The refusal of what is no geometry."""
    return InvalidFilter(
        "PT-027",
        Text("Geometri dalam filter tidak sah.", "A geometry in the filter is not valid."),
        Text("Contoh: POINT(106.6 -6.2)", "Such as: POINT(106.6 -6.2)"),
        "filter",
    )


def _built(kind: str, coordinates: Any) -> shapely.Geometry:
    try:
        match kind:
            case "Point":
                return shapely.points(coordinates)
            case "MultiPoint":
                return shapely.multipoints(coordinates)
            case "LineString":
                return shapely.linestrings(coordinates)
            case "MultiLineString":
                return shapely.multilinestrings([shapely.linestrings(line) for line in coordinates])
            case "Polygon":
                return _polygon(coordinates)
            case _:
                return shapely.multipolygons([_polygon(rings) for rings in coordinates])
    except (shapely.GEOSException, ValueError) as error:
        raise no_shape() from error


def _polygon(rings: Any) -> shapely.Geometry:
    exterior, *holes = [shapely.linearrings(ring) for ring in rings]
    return shapely.polygons(exterior, holes or None)


def _turned(value: Any, depth: int, info: CrsInfo) -> Any:
    """Nested positions as nested pairs of numbers in x, y order."""
    if depth:
        if not isinstance(value, list) or not value or len(value) > MAX_VERTICES:
            raise no_shape()
        return [_turned(part, depth - 1, info) for part in value]
    if not isinstance(value, list) or not 2 <= len(value) <= 4 or not all(_is_number(number) for number in value):
        raise no_shape()
    first, second = float(value[0]), float(value[1])
    return (second, first) if info.latitude_first else (first, second)


def _is_collection(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "GeometryCollection"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(_finite(value))


def _finite(value: float) -> float:
    """A number in double precision, NaN where it has no place there."""
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _too_many() -> InvalidFilter:
    return InvalidFilter(
        "PT-025",
        Text("Geometri dalam filter terlalu rinci.", "A geometry in the filter is too detailed."),
        Text(f"Paling banyak {MAX_VERTICES} titik.", f"At most {MAX_VERTICES} vertices."),
        "filter",
    )
