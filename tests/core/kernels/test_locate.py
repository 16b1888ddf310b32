from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from satupeta.core.features.columns import GeometryColumns
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.kernels.locate import point_in_features
from satupeta.core.kernels.twins.locate import covers
from satupeta.core.regions.locate import covering_rows

HOLED = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))"
TWO = "MULTIPOLYGON (((20 0, 30 0, 25 9, 20 0)), ((20 20, 22 20, 22 22, 20 20)))"
COORDINATES = st.integers(0, 8).map(float) | st.floats(0, 8, width=16)


def columns(*shapes: shapely.Geometry) -> GeometryColumns:
    return columns_from_geometries(np.array(shapes, dtype=object))


@st.composite
def stars(draw: st.DrawFn) -> shapely.Polygon:
    """A valid polygon around 4, 4 with corners at growing angles."""
    count = draw(st.integers(3, 12))
    reaches = draw(st.lists(st.floats(0.5, 6, width=16), min_size=count, max_size=count))
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return shapely.Polygon([(4 + r * np.cos(a), 4 + r * np.sin(a)) for r, a in zip(reaches, angles, strict=True)])


@given(stars(), st.tuples(COORDINATES, COORDINATES))
def test_a_point_is_where_shapely_finds_it(star: shapely.Polygon, point: tuple[float, float]) -> None:
    assume(star.is_valid)
    wanted = star.intersects(shapely.Point(point))
    assert bool(len(covering_rows(columns(star), *point))) == wanted
    assert covers(columns(star), 0, *point) == wanted


@given(stars(), st.data())
def test_points_beside_an_edge_are_where_shapely_finds_them(star: shapely.Polygon, data: st.DataObject) -> None:
    assume(star.is_valid)
    along = data.draw(st.floats(0, 1))
    middle = star.exterior.interpolate(along, normalized=True)
    x, y = middle.x, float(np.nextafter(middle.y, data.draw(st.sampled_from([-np.inf, 0.0, np.inf]))))
    assert bool(len(covering_rows(columns(star), x, y))) == star.intersects(shapely.Point(x, y))


@pytest.mark.parametrize(
    ("x", "y", "rows"),
    [
        (1, 1, [0]),
        (3, 3, []),
        (0, 5, [0]),
        (10, 10, [0]),
        (2, 3, [0]),
        (25, 3, [1]),
        (21.5, 21, [1]),
        (15, 0, []),
        (25, 9, [1]),
        (5, 0, [0]),
    ],
)
def test_holes_parts_corners_and_borders(x: float, y: float, rows: list[int]) -> None:
    shapes = columns(shapely.from_wkt(HOLED), shapely.from_wkt(TWO))
    assert covering_rows(shapes, x, y).tolist() == rows


def test_a_shared_border_lies_in_both() -> None:
    pair = columns(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1))
    assert covering_rows(pair, 1.0, 0.3).tolist() == [0, 1]


def test_the_border_is_left_to_exact_arithmetic() -> None:
    third = columns(shapely.Polygon([(0, 0), (3, 1), (0, 1)]))
    assert point_in_features(third.xy, third.rings, third.parts, third.features, 0.3, 0.1).tolist() == [2]
    assert point_in_features(third.xy, third.rings, third.parts, third.features, 0.3, 0.2).tolist() == [1]


@pytest.mark.parametrize("name", ["rings", "parts", "features"])
def test_damaged_offsets_are_refused(name: str) -> None:
    shapes = columns(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1))
    changes: Any = {name: np.array([0, 99, 100], np.int32)}
    damaged = replace(shapes, **changes)
    with pytest.raises(ValueError, match="damaged"):
        covering_rows(damaged, 0.5, 0.5)


def test_nothing_holds_a_point_where_there_is_nothing() -> None:
    assert covering_rows(columns(), 0.0, 0.0).tolist() == []
