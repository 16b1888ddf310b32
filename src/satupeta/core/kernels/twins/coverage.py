"""What `fill.add_rings` means, slowly: each pixel's square is cut out of each ring and measured."""

from collections.abc import Iterator, Sequence

Vertex = tuple[float, float]


def coverage(rings: Sequence[Sequence[Vertex]], width: int, height: int) -> list[list[float]]:
    """The signed area with which closed rings cover each pixel, rows of a picture with y down.

    Args:
        rings: Vertices in pixels; rings that are positive with y down count as positive, holes as negative.
        width, height: Of the picture in pixels.
    """
    return [[sum(_area(_cut(ring, x, y)) for ring in rings) for x in range(width)] for y in range(height)]


def _cut(ring: Sequence[Vertex], x: int, y: int) -> Sequence[Vertex]:
    """The ring cut to a pixel, half plane by half plane; what leaves and returns runs along the pixel's edge."""
    for axis, limit, sign in ((0, x, 1), (0, x + 1, -1), (1, y, 1), (1, y + 1, -1)):
        ring = list(_half(ring, axis, limit, sign))
    return ring


def _half(ring: Sequence[Vertex], axis: int, limit: float, sign: int) -> Iterator[Vertex]:
    for before, here in zip((*ring[-1:], *ring[:-1]), ring, strict=True):
        inside_before, inside = (sign * (vertex[axis] - limit) >= 0 for vertex in (before, here))
        if inside != inside_before:
            part = (limit - before[axis]) / (here[axis] - before[axis])
            crossing = [before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])]
            crossing[axis] = limit
            yield crossing[0], crossing[1]
        if inside:
            yield here


def _area(ring: Sequence[Vertex]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], *ring[:1]), strict=True)) / 2
