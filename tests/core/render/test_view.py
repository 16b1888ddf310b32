import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, SERVED, WEB_MERCATOR, project, project_box
from satupeta.core.errors import InvalidBox
from satupeta.core.features.columns import POINT, WorldColumns
from satupeta.core.render.view import POINTS, View
from satupeta.core.tiling import mercator_from_world, world_units

TANGERANG = Box(106.55, -6.25, 106.78, -6.08)
PROVINCE = Box(105.0, -7.1, 106.8, -5.8)
ISLANDS = Box(95.0, -11.0, 141.0, 6.0)
METRIC = [code for code, info in SERVED.items() if info.unit == "metre" and code != WEB_MERCATOR]
DEGREES = [code for code, info in SERVED.items() if info.unit == "degree"]


def points(lonlat: np.ndarray) -> WorldColumns:
    count = len(lonlat)
    offsets = np.arange(count + 1, dtype=np.int32)
    boxes = np.zeros((count, 4), np.int32)
    return WorldColumns(world_units(lonlat), offsets, offsets, offsets, np.full(count, POINT, np.uint8), boxes)


def worst_error_px(box: Box, width_px: int, height_px: int) -> float:
    """Between where a view puts points and where PROJ does, over the picture and a little beyond."""
    random = np.random.default_rng(3)
    lonlat_box = project_box(box, CRS84)
    corner, size = (lonlat_box.west, lonlat_box.south), (lonlat_box.width, lonlat_box.height)
    lonlat = random.uniform(0, 1, (3000, 2)) * size + corner
    lonlat = lonlat[(abs(lonlat[:, 1]) < 85) & (abs(lonlat[:, 0]) < 180)]
    columns = points(lonlat)
    view = View.of(box, width_px, height_px, 10)
    rows = np.arange(len(columns), dtype=np.int32)
    placed, rings, _ = view.place(columns, rows, POINTS)
    kept = np.diff(rings) > 0
    xy = project(mercator_from_world(columns.xy.astype(np.float64)), WEB_MERCATOR, box.crs)[kept]
    pixels = (xy - [box.west, box.north]) * [width_px / box.width, -height_px / box.height]
    assert kept.sum() > 1000
    return float(np.abs(placed - pixels).max())


@pytest.mark.parametrize("area", [TANGERANG, PROVINCE])
@pytest.mark.parametrize("crs", sorted(SERVED))
@pytest.mark.parametrize("size", [(256, 256), (2048, 1024)])
def test_points_lie_within_a_tenth_of_a_pixel(area: Box, crs: str, size: tuple[int, int]) -> None:
    assert worst_error_px(project_box(area, crs), *size) <= 0.1


@pytest.mark.parametrize("crs", DEGREES)
def test_the_whole_country_too(crs: str) -> None:
    assert worst_error_px(project_box(ISLANDS, crs), 2048, 900) <= 0.1


def test_the_whole_world_too() -> None:
    assert worst_error_px(Box(-180, -90, 180, 90, "EPSG:4326"), 4096, 2048) <= 0.1


def test_web_mercator_is_affine_and_exact() -> None:
    view = View.of(project_box(TANGERANG, WEB_MERCATOR), 512, 512)
    assert (view.affine, view.nodes.shape) == (True, (2, 2, 2))
    assert worst_error_px(view.box, 512, 512) < 1e-6


def test_more_than_the_world_is_no_error() -> None:
    for box in (Box(-3e7, -3e7, 3e7, 3e7, WEB_MERCATOR), Box(-400, -90, 400, 90)):
        view = View.of(box, 300, 300)
        assert view.window == (-(2**31) + 1, -(2**31) + 1, 2**31 - 1, 2**31 - 1)


@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(1e-6, 20), st.integers(1, 4000), st.floats(0, 100))
def test_the_window_holds_the_box_with_its_margin(x: float, y: float, side: float, width: int, margin: float) -> None:
    box = Box(x, y, x + side, y + side)
    view = View.of(box, width, width, margin)
    west, north, east, south = view.window
    lonlat = np.array([[box.west, box.north], [box.east, box.south]])
    (left, top), (right, bottom) = world_units(lonlat).astype(float)
    reach = margin * (right - left) / width
    edge = 2**31 - 1
    assert west <= max(left - reach, -edge) + 1
    assert east >= min(right + reach, edge) - 1
    assert north <= top + 1
    assert south >= bottom - 1


@pytest.mark.parametrize("box", [Box(200, 0, 210, 10), Box(-500, -10, -400, 10), Box(0, 86, 1, 89)])
def test_a_view_beside_the_world_is_empty(box: Box) -> None:
    view = View.of(box, 10, 10)
    assert view.is_empty or view.window[1] >= -(2**31)


@pytest.mark.parametrize("crs", METRIC)
def test_a_box_that_its_crs_cannot_tell_is_refused(crs: str) -> None:
    for west, side in ((-1e12, 2e12), (1e30, 1e30), (-2e7, 4e7), (1e8, 1e7)):
        with pytest.raises(InvalidBox):
            View.of(Box(west, west, west + side, west + side, crs), 100, 100)
