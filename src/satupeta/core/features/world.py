"""Geometries moved to integer world units: what tiles and pictures are made of."""

import numpy as np
from numpy.typing import NDArray

from satupeta.core.crs import CRS84, project
from satupeta.core.errors import InvalidGeometry
from satupeta.core.features.columns import MULTI_POLYGON, POLYGON, GeometryColumns, WorldColumns
from satupeta.core.features.geometries import reversed_rings
from satupeta.core.features.ragged import offsets_from_counts, take_ragged
from satupeta.core.text import Text
from satupeta.core.tiling import world_units

_NOTHING = np.array([2**31 - 1, 2**31 - 1, -(2**31), -(2**31)], np.int32)
_EXACT_LIMIT = 2.0**62


def world_columns(columns: GeometryColumns, crs: str) -> WorldColumns:
    """The geometries in world units.

    Args:
        columns: Geometries in `crs`.
        crs: Code or definition of the CRS.

    Returns:
        The same features, parts and rings; consecutive equal vertices are dropped, exteriors have positive and holes
        negative signed area with y down.

    Raises:
        InvalidGeometry: A coordinate has no place in longitude and latitude.
    """
    lonlat = project(np.asarray(columns.xy), crs, CRS84) if len(columns.xy) else np.empty((0, 2))
    if not np.isfinite(lonlat).all():
        raise InvalidGeometry(
            "GM-004",
            Text(
                "Ada koordinat di luar jangkauan sistem koordinatnya.",
                "A coordinate lies outside the area of its coordinate system.",
            ),
            Text("Periksa sistem koordinat yang dipilih.", "Check the coordinate system that was chosen."),
        )
    part_of_ring = np.repeat(np.arange(len(columns.parts) - 1), np.diff(columns.parts))
    feature_of_part = np.repeat(np.arange(len(columns)), np.diff(columns.features))
    closed = np.isin(np.asarray(columns.types), (POLYGON, MULTI_POLYGON))[feature_of_part][part_of_ring]
    xy, rings = _without_repeats(world_units(lonlat), np.asarray(columns.rings), closed)
    exterior = np.zeros(len(closed), np.bool_)
    exterior[columns.parts[:-1]] = True
    xy = _oriented(xy, rings, closed, exterior)
    return WorldColumns(
        xy,
        rings,
        np.asarray(columns.parts),
        np.asarray(columns.features),
        np.asarray(columns.types),
        world_boxes(xy, rings, np.asarray(columns.parts), np.asarray(columns.features)),
    )


def take_world_rows(columns: WorldColumns, rows: NDArray[np.integer]) -> WorldColumns:
    """The columns of these rows, in this order."""
    features, parts = take_ragged(columns.features, rows)
    part_offsets, rings = take_ragged(columns.parts, parts)
    ring_offsets, vertices = take_ragged(columns.rings, rings)
    return WorldColumns(
        np.asarray(columns.xy)[vertices],
        ring_offsets,
        part_offsets,
        features,
        np.asarray(columns.types)[rows],
        np.asarray(columns.boxes)[rows],
    )


def world_boxes(
    xy: NDArray[np.int32], rings: NDArray[np.int32], parts: NDArray[np.int32], features: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Box of each feature, shape (n, 4), int32; minimum > maximum where a feature has no vertex."""
    boxes = np.tile(_NOTHING, (len(features) - 1, 1))
    first_vertex = rings[parts[features]]
    filled = np.flatnonzero(np.diff(first_vertex) > 0)
    if len(filled):
        starts = first_vertex[filled]
        boxes[filled, :2] = np.minimum.reduceat(xy, starts)
        boxes[filled, 2:] = np.maximum.reduceat(xy, starts)
    return boxes


def ring_areas_doubled(xy: NDArray[np.int32], rings: NDArray[np.int32]) -> NDArray[np.float64]:
    """Twice the signed area of each ring, y down, its sign exact; rings are never empty.

    Sums are taken in wrapping int64, which is exact below 2^62, and in double precision beyond.
    """
    if len(rings) < 2:
        return np.empty(0)
    starts = rings[:-1]
    following = np.arange(1, len(xy) + 1)
    following[rings[1:] - 1] = starts
    origin = np.repeat(xy[starts], np.diff(rings), axis=0).astype(np.int64)
    here = xy - origin
    there = xy[following] - origin
    exact = np.add.reduceat(here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1], starts)
    rough = np.add.reduceat(
        here[:, 0].astype(np.float64) * there[:, 1] - there[:, 0].astype(np.float64) * here[:, 1], starts
    )
    return np.where(np.abs(rough) < _EXACT_LIMIT, exact.astype(np.float64), rough)


def _without_repeats(
    xy: NDArray[np.int32], rings: NDArray[np.int32], closed: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    if not len(xy):
        return xy, rings
    starts, lasts = rings[:-1], rings[1:] - 1
    kept = np.ones(len(xy), np.bool_)
    kept[1:] = (xy[1:] != xy[:-1]).any(axis=1)
    kept[starts] = True
    long_ring = closed & (lasts > starts)
    equal_ends = long_ring & (xy[starts] == xy[lasts]).all(axis=1)
    for ring in np.flatnonzero(equal_ends):
        last = starts[ring] + np.flatnonzero(kept[starts[ring] : lasts[ring] + 1])[-1]
        kept[last] = last == starts[ring]
    return xy[kept], offsets_from_counts(np.add.reduceat(kept.astype(np.int64), starts))


def _oriented(
    xy: NDArray[np.int32], rings: NDArray[np.int32], closed: NDArray[np.bool_], exterior: NDArray[np.bool_]
) -> NDArray[np.int32]:
    areas = ring_areas_doubled(xy, rings)
    return reversed_rings(xy, rings, np.flatnonzero(closed & np.where(exterior, areas < 0, areas > 0)))
