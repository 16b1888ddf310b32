# From signed areas to colour, shared by the kernels that blend.

from libc.math cimport fabs, floor

from satupeta.core.kernels.coverage cimport Grid

cdef enum Rule:
    NONZERO = 0
    EVENODD = 1
    LAYERED = 2

cdef struct Paint:
    float red                   # 0 to 1, not multiplied by the opacity
    float green
    float blue
    double opacity
    int rule

cdef struct Window:
    int left                    # pixels of the grid, right and bottom excluded
    int top
    int right
    int bottom


cdef inline double share(double area, double opacity, int rule) noexcept nogil:
    """How much of a pixel's colour the paint takes over, 0 to 1, where shapes cover it with `area` in sum.

    LAYERED is every feature blended by itself: where n of one colour lie over each other (1 - opacity)^n shines through.
    """
    cdef double through = 1, layers
    cdef int layer
    area = fabs(area)
    if rule == EVENODD:
        area -= 2 * floor(area * 0.5)
        return opacity * (2 - area if area > 1 else area)
    if rule == NONZERO or area <= 1:
        return opacity * (1 if area > 1 else area)
    layers = floor(area)
    for layer in range(64 if layers > 64 else <int>layers):
        through *= 1 - opacity
    return 1 - through * (1 - opacity * (area - layers))


cdef inline void blend_window(Grid* grid, float* image, Paint* paint, Window* window) noexcept nogil:
    """Blend what the grid holds within the window into a planar, premultiplied image and empty the grid there.

    Nothing may have been added outside the window.
    """
    cdef size_t plane = <size_t>grid.width * grid.height
    cdef int x, y
    cdef double area
    cdef float taken, kept
    cdef float* row
    cdef float* pixel
    for y in range(window.top, window.bottom):
        row = grid.cells + <size_t>y * (grid.width + 2)
        pixel = image + <size_t>y * grid.width + window.left
        area = 0
        for x in range(window.left, window.right):
            area += row[x]
            row[x] = 0
            # Sums of single precision leave a trace of about this size behind a closed shape.
            if fabs(area) > 1e-4:
                taken = <float>share(area, paint.opacity, paint.rule)
                kept = 1 - taken
                pixel[0] = pixel[0] * kept + paint.red * taken
                pixel[plane] = pixel[plane] * kept + paint.green * taken
                pixel[2 * plane] = pixel[2 * plane] * kept + paint.blue * taken
                pixel[3 * plane] = pixel[3 * plane] * kept + taken
            pixel += 1
        row[window.right] = 0
        row[window.right + 1] = 0


cdef inline bint touched(Grid* grid, double left, double top, double right, double bottom, Window* window) noexcept nogil:
    """The window of whole pixels round a box in picture pixels; False when it lies outside the grid."""
    top -= grid.top
    bottom -= grid.top
    if right <= 0 or bottom <= 0 or left >= grid.width or top >= grid.height:
        return False
    window.left = <int>left if left > 0 else 0
    window.top = <int>top if top > 0 else 0
    window.right = <int>right + 1 if right < grid.width - 1 else grid.width
    window.bottom = <int>bottom + 1 if bottom < grid.height - 1 else grid.height
    return True
