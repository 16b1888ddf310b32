# Rings that visit a vertex twice are taken apart: one closed walk a face, each walk cut into simple loops.

from libc.math cimport atan2
from libc.string cimport memset

from satupeta.core.kernels.clip cimport Workspace, numbers_of
from satupeta.core.kernels.rings cimport RingList, Vertex, finish_ring, push


cdef inline unsigned int place_hash(Vertex v) noexcept nogil:
    return (<unsigned int>v.x * 2654435761u ^ <unsigned int>v.y * 2654404609u) >> 7


cdef inline bint find_twins(const RingList* rings, int* table, int size, int* first, int* same) noexcept nogil:
    """Chain the vertices at one place: first[i] the first of them, same[i] the next; whether any place has two."""
    cdef int i, known, slot
    cdef bint twice = False
    memset(table, 255, size * sizeof(int))
    for i in range(rings.used):
        slot = <int>(place_hash(rings.vertices[i]) & <unsigned int>(size - 1))
        same[i] = -1
        first[i] = i
        while table[slot] >= 0:
            known = table[slot]
            if rings.vertices[known].x == rings.vertices[i].x and rings.vertices[known].y == rings.vertices[i].y:
                first[i] = known
                same[i] = same[known]
                same[known] = i
                twice = True
                break
            slot = (slot + 1) & (size - 1)
        if first[i] == i:
            table[slot] = i
    return twice


cdef inline void turn_clockwise(
    const RingList* rings, const int* first, const int* same, const int* after, const int* before, int* follows
) noexcept nogil:
    """At a place visited twice, leave by the first edge clockwise from the one that came in."""
    cdef int i, other
    cdef Vertex here, back, out
    cdef double angle, least
    for i in range(rings.used):
        follows[i] = after[i]
        if same[first[i]] < 0:
            continue
        here = rings.vertices[i]
        back = rings.vertices[before[i]]
        least = 10.0
        other = first[i]
        while other >= 0:
            out = rings.vertices[after[other]]
            angle = -atan2(
                <double>(back.x - here.x) * (out.y - here.y) - <double>(back.y - here.y) * (out.x - here.x),
                <double>(back.x - here.x) * (out.x - here.x) + <double>(back.y - here.y) * (out.y - here.y),
            )
            if angle <= 0:
                angle += 6.283185307179586
            if angle < least:
                least = angle
                follows[i] = after[other]
            other = same[other]


cdef inline void put_loop(
    const RingList* rings, const int* stack, int bottom, int top, RingList* target
) noexcept nogil:
    cdef int i
    for i in range(bottom, top):
        push(target, rings.vertices[stack[i]].x, rings.vertices[stack[i]].y)
    finish_ring(target, False)


cdef inline bint split_touches(Workspace* work, const RingList* rings, RingList* target) noexcept nogil:
    """Write the same polygon as simple loops; False, and nothing written, when no place is visited twice."""
    cdef int count = rings.used, size = 16, ring, i, k, top, head, place
    while size < 2 * count:
        size *= 2
    cdef int* table = numbers_of(work, <size_t>size + 7 * <size_t>count + 8)
    if table == NULL:
        return False
    cdef int* first = table + size
    cdef int* same = first + count
    cdef int* after = same + count
    cdef int* before = after + count
    cdef int* follows = before + count
    cdef int* stack = follows + count
    cdef int* on_stack = stack + count + 1
    if not find_twins(rings, table, size, first, same):
        return False
    for ring in range(rings.count):
        for i in range(rings.starts[ring], rings.starts[ring + 1]):
            after[i] = i + 1 if i + 1 < rings.starts[ring + 1] else rings.starts[ring]
            before[after[i]] = i
    turn_clockwise(rings, first, same, after, before, follows)
    memset(before, 0, count * sizeof(int))      # from here on: visited
    memset(on_stack, 255, count * sizeof(int))
    for k in range(count):
        i = k
        top = 0
        while not before[i]:
            before[i] = 1
            head = first[i]
            if on_stack[head] >= 0:     # back at a place: what lies above it on the stack is a loop
                place = on_stack[head]
                put_loop(rings, stack, place, top, target)
                while top > place + 1:
                    top -= 1
                    on_stack[first[stack[top]]] = -1
            else:
                on_stack[head] = top
                stack[top] = i
                top += 1
            i = follows[i]
        if top:
            put_loop(rings, stack, 0, top, target)
            while top:
                top -= 1
                on_stack[first[stack[top]]] = -1
    return True
