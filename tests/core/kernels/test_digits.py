import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from satupeta.core.features.columns import GeometryColumns
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.kernels.digits import coordinate_texts
from satupeta.core.kernels.twins.digits import coordinate_text, number_text

WKT = (
    "POINT (-0.00000001 2.5)",
    "LINESTRING (0 0, 1 1, 2 0)",
    "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))",
    "MULTIPOINT ((0 0), (5 5))",
    "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 9 5, 9 9, 5 5), (6 6, 7 6, 7 7, 6 6)))",
    "POLYGON EMPTY",
)


def columns(*texts: str) -> GeometryColumns:
    return columns_from_geometries(np.array(shapely.from_wkt(list(texts)), dtype=object))


def written(shapes: GeometryColumns, decimals: int = 7) -> list[str]:
    text, offsets = coordinate_texts(shapes.xy, shapes.rings, shapes.parts, shapes.features, shapes.types, decimals)
    return [text[start:end].decode() for start, end in pairwise(offsets)]


def number(value: float, decimals: int) -> str:
    shapes = replace(columns("POINT (1 1)"), xy=np.array([[value, 1.0]]))
    return written(shapes, decimals)[0][1:-1].split(",")[0]


@given(st.floats(-1e8, 1e8), st.integers(0, 7))
@example(0.5, 0)
@example(1.5, 0)
@example(2.5, 0)
@example(-0.0, 3)
@example(1.00000005, 7)
@example(0.00000015, 7)
@example(106.12345675, 7)
@example(8192.000000499999, 7)
def test_numbers_are_rounded_as_python_rounds(value: float, decimals: int) -> None:
    text = number(value, decimals)
    assert text == number_text(value, decimals)
    assert float(text) == round(value, decimals)


@given(st.integers(-(10**9), 10**9), st.sampled_from([-1, 0, 1]))
def test_numbers_beside_a_tie_are_rounded_as_python_rounds(units: int, step: int) -> None:
    tie = (units + 0.5) / 1e7
    value = tie if step == 0 else float(np.nextafter(tie, np.inf * step))
    assert number(value, 7) == number_text(value, 7)


@pytest.mark.parametrize("decimals", [0, 2, 7])
def test_every_type_is_written_as_its_twin_writes_it(decimals: int) -> None:
    shapes = columns(*WKT)
    assert written(shapes, decimals) == [coordinate_text(shapes, row, decimals) for row in range(len(shapes))]


def test_texts_are_the_coordinates_that_shapely_writes() -> None:
    for text, wkt in zip(written(columns(*WKT[1:6])), WKT[1:6], strict=True):
        assert json.loads(text) == json.loads(shapely.to_geojson(shapely.from_wkt(wkt)))["coordinates"]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300, 9.1e8])
def test_what_cannot_be_written_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="row 0"):
        number(value, 7)


@pytest.mark.parametrize("name", ["rings", "parts", "features"])
@pytest.mark.parametrize("value", [-1, 10**6])
def test_damaged_offsets_are_refused(name: str, value: int) -> None:
    shapes = columns(*WKT)
    offsets = getattr(shapes, name).copy()
    offsets[2] = value
    with pytest.raises(ValueError, match="damaged"):
        written(replace(shapes, **{name: offsets}))


@pytest.mark.parametrize(("name", "value"), [("types", np.full(7, 9, np.uint8)), ("features", np.zeros(3, np.int32))])
def test_damaged_types_and_lengths_are_refused(name: str, value: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"damaged|length"):
        written(replace(columns(*WKT), **{name: value}))


def test_a_type_without_vertices_is_refused() -> None:
    with pytest.raises(ValueError, match="no vertex"):
        written(replace(columns("POINT EMPTY"), types=np.array([1], np.uint8)))


def test_too_many_decimals_are_refused() -> None:
    with pytest.raises(ValueError, match="decimals"):
        written(columns(*WKT), 16)
