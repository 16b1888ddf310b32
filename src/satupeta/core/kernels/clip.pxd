# Exact clipping of a polygon on the grid: one line at a time, then loops that touch themselves are taken apart.
#
# Edges end on the clip lines already (grid.put_line_vertices), so nothing is rounded here. No bridges as those of
# Sutherland and Hodgman arise: what lies along the line is the stretch where more chains ended than started.

from libc.stdlib cimport free, malloc, qsort, realloc
from libc.string cimport memset

from satupeta.core.kernels.grid cimport HIGH, LOW, crossing
from satupeta.core.kernels.rings cimport (
    RingList,
    Vertex,
    add_vertex,
    clear,
    close_ring,
    copy_ring,
    finish_ring,
    free_list,
    open_list,
    push,
)


cdef struct Contact:
    # Where a chain of inside edges starts (kind -1) or ends (kind 1) on the clip line.
    int along
    int kind
    int chain


cdef struct Workspace:
    RingList first
    RingList second
    RingList chains
    RingList scratch
    Contact* contacts
    int contact_room
    int* numbers
    size_t number_room
    bint failed


cdef inline bint open_workspace(Workspace* work) noexcept nogil:
    memset(work, 0, sizeof(Workspace))
    return (
        open_list(&work.first) and open_list(&work.second) and open_list(&work.chains) and open_list(&work.scratch)
    )


cdef inline void free_workspace(Workspace* work) noexcept nogil:
    free_list(&work.first)
    free_list(&work.second)
    free_list(&work.chains)
    free_list(&work.scratch)
    free(work.contacts)
    free(work.numbers)


cdef inline bint has_failed(const Workspace* work) noexcept nogil:
    return (
        work.failed or work.first.failed or work.second.failed or work.chains.failed or work.scratch.failed
    )


cdef inline int* numbers_of(Workspace* work, size_t count) noexcept nogil:
    """Room for `count` integers, NULL when there is none."""
    cdef int* grown
    if work.number_room < count:
        grown = <int*>realloc(work.numbers, 2 * count * sizeof(int))
        if grown == NULL:
            work.failed = True
            return NULL
        work.numbers = grown
        work.number_room = 2 * count
    return work.numbers


cdef inline int on_axis(Vertex v, int axis) noexcept nogil:
    return v.x if axis == 0 else v.y


cdef inline void put_contact(Workspace* work, int* count, int along, int kind, int chain) noexcept nogil:
    cdef Contact* grown
    if count[0] == work.contact_room:
        grown = <Contact*>realloc(work.contacts, (2 * <size_t>work.contact_room + 64) * sizeof(Contact))
        if grown == NULL:
            work.failed = True
            return
        work.contacts = grown
        work.contact_room = 2 * work.contact_room + 64
    work.contacts[count[0]].along = along
    work.contacts[count[0]].kind = kind
    work.contacts[count[0]].chain = chain
    count[0] += 1


cdef inline int contact_order(const void* left, const void* right) noexcept nogil:
    """Along the line; at one place ends come before starts."""
    cdef const Contact* a = <const Contact*>left
    cdef const Contact* b = <const Contact*>right
    if a.along != b.along:
        return -1 if a.along < b.along else 1
    return b.kind - a.kind


cdef inline Vertex on_line(Vertex a, Vertex b, int axis, int limit) noexcept nogil:
    cdef Vertex v
    if axis == 0:
        v.x = limit
        v.y = crossing(limit, a.x, b.x, a.y, b.y)
    else:
        v.y = limit
        v.x = crossing(limit, a.y, b.y, a.x, b.x)
    return v


cdef inline void put_chains(
    Workspace* work, const RingList* source, int ring, int* contacts, int axis, int limit, int side, int direction
) noexcept nogil:
    """Cut one ring into chains of edges on the kept side, from contact with the line to contact."""
    cdef int start = source.starts[ring], length = source.starts[ring + 1] - start, step, place, before, after
    cdef int outside = -1
    cdef Vertex a, b, touch
    cdef RingList* chains = &work.chains
    for place in range(length):
        if side * (on_axis(source.vertices[start + place], axis) - limit) <= 0:
            outside = place
    a = source.vertices[start + outside]
    before = side * (on_axis(a, axis) - limit)
    for step in range(1, length + 1):
        b = source.vertices[start + (outside + step) % length]
        after = side * (on_axis(b, axis) - limit)
        if before <= 0 < after:
            touch = on_line(a, b, axis, limit) if before < 0 else a
            push(chains, touch.x, touch.y)
            put_contact(work, contacts, direction * on_axis(touch, 1 - axis), -1, chains.count)
        if after > 0:
            push(chains, b.x, b.y)
        elif before > 0:
            touch = on_line(a, b, axis, limit) if after < 0 else b
            push(chains, touch.x, touch.y)
            put_contact(work, contacts, direction * on_axis(touch, 1 - axis), 1, chains.count)
            close_ring(chains)
        a = b
        before = after


cdef inline bint link_chains(Workspace* work, int contacts, int* following, int* leaves, int* enters) noexcept nogil:
    """Pair each chain's end with the start that follows along the line: leaves and enters are contact numbers."""
    cdef int chains = work.chains.count, i, waiting = 0, owing = 0, chain
    cdef int* ended = enters + chains
    cdef int* started = ended + contacts
    for i in range(contacts):
        if work.contacts[i].kind > 0:
            if owing:
                owing -= 1
                chain = work.contacts[i].chain
                following[chain] = work.contacts[started[owing]].chain
                leaves[chain] = i
                enters[chain] = started[owing]
            else:
                ended[waiting] = i
                waiting += 1
        elif waiting:
            waiting -= 1
            chain = work.contacts[ended[waiting]].chain
            following[chain] = work.contacts[i].chain
            leaves[chain] = ended[waiting]
            enters[chain] = i
        else:
            started[owing] = i
            owing += 1
    return waiting == 0 and owing == 0


cdef inline bint is_cut(const RingList* source, int axis, int limit, int side) noexcept nogil:
    cdef int place
    for place in range(source.used):
        if side * (on_axis(source.vertices[place], axis) - limit) < 0:
            return True
    return False


cdef inline int ring_place(const RingList* source, int ring, int axis, int limit, int side) noexcept nogil:
    """1 when the whole ring is strictly inside, -1 when none of it is, 0 when it must be cut."""
    cdef int place, inside = 0, length = source.starts[ring + 1] - source.starts[ring]
    for place in range(source.starts[ring], source.starts[ring + 1]):
        inside += side * (on_axis(source.vertices[place], axis) - limit) > 0
    return 1 if inside == length else (0 if inside else -1)


cdef inline bint clip_side(
    Workspace* work, const RingList* source, RingList* target, int axis, int limit, int side
) noexcept nogil:
    """Keep the part of one polygon where side * (x or y - limit) >= 0; False when nothing was cut away."""
    cdef int ring, where, contacts = 0, chain, place, step, i
    # Along the line the kept side lies to the left, as the interior does of every edge.
    cdef int direction = -side if axis == 0 else side
    cdef int* following
    cdef int* leaves
    cdef int* enters
    cdef int* seen
    if not is_cut(source, axis, limit, side):
        for ring in range(source.count):
            copy_ring(source, ring, target)
        return False
    clear(&work.chains)
    for ring in range(source.count):
        where = ring_place(source, ring, axis, limit, side)
        if where > 0:
            copy_ring(source, ring, target)
        elif where == 0:
            put_chains(work, source, ring, &contacts, axis, limit, side, direction)
    following = numbers_of(work, 4 * <size_t>work.chains.count + 2 * <size_t>contacts + 4)
    if following == NULL or has_failed(work):
        return True
    leaves = following + work.chains.count
    enters = leaves + work.chains.count
    qsort(work.contacts, contacts, sizeof(Contact), contact_order)
    if not link_chains(work, contacts, following, leaves, enters):
        return True
    seen = enters + work.chains.count   # what link_chains kept here is done with
    memset(seen, 0, work.chains.count * sizeof(int))
    for ring in range(work.chains.count):
        chain = ring
        if seen[chain]:
            continue
        while not seen[chain]:
            seen[chain] = 1
            for place in range(work.chains.starts[chain], work.chains.starts[chain + 1]):
                add_vertex(target, work.chains.vertices[place].x, work.chains.vertices[place].y, False)
            step = 1 if enters[chain] > leaves[chain] else -1
            i = leaves[chain] + step
            while i != enters[chain]:   # contacts that are passed become vertices
                if axis == 0:
                    add_vertex(target, limit, direction * work.contacts[i].along, False)
                else:
                    add_vertex(target, direction * work.contacts[i].along, limit, False)
                i += step
            chain = following[chain]
        finish_ring(target, False)
    return True


cdef inline bint may_touch(const RingList* rings) noexcept nogil:
    """Whether a place on the box's edge may occur twice: all that a clipped polygon without holes must be asked."""
    cdef int place, known, count = 0
    cdef int[32] places
    cdef Vertex v
    for place in range(rings.used):
        v = rings.vertices[place]
        if v.x == LOW or v.x == HIGH or v.y == LOW or v.y == HIGH:
            if count == 32:
                return True
            for known in range(count):
                if rings.vertices[places[known]].x == v.x and rings.vertices[places[known]].y == v.y:
                    return True
            places[count] = place
            count += 1
    return False
