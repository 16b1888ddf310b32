# Growing lists of rings on an integer grid, and the cleaning of a ring that never changes what it covers.

from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memmove


cdef struct Vertex:
    int x
    int y


cdef struct RingList:
    # Ring r is vertices[starts[r]] to vertices[starts[r + 1]]; vertices from starts[count] on are a ring being made.
    Vertex* vertices
    int* starts
    int count
    int used
    int vertex_room
    int ring_room
    bint failed     # memory ran out: nothing is added any more, and the caller raises MemoryError at its end


cdef inline bint open_list(RingList* rings) noexcept nogil:
    """Give a list its first memory; False when there is none."""
    rings.vertex_room = 256
    rings.ring_room = 16
    rings.vertices = <Vertex*>malloc(rings.vertex_room * sizeof(Vertex))
    rings.starts = <int*>malloc(rings.ring_room * sizeof(int))
    rings.failed = rings.vertices == NULL or rings.starts == NULL
    if not rings.failed:
        clear(rings)
    return not rings.failed


cdef inline void free_list(RingList* rings) noexcept nogil:
    free(rings.vertices)
    free(rings.starts)


cdef inline void clear(RingList* rings) noexcept nogil:
    rings.count = 0
    rings.used = 0
    rings.starts[0] = 0


cdef inline void push(RingList* rings, int x, int y) noexcept nogil:
    cdef Vertex* grown
    if rings.used == rings.vertex_room:
        if rings.vertex_room > 1 << 27:
            rings.failed = True
            return
        grown = <Vertex*>realloc(rings.vertices, 2 * <size_t>rings.vertex_room * sizeof(Vertex))
        if grown == NULL:
            rings.failed = True
            return
        rings.vertices = grown
        rings.vertex_room *= 2
    rings.vertices[rings.used].x = x
    rings.vertices[rings.used].y = y
    rings.used += 1


cdef inline void close_ring(RingList* rings) noexcept nogil:
    """End the ring that is being made."""
    cdef int* grown
    if rings.count + 2 >= rings.ring_room:
        grown = <int*>realloc(rings.starts, 2 * <size_t>rings.ring_room * sizeof(int))
        if grown == NULL:
            rings.failed = True
            return
        rings.starts = grown
        rings.ring_room *= 2
    rings.count += 1
    rings.starts[rings.count] = rings.used


cdef inline int ring_length(const RingList* rings, int ring) noexcept nogil:
    return rings.starts[ring + 1] - rings.starts[ring]


cdef inline void copy_ring(const RingList* source, int ring, RingList* target) noexcept nogil:
    cdef int place
    for place in range(source.starts[ring], source.starts[ring + 1]):
        push(target, source.vertices[place].x, source.vertices[place].y)
    close_ring(target)


cdef inline long long turn(Vertex a, Vertex b, Vertex c) noexcept nogil:
    """Cross product of a-b and b-c: 0 where the three lie on one line."""
    return <long long>(b.x - a.x) * (c.y - b.y) - <long long>(b.y - a.y) * (c.x - b.x)


cdef inline long long area_doubled(const Vertex* ring, int length) noexcept nogil:
    cdef long long total = 0
    cdef int place
    for place in range(1, length - 1):
        total += <long long>(ring[place].x - ring[0].x) * (ring[place + 1].y - ring[0].y)
        total -= <long long>(ring[place + 1].x - ring[0].x) * (ring[place].y - ring[0].y)
    return total


cdef inline void add_vertex(RingList* rings, int x, int y, bint straighten) noexcept nogil:
    """Add a vertex to the ring being made, without repeats and, to straighten, without vertices on a line or spike."""
    cdef int start = rings.starts[rings.count]
    cdef Vertex added
    added.x = x
    added.y = y
    while rings.used > start:
        if rings.vertices[rings.used - 1].x == x and rings.vertices[rings.used - 1].y == y:
            return
        if not straighten or rings.used - start < 2:
            break
        if turn(rings.vertices[rings.used - 2], rings.vertices[rings.used - 1], added) != 0:
            break
        rings.used -= 1
    push(rings, x, y)


cdef inline bint finish_ring(RingList* rings, bint straighten) noexcept nogil:
    """End the ring being made, cleaned across its start too; False, and no ring, when fewer than 3 vertices remain."""
    cdef int start = rings.starts[rings.count], low = start, high = rings.used
    cdef Vertex* v = rings.vertices
    while True:
        if high - low < 3:
            rings.used = start
            return False
        if v[high - 1].x == v[low].x and v[high - 1].y == v[low].y:
            high -= 1
        elif straighten and turn(v[high - 2], v[high - 1], v[low]) == 0:
            high -= 1
        elif straighten and turn(v[high - 1], v[low], v[low + 1]) == 0:
            low += 1
        else:
            break
    if low > start:
        memmove(v + start, v + low, (high - low) * sizeof(Vertex))
    rings.used = start + high - low
    close_ring(rings)
    return True
