"""Finds the polygons that snapping to a zoom's grid would break, and repairs them: once, when a release is built.

The check looks at exactly what tiles serve before clipping (`core.kernels.survey`): snapped rings with their vertices
on the clip lines. Small rings are judged there, GEOS judges the rest. Zooms beyond the last use the last one's tiles.
"""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.features.columns import MULTI_POLYGON, POLYGON, WorldColumns, WorldPatches
from satupeta.core.features.geometries import closed_vertices
from satupeta.core.features.ragged import offsets_from_counts, take_ragged
from satupeta.core.kernels.survey import survey
from satupeta.core.tiling import VECTOR_MAX_ZOOM

_BAD = 3
_ROUNDS = 12
_BATCH_VERTICES = 500_000


class _Shapes(NamedTuple):
    xy: NDArray[np.int32]
    rings: NDArray[np.int32]
    parts: NDArray[np.int32]
    features: NDArray[np.int32]


def build_patches(columns: WorldColumns) -> WorldPatches:
    """The patches of all zooms.

    Args:
        columns: All features; only polygons are looked at. A polygon that is not valid to begin with is repaired for
            every zoom.

    Returns:
        Patches of zooms 0 to 18. A feature that cannot be repaired, which has not been seen, gets an empty patch:
        it is left out of a tile rather than served invalid.
    """
    polygons = np.flatnonzero(np.isin(np.asarray(columns.types), (POLYGON, MULTI_POLYGON))).astype(np.int32)
    batches = _batches(columns, polygons)
    found: list[tuple[NDArray[np.int32], _Shapes]] = []
    zooms = [0]
    for zoom in range(VECTOR_MAX_ZOOM + 1):
        for rows in batches:
            bad = rows[_unsound(columns, rows, zoom)]
            if len(bad):
                found.append((bad, _repaired(columns, bad, zoom)))
        zooms.append(sum(len(rows) for rows, _ in found))
    shapes = _joined([shape for _, shape in found])
    rows = np.concatenate([rows for rows, _ in found]) if found else np.empty(0, np.int32)
    return WorldPatches(np.array(zooms, np.int32), rows, *shapes)


def _batches(columns: WorldColumns, rows: NDArray[np.int32]) -> list[NDArray[np.int32]]:
    """Rows in runs of a bounded number of vertices, so that memory is bounded."""
    if not len(rows):
        return []
    ends = np.asarray(columns.rings)[np.asarray(columns.parts)[np.asarray(columns.features)[rows + 1]]]
    cuts = np.flatnonzero(np.diff(ends // _BATCH_VERTICES)) + 1
    return np.split(rows, cuts)


def _unsound(columns: WorldColumns, rows: NDArray[np.int32], zoom: int) -> NDArray[np.bool_]:
    states, unsure, shapes = survey(columns.xy, columns.rings, columns.parts, columns.features, rows, zoom)
    bad: NDArray[np.bool_] = states == _BAD
    if len(unsure):
        bad[unsure] = ~_is_sound(_geometries(_Shapes(*shapes)))
    return bad


def _repaired(columns: WorldColumns, rows: NDArray[np.int32], zoom: int) -> _Shapes:
    """Sound shapes of features in world units, on the zoom's grid, with their vertices on the clip lines.

    Line vertices move edges a little, so what GEOS has snapped is looked at again, and once more where needed.
    """
    corner = float(1 << (11 + zoom))
    source = _geometries(_taken(columns, rows))
    source = shapely.transform(source, lambda xy: xy * 2.0 ** (zoom - 20) + corner)
    repaired = np.full(len(rows), shapely.MultiPolygon(), dtype=object)
    waiting = np.arange(len(rows))
    current = _snap_rounded(_made_valid(source))
    for _ in range(_ROUNDS):
        given = _columns(current)
        states, _positions, shapes = survey(
            *given, np.arange(len(current), dtype=np.int32), zoom, repaired=True, everything=True
        )
        served = _geometries(_Shapes(*shapes))
        sound = (states != _BAD) & _is_sound(served)
        repaired[waiting[sound]] = served[sound]
        waiting = waiting[~sound]
        if not len(waiting):
            break
        current = _snap_rounded(_made_valid(served[~sound]))
    shapes = _columns(repaired)
    world = (shapes.xy.astype(np.int64) - (1 << (11 + zoom))) << (20 - zoom)
    return shapes._replace(xy=np.clip(world, -(2**31), 2**31 - 1).astype(np.int32))


def _is_sound(geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    sound: NDArray[np.bool_] = shapely.is_valid(geometries)
    sound[sound] = ~_touches_inside_an_edge(geometries[sound])
    return sound


def _touches_inside_an_edge(geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether a vertex of one ring lies inside an edge of another: valid, but clipping wants a vertex there."""
    touching = np.zeros(len(geometries), np.bool_)
    parts, feature_of_part = shapely.get_parts(geometries, return_index=True)
    holed = shapely.get_num_interior_rings(parts) > 0
    if holed.any():
        lines = shapely.boundary(parts[holed])
        noded = shapely.node(lines)
        touching[feature_of_part[holed][_segments(noded) > _segments(lines)]] = True
    return touching


def _segments(lines: NDArray[np.object_]) -> NDArray[np.int64]:
    return np.asarray(shapely.get_num_coordinates(lines) - shapely.get_num_geometries(lines))


def _made_valid(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.asarray(shapely.make_valid(geometries, method="structure", keep_collapsed=False))


def _snap_rounded(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Snap rounding by GEOS. It gives up on a valid shape now and then: then one by one, at last tidied first."""
    try:
        return _polygons_only(np.asarray(shapely.set_precision(geometries, 1.0)))
    except shapely.GEOSException:
        if len(geometries) > 1:
            half = len(geometries) // 2
            return np.concatenate((_snap_rounded(geometries[:half]), _snap_rounded(geometries[half:])))
    for width in (0.0, 1e-3):
        try:
            return _polygons_only(np.asarray(shapely.set_precision(shapely.buffer(geometries, width), 1.0)))
        except shapely.GEOSException:
            continue
    return np.array([shapely.MultiPolygon()], dtype=object)


def _polygons_only(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """The areas of each geometry as one multipolygon; lines and points that repairing left are dropped."""
    kept = np.empty(len(geometries), dtype=object)
    for row, geometry in enumerate(geometries):
        pieces = shapely.get_parts(shapely.get_parts(geometry))
        kept[row] = shapely.multipolygons(pieces[shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON])
    return kept


def _geometries(shapes: _Shapes) -> NDArray[np.object_]:
    closed, vertices = closed_vertices(shapes.rings)
    return np.asarray(
        shapely.from_ragged_array(
            shapely.GeometryType.MULTIPOLYGON,
            shapes.xy[vertices].astype(np.float64),
            (closed, shapes.parts, shapes.features),
        )
    )


def _columns(geometries: NDArray[np.object_]) -> _Shapes:
    """Multipolygons on the grid as columns, exteriors positive with y down."""
    geometries = shapely.orient_polygons(geometries, exterior_cw=False)
    parts, feature_of_part = shapely.get_parts(geometries, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    counts = np.bincount(ring_of_vertex, minlength=len(rings))
    inside = np.ones(len(xy), np.bool_)
    inside[np.cumsum(counts) - 1] = False
    return _Shapes(
        np.rint(xy[inside]).astype(np.int32).reshape(-1, 2),
        offsets_from_counts(counts - 1),
        offsets_from_counts(np.bincount(part_of_ring, minlength=len(parts))),
        offsets_from_counts(np.bincount(feature_of_part, minlength=len(geometries))),
    )


def _taken(columns: WorldColumns, rows: NDArray[np.int32]) -> _Shapes:
    """The shapes of these rows in world units; a ring of one or two vertices, which GEOS refuses, is written thrice."""
    features, parts = take_ragged(columns.features, rows)
    part_offsets, rings = take_ragged(columns.parts, parts)
    ring_offsets, vertices = take_ragged(columns.rings, rings)
    counts = np.diff(ring_offsets)
    repeats = np.ones(len(vertices), np.int64)
    repeats[ring_offsets[:-1][counts < 3]] = 3
    xy = np.repeat(np.asarray(columns.xy)[vertices], repeats, axis=0)
    return _Shapes(xy, offsets_from_counts(np.where(counts < 3, counts + 2, counts)), part_offsets, features)


def _joined(pieces: list[_Shapes]) -> _Shapes:
    """Columns one after the other, their offsets moved on."""
    nothing = np.zeros(1, np.int32)
    xy = np.concatenate([piece.xy for piece in pieces]) if pieces else np.empty((0, 2), np.int32)
    offsets = [
        offsets_from_counts(np.concatenate([np.diff(level) for level in levels])) if pieces else nothing
        for levels in ([piece[place] for piece in pieces] for place in (1, 2, 3))
    ]
    return _Shapes(xy, *offsets)
