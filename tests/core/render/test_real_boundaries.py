"""The real kelurahan of Kota Tangerang, drawn: ink lies inside each polygon and nowhere else."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, project, project_box
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.world import world_columns
from satupeta.core.render.paint import PaintLayer, PaintRule, paint
from satupeta.core.render.view import View
from satupeta.core.style.model import PolygonSymbolizer

SIDE = 300
pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def kelurahan(shared: Path) -> np.ndarray:
    document = json.loads((shared / "data/indonesia/kelurahan_36.71_kota_tangerang.geojson").read_text())
    return np.array([shapely.geometry.shape(feature["geometry"]) for feature in document["features"]], dtype=object)


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32748", "EPSG:9470"])
def test_ink_lies_inside_the_polygon_and_nowhere_else(kelurahan: np.ndarray, crs: str) -> None:
    columns = world_columns(columns_from_geometries(kelurahan), CRS84)
    west, south, east, north = shapely.total_bounds(kelurahan)
    box = project_box(Box(west, south, east, north), crs)
    view = View.of(box, SIDE, SIDE)
    to_pixels = shapely.transform(
        kelurahan, lambda lonlat: (project(lonlat, CRS84, crs) - [box.west, box.north]) * _pixels_a_unit(box)
    )
    y, x = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    for row in range(0, len(kelurahan), 17):
        rule = PaintRule((PolygonSymbolizer("#0b655d"),), np.array([row], np.int32))
        alpha = paint([PaintLayer(columns, (rule,))], view).pixels[3].astype(float) / 255
        shape = shapely.make_valid(to_pixels[row])
        distance = shapely.distance(shapely.points(x, y), shape)
        assert not alpha[distance > 0.75].any()
        assert (alpha[shapely.contains_xy(shape.buffer(-0.75), x, y)] > 0.99).all()
        assert alpha.sum() == pytest.approx(shape.area, rel=0.002, abs=1)


def test_all_of_them_cover_the_city(kelurahan: np.ndarray) -> None:
    columns = world_columns(columns_from_geometries(kelurahan), CRS84)
    west, south, east, north = shapely.total_bounds(kelurahan)
    view = View.of(Box(west, south, east, north), SIDE, SIDE)
    rule = PaintRule((PolygonSymbolizer("#0b655d"),), np.arange(len(columns), dtype=np.int32))
    alpha = paint([PaintLayer(columns, (rule,))], view).pixels[3].astype(float) / 255
    city = shapely.union_all(shapely.make_valid(kelurahan))
    share = city.area / ((east - west) * (north - south))
    assert alpha.mean() == pytest.approx(share, rel=0.003)


def _pixels_a_unit(box: Box) -> list[float]:
    return [SIDE / box.width, -SIDE / box.height]
