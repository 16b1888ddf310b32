"""Which polygons hold a point, in double precision, and which edges come too close to tell."""

import numpy as np

from libc.math cimport fabs

from satupeta.core.kernels.columns cimport feature_is_sound

cdef enum:
    OUTSIDE = 0
    INSIDE = 1
    UNSURE = 2
# Three roundings of at most 2^-53 each: beyond this share of its terms the sign of a cross product is certain.
cdef double DOUBT = 4.0 * 2.220446049250313e-16


def point_in_features(
    const double[:, ::1] xy, const int[::1] rings, const int[::1] parts, const int[::1] features, double x, double y
):
    """Where a point lies about each polygon.

    Args:
        xy, rings, parts, features: As in `core.features.columns.GeometryColumns`, all of them polygons.
        x, y: The point, in the CRS of the columns.

    Returns:
        One uint8 a feature: 0 outside, 1 inside, 2 on the border or too near to it to tell in double precision.

    Raises:
        ValueError: Offsets that leave their columns.
    """
    cdef Py_ssize_t count = features.shape[0] - 1, row
    cdef unsigned char[::1] places
    if xy.shape[1] != 2:
        raise ValueError("vertices must have two coordinates")
    for row in range(count):
        if not feature_is_sound(rings, parts, features, xy.shape[0], row):
            raise ValueError(f"the columns of row {row} are damaged")
    array = np.zeros(max(count, 0), np.uint8)
    places = array
    with nogil:
        for row in range(count):
            places[row] = place_in_feature(xy, rings, parts, features, row, x, y)
    return array


cdef unsigned char place_in_feature(
    const double[:, ::1] xy, const int[::1] rings, const int[::1] parts, const int[::1] features, Py_ssize_t row,
    double x, double y,
) noexcept nogil:
    """Count the edges that a ray to the east crosses, over all rings: holes and parts cancel out."""
    cdef Py_ssize_t part, ring, vertex, before
    cdef int crossed
    cdef unsigned char place = OUTSIDE
    for part in range(features[row], features[row + 1]):
        for ring in range(parts[part], parts[part + 1]):
            before = rings[ring + 1] - 1
            for vertex in range(rings[ring], rings[ring + 1]):
                crossed = crosses(xy[before, 0], xy[before, 1], xy[vertex, 0], xy[vertex, 1], x, y)
                if crossed == UNSURE:
                    return UNSURE
                place ^= <unsigned char>crossed
                before = vertex
    return place


cdef inline int crosses(double ax, double ay, double bx, double by, double x, double y) noexcept nogil:
    """Whether the ray from a point to the east crosses an edge; UNSURE when the point may lie on it."""
    cdef double left, right, turn
    cdef bint straddles = (ay > y) != (by > y)
    if y < min(ay, by) or y > max(ay, by) or x > max(ax, bx):
        return 0
    if x < min(ax, bx):
        return straddles
    left = (bx - ax) * (y - ay)
    right = (by - ay) * (x - ax)
    turn = left - right
    if fabs(turn) <= DOUBT * (fabs(left) + fabs(right)):
        return UNSURE
    return straddles and (turn > 0) == (by > ay)
