"""Feature messages of a vector tile layer, from geometry commands and value numbers.

Standard: Mapbox Vector Tile 2.1, 4.2 (features), 4.4 (attributes).
"""

import numpy as np

cdef enum:
    ID_TAG = 0x08
    TAGS_TAG = 0x12
    TYPE_TAG = 0x18
    GEOMETRY_TAG = 0x22
    FEATURE_TAG = 0x12
    FIXED_BYTES = 48    # tags, lengths, id and type of one feature


def feature_messages(
    const int[::1] ids,
    const unsigned char[::1] kinds,
    const unsigned char[::1] geometry,
    const long long[::1] offsets,
    const int[:, ::1] values,
):
    """The feature messages of one layer, one after the other; rows without geometry are left out.

    Args:
        ids: Feature ids, not negative.
        kinds: 1 point, 2 line, 3 polygon.
        geometry, offsets: Geometry commands, as `core.kernels.tile.tile_geometries` gives them.
        values: Number of the value in the layer for each row and field, shape (rows, fields); -1 for null.

    Raises:
        ValueError: Columns of unequal length, offsets that leave the geometry, or a negative id.
    """
    cdef Py_ssize_t count = ids.shape[0], row, fields = values.shape[1], used = 0, room = 0
    cdef unsigned char[::1] out
    if kinds.shape[0] != count or offsets.shape[0] != count + 1 or values.shape[0] != count:
        raise ValueError("columns of unequal length")
    for row in range(count):
        if not 0 <= offsets[row] <= offsets[row + 1] <= geometry.shape[0]:
            raise ValueError(f"the geometry of row {row} is damaged")
        if ids[row] < 0:
            raise ValueError(f"the id of row {row} is negative")
        room += offsets[row + 1] - offsets[row] + 10 * fields + FIXED_BYTES
    array = np.empty(room, np.uint8)
    out = array
    with nogil:
        for row in range(count):
            if offsets[row] < offsets[row + 1]:
                used = put_feature(out, used, ids[row], kinds[row], geometry, offsets, values, row)
    return array[:used].tobytes()


cdef Py_ssize_t put_feature(
    unsigned char[::1] out, Py_ssize_t used, unsigned int feature_id, unsigned int kind,
    const unsigned char[::1] geometry, const long long[::1] offsets, const int[:, ::1] values, Py_ssize_t row,
) noexcept nogil:
    cdef Py_ssize_t field, place, size
    cdef Py_ssize_t tag_bytes = 0, geometry_bytes = offsets[row + 1] - offsets[row]
    for field in range(values.shape[1]):
        if values[row, field] >= 0:
            tag_bytes += varint_bytes(<unsigned long long>field) + varint_bytes(values[row, field])
    size = 1 + varint_bytes(feature_id) + 2 + 1 + varint_bytes(geometry_bytes) + geometry_bytes
    if tag_bytes:
        size += 1 + varint_bytes(tag_bytes) + tag_bytes
    used = put_varint(out, used, FEATURE_TAG)
    used = put_varint(out, used, size)
    used = put_varint(out, used, ID_TAG)
    used = put_varint(out, used, feature_id)
    if tag_bytes:
        used = put_varint(out, used, TAGS_TAG)
        used = put_varint(out, used, tag_bytes)
        for field in range(values.shape[1]):
            if values[row, field] >= 0:
                used = put_varint(out, used, <unsigned long long>field)
                used = put_varint(out, used, values[row, field])
    used = put_varint(out, used, TYPE_TAG)
    used = put_varint(out, used, kind)
    used = put_varint(out, used, GEOMETRY_TAG)
    used = put_varint(out, used, geometry_bytes)
    for place in range(geometry_bytes):
        out[used + place] = geometry[offsets[row] + place]
    return used + geometry_bytes


cdef inline int varint_bytes(unsigned long long value) noexcept nogil:
    cdef int count = 1
    while value > 127:
        value >>= 7
        count += 1
    return count


cdef inline Py_ssize_t put_varint(unsigned char[::1] out, Py_ssize_t used, unsigned long long value) noexcept nogil:
    while value > 127:
        out[used] = <unsigned char>(value & 127 | 128)
        value >>= 7
        used += 1
    out[used] = <unsigned char>value
    return used + 1
