"""What `core.kernels.locate` does, in exact fractions: also the judge of what doubles cannot tell."""

from fractions import Fraction
from itertools import pairwise

from satupeta.core.features.columns import GeometryColumns


def covers(columns: GeometryColumns, row: int, x: float, y: float) -> bool:
    """Whether a polygon holds a point, its border included."""
    inside = False
    for part in range(*columns.features[row : row + 2]):
        for ring in range(*columns.parts[part : part + 2]):
            vertices = columns.xy[columns.rings[ring] : columns.rings[ring + 1]].tolist()
            for a, b in pairwise([vertices[-1], *vertices]):
                if not min(a[1], b[1]) <= y <= max(a[1], b[1]):
                    continue
                turn = _turn(a, b, (x, y))
                if turn == 0 and min(a[0], b[0]) <= x <= max(a[0], b[0]):
                    return True
                if (a[1] > y) != (b[1] > y) and (turn > 0) == (b[1] > a[1]):
                    inside = not inside
    return inside


def _turn(a: list[float], b: list[float], point: tuple[float, float]) -> Fraction:
    """Cross product of a-b and a-point: positive where the point lies to the left."""
    ax, ay = Fraction(a[0]), Fraction(a[1])
    return (Fraction(b[0]) - ax) * (Fraction(point[1]) - ay) - (Fraction(b[1]) - ay) * (Fraction(point[0]) - ax)
