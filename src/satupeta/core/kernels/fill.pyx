"""Fill: adds rings to a grid of signed coverage and blends grids into pictures.

A grid is a float32 array of shape (height, width + 2), zero between uses; a picture is float32 of shape
(4, height, width): red, green, blue, alpha, multiplied by alpha, 0 to 1. Vertices are picture pixels, y down; rings
are closed by themselves. Rules: 0 NONZERO, 1 EVENODD, 2 LAYERED (see `blend.pxd`).
"""

from satupeta.core.kernels.blend cimport Paint, Window, blend_window
from satupeta.core.kernels.coverage cimport Grid, add_edge, open_grid

cdef double FARTHEST_PX = 1e12


def check_rings(const double[:, ::1] xy, const int[::1] rings):
    """Refuse broken columns before a kernel walks them.

    Raises:
        ValueError: Offsets do not ascend or point outside, or a vertex is not finite.
    """
    cdef Py_ssize_t i
    cdef bint whole = rings.shape[0] > 0 and rings[0] >= 0 and xy.shape[1] == 2
    if whole:
        for i in range(rings.shape[0] - 1):
            whole = whole and rings[i] <= rings[i + 1]
        whole = whole and rings[rings.shape[0] - 1] <= xy.shape[0]
    if not whole:
        raise ValueError("ring offsets do not ascend or point outside")
    with nogil:
        for i in range(xy.shape[0]):
            # A comparison with a value that is no number is false.
            whole = whole and -FARTHEST_PX < xy[i, 0] < FARTHEST_PX and -FARTHEST_PX < xy[i, 1] < FARTHEST_PX
    if not whole:
        raise ValueError("a vertex is not finite or too far away")


cdef inline void add_ring(Grid* grid, const double[:, ::1] xy, int start, int stop) noexcept nogil:
    cdef int i
    for i in range(start, stop - 1):
        add_edge(grid, xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1])
    if stop - start > 2:
        add_edge(grid, xy[stop - 1, 0], xy[stop - 1, 1], xy[start, 0], xy[start, 1])


def add_rings(float[:, ::1] cells, const double[:, ::1] xy, const int[::1] rings, double top=0):
    """Add rings to a grid whose first row is picture row `top`; rings of fewer than three vertices cover nothing.

    Raises:
        ValueError: The columns are broken (`check_rings`) or the grid has no pixel.
    """
    cdef Py_ssize_t ring
    check_rings(xy, rings)
    check_grid(cells)
    cdef Grid grid = open_grid(cells, top)
    with nogil:
        for ring in range(rings.shape[0] - 1):
            if rings[ring + 1] - rings[ring] > 2:
                add_ring(&grid, xy, rings[ring], rings[ring + 1])


def blend(float[:, ::1] cells, float[:, :, ::1] picture, tuple color, double opacity, int rule):
    """Blend a grid into a picture of its size with one colour (0 to 1) and empty the grid.

    Raises:
        ValueError: Sizes differ.
    """
    cdef Paint paint
    cdef Window window
    check_grid(cells)
    if picture.shape[0] != 4 or picture.shape[1] != cells.shape[0] or picture.shape[2] + 2 != cells.shape[1]:
        raise ValueError("grid and picture differ in size")
    cdef Grid grid = open_grid(cells, 0)
    paint.red, paint.green, paint.blue = color
    paint.opacity = opacity
    paint.rule = rule
    window.left = window.top = 0
    window.right = grid.width
    window.bottom = grid.height
    with nogil:
        blend_window(&grid, &picture[0, 0, 0], &paint, &window)


def check_grid(const float[:, ::1] cells):
    """Refuse a grid without a pixel.

    Raises:
        ValueError: It has none.
    """
    if cells.shape[0] < 1 or cells.shape[1] < 3:
        raise ValueError("a grid needs at least one pixel")
