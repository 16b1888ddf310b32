"""The tile grid and the integer world under it."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.crs import CRS84, WEB_MERCATOR, project
from satupeta.core.errors import InvalidParameter
from satupeta.core.tiling import (
    MERCATOR_EDGE_M,
    Tile,
    fitting_zoom,
    mercator_from_world,
    world_from_mercator,
    world_units,
)


def test_the_first_tile_is_the_world() -> None:
    box = Tile(0, 0, 0).box()
    assert (box.west, box.south, box.east, box.north) == pytest.approx(
        (-MERCATOR_EDGE_M, -MERCATOR_EDGE_M, MERCATOR_EDGE_M, MERCATOR_EDGE_M)
    )


def test_a_tile_in_the_south_east_lies_below_and_right() -> None:
    box = Tile(1, 1, 1).box()
    assert box.west == pytest.approx(0)
    assert box.north == pytest.approx(0)


@pytest.mark.parametrize("position", [(-1, 0, 0), (23, 0, 0), (0, 1, 0), (3, 0, 8), (3, -1, 0)])
def test_a_position_outside_the_grid_is_refused(position: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidParameter):
        Tile.checked(*position)


@given(st.floats(-180, 179.999), st.floats(-85, 85))
def test_world_units_are_web_mercator_to_a_centimetre(longitude: float, latitude: float) -> None:
    lonlat = np.array([[longitude, latitude]])
    metres = mercator_from_world(world_units(lonlat).astype(np.float64))
    np.testing.assert_allclose(metres, project(lonlat, CRS84, WEB_MERCATOR), atol=0.01)


def test_beyond_the_edge_of_the_world_is_clamped() -> None:
    units = world_units(np.array([[200.0, 90.0], [-200.0, -90.0]]))
    assert units[0, 0] == 2**31 - 1
    assert units[1, 0] == -(2**31)
    assert units[0, 1] < 0 < units[1, 1]


def test_metres_and_world_units_are_inverse() -> None:
    xy = np.array([[1234567.0, -7654321.0]])
    np.testing.assert_allclose(mercator_from_world(world_from_mercator(xy)), xy)


def test_the_edge_is_that_of_the_projection() -> None:
    assert pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(180, 0)[0] == pytest.approx(
        MERCATOR_EDGE_M
    )


@pytest.mark.parametrize(
    ("edges", "zoom"),
    [
        ((-180, -85.06, 180, 85.06), 0),
        ((-90, -1, 90, 1), 1),
        ((106.5, -6.3, 106.8, -6.1), 10),
        ((106, -60, 106.1, 60), 1),
        ((106.5, -6.2, 106.5, -6.2), 18),
    ],
)
def test_a_box_fits_into_a_tile(edges: tuple[float, float, float, float], zoom: int) -> None:
    assert fitting_zoom(*edges) == zoom
