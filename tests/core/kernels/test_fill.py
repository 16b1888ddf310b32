from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.polygon import orient

from satupeta.core.kernels.fill import add_rings, blend
from satupeta.core.kernels.twins.blend import blended, layer_by_layer, share
from satupeta.core.kernels.twins.coverage import coverage

SIZE = 24
NONZERO, EVENODD, LAYERED = 0, 1, 2
RULES = {"nonzero": NONZERO, "evenodd": EVENODD, "layered": LAYERED}
Rings = list[list[tuple[float, float]]]


def columns(rings: Rings) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    xy = np.array([vertex for ring in rings for vertex in ring], dtype=np.float64).reshape(-1, 2)
    return xy, np.concatenate(([0], np.cumsum([len(ring) for ring in rings]))).astype(np.int32)


def sums(rings: Rings, width: int = SIZE, height: int = SIZE, top: float = 0) -> NDArray[np.float64]:
    cells = np.zeros((height, width + 2), np.float32)
    add_rings(cells, *columns(rings), top)
    return np.cumsum(cells, axis=1, dtype=np.float64)[:, :width]


def star(center: tuple[float, float], radii: Sequence[float]) -> Polygon:
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    return Polygon([(center[0] + r * np.cos(a), center[1] + r * np.sin(a)) for r, a in zip(radii, angles, strict=True)])


def rings_of(shape: Polygon | MultiPolygon) -> Rings:
    """Exteriors positive with y down, holes negative; without closing vertices."""
    parts = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    return [
        [(x, y) for x, y in ring.coords[:-1]]
        for part in parts
        for whole in [orient(part, 1.0)]
        for ring in (whole.exterior, *whole.interiors)
    ]


@st.composite
def stars(draw: st.DrawFn, least: float = -8, most: float = SIZE + 8) -> Polygon:
    center = draw(st.tuples(st.floats(least, most), st.floats(least, most)))
    return star(center, draw(st.lists(st.floats(0.01, 20), min_size=3, max_size=12)))


@given(st.lists(stars(), min_size=1, max_size=3))
def test_coverage_equals_twin(shapes: list[Polygon]) -> None:
    rings = [ring for shape in shapes for ring in rings_of(shape)]
    np.testing.assert_allclose(sums(rings, 12, 12), coverage(rings, 12, 12), atol=1e-5)


@given(stars(8, 16), stars(8, 16), stars(0, 24))
def test_sum_of_coverage_is_the_area_with_holes_and_parts(first: Polygon, second: Polygon, third: Polygon) -> None:
    shape = first.buffer(0).difference(second.buffer(0)).union(third.buffer(0))
    view = Polygon([(0, 0), (SIZE, 0), (SIZE, SIZE), (0, SIZE)])
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    covered = sums([ring for part in parts for ring in rings_of(part)])
    assert covered.sum() == pytest.approx(shape.intersection(view).area, abs=1e-3)
    assert covered.min() > -1e-4
    assert covered.max() < 1 + 1e-4


def test_tiny_rings_keep_their_coverage() -> None:
    side = 0.05
    tiny: Rings = [
        [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
        for x in np.arange(0.01, 4, 0.1)
        for y in np.arange(0.01, 4, 0.1)
    ]
    np.testing.assert_allclose(sums(tiny, 4, 4), 0.25, atol=0.01)


def test_far_vertices_leave_no_trace() -> None:
    far: Rings = [[(-1e9, -1e9), (1e9, -1e9), (1e9, 1e9), (-1e9, 1e9)]]
    np.testing.assert_allclose(sums(far), 1.0, atol=1e-4)
    np.testing.assert_allclose(sums([[(-50, 3), (-10, 3), (-10, 9)]]), 0.0, atol=1e-6)


def test_grid_may_be_a_strip_of_the_picture() -> None:
    rings = rings_of(star((12, 12), [11, 5, 9, 4, 11, 7]))
    np.testing.assert_allclose(sums(rings)[7:15], sums(rings, SIZE, 8, top=7), atol=1e-5)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=1),
    st.integers(0, 4),
    st.sampled_from(sorted(RULES)),
    st.floats(0, 1),
)
def test_rules_equal_twin(part: list[float], whole: int, rule: str, opacity: float) -> None:
    cells = np.zeros((1, 3), np.float32)
    cells[0, 0] = whole + part[0]
    picture = np.full((4, 1, 1), 0.25, np.float32)
    blend(cells, picture, (1.0, 0.5, 0.0), opacity, RULES[rule])
    taken = share(float(whole + part[0]), opacity, rule)
    expected = blended((0.25,) * 4, (1.0, 0.5, 0.0), taken)
    np.testing.assert_allclose(picture[:, 0, 0], expected, atol=2e-4)
    assert not cells.any()


@given(st.floats(0, 1), st.lists(st.just(1.0), max_size=4), st.floats(0, 1))
def test_layered_is_feature_by_feature(part: float, whole: list[float], opacity: float) -> None:
    taken = share(part + len(whole), opacity, "layered")
    start = (0.1, 0.2, 0.3, 0.4)
    expected = layer_by_layer(start, (1.0, 0.0, 0.5), opacity, [*whole, part])
    assert blended(start, (1.0, 0.0, 0.5), taken) == pytest.approx(expected, abs=1e-9)


def test_shared_border_of_translucent_neighbours_shows_no_seam() -> None:
    border = [(7.3, -1.0), (9.6, 25.0)]
    rings: Rings = [[(-1, -1), *border, (-1, 25)], [border[0], (25, -1), (25, 25), border[1]]]
    cells = np.zeros((SIZE, SIZE + 2), np.float32)
    picture = np.zeros((4, SIZE, SIZE), np.float32)
    add_rings(cells, *columns(rings))
    blend(cells, picture, (1.0, 1.0, 1.0), 0.5, LAYERED)
    np.testing.assert_allclose(picture, 0.5, atol=1e-4)


@pytest.mark.parametrize(
    "rings", [[1, 0], [0, 9], [-1, 2], [0, 2, 1], []], ids=["falls", "beyond", "negative", "folds", "none"]
)
def test_broken_offsets_are_refused(rings: list[int]) -> None:
    with pytest.raises(ValueError, match="offsets"):
        add_rings(np.zeros((2, 4), np.float32), np.zeros((3, 2)), np.array(rings, np.int32))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e13])
def test_vertices_without_a_place_are_refused(value: float) -> None:
    xy = np.array([[0.0, 0.0], [1.0, value], [1.0, 1.0]])
    with pytest.raises(ValueError, match="finite"):
        add_rings(np.zeros((2, 4), np.float32), xy, np.array([0, 3], np.int32))


def test_sizes_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        blend(np.zeros((2, 5), np.float32), np.zeros((4, 2, 2), np.float32), (0.0, 0.0, 0.0), 1.0, NONZERO)
    with pytest.raises(ValueError, match="pixel"):
        add_rings(np.zeros((2, 2), np.float32), np.zeros((0, 2)), np.zeros(1, np.int32))
