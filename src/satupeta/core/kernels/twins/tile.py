"""What the steps of `core.kernels.tile` do before clipping, in plain Python."""

from itertools import pairwise

Ring = list[tuple[int, int]]


def snapped(world: int, zoom: int) -> int:
    """A world unit on the grid of a zoom, halves upwards, its origin at tile 0, 0."""
    shift = 20 - zoom
    return ((world + ((1 << shift) >> 1)) >> shift) + (1 << (11 + zoom))


def cleaned(ring: Ring) -> Ring:
    """A ring without repeats, spikes and vertices on straight edges: it covers the same. Empty when nothing is left."""
    changed = True
    while changed and len(ring) >= 3:
        changed = False
        for place, (before, here, after) in enumerate(
            zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True)
        ):
            turn = (here[0] - before[0]) * (after[1] - here[1]) - (here[1] - before[1]) * (after[0] - here[0])
            if turn == 0:
                ring = ring[:place] + ring[place + 1 :]
                changed = True
                break
    return ring if len(ring) >= 3 else []


def with_line_vertices(ring: Ring) -> Ring:
    """A ring with a vertex, rounded half up, wherever an edge crosses x or y = 64 before or after a tile's edge."""
    out: Ring = []
    for a, b in pairwise([*ring, ring[0]]):
        found = [a]
        for axis in (0, 1):
            low, high = sorted((a[axis], b[axis]))
            lines = [
                line for tile in range(low // 4096, high // 4096 + 1) for line in (tile * 4096 + 64, tile * 4096 + 4032)
            ]
            for line in lines:
                if low < line < high:
                    share = (b[1 - axis] - a[1 - axis]) * (line - a[axis])
                    other = a[1 - axis] + (2 * share + (b[axis] - a[axis])) // (2 * (b[axis] - a[axis]))
                    found.append((line, other) if axis == 0 else (other, line))
        found.sort(key=lambda v: abs(v[0] - a[0]) + abs(v[1] - a[1]))
        out.extend(found)
    return [here for before, here in pairwise([out[-1], *out]) if here != before]


def commands(paths: list[Ring], closed: bool) -> list[int]:
    """Command integers of paths: MoveTo, LineTo, ClosePath, zigzag deltas (Mapbox Vector Tile 2.1, 4.3)."""
    out: list[int] = []
    pen = (0, 0)
    for path in paths:
        for place, vertex in enumerate(path):
            if place == 0:
                out.append(1 << 3 | 1)
            elif place == 1:
                out.append(len(path) - 1 << 3 | 2)
            out.extend(2 * d if d >= 0 else -2 * d - 1 for d in (vertex[0] - pen[0], vertex[1] - pen[1]))
            pen = vertex
        if closed:
            out.append(1 << 3 | 7)
    return out
