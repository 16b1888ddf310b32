"""What `stroke.add_strokes` means, by counting the sample points of a pixel that lie in the pen's pieces."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, copysign, cos, pi, remainder, sin, sqrt

Vertex = tuple[float, float]


def stroke_coverage(
    line: Sequence[Vertex], closed: bool, width: float, join: str, cap: str, size: tuple[int, int], samples: int = 8
) -> list[list[float]]:
    """How far each pixel is inked, 0 to 1, by `samples` squared points a pixel; `size` is width and height."""
    pieces = list(_pieces(line, closed, width / 2, join, cap))
    steps = [(step + 0.5) / samples for step in range(samples)]

    def inked(x: int, y: int) -> float:
        near = [p for p in pieces if min(p)[0] < x + 1 and max(p)[0] > x]
        return sum(any(_holds(piece, x + u, y + v) for piece in near) for u in steps for v in steps) / samples**2

    return [[inked(x, y) for x in range(size[0])] for y in range(size[1])]


def _pieces(line: Sequence[Vertex], closed: bool, half: float, join: str, cap: str) -> Iterator[list[Vertex]]:
    """Convex polygons: one a segment, one a join, one a cap."""
    points = [*line, *line[:2]] if closed else list(line)
    turns = [atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(points)]
    for (a, b), turn in zip(pairwise(points), turns, strict=True):
        yield [_at(end, turn + pi / 2, offset) for end, offset in ((a, half), (b, half), (b, -half), (a, -half))]
    for middle, before, after in zip(points[1:], turns, turns[1:], strict=False):
        bend = remainder(after - before, 2 * pi)
        fan = [(before - copysign(pi / 2, bend) + bend * i / 32, half) for i in range(33)]
        if join != "round":
            tip = [(fan[16][0], half / cos(bend / 2))] if join == "miter" and cos(bend / 2) >= 1 / 4 else []
            fan = [fan[0], *tip, fan[-1]]
        yield [middle, *(_at(middle, *corner) for corner in fan)]
    for end, away in () if closed or cap == "butt" else ((points[0], turns[0] + pi), (points[-1], turns[-1])):
        square = [(-pi / 2, half), (-pi / 4, half * sqrt(2)), (pi / 4, half * sqrt(2)), (pi / 2, half)]
        corners = square if cap == "square" else [(i * pi / 32, half) for i in range(-16, 17)]
        yield [_at(end, away + angle, distance) for angle, distance in corners]


def _at(point: Vertex, angle: float, distance: float) -> Vertex:
    return point[0] + distance * cos(angle), point[1] + distance * sin(angle)


def _holds(piece: list[Vertex], x: float, y: float) -> bool:
    edges = pairwise((*piece, piece[0]))
    sides = [(b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) for a, b in edges]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
