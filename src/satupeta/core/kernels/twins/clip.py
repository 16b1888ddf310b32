"""What `core.kernels.clip` and `core.kernels.loops` do, in plain Python."""

from itertools import pairwise
from math import atan2, tau

from satupeta.core.kernels.twins.tile import Ring

Vertex = tuple[int, int]


def clipped(rings: list[Ring], axis: int, limit: int, side: int) -> list[Ring]:
    """The part of one polygon where side * (x or y - limit) >= 0; its edges end on the line or run along an axis."""
    direction = -side if axis == 0 else side
    kept: list[Ring] = []
    chains: list[Ring] = []
    for ring in rings:
        inside = [side * (vertex[axis] - limit) > 0 for vertex in ring]
        if all(inside):
            kept.append(ring)
        elif any(inside):
            first = inside.index(False)
            for a, b in pairwise([*ring[first:], *ring[: first + 1]]):
                if side * (b[axis] - limit) > 0:
                    if side * (a[axis] - limit) <= 0:
                        chains.append([_on_line(a, axis, limit)])
                    chains[-1].append(b)
                elif side * (a[axis] - limit) > 0:
                    chains[-1].append(_on_line(b, axis, limit))
    return kept + _linked(chains, 1 - axis, direction)


def simple_loops(rings: list[Ring]) -> list[Ring]:
    """The same polygon as loops that visit no vertex twice."""
    edges = [edge for ring in rings for edge in pairwise([*ring, ring[0]])]
    loops: list[Ring] = []
    while edges:
        walk: Ring = []
        edge = edges.pop(0)
        while True:
            if edge[0] in walk:
                start = walk.index(edge[0])
                loops.append(walk[start:])
                del walk[start:]
            walk.append(edge[0])
            leaving = [other for other in edges if other[0] == edge[1]]
            if not leaving:
                break
            angles = [_clockwise(edge, other) for other in leaving]
            edge = leaving[angles.index(min(angles))]
            edges.remove(edge)
        loops.append(walk)
    return loops


def _on_line(vertex: Vertex, axis: int, limit: int) -> Vertex:
    return (limit, vertex[1]) if axis == 0 else (vertex[0], limit)


def _linked(chains: list[Ring], along: int, direction: int) -> list[Ring]:
    """Chains joined along the line: from each end on to the start that the filled stretch after it ends at."""
    # Along the line; at one place ends (kind 1) come before starts (kind 0).
    contacts = sorted(
        ((direction * chain[-kind][along], kind, number) for number, chain in enumerate(chains) for kind in (0, 1)),
        key=lambda contact: (contact[0], -contact[1]),
    )
    following: dict[int, tuple[int, list[int]]] = {}
    waiting: list[int] = []
    owing: list[int] = []
    for place, contact in enumerate(contacts):
        is_end = contact[1] == 1
        others, own = (owing, waiting) if is_end else (waiting, owing)
        if not others:
            own.append(place)
            continue
        other = others.pop()
        end, start = (place, other) if is_end else (other, place)
        step = 1 if start > end else -1
        following[contacts[end][2]] = contacts[start][2], list(range(end + step, start, step))
    return _joined(chains, contacts, following, along, direction)


def _joined(
    chains: list[Ring],
    contacts: list[tuple[int, int, int]],
    following: dict[int, tuple[int, list[int]]],
    along: int,
    direction: int,
) -> list[Ring]:
    rings: list[Ring] = []
    left = set(range(len(chains)))
    while left:
        number = min(left)
        ring: Ring = []
        while number in left:
            left.remove(number)
            ring.extend(chains[number])
            limit = chains[number][0][1 - along]
            number, passed = following[number]
            places = [direction * contacts[place][0] for place in passed]
            ring.extend((place, limit) if along == 0 else (limit, place) for place in places)
        ring = [here for before, here in pairwise([ring[-1], *ring]) if here != before]
        rings.append(ring)
    return [ring for ring in rings if len(ring) > 2]


def _clockwise(came: tuple[Vertex, Vertex], out: tuple[Vertex, Vertex]) -> float:
    """Angle from the way back to the way out, clockwise, more than 0 and at most a whole turn."""
    (ax, ay), (x, y), (bx, by) = came[0], came[1], out[1]
    back, on = (ax - x, ay - y), (bx - x, by - y)
    angle = -atan2(back[0] * on[1] - back[1] * on[0], back[0] * on[0] + back[1] * on[1])
    return angle + tau if angle <= 0 else angle
