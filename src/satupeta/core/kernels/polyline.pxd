# Lines on the grid of a zoom, cut to the clip box.

from satupeta.core.kernels.commands cimport Commands, put_path
from satupeta.core.kernels.grid cimport HIGH, LOW, crossing, snapped
from satupeta.core.kernels.rings cimport RingList, Vertex, add_vertex, clear, push

cdef enum:
    LEFT = 1
    RIGHT = 2
    ABOVE = 4
    BELOW = 8


cdef inline int outside(Vertex v) noexcept nogil:
    """Beyond which sides of the clip box a vertex lies, 0 inside."""
    return (
        (LEFT if v.x < LOW else 0) | (RIGHT if v.x > HIGH else 0)
        | (ABOVE if v.y < LOW else 0) | (BELOW if v.y > HIGH else 0)
    )


cdef inline bint cut_to_box(Vertex* a, Vertex* b) noexcept nogil:
    """Cut an edge to the clip box; False when none of it lies inside."""
    cdef int beyond_a = outside(a[0]), beyond_b = outside(b[0]), beyond, tries, limit
    cdef Vertex* moved
    cdef Vertex v
    for tries in range(8):      # each round settles a side of an end
        if beyond_a & beyond_b:
            return False
        if not beyond_a | beyond_b:
            return True
        moved = a if beyond_a else b
        beyond = beyond_a if beyond_a else beyond_b
        if beyond & (LEFT | RIGHT):
            limit = LOW if beyond & LEFT else HIGH
            v.y = crossing(limit, a.x, b.x, a.y, b.y)
            v.x = limit
        else:
            limit = LOW if beyond & ABOVE else HIGH
            v.x = crossing(limit, a.y, b.y, a.x, b.x)
            v.y = limit
        moved[0] = v
        if moved == a:
            beyond_a = outside(v)
        else:
            beyond_b = outside(v)
    return False


cdef inline void end_path(Commands* out, RingList* path) noexcept nogil:
    if path.used > 1:
        put_path(out, path.vertices, path.used, False)
    clear(path)


cdef inline void put_polyline(
    Commands* out, RingList* path, const int[:, ::1] xy, int start, int end, int shift,
    long long origin_x, long long origin_y,
) noexcept nogil:
    """The parts of one line inside the clip box, none where it is snapped to one place."""
    cdef int place
    cdef Vertex a, b, from_, to
    clear(path)
    a.x = snapped(xy[start, 0], shift, origin_x)
    a.y = snapped(xy[start, 1], shift, origin_y)
    for place in range(start + 1, end):
        b.x = snapped(xy[place, 0], shift, origin_x)
        b.y = snapped(xy[place, 1], shift, origin_y)
        from_ = a
        to = b
        if cut_to_box(&from_, &to):
            if path.used and (path.vertices[path.used - 1].x != from_.x or path.vertices[path.used - 1].y != from_.y):
                end_path(out, path)
            add_vertex(path, from_.x, from_.y, False)
            add_vertex(path, to.x, to.y, False)
        a = b
    end_path(out, path)
