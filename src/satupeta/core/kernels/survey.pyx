"""Polygons as tiles of a zoom will serve them, before they are clipped: what must be sound."""

import numpy as np

from libc.string cimport memcpy

from satupeta.core.kernels.columns cimport feature_is_sound
from satupeta.core.kernels.grid cimport EXTENT, put_line_vertices, snap_ring
from satupeta.core.kernels.rings cimport (
    RingList,
    Vertex,
    area_doubled,
    clear,
    copy_ring,
    free_list,
    open_list,
    push,
    ring_length,
    turn,
)

cdef enum:
    NOTHING = 0
    SOUND = 1
    UNSURE = 2
    BAD = 3
    SMALL_RING = 24         # up to here every pair of edges is tried
    LINES_LIMIT = 2000000   # crossings a feature: beyond, its line vertices are left out of the check


def survey(
    const int[:, ::1] xy, const int[::1] rings, const int[::1] parts, const int[::1] features,
    const int[::1] rows, int zoom, bint repaired=False, bint everything=False,
):
    """Snap polygons to the grid of a zoom, put vertices on the clip lines, and tell which are surely sound.

    Args:
        xy, rings, parts, features: World columns of polygons; of repaired ones, on the grid of the zoom with its
            origin at tile 0, 0.
        rows: Which features.
        zoom: 0 to 18.
        repaired: Whether the columns are on the grid already; their vertices on straight lines are kept.
        everything: Give the shapes of all rows, not only of the unsure ones.

    Returns:
        A state a row, uint8: 0 nothing left, 1 sound, 2 unsure, 3 bad; and the positions in `rows`, int32, whose
        shapes follow as columns xy, rings, parts, features on the grid with its origin at tile 0, 0.

    Raises:
        ValueError: A row that is not there, or offsets that leave their columns.
        MemoryError: No room.
    """
    cdef Py_ssize_t count = rows.shape[0], number
    cdef RingList kept, shape, ring_list, scratch
    cdef int part_count
    cdef unsigned char[::1] states
    cdef list given = [], part_ends = [0], feature_ends = [0]
    if not 0 <= zoom <= 18:
        raise ValueError("vector tiles are made for zooms 0 to 18")
    for number in range(count):
        if not feature_is_sound(rings, parts, features, xy.shape[0], rows[number]):
            raise ValueError(f"the columns of row {rows[number]} are damaged")
    state_array = np.zeros(count, np.uint8)
    states = state_array
    ok = open_list(&kept)
    ok = open_list(&shape) and ok
    ok = open_list(&ring_list) and ok
    ok = open_list(&scratch) and ok
    if ok:
        for number in range(count):
            ends = []
            states[number] = look(
                xy, rings, parts, features, rows[number], zoom, repaired, &shape, &ring_list, &scratch, ends
            )
            if everything or states[number] == UNSURE:
                given.append(number)
                part_ends.extend([kept.count + end for end in ends])
                for ring in range(shape.count):
                    copy_ring(&shape, ring, &kept)
                feature_ends.append(len(part_ends) - 1)
    ok = ok and not (kept.failed or shape.failed or ring_list.failed or scratch.failed)
    vertices, starts = exported(&kept) if ok else (None, None)
    free_list(&kept)
    free_list(&shape)
    free_list(&ring_list)
    free_list(&scratch)
    if not ok:
        raise MemoryError
    shapes = vertices, starts, np.array(part_ends, np.int32), np.array(feature_ends, np.int32)
    return state_array, np.array(given, np.int32), shapes


cdef unsigned char look(
    const int[:, ::1] xy, const int[::1] rings, const int[::1] parts, const int[::1] features, Py_ssize_t row,
    int zoom, bint repaired, RingList* shape, RingList* ring_list, RingList* scratch, list part_ends,
):
    """Make one feature's snapped shape and judge it; part_ends gets the ring count after each part."""
    cdef Py_ssize_t part, ring
    cdef int shift = 0 if repaired else 20 - zoom, before, last
    cdef long long origin = 0 if repaired else -(<long long>1 << (11 + zoom))
    cdef bint turned = False
    cdef bint lined = crossings(xy, rings, parts, features, row, shift) < LINES_LIMIT
    clear(shape)
    for part in range(features[row], features[row + 1]):
        before = shape.count
        for ring in range(parts[part], parts[part + 1]):
            clear(ring_list)
            if not snap_ring(
                xy, rings[ring], rings[ring + 1], shift, origin, origin, ring_list, not repaired
            ):
                if ring == parts[part]:
                    break
                continue
            last = shape.count
            if lined:
                put_line_vertices(ring_list, 0, shape, scratch, False)
            else:
                copy_ring(ring_list, 0, shape)
            if shape.count > last:
                area = area_doubled(shape.vertices + shape.starts[last], ring_length(shape, last))
                turned = turned or (area <= 0 if ring == parts[part] else area >= 0)
            elif ring == parts[part]:
                break
        if shape.count > before:
            part_ends.append(shape.count)
    if shape.count == 0:
        return NOTHING
    if turned:
        return BAD
    if shape.count == 1 and shape.used <= SMALL_RING:
        return SOUND if is_simple(shape.vertices, shape.used) else BAD
    return UNSURE


cdef long long crossings(
    const int[:, ::1] xy, const int[::1] rings, const int[::1] parts, const int[::1] features, Py_ssize_t row, int shift
) noexcept nogil:
    """About how many clip lines the edges of a feature cross."""
    cdef Py_ssize_t part, ring, vertex
    cdef long long length = 0
    for part in range(features[row], features[row + 1]):
        for ring in range(parts[part], parts[part + 1]):
            for vertex in range(rings[ring] + 1, rings[ring + 1]):
                length += abs(<long long>xy[vertex, 0] - xy[vertex - 1, 0]) >> shift
                length += abs(<long long>xy[vertex, 1] - xy[vertex - 1, 1]) >> shift
    return length // (EXTENT // 2)


cdef inline int sign(long long value) noexcept nogil:
    return (value > 0) - (value < 0)


cdef bint is_simple(const Vertex* v, int count) noexcept nogil:
    """Whether no two edges of a ring meet but neighbours at their vertex."""
    cdef int i, j, i_end, j_end
    for i in range(count):
        i_end = i + 1 if i + 1 < count else 0
        for j in range(i + 2, count):
            j_end = j + 1 if j + 1 < count else 0
            if j_end == i:
                continue
            if max(v[i].x, v[i_end].x) < min(v[j].x, v[j_end].x) or max(v[j].x, v[j_end].x) < min(v[i].x, v[i_end].x):
                continue
            if max(v[i].y, v[i_end].y) < min(v[j].y, v[j_end].y) or max(v[j].y, v[j_end].y) < min(v[i].y, v[i_end].y):
                continue
            if (
                sign(turn(v[i], v[i_end], v[j])) * sign(turn(v[i], v[i_end], v[j_end])) <= 0
                and sign(turn(v[j], v[j_end], v[i])) * sign(turn(v[j], v[j_end], v[i_end])) <= 0
            ):
                return False
    return True


cdef exported(const RingList* rings):
    vertices = np.empty((rings.used, 2), np.int32)
    starts = np.empty(rings.count + 1, np.int32)
    cdef int[:, ::1] vertex_view = vertices
    cdef int[::1] start_view = starts
    if rings.used:
        memcpy(&vertex_view[0, 0], rings.vertices, rings.used * sizeof(Vertex))
    memcpy(&start_view[0], rings.starts, (rings.count + 1) * sizeof(int))
    return vertices, starts
