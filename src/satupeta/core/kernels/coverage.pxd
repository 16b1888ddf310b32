# Signed-area coverage, shared by the kernels that fill and stroke.
#
# A grid holds, for each pixel row, differences whose running sum from the left is the signed area with which the
# shapes added so far cover the pixel: rings that are positive with y down add to it, holes take from it.

cdef struct Grid:
    float* cells                # height rows of width + 2
    int width
    int height
    double top                  # picture row that is row 0 of the grid


cdef inline Grid open_grid(float[:, ::1] cells, double top) noexcept:
    cdef Grid grid
    grid.cells = &cells[0, 0]
    grid.height = <int>cells.shape[0]
    grid.width = <int>cells.shape[1] - 2
    grid.top = top
    return grid


cdef inline void add_span(float* row, int width, double left, double right, double cover) noexcept nogil:
    """Add one edge within one pixel row; it reaches from x = left to right and is `cover` high, with its sign."""
    cdef double part, end, middle, cover_a_px
    cdef int column
    if right <= 0:
        row[0] += <float>cover
        return
    if left >= width:
        return
    if left < 0:
        # What lies left of the picture covers the whole of column 0 and of all that follow.
        part = cover * left / (left - right)
        row[0] += <float>part
        cover -= part
        left = 0
    if right > width:
        cover *= (width - left) / (right - left)
        right = width
    column = <int>left
    if right <= column + 1:
        middle = 0.5 * (left + right) - column
        row[column] += <float>(cover * (1 - middle))
        row[column + 1] += <float>(cover * middle)
        return
    cover_a_px = cover / (right - left)
    while left < right:
        end = column + 1 if column + 1 < right else right
        part = cover_a_px * (end - left)
        middle = 0.5 * (left + end) - column
        row[column] += <float>(part * (1 - middle))
        row[column + 1] += <float>(part * middle)
        left = end
        column += 1


cdef inline void add_edge(Grid* grid, double x0, double y0, double x1, double y1) noexcept nogil:
    """Add one directed edge in picture pixels; both ends must be finite. Upward edges are positive."""
    cdef double direction = 1, slope, x, next_x, y, below
    cdef int row
    if y0 == y1:
        return
    if y0 < y1:
        direction = -1
    else:
        x0, x1 = x1, x0
        y0, y1 = y1, y0
    y0 -= grid.top
    y1 -= grid.top
    if y1 <= 0 or y0 >= grid.height or (x0 >= grid.width and x1 >= grid.width):
        return
    slope = (x1 - x0) / (y1 - y0)
    if y0 < 0:
        x0 -= y0 * slope
        y0 = 0
    if y1 > grid.height:
        y1 = grid.height
    row = <int>y0
    x = x0
    y = y0
    while y < y1:
        below = row + 1 if row + 1 < y1 else y1
        next_x = x0 + (below - y0) * slope
        add_span(
            grid.cells + <size_t>row * (grid.width + 2),
            grid.width,
            x if x < next_x else next_x,
            next_x if x < next_x else x,
            direction * (below - y),
        )
        x = next_x
        y = below
        row += 1
