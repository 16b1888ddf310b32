"""Strokes and marks: outlines added to a grid of signed coverage edge by edge, with joins, caps and dashes.

Grids, pictures and vertices are those of `fill.pyx`. While a line is walked, its two sides are added at once: side 0
lies towards (-dy, dx) of the direction and runs forwards, side 1 lies opposite and runs backwards, so that both and
the caps make one closed outline without a buffer.
"""

from libc.math cimport M_PI, acos, atan2, cos, fabs, floor, sin, sqrt

import numpy as np

from satupeta.core.kernels.blend cimport NONZERO, Paint, Window, blend_window, touched
from satupeta.core.kernels.coverage cimport Grid, add_edge, open_grid

from satupeta.core.kernels.fill import check_grid, check_rings

cdef enum Join:
    MITER = 0
    ROUND_JOIN = 1
    BEVEL = 2

cdef enum Cap:
    BUTT = 0
    ROUND_CAP = 1
    SQUARE = 2

cdef struct Pen:
    double half                 # half the width
    double miter_limit          # longest miter, in widths
    double arc_step             # radians between two points of an arc
    double reach                # how far ink may lie from the line
    int join
    int cap

cdef struct Outline:
    Grid* grid
    double[2] x                 # last point of each side
    double[2] y

cdef double MITER_LIMIT = 4
cdef double NEAREST_PX = 0.08       # nearer vertices are one
cdef double UNSEEN_PX = 0.03        # what a bend may lose without being seen
cdef double SHORTEST_PERIOD_PX = 0.1


cdef Pen make_pen(double width, int join, int cap) except *:
    cdef Pen pen
    if not 0 < width < 1e4:
        raise ValueError("a stroke is wider than nothing")
    pen.half = width / 2
    pen.miter_limit = MITER_LIMIT
    # Chords may leave the circle by an eighth of a pixel.
    pen.arc_step = 2 * acos(pen.half / (pen.half + 0.125))
    pen.reach = pen.half * MITER_LIMIT + 2
    pen.join = join
    pen.cap = cap
    return pen


cdef inline void extend(Outline* outline, int side, double x, double y) noexcept nogil:
    if side == 0:
        add_edge(outline.grid, outline.x[0], outline.y[0], x, y)
    else:
        add_edge(outline.grid, x, y, outline.x[1], outline.y[1])
    outline.x[side] = x
    outline.y[side] = y


cdef void extend_arc(
    Outline* outline, int side, double x, double y, double from_x, double from_y, double sweep, const Pen* pen
) noexcept nogil:
    """Follow a circle round (x, y) from an offset on it, that offset included, by an angle."""
    cdef double start = atan2(from_y, from_x), angle
    cdef int i, steps = <int>(fabs(sweep) / pen.arc_step) + 1
    extend(outline, side, x + from_x, y + from_y)
    for i in range(1, steps + 1):
        angle = start + sweep * i / steps
        extend(outline, side, x + pen.half * cos(angle), y + pen.half * sin(angle))


cdef void begin_at(Outline* outline, double x, double y, double normal_x, double normal_y) noexcept nogil:
    outline.x[0] = x + normal_x
    outline.y[0] = y + normal_y
    outline.x[1] = x - normal_x
    outline.y[1] = y - normal_y


cdef void start_line(Outline* outline, double x, double y, double dx, double dy, int cap, const Pen* pen) noexcept nogil:
    cdef double normal_x = -dy * pen.half, normal_y = dx * pen.half
    if cap == SQUARE:
        x -= dx * pen.half
        y -= dy * pen.half
    begin_at(outline, x, y, normal_x, normal_y)
    if cap == ROUND_CAP:
        outline.x[0] = outline.x[1]
        outline.y[0] = outline.y[1]
        extend_arc(outline, 0, x, y, -normal_x, -normal_y, -M_PI, pen)
    else:
        add_edge(outline.grid, outline.x[1], outline.y[1], outline.x[0], outline.y[0])


cdef void end_line(Outline* outline, double x, double y, double dx, double dy, int cap, const Pen* pen) noexcept nogil:
    cdef double normal_x = -dy * pen.half, normal_y = dx * pen.half
    if cap == SQUARE:
        x += dx * pen.half
        y += dy * pen.half
    extend(outline, 0, x + normal_x, y + normal_y)
    extend(outline, 1, x - normal_x, y - normal_y)
    if cap == ROUND_CAP:
        extend_arc(outline, 0, x, y, normal_x, normal_y, -M_PI, pen)
    add_edge(outline.grid, outline.x[0], outline.y[0], outline.x[1], outline.y[1])


cdef void join_segments(
    Outline* outline, double x, double y, double dx0, double dy0, double dx1, double dy1, double shorter,
    const Pen* pen
) noexcept nogil:
    """Turn at (x, y) from one unit direction to the next; `shorter` is the length of the shorter segment."""
    cdef double cross = dx0 * dy1 - dy0 * dx1, dot = dx0 * dx1 + dy0 * dy1
    cdef double square = 2 + 2 * dot            # of the sum of both unit normals
    cdef bint has_tip = square > 1e-9
    cdef double tip = 2 / sqrt(square) if has_tip else 0            # distance of the miter's tip in half widths
    cdef double tip_x = -(dy0 + dy1) * 2 * pen.half / square if has_tip else 0
    cdef double tip_y = (dx0 + dx1) * 2 * pen.half / square if has_tip else 0
    cdef int inner = 0 if cross > 0 else 1, outer = 1 - inner
    cdef double sign = 1 - 2 * inner, nearest = shorter if shorter > 1.01 * pen.half else 1.01 * pen.half
    cdef double from_x = -dy0 * pen.half, from_y = dx0 * pen.half, to_x = -dy1 * pen.half, to_y = dx1 * pen.half
    if dot > 0 and pen.half * (tip - 1) < UNSEEN_PX and pen.half * fabs(cross) < shorter:
        extend(outline, 0, x + tip_x, y + tip_y)
        extend(outline, 1, x - tip_x, y - tip_y)
        return
    if has_tip and pen.half * tip <= nearest:
        extend(outline, inner, x + sign * tip_x, y + sign * tip_y)
    else:
        extend(outline, inner, x + sign * from_x, y + sign * from_y)
        extend(outline, inner, x + sign * to_x, y + sign * to_y)
    if pen.join == ROUND_JOIN:
        extend_arc(outline, outer, x, y, -sign * from_x, -sign * from_y, atan2(cross, dot), pen)
    elif pen.join == MITER and has_tip and tip <= pen.miter_limit:
        extend(outline, outer, x - sign * tip_x, y - sign * tip_y)
    else:
        extend(outline, outer, x - sign * from_x, y - sign * from_y)
        extend(outline, outer, x - sign * to_x, y - sign * to_y)


cdef inline bint unseen(const Grid* grid, const double* a, const double* b, double reach) noexcept nogil:
    """Whether a segment lies beyond one edge of the grid by more than its ink can reach."""
    return (
        (a[0] < -reach and b[0] < -reach)
        or (a[0] > grid.width + reach and b[0] > grid.width + reach)
        or (a[1] < grid.top - reach and b[1] < grid.top - reach)
        or (a[1] > grid.top + grid.height + reach and b[1] > grid.top + grid.height + reach)
    )


cdef void add_line(Grid* grid, const double* points, Py_ssize_t count, bint closed, const Pen* pen) noexcept nogil:
    """Stroke a line whose neighbouring points differ; a closed one starts in the middle of its first segment.

    Where the line leaves the grid it is cut off, and taken up again where it comes back.
    """
    cdef Py_ssize_t k, segments
    cdef double dx = 0, dy = 0, length = 0, last_dx, last_dy, last_length, middle_x = 0, middle_y = 0
    cdef const double* a
    cdef const double* b = points
    cdef Outline outline, first
    cdef bint drawing = False
    if count < 2:
        return
    closed = closed and count > 2
    outline.grid = grid
    first = outline
    segments = count + 1 if closed else count - 1
    for k in range(segments):
        a = points + 2 * (k % count)
        b = points + 2 * ((k + 1) % count)
        last_dx, last_dy, last_length = dx, dy, length
        dx = b[0] - a[0]
        dy = b[1] - a[1]
        length = sqrt(dx * dx + dy * dy)
        dx /= length
        dy /= length
        if unseen(grid, a, b, pen.reach):
            if drawing:
                end_line(&outline, a[0], a[1], last_dx, last_dy, BUTT, pen)
            drawing = False
        elif drawing:
            join_segments(
                &outline, a[0], a[1], last_dx, last_dy, dx, dy, last_length if last_length < length else length, pen
            )
        else:
            if closed and k == 0:
                middle_x = (a[0] + b[0]) / 2
                middle_y = (a[1] + b[1]) / 2
                begin_at(&outline, middle_x, middle_y, -dy * pen.half, dx * pen.half)
                first = outline
            else:
                start_line(&outline, a[0], a[1], dx, dy, pen.cap if k == 0 else BUTT, pen)
            drawing = True
    if drawing and closed:
        extend(&outline, 0, first.x[0], first.y[0])
        extend(&outline, 1, first.x[1], first.y[1])
    elif drawing:
        end_line(&outline, b[0], b[1], dx, dy, pen.cap, pen)


cdef struct Dasher:
    Grid* grid
    const Pen* pen
    const double* lengths       # on, off, on, off …
    int count
    double period
    int index                   # which of the lengths
    double left                 # of it
    double* piece               # points of the dash that is being drawn
    Py_ssize_t points


cdef inline void add_point(Dasher* dasher, double x, double y) noexcept nogil:
    cdef double* last = dasher.piece + 2 * (dasher.points - 1)
    if dasher.index & 1:
        return
    if dasher.points and fabs(last[0] - x) + fabs(last[1] - y) < 1e-9:
        return
    dasher.piece[2 * dasher.points] = x
    dasher.piece[2 * dasher.points + 1] = y
    dasher.points += 1


cdef inline void end_piece(Dasher* dasher) noexcept nogil:
    if dasher.points > 1:
        add_line(dasher.grid, dasher.piece, dasher.points, False, dasher.pen)
    dasher.points = 0


cdef void dash_segment(Dasher* dasher, const double* a, const double* b) noexcept nogil:
    """Walk one segment; where nobody sees it, by whole periods at a time."""
    cdef double dx = b[0] - a[0], dy = b[1] - a[1], length = sqrt(dx * dx + dy * dy), at = 0, seen_from, seen_to
    cdef Grid* grid = dasher.grid
    dx /= length
    dy /= length
    seen_from = 0
    seen_to = length
    narrow(a[0], dx, -dasher.pen.reach, grid.width + dasher.pen.reach, &seen_from, &seen_to)
    narrow(a[1], dy, grid.top - dasher.pen.reach, grid.top + grid.height + dasher.pen.reach, &seen_from, &seen_to)
    while True:
        if (at < seen_from or at >= seen_to) and length - at > dasher.period:
            at += floor(((seen_from if at < seen_from < seen_to else length) - at) / dasher.period) * dasher.period
            end_piece(dasher)
            add_point(dasher, a[0] + dx * at, a[1] + dy * at)
        if length - at <= dasher.left:
            break
        at += dasher.left
        add_point(dasher, a[0] + dx * at, a[1] + dy * at)
        end_piece(dasher)
        dasher.index = (dasher.index + 1) % dasher.count
        dasher.left = dasher.lengths[dasher.index]
        add_point(dasher, a[0] + dx * at, a[1] + dy * at)
    dasher.left -= length - at
    add_point(dasher, b[0], b[1])


cdef inline void narrow(
    double start, double direction, double least, double most, double* seen_from, double* seen_to
) noexcept nogil:
    """Narrow the stretch of a segment that lies between two parallels of an axis."""
    cdef double enter, leave
    if fabs(direction) < 1e-12:
        if start < least or start > most:
            seen_to[0] = -1
        return
    enter = (least - start) / direction
    leave = (most - start) / direction
    if enter > leave:
        enter, leave = leave, enter
    if enter > seen_from[0]:
        seen_from[0] = enter
    if leave < seen_to[0]:
        seen_to[0] = leave


cdef void add_dashed(
    Grid* grid, const double* points, Py_ssize_t count, bint closed, const Pen* pen, const double* lengths,
    int length_count, double period, double* piece
) noexcept nogil:
    """Dash a line from its first point on; `piece` has room for all its points and three more."""
    cdef Dasher dasher
    cdef Py_ssize_t k
    dasher.grid = grid
    dasher.pen = pen
    dasher.lengths = lengths
    dasher.count = length_count
    dasher.period = period
    dasher.index = 0
    dasher.left = lengths[0]
    dasher.piece = piece
    dasher.points = 0
    if count < 2:
        return
    add_point(&dasher, points[0], points[1])
    for k in range(count if closed and count > 2 else count - 1):
        dash_segment(&dasher, points + 2 * k, points + 2 * ((k + 1) % count))
    end_piece(&dasher)


cdef Py_ssize_t distinct(
    const double[:, ::1] xy, Py_ssize_t start, Py_ssize_t stop, bint closed, double* points
) noexcept nogil:
    """Copy a ring or line without vertices that lie on the one before; a line keeps its last vertex."""
    cdef Py_ssize_t i, count = 0
    for i in range(start, stop):
        if count and near(&xy[i, 0], points + 2 * (count - 1)):
            if closed or i < stop - 1 or count < 2:
                continue
            count -= 1
        points[2 * count] = xy[i, 0]
        points[2 * count + 1] = xy[i, 1]
        count += 1
    while closed and count > 1 and near(points, points + 2 * (count - 1)):
        count -= 1
    return count


cdef inline bint near(const double* a, const double* b) noexcept nogil:
    cdef double dx = a[0] - b[0], dy = a[1] - b[1]
    return dx * dx + dy * dy < NEAREST_PX * NEAREST_PX


cdef class _Stroker:
    """One pen with its dashes and room for one line."""

    cdef Pen pen
    cdef const double[::1] dashes
    cdef double period
    cdef double[:, ::1] points
    cdef double[:, ::1] piece
    cdef bint closed

    def __init__(self, const int[::1] rings, bint closed, double width, int join, int cap, dashes):
        cdef Py_ssize_t ring, longest = 2
        self.pen = make_pen(width, join, cap)
        self.closed = closed
        for ring in range(rings.shape[0] - 1):
            longest = max(longest, rings[ring + 1] - rings[ring])
        self.points = np.empty((longest, 2))
        self.piece = np.empty((longest + 4, 2))
        # An odd pattern is walked twice, so that on and off change places.
        pattern = np.array(tuple(dashes) * (1 + len(dashes) % 2), np.float64)
        self.period = float(pattern.sum())
        if len(pattern) and not (self.period >= SHORTEST_PERIOD_PX and pattern.min() >= 0 and self.period < 1e6):
            raise ValueError("dashes are lengths whose sum can be seen")
        self.dashes = pattern

    cdef void add(self, Grid* grid, const double[:, ::1] xy, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
        cdef Py_ssize_t count = distinct(xy, start, stop, self.closed, &self.points[0, 0])
        if self.dashes.shape[0]:
            add_dashed(
                grid, &self.points[0, 0], count, self.closed, &self.pen, &self.dashes[0], <int>self.dashes.shape[0],
                self.period, &self.piece[0, 0]
            )
        else:
            add_line(grid, &self.points[0, 0], count, self.closed, &self.pen)


cdef Paint make_paint(tuple color, double opacity):
    cdef Paint paint
    paint.red, paint.green, paint.blue = color
    paint.opacity = opacity
    paint.rule = NONZERO
    return paint


def add_strokes(
    float[:, ::1] cells, const double[:, ::1] xy, const int[::1] rings, bint closed, double width, int join, int cap,
    dashes=(), double top=0
):
    """Add the strokes of lines or closed rings to a grid whose first row is picture row `top`.

    Args:
        cells: The grid; blend it by rule NONZERO.
        xy, rings: Vertices in picture pixels and the offsets of the lines.
        closed: Whether each line returns to its first vertex.
        width: Of the stroke in pixels, any fraction.
        join: 0 miter (at most 4 widths, else bevel), 1 round, 2 bevel.
        cap: 0 butt, 1 round, 2 square; of dashes too.
        dashes: Lengths on, off, on, off … in pixels; empty for a solid stroke.
        top: Picture row of the grid's first row.

    Raises:
        ValueError: Broken columns, a width that is not positive, dashes that cannot be.
    """
    check_rings(xy, rings)
    check_grid(cells)
    cdef _Stroker stroker = _Stroker(rings, closed, width, join, cap, dashes)
    cdef Grid grid = open_grid(cells, top)
    cdef Py_ssize_t ring
    with nogil:
        for ring in range(rings.shape[0] - 1):
            stroker.add(&grid, xy, rings[ring], rings[ring + 1])


def blend_strokes(
    float[:, ::1] cells, float[:, :, ::1] picture, const double[:, ::1] xy, const int[::1] rings,
    const int[::1] features, bint closed, double width, int join, int cap, dashes, tuple color, double opacity,
    double top=0
):
    """Stroke and blend feature by feature, so that translucent strokes of several features darken where they meet.

    Args:
        cells: An empty grid of the picture's size; empty again afterwards.
        picture: Blended into.
        features: Offsets of the features into `rings`.
        color, opacity: 0 to 1.
        xy, rings, closed, width, join, cap, dashes, top: As in `add_strokes`.

    Raises:
        ValueError: As `add_strokes`; sizes differ.
    """
    check_rings(xy, rings)
    check_picture(cells, picture)
    cdef Py_ssize_t feature, ring
    for feature in range(features.shape[0] - 1):
        if not 0 <= features[feature] <= features[feature + 1] < rings.shape[0]:
            raise ValueError("feature offsets do not ascend or point outside")
    cdef _Stroker stroker = _Stroker(rings, closed, width, join, cap, dashes)
    cdef Grid grid = open_grid(cells, top)
    cdef Paint paint = make_paint(color, opacity)
    cdef Window window
    with nogil:
        for feature in range(features.shape[0] - 1):
            if window_of(
                &grid, xy, rings[features[feature]], rings[features[feature + 1]], stroker.pen.reach, &window
            ):
                for ring in range(features[feature], features[feature + 1]):
                    stroker.add(&grid, xy, rings[ring], rings[ring + 1])
                blend_window(&grid, &picture[0, 0, 0], &paint, &window)


cdef bint window_of(
    Grid* grid, const double[:, ::1] xy, Py_ssize_t start, Py_ssize_t stop, double reach, Window* window
) noexcept nogil:
    cdef double left = 1e300, top = 1e300, right = -1e300, bottom = -1e300
    cdef Py_ssize_t i
    for i in range(start, stop):
        left = min(left, xy[i, 0])
        right = max(right, xy[i, 0])
        top = min(top, xy[i, 1])
        bottom = max(bottom, xy[i, 1])
    return start < stop and touched(grid, left - reach, top - reach, right + reach, bottom + reach, window)


def blend_marks(
    float[:, ::1] cells, float[:, :, ::1] picture, const double[:, ::1] points, const double[:, ::1] shape, fill,
    stroke, double top=0
):
    """Draw one mark at each point, each over those before it: first its fill, then its outline.

    Args:
        cells, picture, top: As in `blend_strokes`.
        points: Centres in picture pixels, shape (n, 2).
        shape: The mark's ring round (0, 0), shape (m >= 3, 2), in pixels.
        fill: ((red, green, blue), opacity), 0 to 1, or None.
        stroke: ((red, green, blue), opacity, width, join), or None.

    Raises:
        ValueError: A point is not finite, fewer than three vertices, sizes differ.
    """
    cdef Py_ssize_t i, k, count = shape.shape[0]
    if count < 3:
        raise ValueError("a mark has at least three vertices")
    check_rings(points, np.zeros(1, np.int32))
    check_rings(shape, np.zeros(1, np.int32))
    check_picture(cells, picture)
    cdef Grid grid = open_grid(cells, top)
    cdef bint filled = fill is not None, stroked = stroke is not None
    cdef Paint fill_paint = make_paint(fill[0], fill[1]) if filled else make_paint((0, 0, 0), 0)
    cdef Paint stroke_paint = make_paint(stroke[0], stroke[1]) if stroked else fill_paint
    cdef Pen pen = make_pen(stroke[2], stroke[3], BUTT) if stroked else make_pen(1, 0, BUTT)
    cdef Window window
    cdef double[:, ::1] ring = np.empty((count, 2))
    with nogil:
        for i in range(points.shape[0]):
            for k in range(count):
                ring[k, 0] = points[i, 0] + shape[k, 0]
                ring[k, 1] = points[i, 1] + shape[k, 1]
            if not window_of(&grid, ring, 0, count, pen.reach, &window):
                continue
            if filled:
                for k in range(count):
                    add_edge(
                        &grid, ring[k, 0], ring[k, 1], ring[(k + 1) % count, 0], ring[(k + 1) % count, 1]
                    )
                blend_window(&grid, &picture[0, 0, 0], &fill_paint, &window)
            if stroked:
                add_line(&grid, &ring[0, 0], count, True, &pen)
                blend_window(&grid, &picture[0, 0, 0], &stroke_paint, &window)


cdef check_picture(const float[:, ::1] cells, const float[:, :, ::1] picture):
    check_grid(cells)
    if picture.shape[0] != 4 or picture.shape[1] != cells.shape[0] or picture.shape[2] + 2 != cells.shape[1]:
        raise ValueError("grid and picture differ in size")
