"""CRS names in every spelling, and coordinates moved between them."""

import numpy as np
import pyproj
import pytest

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, SERVED, WEB_MERCATOR, near, parse_crs, project, project_box
from satupeta.core.errors import UnknownCrs


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("EPSG:4326", "EPSG:4326"),
        ("epsg:3857", WEB_MERCATOR),
        ("CRS:84", CRS84),
        ("OGC:CRS84", CRS84),
        ("urn:ogc:def:crs:EPSG::4326", "EPSG:4326"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", CRS84),
        ("http://www.opengis.net/def/crs/EPSG/0/9488", "EPSG:9488"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", CRS84),
        (" EPSG:23834 ", "EPSG:23834"),
    ],
)
def test_every_usual_spelling_is_understood(spelling: str, code: str) -> None:
    assert parse_crs(spelling).code == code


@pytest.mark.parametrize(
    "spelling",
    ["", "EPSG:", "EPSG:1", "EPSG:99999", "4326", "EPSG:4326;DROP", "CRS:83", "CRS:4326", "+proj=longlat", "EPSG:٤٣٢٦"],
)
def test_what_is_not_served_is_refused_with_the_list(spelling: str) -> None:
    with pytest.raises(UnknownCrs) as refused:
        parse_crs(spelling, "crs")
    assert "EPSG:9488" in refused.value.advice.en


@pytest.mark.parametrize("code", sorted(SERVED))
def test_axis_order_and_unit_are_those_of_the_authority(code: str) -> None:
    authority = pyproj.CRS(code)
    first = authority.axis_info[0]
    assert SERVED[code].latitude_first is (first.direction == "north")
    assert SERVED[code].unit == {"degree": "degree", "metre": "metre"}[first.unit_name]


@pytest.mark.parametrize("code", sorted(set(SERVED) - {CRS84}))
def test_titles_and_areas_are_those_of_the_authority(code: str) -> None:
    authority, info = pyproj.CRS(code), SERVED[code]
    assert info.title == authority.name
    assert not authority.is_deprecated
    used = authority.area_of_use
    assert used is not None
    west, south, east, north = info.area
    assert west <= used.west + 0.2
    assert east >= used.east - 0.2
    assert south <= used.south + 1
    assert north >= used.north - 1
    assert east - west <= max(1.5 * (used.east - used.west), 6)


def test_the_national_systems_are_all_there() -> None:
    utm = {*range(9476, 9483), *range(9487, 9495), *range(23866, 23873), *range(23877, 23885), *range(32646, 32653)}
    others = {*range(23830, 23846), *range(32747, 32755), 4238, 4211, 4755, 9470, 4326, 3857, 23888, 21148}
    assert {f"EPSG:{code}" for code in utm | others} <= set(SERVED)


def test_near_are_those_whose_area_the_extent_meets() -> None:
    codes = {info.code for info in near(Box(106.5, -6.3, 106.8, -6.1))}
    assert {CRS84, "EPSG:9488", "EPSG:32748", "EPSG:23834", "EPSG:21148"} <= codes
    assert not codes & {"EPSG:9478", "EPSG:9489", "EPSG:23833"}
    assert near(None) == tuple(SERVED.values())


def test_utm_48s_agrees_with_its_definition() -> None:
    moved = project(np.array([[106.6412, -6.1811]]), CRS84, "EPSG:32748")
    easting, northing = pyproj.Proj("+proj=utm +zone=48 +south +datum=WGS84")(106.6412, -6.1811)
    np.testing.assert_allclose(moved, [[easting, northing]], atol=1e-6)


def test_projecting_to_the_same_crs_gives_a_copy() -> None:
    xy = np.array([[1.0, 2.0]])
    moved = project(xy, CRS84, "EPSG:4326")
    moved[0, 0] = 9
    assert xy[0, 0] == 1.0


def test_a_projected_box_holds_every_projected_point() -> None:
    box = Box(106.0, -6.5, 107.5, -5.9)
    target = project_box(box, "EPSG:32748")
    grid = np.array([(x, y) for x in np.linspace(106, 107.5, 9) for y in np.linspace(-6.5, -5.9, 9)])
    moved = project(grid, CRS84, "EPSG:32748")
    assert moved[:, 0].min() >= target.west - 1
    assert moved[:, 0].max() <= target.east + 1
    assert moved[:, 1].min() >= target.south - 1
    assert moved[:, 1].max() <= target.north + 1
