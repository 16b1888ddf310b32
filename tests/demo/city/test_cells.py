import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from satupeta.demo.city.cells import Cells, Floats, Rows, cut, joined, long_axes, square, subdivided


def rectangle(width: float, height: float, turn: float = 0.0) -> Cells:
    corners = np.array([[0, width, width + 1j * height, 1j * height]]) * np.exp(1j * turn)
    return Cells(corners, np.array([4]), np.zeros((1, 4)))


def halved(cells: Cells, random: np.random.Generator) -> tuple[Cells, Rows]:
    """Cut down to a tenth, by borders without width."""
    limits = cells.areas / 10

    def draw(own: Cells, _rows: Rows) -> tuple[Floats, Floats]:
        return random.uniform(0.3, 0.7, len(own)), random.uniform(-0.3, 0.3, len(own))

    parts, owners, _ = subdivided(cells, lambda _cells, rows: limits[rows], draw, np.zeros(len(cells)))
    return parts, owners


def test_areas_and_middles_are_those_of_the_polygons() -> None:
    cells = joined([rectangle(4, 2), square(10 + 10j, 3)])
    assert cells.areas.tolist() == pytest.approx([8, 36])
    assert shapely.area(cells.polygons()).tolist() == pytest.approx([8, 36])
    assert cells.middles.tolist() == pytest.approx([2 + 1j, 10 + 10j])


def test_the_long_axis_follows_the_longest_edge() -> None:
    axes, lengths, breadths = long_axes(rectangle(2, 5, turn=0.3))
    assert (lengths[0], breadths[0]) == (pytest.approx(5), pytest.approx(2))
    assert abs((np.conj(axes[0]) * np.exp(0.3j)).real) == pytest.approx(0, abs=1e-12)


def test_a_cut_leaves_the_street_free() -> None:
    before, behind, starts, ends = cut(rectangle(10, 4), np.array([1 + 0j]), np.array([0.5]), np.array([2.0]))
    assert (before.areas[0], behind.areas[0]) == (pytest.approx(16), pytest.approx(16))
    assert sorted([starts[0].imag, ends[0].imag]) == pytest.approx([0, 4])
    assert (before.edges.max(), behind.edges.max()) == (1.0, 1.0)


def test_a_cut_reaches_the_middle_of_the_street_it_meets() -> None:
    before, _, _, _ = cut(rectangle(10, 4), np.array([1 + 0j]), np.array([0.5]), np.array([2.0]))
    _, _, starts, ends = cut(before, np.array([1j]), np.array([0.5]), np.array([1.0]))
    assert max(starts[0].real, ends[0].real) == pytest.approx(5)
    assert min(starts[0].real, ends[0].real) == pytest.approx(0)


@given(st.integers(0, 2**32 - 1), st.floats(1, 50), st.floats(1, 50))
def test_parts_are_convex_and_fill_what_was_cut(seed: int, width: float, height: float) -> None:
    cells = joined([rectangle(width, height), square(100 + 100j, 2)])
    parts, owners = halved(cells, np.random.default_rng(seed))
    shapes = parts.polygons()
    assert shapely.is_valid(shapes).all()
    assert np.bincount(owners, parts.areas) == pytest.approx(cells.areas)
    assert shapely.area(shapely.convex_hull(shapes)) == pytest.approx(shapely.area(shapes))
    assert (parts.areas <= cells.areas[owners] / 10).all()


def test_nothing_small_is_cut() -> None:
    def draw(cells: Cells, _rows: Rows) -> tuple[Floats, Floats]:
        raise AssertionError(cells)

    parts, owners, cuts = subdivided(square(0, 5), lambda cells, _rows: np.full(len(cells), 1000.0), draw, np.zeros(1))
    assert (len(parts), owners.tolist(), len(cuts.owners)) == (1, [0], 0)
