# Checks of ragged columns that every kernel makes before it walks a feature: mapped files are not trusted.


cdef inline bint is_range(int start, int end, Py_ssize_t limit) noexcept nogil:
    """Whether start..end lies within 0..limit."""
    return 0 <= start <= end <= limit


cdef inline bint feature_is_sound(
    const int[::1] rings, const int[::1] parts, const int[::1] features, Py_ssize_t vertex_count, Py_ssize_t row
) noexcept nogil:
    """Whether every offset under a feature stays inside its column and every ring holds a vertex."""
    cdef Py_ssize_t part, ring
    if not 0 <= row < features.shape[0] - 1:
        return False
    if not is_range(features[row], features[row + 1], parts.shape[0] - 1):
        return False
    for part in range(features[row], features[row + 1]):
        if not is_range(parts[part], parts[part + 1], rings.shape[0] - 1):
            return False
        for ring in range(parts[part], parts[part + 1]):
            if not is_range(rings[ring], rings[ring + 1], vertex_count) or rings[ring] == rings[ring + 1]:
                return False
    return True
