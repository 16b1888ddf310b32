"""Surveying and mending geometries."""

import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from satupeta.core.features.schema import GeometryKind
from satupeta.core.quality.geometry import (
    kind_of,
    of_kind,
    read_wkb,
    repaired,
    single_kind,
    survey,
    swapped_axes,
    without_infinite,
)

BOWTIE = "POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))"


def geometries(*texts: str | None) -> NDArray[np.object_]:
    return np.array([*shapely.from_wkt(np.array(texts, dtype=object)), None], dtype=object)[:-1]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["POINT(1 1)", "MULTIPOINT((1 1))"], GeometryKind.POINT),
        (["LINESTRING(0 0, 1 1)"], GeometryKind.LINE),
        ([BOWTIE, None], GeometryKind.POLYGON),
        (["POINT(1 1)", "LINESTRING(0 0, 1 1)"], GeometryKind.MIXED),
        (["GEOMETRYCOLLECTION(POINT(1 1))"], GeometryKind.MIXED),
        ([None], GeometryKind.NONE),
    ],
)
def test_the_kind_is_what_all_have_in_common(texts: list[str | None], kind: GeometryKind) -> None:
    assert kind_of(geometries(*texts)) is kind


def test_a_survey_counts_what_is_wrong() -> None:
    found = survey(geometries("POINT Z(1 1 5)", BOWTIE, None, "GEOMETRYCOLLECTION(POINT(1 1))"))
    assert found.types == {"Point": 1, "Polygon": 1, "GeometryCollection": 1}
    assert [list(rows) for rows in (found.raised, found.invalid, found.missing, found.collections)] == [
        [0],
        [1],
        [2],
        [3],
    ]


def test_a_bowtie_becomes_two_triangles_of_the_same_area() -> None:
    mended = repaired(geometries(BOWTIE, "POINT(1 1)"), np.array([0]))
    assert mended[0].is_valid
    assert mended[0].area == pytest.approx(2.0)
    assert mended[1] == shapely.Point(1, 1)


def test_a_polygon_that_collapses_is_gone() -> None:
    assert shapely.is_empty(repaired(geometries("POLYGON((0 0, 1 1, 0 0, 0 0))"), np.array([0]))[0])


def test_an_open_ring_is_closed_and_told() -> None:
    vertices = np.array([0, 0, 1, 0, 1, 1, 0, 1], "<f8")
    wkb = struct.pack("<BIII", 1, 3, 1, 4) + vertices.tobytes()
    read, broken = read_wkb(np.array([wkb, None], dtype=object))
    assert list(broken) == [0]
    assert read[0].area == 1.0
    assert read[1] is None


def test_unreadable_bytes_are_no_geometry() -> None:
    read, broken = read_wkb(np.array([b"\x01\xff", shapely.to_wkb(shapely.Point(1, 2))], dtype=object))
    assert read[0] is None
    assert list(broken) == [0]


@pytest.mark.parametrize("bad", ["POINT(nan 1)", "LINESTRING(0 0, inf 1)", "POINT EMPTY", "POLYGON EMPTY"])
def test_what_has_no_place_is_missing(bad: str) -> None:
    assert without_infinite(geometries(bad))[0] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GEOMETRYCOLLECTION(POINT(9 9), LINESTRING(0 0, 1 1))", "LINESTRING(0 0, 1 1)"),
        (
            "GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 0)),"
            " GEOMETRYCOLLECTION(POLYGON((5 5,6 5,6 6,5 5)), POINT(0 0)))",
            "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
        ),
        ("GEOMETRYCOLLECTION(POINT(1 1), POINT(2 2))", "MULTIPOINT((1 1),(2 2))"),
    ],
)
def test_a_collection_keeps_its_highest_dimension(text: str, expected: str) -> None:
    assert single_kind(geometries(text))[0] == shapely.from_wkt(expected)


def test_an_empty_collection_is_no_geometry() -> None:
    assert single_kind(geometries("GEOMETRYCOLLECTION(POINT EMPTY)"))[0] is None


def test_only_the_wanted_kind_is_found() -> None:
    found = of_kind(geometries(BOWTIE, "POINT(1 1)", None), GeometryKind.POLYGON)
    assert list(found) == [True, False, False]


@given(st.lists(st.tuples(*[st.floats(-180, 180)] * 2), min_size=1, max_size=20))
def test_swapping_twice_changes_nothing(points: list[tuple[float, float]]) -> None:
    before = np.array(shapely.points(points), dtype=object)
    assert shapely.equals_exact(swapped_axes(swapped_axes(before)), before).all()
    assert [point.x for point in swapped_axes(before)] == [y for _, y in points]
