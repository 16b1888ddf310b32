"""Which CRS coordinates may be in."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.crs import CRS84, project
from satupeta.core.quality.coordinates import (
    axes_look_swapped,
    crs_code,
    extent_in_degrees,
    finite_extent,
    lies_in,
    propose_crs,
)

TANGERANG = (106.55, -6.25, 106.75, -6.09)


def extent_in(crs: str) -> tuple[float, float, float, float]:
    corners = project(np.array([TANGERANG[:2], TANGERANG[2:]]), CRS84, crs)
    return (*map(float, corners[0]), *map(float, corners[1]))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("crs", "first"),
    [
        ("EPSG:4326", "EPSG:4326"),
        ("EPSG:9470", "EPSG:4326"),
        ("EPSG:23834", "EPSG:23834"),
        ("EPSG:32748", "EPSG:32748"),
        ("EPSG:9488", "EPSG:32748"),
        ("EPSG:3857", "EPSG:3857"),
    ],
)
def test_the_likeliest_system_is_proposed_first(crs: str, first: str) -> None:
    proposals = [proposal.code for proposal in propose_crs(extent_in(crs))]
    assert proposals[0] == first
    assert crs in proposals


@pytest.mark.parametrize("extent", [(1e9, 1e9, 2e9, 2e9), (5e6, 5e7, 5.1e6, 5.1e7)])
def test_coordinates_of_no_known_system_get_no_proposal(extent: tuple[float, float, float, float]) -> None:
    assert propose_crs(extent) == ()


def test_degrees_elsewhere_on_earth_are_wgs84() -> None:
    assert [proposal.code for proposal in propose_crs((-122.5, 37.6, -122.3, 37.8))] == ["EPSG:4326"]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32748", "EPSG:23834"])
def test_exchanged_axes_are_seen(crs: str) -> None:
    west, south, east, north = extent_in(crs)
    assert axes_look_swapped((south, west, north, east), crs)
    assert not axes_look_swapped((west, south, east, north), crs)


def test_axes_elsewhere_on_earth_are_left_alone() -> None:
    assert not axes_look_swapped((-122.5, 37.6, -122.3, 37.8), "EPSG:4326")


def test_an_extent_beyond_degrees_has_no_place() -> None:
    assert extent_in_degrees((680000.0, 9310000.0, 690000.0, 9320000.0), "EPSG:4326") is None


@pytest.mark.parametrize("crs", ["EPSG:32748", "EPSG:23834", "EPSG:3857"])
def test_an_extent_comes_back_to_degrees(crs: str) -> None:
    found = extent_in_degrees(extent_in(crs), crs)
    assert found is not None
    assert lies_in(found, (106.5, -6.3, 106.8, -6.0))


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:23834", "EPSG:9488", "OGC:CRS84"])
def test_a_definition_finds_its_code_again(code: str) -> None:
    assert crs_code(code)[0] == code


def test_a_home_made_system_keeps_its_definition() -> None:
    code, name = crs_code("+proj=tmerc +lat_0=0 +lon_0=106.1234 +x_0=7 +y_0=8 +ellps=bessel +type=crs")
    assert code.startswith("PROJCRS")
    assert name


@pytest.mark.parametrize("definition", ['LOCAL_CS["bidang",UNIT["metre",1]]', "EPSG:999999", "/etc/passwd"])
def test_a_system_without_a_place_on_earth_is_none(definition: str) -> None:
    with pytest.raises(pyproj.exceptions.CRSError):
        crs_code(definition)


@given(st.lists(st.tuples(*[st.floats(width=32)] * 2), max_size=20))
def test_the_extent_holds_every_finite_vertex(points: list[tuple[float, float]]) -> None:
    xy = np.array(points, np.float64).reshape(-1, 2)
    extent = finite_extent(xy)
    finite = xy[np.isfinite(xy).all(axis=1)]
    assert (extent is None) == (len(finite) == 0)
    if extent is not None:
        assert (finite >= extent[:2]).all()
        assert (finite <= extent[2:]).all()
