"""Relations of features to a given shape: boxes first, then exactly by shapely on what is left.

Standard: OGC 06-103r4, 6.1.15.3; OGC 21-065r2, 7.8.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, project
from satupeta.core.errors import InvalidFilter
from satupeta.core.filters.tree import And, Expression, Meets, Relation, Spatial
from satupeta.core.text import Text

Shapes = Callable[[NDArray[np.intp]], NDArray[np.object_]]
"""Gives the shapely geometries of positions among the rows that are asked about."""
_EDGE_PIECES = 32
# The given shape is prepared, so it stands on the left: the relation is turned round.
_TURNED: dict[Relation, Callable[[Any, Any], Any]] = {
    "intersects": shapely.intersects,
    "equals": shapely.equals,
    "disjoint": shapely.disjoint,
    "touches": shapely.touches,
    "within": shapely.contains,
    "overlaps": shapely.overlaps,
    "contains": shapely.within,
}


def related(node: Spatial, boxes: NDArray[np.float64], crs: str, shapes: Shapes) -> NDArray[np.bool_]:
    """Which rows stand in the relation.

    Args:
        node: The relation and the shape.
        boxes: Of the rows' geometries in `crs`, shape (n, 4), NaN without a geometry.
        crs: Code or definition of the rows' coordinates.
        shapes: The rows' geometries.

    Returns:
        Shape (n,); False where there is no geometry.

    Raises:
        InvalidFilter: The shape has no place in the rows' CRS.
    """
    shape = placed_shape(node, crs)
    west, south, east, north = shapely.bounds(shape)
    near = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    apart = ~near & ~np.isnan(boxes[:, 0])
    found = apart if node.relation == "disjoint" else np.zeros(len(boxes), np.bool_)
    candidates = np.flatnonzero(near)
    if len(candidates):
        found[candidates] = relation_holds(node.relation, shapes(candidates), shape)
    return found


def relation_holds(
    relation: Relation, geometries: NDArray[np.object_] | shapely.Geometry, shape: shapely.Geometry
) -> NDArray[np.bool_]:
    """Whether each geometry stands in the relation to a shape in the same CRS."""
    shapely.prepare(shape)
    try:
        if relation == "crosses":
            return np.asarray(shapely.crosses(geometries, shape), np.bool_)
        return np.asarray(_TURNED[relation](shape, geometries), np.bool_)
    except shapely.GEOSException as error:
        raise _no_place() from error


def needed_box(expression: Expression | None) -> Box | None:
    """A box that every feature must meet for the expression to be true, None where none can be told."""
    if isinstance(expression, Meets):
        return expression.box
    if isinstance(expression, Spatial) and expression.relation != "disjoint":
        west, south, east, north = shapely.bounds(shapely.from_wkb(expression.shape)).tolist()
        return Box(west, south, east, north, expression.crs)
    if isinstance(expression, And):
        return next((box for part in expression.operands if (box := needed_box(part)) is not None), None)
    return None


def placed_shape(node: Spatial, crs: str) -> shapely.Geometry:
    """The shape of an expression in another CRS, repaired where it crosses itself; its edges are straight in its own.

    Raises:
        InvalidFilter: It has no place there.
    """
    shape = shapely.from_wkb(node.shape)
    same = node.crs == crs or {node.crs, crs} == {CRS84, "EPSG:4326"}
    if not same:
        west, south, east, north = shapely.bounds(shape)
        longest = max(east - west, north - south)
        if longest > 0 and node.relation != "equals":
            shape = shapely.segmentize(shape, longest / _EDGE_PIECES)
        shape = shapely.transform(shape, lambda xy: project(xy, node.crs, crs))
        if not np.isfinite(shapely.get_coordinates(shape)).all():
            raise _no_place()
    return shape if shapely.is_valid(shape) else shapely.make_valid(shape)


def sql_relation(relation: Relation, geometry: bytes | None, shape: bytes) -> bool | None:
    """What an SQL function answers of a well-known binary and a shape in the same CRS; None stays unknown."""
    if geometry is None:
        return None
    left, right = shapely.from_wkb(geometry), shapely.from_wkb(shape)
    return None if left.is_empty else bool(relation_holds(relation, left, right))


def _no_place() -> InvalidFilter:
    return InvalidFilter(
        "PT-029",
        Text(
            "Geometri dalam filter di luar jangkauan sistem koordinat data.",
            "A geometry in the filter lies outside the area of the data's coordinate system.",
        ),
        Text("Pakai geometri di sekitar data.", "Use a geometry near the data."),
        "filter",
    )
