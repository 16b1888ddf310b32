"""Between shapely geometries and flat columns."""

from dataclasses import replace
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.errors import InvalidGeometry
from satupeta.core.features.columns import (
    EMPTY,
    LINE,
    MULTI_LINE,
    MULTI_POINT,
    MULTI_POLYGON,
    POINT,
    POLYGON,
    GeometryColumns,
)
from satupeta.core.features.ragged import offsets_from_counts, take_ragged
from satupeta.core.text import Text

Vertex = TypeVar("Vertex", bound=np.generic)
_CODE_BY_GEOS_TYPE = np.array([POINT, LINE, LINE, POLYGON, MULTI_POINT, MULTI_LINE, MULTI_POLYGON], np.uint8)
_GEOS_POLYGON = 3
_GEOS_COLLECTION = 7


def columns_from_geometries(geometries: NDArray[np.object_]) -> GeometryColumns:
    """Shapely geometries as columns; rings stay as given, without their closing vertex.

    Args:
        geometries: Points, lines, polygons and their multiples; None and empty ones become EMPTY. Z and M are left.

    Raises:
        InvalidGeometry: A geometry collection, or a coordinate that is not finite.
    """
    geometries = np.array(geometries, dtype=object)
    geometries[shapely.is_empty(geometries)] = None
    geos_types = shapely.get_type_id(geometries)
    _refuse_collections(geos_types)
    types = np.where(geos_types < 0, EMPTY, _CODE_BY_GEOS_TYPE[np.maximum(geos_types, 0)]).astype(np.uint8)
    parts, feature_of_part = shapely.get_parts(geometries, return_index=True)
    kept = ~shapely.is_empty(parts)
    parts, feature_of_part = parts[kept], feature_of_part[kept]
    rings, part_of_ring = _rings(parts)
    xy, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    _refuse_infinite(xy)
    counts = np.bincount(ring_of_vertex, minlength=len(rings))
    closed = np.isin(shapely.get_type_id(parts), (_GEOS_POLYGON,))[part_of_ring]
    inside = np.ones(len(xy), np.bool_)
    inside[(np.cumsum(counts) - 1)[closed]] = False
    return GeometryColumns(
        np.ascontiguousarray(xy[inside], np.float64),
        offsets_from_counts(counts - closed),
        offsets_from_counts(np.bincount(part_of_ring, minlength=len(parts))),
        offsets_from_counts(np.bincount(feature_of_part, minlength=len(types))),
        types,
        np.ascontiguousarray(shapely.bounds(geometries), np.float64).reshape(-1, 4),
    )


def columns_from_wkb(wkb: list[bytes | None]) -> GeometryColumns:
    """Well-known binary as columns; see `columns_from_geometries`.

    Raises:
        InvalidGeometry: Not readable as WKB, a collection, or a coordinate that is not finite.
    """
    try:
        geometries = shapely.from_wkb(np.array(wkb, dtype=object))
    except shapely.GEOSException as error:
        raise InvalidGeometry(
            "GM-001",
            Text("Geometri tidak terbaca.", "A geometry cannot be read."),
            Text("Simpan ulang berkasnya, lalu unggah lagi.", "Save the file again and upload it once more."),
        ) from error
    return columns_from_geometries(geometries)


def geometries_from_columns(columns: GeometryColumns) -> NDArray[np.object_]:
    """Columns as shapely geometries of the same types; None for EMPTY."""
    geometries = np.full(len(columns), None, dtype=object)
    for code in np.unique(columns.types):
        if code != EMPTY:
            rows = np.flatnonzero(columns.types == code)
            geometries[rows] = _of_one_type(int(code), take_rows(columns, rows))
    return geometries


def take_rows(columns: GeometryColumns, rows: NDArray[np.integer]) -> GeometryColumns:
    """The columns of these rows, in this order."""
    features, parts = take_ragged(columns.features, rows)
    part_offsets, rings = take_ragged(columns.parts, parts)
    ring_offsets, vertices = take_ragged(columns.rings, rings)
    return GeometryColumns(
        np.asarray(columns.xy)[vertices],
        ring_offsets,
        part_offsets,
        features,
        np.asarray(columns.types)[rows],
        np.asarray(columns.boxes)[rows],
    )


def _rings(parts: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    polygons = np.flatnonzero(shapely.get_type_id(parts) == _GEOS_POLYGON)
    others = np.setdiff1d(np.arange(len(parts)), polygons, assume_unique=True)
    rings, polygon_of_ring = shapely.get_rings(parts[polygons], return_index=True)
    part_of_ring = np.concatenate((polygons[polygon_of_ring], others)).astype(np.int64)
    order = np.argsort(part_of_ring, kind="stable")
    return np.concatenate((rings, parts[others]))[order], part_of_ring[order]


def _of_one_type(code: int, columns: GeometryColumns) -> NDArray[np.object_]:
    points, rings, parts, features = columns.xy, columns.rings, columns.parts, columns.features
    if code == POINT:
        return np.asarray(shapely.points(points))
    if code == MULTI_POINT:
        return np.asarray(shapely.from_ragged_array(shapely.GeometryType.MULTIPOINT, points, (features,)))
    if code == LINE:
        return np.asarray(shapely.from_ragged_array(shapely.GeometryType.LINESTRING, points, (rings,)))
    if code == MULTI_LINE:
        return np.asarray(shapely.from_ragged_array(shapely.GeometryType.MULTILINESTRING, points, (rings, features)))
    closed_rings, vertices = closed_vertices(rings)
    if code == POLYGON:
        return np.asarray(
            shapely.from_ragged_array(shapely.GeometryType.POLYGON, points[vertices], (closed_rings, parts))
        )
    return np.asarray(
        shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, points[vertices], (closed_rings, parts, features))
    )


def oriented(columns: GeometryColumns) -> GeometryColumns:
    """The same geometries with exteriors counter-clockwise and holes clockwise, y up."""
    part_of_ring = np.repeat(np.arange(len(columns.parts) - 1), np.diff(columns.parts))
    feature_of_part = np.repeat(np.arange(len(columns)), np.diff(columns.features))
    closed = np.isin(columns.types, (POLYGON, MULTI_POLYGON))[feature_of_part][part_of_ring]
    if not closed.any():
        return columns
    exterior = np.zeros(len(closed), np.bool_)
    exterior[columns.parts[:-1]] = True
    areas = _ring_areas(columns.xy, columns.rings)
    wrong = np.flatnonzero(closed & np.where(exterior, areas < 0, areas > 0))
    return replace(columns, xy=reversed_rings(columns.xy, columns.rings, wrong))


def reversed_rings(xy: NDArray[Vertex], rings: NDArray[np.int32], which: NDArray[np.integer]) -> NDArray[Vertex]:
    """Vertices, shape (n, 2), with these rings run the other way round."""
    _, vertices = take_ragged(rings, which)
    starts, ends = rings[which].astype(np.int64), rings[which + 1].astype(np.int64)
    turned = xy.copy()
    turned[vertices] = xy[np.repeat(starts + ends - 1, ends - starts) - vertices]
    return turned


def _ring_areas(xy: NDArray[np.float64], rings: NDArray[np.int32]) -> NDArray[np.float64]:
    starts = rings[:-1]
    following = np.arange(1, len(xy) + 1)
    following[rings[1:] - 1] = starts
    here = xy - np.repeat(xy[starts], np.diff(rings), axis=0)
    there = xy[following] - np.repeat(xy[starts], np.diff(rings), axis=0)
    return np.asarray(np.add.reduceat(here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1], starts))


def closed_vertices(rings: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Offsets and vertex indices of rings with their first vertex repeated at the end; rings are never empty."""
    counts = np.diff(rings).astype(np.int64)
    closed = offsets_from_counts(counts + 1)
    vertices = np.arange(closed[-1], dtype=np.int64) - np.repeat(np.arange(len(counts)), counts + 1)
    vertices[closed[1:] - 1] = rings[:-1]
    return closed, vertices


def _refuse_collections(geos_types: NDArray[np.integer]) -> None:
    found = np.flatnonzero(geos_types == _GEOS_COLLECTION)
    if len(found):
        raise InvalidGeometry(
            "GM-002",
            Text(
                f"Geometri ke-{found[0] + 1} adalah kumpulan geometri campuran.",
                f"Geometry {found[0] + 1} is a geometry collection.",
            ),
            Text("Pisahkan menurut jenis geometri.", "Split it by geometry type."),
        )


def _refuse_infinite(xy: NDArray[np.float64]) -> None:
    if not np.isfinite(xy).all():
        raise InvalidGeometry(
            "GM-003",
            Text("Ada koordinat yang bukan bilangan biasa.", "A coordinate is not a finite number."),
            Text("Periksa berkas sumbernya.", "Check the source file."),
        )
