"""Coordinates to text at a fixed number of decimals, correctly rounded."""

import numpy as np

from libc.math cimport fabs, floor, fma, isfinite

from satupeta.core.kernels.columns cimport feature_is_sound

cdef enum:
    POINT = 1
    LINE = 2
    POLYGON = 3
    MULTI_POINT = 4
    MULTI_LINE = 5
    MULTI_POLYGON = 6
    VERTEX_BYTES = 46   # two numbers of at most 20 characters, brackets, commas
    RING_BYTES = 8      # brackets and commas of one ring, part and feature
cdef double EXACT_LIMIT = 9007199254740992.0
cdef long long[16] POWERS
cdef int _power
POWERS[0] = 1
for _power in range(1, 16):
    POWERS[_power] = POWERS[_power - 1] * 10


def coordinate_texts(
    const double[:, ::1] xy,
    const int[::1] rings,
    const int[::1] parts,
    const int[::1] features,
    const unsigned char[::1] types,
    int decimals,
):
    """The GeoJSON `coordinates` of every feature.

    Args:
        xy, rings, parts, features, types: As in `core.features.columns.GeometryColumns`.
        decimals: Digits after the point, 0 to 15; trailing zeros are left out, minus zero is written `0`.

    Returns:
        All texts as one bytes object, and int64 offsets into it, one more than there are features. Nothing is
        written for EMPTY. Rings of polygons are closed.

    Raises:
        ValueError: Offsets that leave their columns, a coordinate that is not finite or that needs more than
            15 digits.

    Standard: RFC 7946, 3.1.
    """
    cdef Py_ssize_t count = types.shape[0], row, used = 0
    cdef unsigned char[::1] text
    cdef long long[::1] offsets
    if not 0 <= decimals <= 15:
        raise ValueError("decimals must be 0 to 15")
    if features.shape[0] != count + 1 or (xy.shape[0] and xy.shape[1] != 2):
        raise ValueError("columns of unequal length")
    for row in range(count):
        if not feature_is_sound(rings, parts, features, xy.shape[0], row) or types[row] > MULTI_POLYGON:
            raise ValueError(f"the columns of row {row} are damaged")
        if types[row] and not holds_enough(parts, features, row):
            raise ValueError(f"row {row} has a type but no vertex")
    offset_array = np.zeros(count + 1, np.int64)
    offsets = offset_array
    text_array = np.empty(bytes_needed(rings, parts, features, count), np.uint8)
    text = text_array
    with nogil:
        for row in range(count):
            if types[row]:
                used = put_feature(text, used, xy, rings, parts, features, row, types[row], decimals)
                if used < 0:
                    break
            offsets[row + 1] = used
    if used < 0:
        raise ValueError(f"a coordinate of row {row} is not finite or too large to be written")
    return text_array[:used].tobytes(), offset_array


cdef bint holds_enough(const int[::1] parts, const int[::1] features, Py_ssize_t row) noexcept:
    """Whether the feature has a part and every part a ring."""
    cdef Py_ssize_t part
    for part in range(features[row], features[row + 1]):
        if parts[part] == parts[part + 1]:
            return False
    return features[row] < features[row + 1]


cdef Py_ssize_t bytes_needed(
    const int[::1] rings, const int[::1] parts, const int[::1] features, Py_ssize_t count
) noexcept:
    cdef Py_ssize_t row, part, ring, needed = 0
    for row in range(count):
        for part in range(features[row], features[row + 1]):
            for ring in range(parts[part], parts[part + 1]):
                # One vertex more closes the ring.
                needed += <Py_ssize_t>(rings[ring + 1] - rings[ring] + 1) * VERTEX_BYTES
            needed += <Py_ssize_t>(parts[part + 1] - parts[part] + 1) * RING_BYTES
        needed += RING_BYTES
    return needed


cdef inline Py_ssize_t put_byte(unsigned char[::1] text, Py_ssize_t used, unsigned char byte) noexcept nogil:
    text[used] = byte
    return used + 1


cdef Py_ssize_t put_feature(
    unsigned char[::1] text,
    Py_ssize_t used,
    const double[:, ::1] xy,
    const int[::1] rings,
    const int[::1] parts,
    const int[::1] features,
    Py_ssize_t row,
    int kind,
    int decimals,
) noexcept nogil:
    """Write one feature's coordinates; -1 when a coordinate cannot be written."""
    cdef Py_ssize_t part, ring, vertex
    cdef bint multi = kind >= MULTI_POINT
    cdef bint polygon = kind == POLYGON or kind == MULTI_POLYGON
    cdef bint point = kind == POINT or kind == MULTI_POINT
    if multi:
        used = put_byte(text, used, b"[")
    for part in range(features[row], features[row + 1]):
        if part > features[row]:
            used = put_byte(text, used, b",")
        if polygon:
            used = put_byte(text, used, b"[")
        for ring in range(parts[part], parts[part + 1]):
            if ring > parts[part]:
                used = put_byte(text, used, b",")
            if not point:
                used = put_byte(text, used, b"[")
            for vertex in range(rings[ring], rings[ring + 1]):
                if vertex > rings[ring]:
                    used = put_byte(text, used, b",")
                used = put_vertex(text, used, xy[vertex, 0], xy[vertex, 1], decimals)
                if used < 0:
                    return -1
            if polygon:
                used = put_byte(text, used, b",")
                used = put_vertex(text, used, xy[rings[ring], 0], xy[rings[ring], 1], decimals)
            if not point:
                used = put_byte(text, used, b"]")
        if polygon:
            used = put_byte(text, used, b"]")
    if multi:
        used = put_byte(text, used, b"]")
    return used


cdef Py_ssize_t put_vertex(unsigned char[::1] text, Py_ssize_t used, double x, double y, int decimals) noexcept nogil:
    used = put_byte(text, used, b"[")
    used = put_number(text, used, x, decimals)
    if used < 0:
        return -1
    used = put_byte(text, used, b",")
    used = put_number(text, used, y, decimals)
    if used < 0:
        return -1
    return put_byte(text, used, b"]")


cdef Py_ssize_t put_number(unsigned char[::1] text, Py_ssize_t used, double value, int decimals) noexcept nogil:
    """Write a number, rounded to nearest and ties to even as Python's `round` does; -1 when it cannot be written."""
    cdef double scale = <double>POWERS[decimals], size = fabs(value), scaled = size * scale, below, part, error
    cdef long long units, whole, fraction, place
    if not isfinite(value) or scaled >= EXACT_LIMIT:
        return -1
    below = floor(scaled)
    part = scaled - below
    units = <long long>below
    if part > 0.5:
        units += 1
    elif part == 0.5:
        # The product was rounded itself: what it lost decides, and only a true tie goes to the even digit.
        error = fma(size, scale, -scaled)
        if error > 0 or (error == 0 and units & 1):
            units += 1
    if units == 0:
        return put_byte(text, used, b"0")
    if value < 0:
        used = put_byte(text, used, b"-")
    whole = units // POWERS[decimals]
    fraction = units - whole * POWERS[decimals]
    used = put_whole(text, used, whole)
    if fraction == 0:
        return used
    used = put_byte(text, used, b".")
    place = POWERS[decimals] // 10
    while fraction:
        used = put_byte(text, used, <unsigned char>(48 + fraction // place))
        fraction %= place
        place //= 10
    return used


cdef Py_ssize_t put_whole(unsigned char[::1] text, Py_ssize_t used, long long whole) noexcept nogil:
    cdef long long place = 1
    while whole // place >= 10:
        place *= 10
    while place:
        used = put_byte(text, used, <unsigned char>(48 + whole // place % 10))
        place //= 10
    return used
