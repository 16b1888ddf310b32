import numpy as np
import pytest
import shapely

from satupeta.core.crs import project
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.world import world_columns
from satupeta.core.render.labels.anchors import Anchors
from satupeta.core.tiling import mercator_from_world


def anchored(*shapes: shapely.Geometry | None) -> np.ndarray:
    columns = world_columns(columns_from_geometries(np.array(shapes, dtype=object)), "OGC:CRS84")
    points = Anchors(columns).inner(np.arange(len(shapes), dtype=np.int32))
    return project(mercator_from_world(points.astype(np.float64)), "EPSG:3857", "OGC:CRS84")


def test_an_area_is_named_where_it_is_widest() -> None:
    handle = shapely.box(106.0, -6.0, 106.9, -5.99)
    pan = shapely.Point(107.0, -6.0).buffer(0.2)
    ((x, y),) = anchored(handle.union(pan)).tolist()
    assert (x, y) == pytest.approx((107.0, -6.0), abs=0.02)


def test_holes_are_kept_clear() -> None:
    ring = shapely.Point(106.6, -6.2).buffer(0.1).difference(shapely.Point(106.6, -6.2).buffer(0.05))
    ((x, y),) = anchored(ring).tolist()
    assert ring.contains(shapely.Point(x, y))


def test_the_largest_part_is_named() -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 0, 8, 3)])
    ((x, y),) = anchored(parts).tolist()
    assert (x, y) == pytest.approx((6.5, 1.5), abs=0.1)


def test_lines_points_and_nothing() -> None:
    line = shapely.LineString([(106, -6), (106.2, -6), (106.4, -6)])
    found = anchored(line, shapely.Point(106.7, -6.1), shapely.MultiPoint([(106.1, -6.2), (106.9, -6)]), None)
    assert found[:3] == pytest.approx(np.array([(106.2, -6), (106.7, -6.1), (106.1, -6.2)]), abs=1e-6)
    assert found[3] == pytest.approx((0, 0))


def test_slivers_and_specks_have_a_point_too() -> None:
    sliver = shapely.Polygon([(106, -6), (106.5, -6), (106.2, -6 + 1e-7)])
    speck = shapely.Point(106.6, -6.2).buffer(1e-9)
    assert np.isfinite(anchored(sliver, speck)).all()


def test_a_point_is_found_once() -> None:
    columns = world_columns(
        columns_from_geometries(np.array([shapely.box(106, -6, 107, -5)], dtype=object)), "OGC:CRS84"
    )
    anchors = Anchors(columns)
    first = anchors.inner(np.zeros(1, np.int32))
    columns.xy[:] = 0
    np.testing.assert_array_equal(anchors.inner(np.zeros(1, np.int32)), first)
