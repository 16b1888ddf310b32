import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.box import Box
from satupeta.core.crs import project_box
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.meeting import meets_box

SHAPES = [
    shapely.box(0, 0, 1, 1),
    shapely.Polygon([(0, 0), (4, 0), (0, 4)]),
    shapely.Polygon(shapely.box(0, 0, 9, 9).exterior, [shapely.box(1, 1, 8, 8).exterior]),
    shapely.LineString([(0, 9), (9, 0)]),
    shapely.Point(3, 3),
    None,
]
edge = st.floats(-1, 10, allow_nan=False).map(lambda value: round(value, 2))


@given(edge, edge, edge, edge)
def test_the_answer_is_that_of_the_shapes(a: float, b: float, c: float, d: float) -> None:
    box = Box(min(a, c), min(b, d), max(a, c) + 0.01, max(b, d) + 0.01)
    wanted = [
        shape is not None and shape.intersects(shapely.box(box.west, box.south, box.east, box.north))
        for shape in SHAPES
    ]
    rows = np.arange(len(SHAPES), dtype=np.int32)
    assert meets_box(columns_from_geometries(np.array(SHAPES, object)), rows, box, "EPSG:4326").tolist() == wanted


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32748"])
def test_boxes_of_other_crs_are_bent_into_place(crs: str) -> None:
    shapes = np.array([shapely.Point(106.6, -6.2), shapely.Point(106.7, -6.2)], object)
    box = project_box(Box(106.59, -6.21, 106.61, -6.19), crs)
    found = meets_box(columns_from_geometries(shapes), np.arange(2, dtype=np.int32), box, "OGC:CRS84")
    assert found.tolist() == [True, False]
