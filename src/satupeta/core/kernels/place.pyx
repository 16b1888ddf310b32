"""From world units to picture pixels: gathers the geometries of some rows, clips and maps them through a control grid."""

from libc.math cimport floor

import numpy as np

from satupeta.core.kernels.columns cimport feature_is_sound

cdef enum Kind:
    POINTS = 0
    LINES = 1
    POLYGONS = 2

cdef struct Nodes:
    const double* pixels        # x, y of each node, row by row
    int columns
    int rows
    double west                 # world units of node 0, 0
    double north
    double step_x               # world units between nodes
    double step_y


cdef inline void map_point(const Nodes* nodes, double x, double y, double* pixel) noexcept nogil:
    """Bilinear between the four nodes round a point; beyond the grid the outermost cell is carried on."""
    cdef double u = (x - nodes.west) / nodes.step_x, v = (y - nodes.north) / nodes.step_y
    cdef double column = floor(u), row = floor(v), p, q
    cdef const double* a
    cdef const double* b
    cdef int axis
    if column < 0: column = 0
    if column > nodes.columns - 2: column = nodes.columns - 2
    if row < 0: row = 0
    if row > nodes.rows - 2: row = nodes.rows - 2
    u -= column
    v -= row
    a = nodes.pixels + 2 * (<size_t>row * nodes.columns + <size_t>column)
    b = a + 2 * <size_t>nodes.columns
    for axis in range(2):
        p = a[axis] + u * (a[axis + 2] - a[axis])
        q = b[axis] + u * (b[axis + 2] - b[axis])
        pixel[axis] = p + v * (q - p)


cdef Py_ssize_t clip_half(
    const double* source, Py_ssize_t count, double* target, int axis, double limit, double sign, bint closed
) noexcept nogil:
    """Keep where sign * (coordinate - limit) >= 0; what leaves and comes back is joined along the limit."""
    cdef Py_ssize_t i, kept = 0
    cdef const double* a
    cdef const double* b
    cdef double da, db, t
    cdef int other = 1 - axis
    for i in range(count):
        b = source + 2 * i
        db = sign * (b[axis] - limit)
        if i > 0 or closed:
            a = source + 2 * (i - 1 if i > 0 else count - 1)
            da = sign * (a[axis] - limit)
            if (da < 0) != (db < 0):
                t = da / (da - db)
                target[2 * kept + axis] = limit
                target[2 * kept + other] = a[other] + t * (b[other] - a[other])
                kept += 1
        if db >= 0:
            target[2 * kept] = b[0]
            target[2 * kept + 1] = b[1]
            kept += 1
    return kept


cdef Py_ssize_t clip(
    const int[:, ::1] xy, Py_ssize_t start, Py_ssize_t stop, const Nodes* nodes, double* scratch, Py_ssize_t room,
    bint closed
) noexcept nogil:
    """One ring or line clipped to the control grid, left at the start of `scratch` (two halves of `room` points)."""
    cdef double* here = scratch
    cdef double* there = scratch + 2 * room
    cdef double east = nodes.west + nodes.step_x * (nodes.columns - 1)
    cdef double south = nodes.north + nodes.step_y * (nodes.rows - 1)
    cdef Py_ssize_t i, count = stop - start
    for i in range(count):
        here[2 * i] = xy[start + i, 0]
        here[2 * i + 1] = xy[start + i, 1]
    count = clip_half(here, count, there, 0, nodes.west, 1, closed)
    count = clip_half(there, count, here, 0, east, -1, closed)
    count = clip_half(here, count, there, 1, nodes.north, 1, closed)
    return clip_half(there, count, here, 1, south, -1, closed)


cdef class _Columns:
    """World columns whose offsets are checked, row by row, before they are followed."""

    cdef const int[:, ::1] xy
    cdef const int[::1] rings
    cdef const int[::1] parts
    cdef const int[::1] features

    def __init__(self, columns):
        self.xy = columns.xy
        self.rings = columns.rings
        self.parts = columns.parts
        self.features = columns.features
        if self.xy.shape[1] != 2:
            raise ValueError("vertices are not pairs")

    cdef bint is_sound(self, int row) noexcept nogil:
        return feature_is_sound(self.rings, self.parts, self.features, self.xy.shape[0], row)

    cdef int first_ring(self, int row) noexcept nogil:
        return self.parts[self.features[row]]

    cdef int end_ring(self, int row) noexcept nogil:
        return self.parts[self.features[row + 1]]


def place(columns, const int[::1] rows, const double[:, :, ::1] nodes, tuple origin, tuple step, int kind, bint clipped):
    """Put the geometries of some rows into a picture.

    Args:
        columns: `WorldColumns`.
        rows: Which rows, in drawing order.
        nodes: Pixel x, y at each node of the control grid, shape (n >= 2, m >= 2, 2), finite.
        origin: World x, y of node 0, 0.
        step: World units between two nodes along x and y.
        kind: 0 for points, 1 for lines, 2 for rings of polygons.
        clipped: Whether to cut off what lies beyond the grid; without it the outermost cells are carried on, which is
            right for an affine grid only.

    Returns:
        Vertices in pixels, shape (n, 2), float64; ring offsets into them, int32; offsets of the rows into the rings,
        int32.

    Raises:
        ValueError: An offset of the columns or a row number points outside.
    """
    cdef _Columns source = _Columns(columns)
    cdef Nodes grid
    if nodes.shape[0] < 2 or nodes.shape[1] < 2 or nodes.shape[2] != 2:
        raise ValueError("a control grid has at least two nodes a side")
    grid.pixels = &nodes[0, 0, 0]
    grid.columns = <int>nodes.shape[1]
    grid.rows = <int>nodes.shape[0]
    grid.west, grid.north = origin
    grid.step_x, grid.step_y = step
    if not (grid.step_x > 0 and grid.step_y > 0):
        raise ValueError("the nodes of a control grid lie apart")
    cdef Py_ssize_t ring_count = 0, room = 0, longest = 0, length
    cdef Py_ssize_t index
    cdef int row, ring
    for index in range(rows.shape[0]):
        row = rows[index]
        if not source.is_sound(row):
            raise ValueError(f"the offsets of row {row} point outside their columns")
        if source.features[row] == source.features[row + 1]:
            continue
        ring_count += source.end_ring(row) - source.first_ring(row)
        for ring in range(source.first_ring(row), source.end_ring(row)):
            length = source.rings[ring + 1] - source.rings[ring]
            longest = max(longest, length)
            # A half plane leaves at most one and a half times as many vertices; there are four.
            room += 6 * length + 8 if clipped and kind != POINTS else length
    if room >= 2**31:
        raise ValueError("too many vertices for one picture")
    placed = np.empty((room, 2))
    ring_offsets = np.zeros(ring_count + 1, np.int32)
    row_offsets = np.zeros(rows.shape[0] + 1, np.int32)
    scratch = np.empty((2 * (6 * longest + 8) if clipped else 1, 2))
    used = _place_rows(
        source, rows, &grid, kind, clipped, placed, ring_offsets, row_offsets, scratch, 6 * longest + 8
    )
    return placed[:used], ring_offsets, row_offsets


cdef Py_ssize_t _place_rows(
    _Columns source, const int[::1] rows, const Nodes* grid, int kind, bint clipped, double[:, ::1] placed,
    int[::1] ring_offsets, int[::1] row_offsets, double[:, ::1] scratch, Py_ssize_t room
) noexcept:
    """Fill the three answers; returns how many vertices there are."""
    cdef Py_ssize_t index, vertex, count, used = 0, rings = 0
    cdef int row, ring
    cdef double east = grid.west + grid.step_x * (grid.columns - 1)
    cdef double south = grid.north + grid.step_y * (grid.rows - 1)
    cdef double x, y
    with nogil:
        for index in range(rows.shape[0]):
            row = rows[index]
            if source.features[row] < source.features[row + 1]:
                for ring in range(source.first_ring(row), source.end_ring(row)):
                    if clipped and kind != POINTS:
                        count = clip(
                            source.xy, source.rings[ring], source.rings[ring + 1], grid, &scratch[0, 0], room,
                            kind == POLYGONS
                        )
                        for vertex in range(count):
                            map_point(grid, scratch[vertex, 0], scratch[vertex, 1], &placed[used, 0])
                            used += 1
                    else:
                        for vertex in range(source.rings[ring], source.rings[ring + 1]):
                            x = source.xy[vertex, 0]
                            y = source.xy[vertex, 1]
                            if clipped and (x < grid.west or x > east or y < grid.north or y > south):
                                continue
                            map_point(grid, x, y, &placed[used, 0])
                            used += 1
                    rings += 1
                    ring_offsets[rings] = <int>used
            row_offsets[index + 1] = <int>rings
    return used
