"""What `stroke.add_strokes` means, by counting the sample points of a pixel that lie in the pen's pieces."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

Vertex = tuple[float, float]
MITER_LIMIT = 4.0


def stroke_coverage(
    line: Sequence[Vertex], closed: bool, width: float, join: str, cap: str, size: tuple[int, int], samples: int = 8
) -> list[list[float]]:
    """How far each pixel is inked, 0 to 1, by `samples` squared points a pixel; `size` is width and height."""
    pieces = list(_pieces(line, closed, width / 2, join, cap))
    steps = [(step + 0.5) / samples for step in range(samples)]

    def inked(x: int, y: int) -> float:
        near = [p for p in pieces if _reaches(p, x, y)]
        return sum(any(_holds(p, x + u, y + v) for p in near) for u in steps for v in steps) / samples**2

    return [[inked(x, y) for x in range(size[0])] for y in range(size[1])]


def _pieces(line: Sequence[Vertex], closed: bool, half: float, join: str, cap: str) -> Iterator[list[Vertex]]:
    """Convex polygons: one a segment, one a join, one a cap."""
    points = [*line, *line[:2]] if closed else list(line)
    turns = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(points)]
    for (a, b), turn in zip(pairwise(points), turns, strict=True):
        sideways = turn + math.pi / 2
        yield [_at(a, sideways, half), _at(b, sideways, half), _at(b, sideways, -half), _at(a, sideways, -half)]
    for middle, before, after in zip(points[1:], turns, turns[1:], strict=False):
        bend = math.remainder(after - before, 2 * math.pi)
        outer = before - math.copysign(math.pi / 2, bend)
        fan = [_at(middle, outer + bend * i / 32, half) for i in range(33)]
        if join != "round":
            fan = [fan[0], fan[-1]]
            if join == "miter" and 1 / math.cos(bend / 2) <= MITER_LIMIT:
                fan.insert(1, _at(middle, outer + bend / 2, half / math.cos(bend / 2)))
        yield [middle, *fan]
    for end, away in () if closed or cap == "butt" else ((points[0], turns[0] + math.pi), (points[-1], turns[-1])):
        corners = [(i * math.pi / 32, half) for i in range(-16, 17)]
        if cap == "square":
            corners = [(-math.pi / 2, half), (-math.pi / 4, half * 2**0.5), (math.pi / 4, half * 2**0.5)]
            corners.append((math.pi / 2, half))
        yield [_at(end, away + angle, distance) for angle, distance in corners]


def _at(point: Vertex, angle: float, distance: float) -> Vertex:
    return point[0] + distance * math.cos(angle), point[1] + distance * math.sin(angle)


def _reaches(piece: Sequence[Vertex], x: int, y: int) -> bool:
    xs, ys = zip(*piece, strict=True)
    return min(xs) < x + 1 and max(xs) > x and min(ys) < y + 1 and max(ys) > y


def _holds(piece: Sequence[Vertex], x: float, y: float) -> bool:
    sides = [
        (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
        for a, b in zip(piece, (*piece[1:], piece[0]), strict=True)
    ]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
