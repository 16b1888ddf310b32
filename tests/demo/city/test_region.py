import numpy as np
import pytest
import shapely

from satupeta.demo.city.region import CENTRE, region_of
from satupeta.demo.city.warp import bent, slope, straightened


def test_the_whole_region_is_the_whole_city() -> None:
    region = region_of(1)
    assert len(region.codes) == 104
    assert region.outline.area == pytest.approx(178.35e6, rel=1e-3)
    assert len(set(region.districts)) == 13


def test_a_small_region_lies_round_the_centre() -> None:
    region = region_of(0.01)
    assert region.outline.contains(shapely.Point(CENTRE.real, CENTRE.imag))
    assert 0.005 < region.outline.area / region_of(1).outline.area < 0.05


def test_each_place_has_a_kelurahan_also_in_gaps_between_them() -> None:
    region = region_of(1)
    middles = shapely.get_coordinates(shapely.point_on_surface(region.areas)) @ np.array([1, 1j])
    outside = np.array([CENTRE + 1e6])
    found = region.kelurahan_of(np.concatenate((middles, outside)))
    assert (found[:-1] == np.arange(104)).mean() > 0.97
    assert 0 <= found[-1] < 104


def test_nearness_falls_from_one_to_zero() -> None:
    region = region_of(0.01)
    assert region.nearness(np.array([CENTRE, CENTRE + region.radius_m, CENTRE + 2 * region.radius_m])).tolist() == [
        1,
        pytest.approx(0),
        0,
    ]


def test_bending_is_undone() -> None:
    grid = np.linspace(-12e3, 12e3, 25)
    plan = (grid[:, None] + 1j * grid).ravel()
    assert np.abs(straightened(bent(plan)) - plan).max() < 0.01


def test_bending_is_a_turn_and_a_scale_within_a_block() -> None:
    middles = np.array([0j, 8000 + 2000j, -7000 - 5000j])
    corners = middles[:, None] + 80 * np.exp(1j * np.linspace(0, 6, 12))
    near = bent(middles)[:, None] + slope(middles)[:, None] * (corners - middles[:, None])
    assert np.abs(bent(corners) - near).max() < 0.5


def test_no_street_becomes_much_narrower_or_wider() -> None:
    outline = shapely.get_coordinates(region_of(1).outline) @ np.array([1, 1j])
    plan = straightened(outline)
    scales = np.abs(slope(np.concatenate([plan * share for share in (0, 0.3, 0.6, 0.9, 1)])))
    assert scales.min() > 0.9
    assert scales.max() < 1.35
