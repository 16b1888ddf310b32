# The integer grid of a zoom and its clip lines: x or y = 64 before or after a tile's edge.

from satupeta.core.kernels.rings cimport RingList, Vertex, add_vertex, clear, finish_ring, push

cdef enum:
    EXTENT = 4096
    BUFFER = 64
    LOW = -64       # sides of the clip box, in units of the tile
    HIGH = 4160


cdef inline int snapped(int world, int shift, long long origin) noexcept nogil:
    """A world unit on the grid of a zoom, rounded half up: the same in every tile."""
    return <int>(((<long long>world + ((<long long>1 << shift) >> 1)) >> shift) - origin)


cdef inline bint snap_ring(
    const int[:, ::1] xy, int start, int end, int shift, long long origin_x, long long origin_y,
    RingList* target, bint straighten,
) noexcept nogil:
    cdef int place
    for place in range(start, end):
        add_vertex(
            target, snapped(xy[place, 0], shift, origin_x), snapped(xy[place, 1], shift, origin_y), straighten
        )
    return finish_ring(target, straighten)


cdef inline int rounded_quotient(long long numerator, long long denominator) noexcept nogil:
    """The nearest integer, halves upwards."""
    cdef long long quotient, remainder
    if denominator < 0:
        numerator = -numerator
        denominator = -denominator
    quotient = numerator // denominator
    remainder = numerator - quotient * denominator
    if remainder < 0:   # C divides towards zero
        quotient -= 1
        remainder += denominator
    return <int>(quotient + (2 * remainder >= denominator))


cdef inline int crossing(int line, int from_, int to, int other_from, int other_to) noexcept nogil:
    """Where an edge crosses a line, along the line: the same from both ends, and in every tile."""
    return other_from + rounded_quotient(
        (<long long>other_to - other_from) * (<long long>line - from_), <long long>to - from_
    )


cdef inline int cell(int v) noexcept nogil:
    """Even between the four lines about a tile's sides, odd on one of them."""
    return (
        (v > LOW) + (v >= LOW) + (v > BUFFER) + (v >= BUFFER) + (v > EXTENT - BUFFER) + (v >= EXTENT - BUFFER)
        + (v > HIGH) + (v >= HIGH)
    )


cdef inline int floor_tile(int v) noexcept nogil:
    return v // EXTENT if v >= 0 else -((-v + EXTENT - 1) // EXTENT)


cdef inline void put_crossings(RingList* target, Vertex a, Vertex b, int axis, bint local) noexcept nogil:
    """Add where the edge a-b crosses lines of one axis, from a to b; local: only the lines of tile 0, 0."""
    cdef int start = a.x if axis == 0 else a.y, end = b.x if axis == 0 else b.y
    cdef int other_start = a.y if axis == 0 else a.x, other_end = b.y if axis == 0 else b.x
    cdef int low = min(start, end), high = max(start, end), step = 1 if end > start else -1
    cdef int number, last, line
    if local:
        low = max(low, LOW - 1)
        high = min(high, HIGH + 1)
    if high - low < 2:
        return
    # Two lines a tile, numbered from west to east: 2t is BUFFER after the start of tile t, 2t + 1 BUFFER before its end.
    number = 2 * floor_tile(low) if step > 0 else 2 * floor_tile(high) + 1
    last = 2 * floor_tile(high) + 1 if step > 0 else 2 * floor_tile(low)
    while (last - number) * step >= 0:
        line = (number >> 1) * EXTENT + (EXTENT - BUFFER if number & 1 else BUFFER)
        if low < line < high:
            if axis == 0:
                push(target, line, crossing(line, start, end, other_start, other_end))
            else:
                push(target, crossing(line, start, end, other_start, other_end), line)
        number += step


cdef inline long long travelled(Vertex a, Vertex v) noexcept nogil:
    return abs(<long long>v.x - a.x) + abs(<long long>v.y - a.y)


cdef inline void put_line_vertices(
    const RingList* source, int ring, RingList* target, RingList* scratch, bint local
) noexcept nogil:
    """A ring with a vertex, rounded to the grid, wherever an edge crosses a clip line."""
    cdef int start = source.starts[ring], end = source.starts[ring + 1], place, i, j, split
    cdef Vertex a, b
    cdef Vertex* v
    for place in range(start, end):
        a = source.vertices[place]
        b = source.vertices[place + 1 if place + 1 < end else start]
        add_vertex(target, a.x, a.y, False)
        if local and abs(cell(a.x) - cell(b.x)) < 2 and abs(cell(a.y) - cell(b.y)) < 2:
            continue
        clear(scratch)
        put_crossings(scratch, a, b, 0, local)
        split = scratch.used
        put_crossings(scratch, a, b, 1, local)
        v = scratch.vertices
        i = 0
        j = split
        while i < split or j < scratch.used:    # both runs go from a to b: merge them
            if j == scratch.used or (i < split and travelled(a, v[i]) <= travelled(a, v[j])):
                add_vertex(target, v[i].x, v[i].y, False)
                i += 1
            else:
                add_vertex(target, v[j].x, v[j].y, False)
                j += 1
    finish_ring(target, False)
