import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.errors import InvalidGeometry
from satupeta.core.features.columns import EMPTY, MULTI_POLYGON, POINT, POLYGON
from satupeta.core.features.geometries import (
    columns_from_geometries,
    columns_from_wkb,
    geometries_from_columns,
    oriented,
    take_rows,
)

WKT = (
    "POINT (1 2)",
    "LINESTRING (0 0, 1 1, 2 0)",
    "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))",
    "MULTIPOINT ((0 0), (5 5))",
    "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
)


def geometries(*texts: str | None) -> np.ndarray:
    return np.array([None if text is None else shapely.from_wkt(text) for text in texts], dtype=object)


@given(st.lists(st.sampled_from((*WKT, None)), max_size=12))
def test_columns_give_back_the_geometries(texts: list[str | None]) -> None:
    given_ones = geometries(*texts)
    back = geometries_from_columns(columns_from_geometries(given_ones))
    assert [None if shape is None else shapely.to_wkt(shape) for shape in back] == [
        None if shape is None else shapely.to_wkt(shape) for shape in given_ones
    ]


@given(st.lists(st.sampled_from((*WKT, None)), min_size=1, max_size=8), st.data())
def test_rows_taken_are_the_rows_of_that_order(texts: list[str | None], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=6))
    taken = take_rows(columns_from_geometries(geometries(*texts)), np.array(rows, np.int64))
    wanted = columns_from_geometries(geometries(*(texts[row] for row in rows)))
    for name in ("xy", "rings", "parts", "features", "types", "boxes"):
        np.testing.assert_array_equal(getattr(taken, name), getattr(wanted, name))


def test_polygons_carry_no_closing_vertex() -> None:
    columns = columns_from_geometries(geometries(WKT[2]))
    assert columns.rings.tolist() == [0, 4, 8]
    assert columns.types.tolist() == [POLYGON]


def test_empty_geometries_become_empty_rows() -> None:
    columns = columns_from_geometries(geometries("POLYGON EMPTY", None, "POINT (1 2)"))
    assert columns.types.tolist() == [EMPTY, EMPTY, POINT]
    assert np.isnan(columns.boxes[:2]).all()


def test_empty_parts_of_a_multipart_are_left_out() -> None:
    columns = columns_from_geometries(geometries("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), EMPTY)"))
    assert (columns.types.tolist(), columns.features.tolist()) == ([MULTI_POLYGON], [0, 1])


def test_heights_are_left() -> None:
    assert columns_from_geometries(geometries("POINT Z (1 2 3)")).xy.tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("text", ["GEOMETRYCOLLECTION (POINT (0 0))", "POINT (NaN 1)", "LINESTRING (0 0, inf 1)"])
def test_what_has_no_columns_is_refused(text: str) -> None:
    with pytest.raises(InvalidGeometry):
        columns_from_geometries(geometries(text))


def test_damaged_wkb_is_refused() -> None:
    with pytest.raises(InvalidGeometry):
        columns_from_wkb([b"\x01\x03"])


def test_wkb_without_geometry_is_empty() -> None:
    assert columns_from_wkb([None, shapely.to_wkb(shapely.Point(1, 2))]).types.tolist() == [EMPTY, POINT]


def test_oriented_exteriors_run_counter_clockwise_and_holes_clockwise() -> None:
    clockwise = "POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))"
    shape = geometries_from_columns(oriented(columns_from_geometries(geometries(clockwise, WKT[1]))))[0]
    assert shape.exterior.is_ccw
    assert not shape.interiors[0].is_ccw
    assert shape.equals(shapely.from_wkt(clockwise))
