# Geometry commands of Mapbox Vector Tiles 2.1, 4.3: MoveTo, LineTo and ClosePath with zigzag deltas.

from libc.stdlib cimport free, realloc

from satupeta.core.kernels.rings cimport RingList, Vertex, add_vertex, area_doubled, clear, finish_ring, ring_length


cdef struct Commands:
    unsigned char* bytes
    size_t used
    size_t room
    int x           # the pen
    int y
    bint failed


cdef inline void free_commands(Commands* out) noexcept nogil:
    free(out.bytes)


cdef inline bint make_room(Commands* out, size_t more) noexcept nogil:
    cdef unsigned char* grown
    if out.used + more > out.room:
        grown = <unsigned char*>realloc(out.bytes, 2 * (out.used + more))
        if grown == NULL:
            out.failed = True
            return False
        out.bytes = grown
        out.room = 2 * (out.used + more)
    return True


cdef inline void put_varint(Commands* out, unsigned int value) noexcept nogil:
    """A varint; room for it is made before."""
    while value > 127:
        out.bytes[out.used] = <unsigned char>(value | 128)
        value >>= 7
        out.used += 1
    out.bytes[out.used] = <unsigned char>value
    out.used += 1


cdef inline void put_step(Commands* out, Vertex v) noexcept nogil:
    cdef int dx = v.x - out.x, dy = v.y - out.y
    put_varint(out, (<unsigned int>dx << 1) ^ <unsigned int>(dx >> 31))
    put_varint(out, (<unsigned int>dy << 1) ^ <unsigned int>(dy >> 31))
    out.x = v.x
    out.y = v.y


cdef inline void put_path(Commands* out, const Vertex* path, int length, bint closed) noexcept nogil:
    """MoveTo the first vertex, LineTo the others, ClosePath for rings."""
    cdef int place
    if not make_room(out, 10 * <size_t>length + 16):
        return
    put_varint(out, 1 << 3 | 1)
    put_step(out, path[0])
    put_varint(out, <unsigned int>(length - 1) << 3 | 2)
    for place in range(1, length):
        put_step(out, path[place])
    if closed:
        put_varint(out, 1 << 3 | 7)


cdef inline void put_points(Commands* out, const Vertex* points, int count) noexcept nogil:
    """One MoveTo for all points."""
    cdef int place
    if not make_room(out, 10 * <size_t>count + 16):
        return
    put_varint(out, <unsigned int>count << 3 | 1)
    for place in range(count):
        put_step(out, points[place])


cdef inline void put_straightened(Commands* out, const RingList* rings, int ring, RingList* scratch) noexcept nogil:
    """A ring without the vertices that clipping needed on its straight edges."""
    cdef int place
    clear(scratch)
    for place in range(rings.starts[ring], rings.starts[ring + 1]):
        add_vertex(scratch, rings.vertices[place].x, rings.vertices[place].y, True)
    if finish_ring(scratch, True):
        put_path(out, scratch.vertices, scratch.used, True)


cdef inline int place_in_ring(const Vertex* ring, int length, Vertex v) noexcept nogil:
    """1 inside, -1 outside, 0 on the ring."""
    cdef int i, j = length - 1, place = -1
    cdef long long side
    for i in range(length):
        side = <long long>(ring[i].x - ring[j].x) * (v.y - ring[j].y)
        side -= <long long>(ring[i].y - ring[j].y) * (v.x - ring[j].x)
        if (
            side == 0
            and min(ring[i].x, ring[j].x) <= v.x <= max(ring[i].x, ring[j].x)
            and min(ring[i].y, ring[j].y) <= v.y <= max(ring[i].y, ring[j].y)
        ):
            return 0
        if (ring[i].y > v.y) != (ring[j].y > v.y) and (side > 0) == (ring[i].y > ring[j].y):
            place = -place
        j = i
    return place


cdef inline bint is_hole_of(const RingList* rings, int hole, int exterior) noexcept nogil:
    """Whether a simple loop lies in another: the first vertex that is not on it tells."""
    cdef int place, where
    for place in range(rings.starts[hole], rings.starts[hole + 1]):
        where = place_in_ring(
            rings.vertices + rings.starts[exterior], ring_length(rings, exterior), rings.vertices[place]
        )
        if where:
            return where > 0
    return True


cdef inline void put_polygons(Commands* out, const RingList* rings, RingList* scratch) noexcept nogil:
    """Simple loops of one clipped polygon: every exterior (positive area) with the holes that lie in it."""
    cdef int ring, hole, exteriors = 0
    for ring in range(rings.count):
        exteriors += area_doubled(rings.vertices + rings.starts[ring], ring_length(rings, ring)) > 0
    for ring in range(rings.count):
        if area_doubled(rings.vertices + rings.starts[ring], ring_length(rings, ring)) <= 0:
            continue
        put_straightened(out, rings, ring, scratch)
        if exteriors == rings.count:
            continue
        for hole in range(rings.count):
            if area_doubled(rings.vertices + rings.starts[hole], ring_length(rings, hole)) >= 0:
                continue
            if exteriors == 1 or is_hole_of(rings, hole, ring):
                put_straightened(out, rings, hole, scratch)
