"""Geometries of one vector tile, every polygon of them valid.

World units snap to the grid of a zoom by a shift, the same in every tile. Wherever an edge crosses a clip line (64
units before or after a tile's edge) it gets a vertex on the grid. What `core.features.patches` found unsound in that
form at a zoom is served from a patch. The rest is exact: polygons are clipped one line at a time and loops that touch
themselves are taken apart, so that a sound polygon gives sound ones.

Standard: Mapbox Vector Tile 2.1, 4.1 (extent, buffer), 4.3 (geometry, validity of polygons 4.3.4.4).
"""

import numpy as np

from libc.string cimport memset

from satupeta.core.kernels.clip cimport (
    Workspace,
    clip_side,
    free_workspace,
    has_failed,
    may_touch,
    open_workspace,
)
from satupeta.core.kernels.columns cimport feature_is_sound
from satupeta.core.kernels.commands cimport (
    Commands,
    free_commands,
    put_path,
    put_points,
    put_polygons,
    put_straightened,
)
from satupeta.core.kernels.grid cimport EXTENT, HIGH, LOW, cell, put_line_vertices, snap_ring, snapped
from satupeta.core.kernels.loops cimport split_touches
from satupeta.core.kernels.polyline cimport put_polyline
from satupeta.core.kernels.rings cimport RingList, clear, push, ring_length

cdef enum:
    POINT = 1
    LINE = 2
    POLYGON = 3
    MULTI_POLYGON = 6
    MAX_ZOOM = 18
    PATCH_SLACK = 2     # repaired vertices move by at most this many units


cdef struct Place:
    int shift
    long long origin_x
    long long origin_y
    bint clipped
    bint lined
    int[4] box


def tile_geometries(columns, patches, const int[::1] rows, int zoom, int column, int row):
    """Geometry commands of features in one tile.

    Args:
        columns: A `WorldColumns`.
        patches: A `WorldPatches` of the same rows, or None.
        rows: Wanted rows, int32.
        zoom, column, row: The tile, zoom 0 to 18.

    Returns:
        All commands as one bytes object; int64 offsets into it, one more than there are rows; and the type of each,
        uint8: 1 point, 2 line, 3 polygon. A row of which nothing is left in the tile has no bytes.

    Raises:
        ValueError: A zoom beyond 18, a row that is not there, or offsets that leave their columns.
        MemoryError: No room for the tile.
    """
    cdef Py_ssize_t count = rows.shape[0], damaged
    cdef Layer layer
    cdef Workspace work
    cdef Commands out
    if not 0 <= zoom <= MAX_ZOOM:
        raise ValueError("vector tiles are made for zooms 0 to 18")
    layer = Layer(columns, patches.of_zoom(zoom) if patches is not None else None)
    offsets = np.zeros(count + 1, np.int64)
    kinds = np.zeros(count, np.uint8)
    memset(&out, 0, sizeof(Commands))
    if not open_workspace(&work):
        free_workspace(&work)
        raise MemoryError
    damaged = put_rows(&work, &out, layer, rows, zoom, column, row, offsets, kinds)
    failed = has_failed(&work) or out.failed
    text = b"" if damaged >= 0 or failed or out.used == 0 else <bytes>out.bytes[:out.used]
    free_workspace(&work)
    free_commands(&out)
    if damaged >= 0:
        raise ValueError(f"the columns of row {rows[damaged]} are damaged")
    if failed:
        raise MemoryError
    return text, offsets, kinds


cdef class Columns:
    """Typed views of ragged columns."""

    cdef const int[:, ::1] xy
    cdef const int[::1] rings
    cdef const int[::1] parts
    cdef const int[::1] features

    def __init__(self, xy, rings, parts, features):
        self.xy = xy
        self.rings = rings
        self.parts = parts
        self.features = features
        if self.xy.shape[1] != 2 or self.rings.shape[0] < 1 or self.parts.shape[0] < 1 or self.features.shape[0] < 1:
            raise ValueError("columns of unequal length")


cdef class Layer:
    """All features of a source with the patches of one zoom."""

    cdef Columns base
    cdef Columns patched
    cdef const int[::1] patch_rows
    cdef const unsigned char[::1] types
    cdef const int[:, ::1] boxes

    def __init__(self, columns, patches):
        self.base = Columns(columns.xy, columns.rings, columns.parts, columns.features)
        self.types = columns.types
        self.boxes = columns.boxes
        count = self.types.shape[0]
        if self.boxes.shape[0] != count or self.boxes.shape[1] != 4 or self.base.features.shape[0] != count + 1:
            raise ValueError("columns of unequal length")
        self.patched = self.base
        self.patch_rows = np.empty(0, np.int32)
        if patches is not None:
            self.patched = Columns(patches.xy, patches.rings, patches.parts, patches.features)
            self.patch_rows = patches.rows
            if self.patched.features.shape[0] != self.patch_rows.shape[0] + 1:
                raise ValueError("patches of unequal length")


cdef Py_ssize_t put_rows(
    Workspace* work, Commands* out, Layer layer, const int[::1] rows, int zoom, int column, int row,
    long long[::1] offsets, unsigned char[::1] kinds,
) noexcept nogil:
    """Write the geometry of every row; the place of the first whose columns are damaged, else -1."""
    cdef Py_ssize_t number, wanted, patch
    for number in range(rows.shape[0]):
        wanted = rows[number]
        if not is_sound(layer.base, wanted):
            return number
        out.x = 0
        out.y = 0
        patch = find(layer.patch_rows, <int>wanted)
        if layer.types[wanted]:
            kinds[number] = (layer.types[wanted] - 1) % 3 + 1
            if patch < 0:
                put_feature(work, out, layer.base, wanted, kinds[number], layer.boxes[wanted], zoom, column, row, False)
            elif is_sound(layer.patched, patch):
                put_feature(work, out, layer.patched, patch, kinds[number], layer.boxes[wanted], zoom, column, row, True)
            else:
                return number
        offsets[number + 1] = <long long>out.used
    return -1


cdef inline bint is_sound(Columns columns, Py_ssize_t row) noexcept nogil:
    return feature_is_sound(columns.rings, columns.parts, columns.features, columns.xy.shape[0], row)


cdef Py_ssize_t find(const int[::1] ordered, int wanted) noexcept nogil:
    """Where a number is, -1 when it is not there."""
    cdef Py_ssize_t low = 0, high = ordered.shape[0], middle
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < ordered.shape[0] and ordered[low] == wanted else -1


cdef bint place_feature(
    Place* place, const int[:] box, int zoom, int column, int row, bint repaired
) noexcept nogil:
    """Where a feature lies about the tile; False when it misses it."""
    cdef int slack = PATCH_SLACK if repaired else 0
    cdef long long corner = <long long>1 << (11 + zoom)
    place.shift = 20 - zoom
    place.origin_x = <long long>column * EXTENT - corner
    place.origin_y = <long long>row * EXTENT - corner
    place.box[0] = snapped(box[0], place.shift, place.origin_x) - slack
    place.box[1] = snapped(box[1], place.shift, place.origin_y) - slack
    place.box[2] = snapped(box[2], place.shift, place.origin_x) + slack
    place.box[3] = snapped(box[3], place.shift, place.origin_y) + slack
    if place.box[2] < LOW or place.box[3] < LOW or place.box[0] > HIGH or place.box[1] > HIGH:
        return False
    place.clipped = place.box[0] < LOW or place.box[1] < LOW or place.box[2] > HIGH or place.box[3] > HIGH
    place.lined = not repaired and (
        cell(place.box[2]) - cell(place.box[0]) > 1 or cell(place.box[3]) - cell(place.box[1]) > 1
    )
    return True


cdef void put_feature(
    Workspace* work, Commands* out, Columns columns, Py_ssize_t feature, int kind, const int[:] box, int zoom,
    int column, int row, bint repaired,
) noexcept nogil:
    cdef Place place
    cdef Py_ssize_t part, ring
    cdef RingList* points = &work.first
    if not place_feature(&place, box, zoom, column, row, repaired):
        return
    clear(points)
    for part in range(columns.features[feature], columns.features[feature + 1]):
        if kind == POLYGON:
            put_polygon(work, out, columns, part, &place, repaired)
            continue
        for ring in range(columns.parts[part], columns.parts[part + 1]):
            if kind == LINE:
                put_polyline(
                    out, &work.scratch, columns.xy, columns.rings[ring], columns.rings[ring + 1], place.shift,
                    place.origin_x, place.origin_y,
                )
            else:
                put_inside(points, columns.xy, columns.rings[ring], columns.rings[ring + 1], &place)
    if kind == POINT and points.used:
        put_points(out, points.vertices, points.used)


cdef void put_inside(
    RingList* points, const int[:, ::1] xy, Py_ssize_t start, Py_ssize_t end, const Place* place
) noexcept nogil:
    cdef Py_ssize_t vertex
    cdef int x, y
    for vertex in range(start, end):
        x = snapped(xy[vertex, 0], place.shift, place.origin_x)
        y = snapped(xy[vertex, 1], place.shift, place.origin_y)
        if LOW <= x <= HIGH and LOW <= y <= HIGH:
            push(points, x, y)


cdef void put_polygon(
    Workspace* work, Commands* out, Columns columns, Py_ssize_t part, const Place* place, bint repaired
) noexcept nogil:
    cdef Py_ssize_t ring
    cdef int loop, side
    cdef bint cut = False
    cdef RingList* here = &work.first
    cdef RingList* there = &work.second
    clear(here)
    for ring in range(columns.parts[part], columns.parts[part + 1]):
        if not snap_ring(
            columns.xy, columns.rings[ring], columns.rings[ring + 1], place.shift, place.origin_x, place.origin_y,
            here, not repaired,
        ) and ring == columns.parts[part]:
            return      # a collapsed exterior takes its holes with it
    if place.lined:
        clear(there)
        for loop in range(here.count):
            put_line_vertices(here, loop, there, &work.scratch, True)
        here, there = there, here
    if not place.clipped:
        for loop in range(here.count):
            if place.lined or repaired:
                put_straightened(out, here, loop, &work.scratch)
            else:
                put_path(out, here.vertices + here.starts[loop], ring_length(here, loop), True)
        return
    for side in range(4):
        if (place.box[side] >= LOW) if side < 2 else (place.box[side] <= HIGH):
            continue
        clear(there)
        if clip_side(work, here, there, side & 1, LOW if side < 2 else HIGH, 1 if side < 2 else -1):
            cut = True
        here, there = there, here
    if cut and (columns.parts[part + 1] - columns.parts[part] > 1 or may_touch(here)):
        clear(there)
        if split_touches(work, here, there):
            here, there = there, here
    put_polygons(out, here, &work.scratch)
