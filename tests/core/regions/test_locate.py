import numpy as np
import pyproj
import pytest
import shapely

from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.regions.locate import box_around, nearest_row

GEOD = pyproj.Geod(ellps="WGS84")


def test_the_nearest_area_is_named_with_its_metres() -> None:
    shapes = np.array([shapely.box(106.61, -6.2, 106.62, -6.19), shapely.box(106.5, -6.2, 106.59, -6.19)])
    nearest = nearest_row(columns_from_geometries(shapes), 106.605, -6.195)
    assert nearest is not None
    assert nearest.row == 0
    assert nearest.distance_m == pytest.approx(GEOD.inv(106.605, -6.195, 106.61, -6.195)[2], abs=0.01)


def test_near_the_pole_degrees_of_longitude_count_little() -> None:
    shapes = np.array([shapely.box(12, 79.9, 13, 80.1), shapely.box(9, 80.4, 11, 80.5)])
    nearest = nearest_row(columns_from_geometries(shapes), 10.0, 80.0)
    assert nearest is not None
    assert nearest.row == 0


def test_nothing_is_near_where_there_is_nothing() -> None:
    assert nearest_row(columns_from_geometries(np.array([], dtype=object)), 0.0, 0.0) is None


@pytest.mark.parametrize("latitude", [-89.99, -45.0, 0.0, 6.2, 80.0])
@pytest.mark.parametrize("azimuth", range(0, 360, 45))
def test_the_box_holds_every_place_within_reach(latitude: float, azimuth: float) -> None:
    longitude, reached, _ = GEOD.fwd(10.0, latitude, azimuth, 9_990)
    box = box_around(10.0, latitude, 10_000)
    assert box.south <= reached <= box.north
    assert abs(latitude) > 89 or box.west <= longitude <= box.east
