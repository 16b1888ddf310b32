"""OGC API - Features requests (17-069r4, 7.15)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.box import Box
from satupeta.core.errors import InvalidParameter, SatuPetaError
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import And, Comparison, Expression, Meets, Or
from satupeta.core.ogc.features.request import ItemsRequest, parse_feature_id, parse_item, parse_items, parse_plain


def schema(time: FieldType = FieldType.DATE) -> Schema:
    fields = (
        Field("nama", FieldType.TEXT),
        Field("jiwa", FieldType.INTEGER),
        Field("limit", FieldType.INTEGER),
        Field("waktu", time),
    )
    return Schema(fields, GeometryKind.POLYGON, "OGC:CRS84", time_field="waktu")


def items(*pairs: tuple[str, str], time: FieldType = FieldType.DATE) -> ItemsRequest:
    return parse_items(pairs, schema(time), 1000)


def test_defaults_are_those_of_the_standard() -> None:
    request = items()
    assert (request.limit, request.offset, request.box, request.filter) == (10, 0, None, None)
    assert request.crs.code == "OGC:CRS84"


def test_a_larger_limit_gives_the_largest() -> None:
    assert items(("limit", "1001")).limit == 1000


def test_a_field_named_as_a_parameter_cannot_be_asked_for() -> None:
    request = items(("limit", "5"))
    assert (request.limit, request.filter) == (5, None)


@pytest.mark.parametrize(
    ("pairs", "box"),
    [
        ((("bbox", "1,2,3,4"),), Box(1, 2, 3, 4)),
        ((("bbox", "1,2,-5,3,4,5"),), Box(1, 2, 3, 4)),
        ((("bbox", "2,1,4,3"), ("bbox-crs", "EPSG:4326")), Box(1, 2, 3, 4, "EPSG:4326")),
        (
            (("bbox", "1,2,3,4"), ("bbox-crs", "EPSG:3857")),
            Box(1, 2, 3, 4, "EPSG:3857"),
        ),
    ],
)
def test_boxes_are_read_in_their_axis_order(pairs: tuple[tuple[str, str], ...], box: Box) -> None:
    assert items(*pairs).box == box


def test_a_box_over_the_antimeridian_is_two() -> None:
    request = items(("bbox", "177,65,-177,70"), ("jiwa", "1"))
    halves = Or((Meets(Box(177, 65, 180, 70)), Meets(Box(-180, 65, -177, 70))))
    assert request.box is None
    assert request.filter == And((Comparison("jiwa", "=", 1), halves))


@pytest.mark.parametrize(
    "pairs",
    [
        (("bbox", ""),),
        (("bbox", "177,70,-177,65"),),
        (("bbox", "190,0,-10,1"),),
        (("bbox", "5,0,1,1"), ("bbox-crs", "EPSG:3857")),
        (("datetime", ""),),
        (("datetime", "/"),),
    ],
)
def test_boxes_and_times_that_are_none_are_refused(pairs: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(InvalidParameter):
        items(*pairs)


def test_property_filters_are_joined() -> None:
    wanted = And((Comparison("nama", "=", "a*"), Comparison("jiwa", "=", -5)))
    assert items(("nama", "a*"), ("jiwa", "-5")).filter == wanted


@pytest.mark.parametrize(
    ("time", "text", "limits"),
    [
        (FieldType.DATE, "2024-01-03", [(">=", "2024-01-03"), ("<=", "2024-01-03")]),
        (FieldType.DATE, "2024-01-03T10:00:00Z/..", [(">=", "2024-01-03")]),
        (FieldType.DATE, "/2024-01-03", [("<=", "2024-01-03")]),
        (FieldType.DATETIME, "2024-01-31", [(">=", "2024-01-31"), ("<", "2024-02-01")]),
        (FieldType.DATETIME, "../2024-12-31", [("<", "2025-01-01")]),
        (FieldType.DATETIME, "../2024-12-31T10:00:00Z", [("<=", "2024-12-31T10:00:00Z")]),
    ],
)
def test_times_limit_the_time_field(time: FieldType, text: str, limits: list[tuple[str, str]]) -> None:
    found = items(("datetime", text), time=time).filter
    parts: tuple[Expression, ...] = found.operands if isinstance(found, And) else (found,) if found else ()
    assert [(part.operator, part.value) for part in parts if isinstance(part, Comparison)] == limits


def test_times_are_ignored_where_there_is_no_time_field() -> None:
    plain = Schema(schema().fields, GeometryKind.POLYGON, "OGC:CRS84")
    assert parse_items([("datetime", "2024-01-01")], plain, 10).filter is None


@pytest.mark.parametrize("pair", [("bbox", "0,0,1,1"), ("nama", "a"), ("x", "1")])
def test_documents_and_single_features_take_no_filters(pair: tuple[str, str]) -> None:
    with pytest.raises(InvalidParameter):
        parse_plain([pair])
    with pytest.raises(InvalidParameter):
        parse_item([pair])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("-1", -1),
        ("2147483647", 2147483647),
        ("2147483648", None),
        ("1.0", None),
        ("\u0661", None),
        ("", None),
    ],
)
def test_feature_ids_are_small_whole_numbers(text: str, number: int | None) -> None:
    assert parse_feature_id(text) == number


NAMES = ["bbox", "bbox-crs", "crs", "datetime", "limit", "offset", "nama", "jiwa", "waktu", "f", "lang", "x"]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=30)), max_size=6))
def test_any_text_is_read_or_refused_and_never_a_fault(pairs: list[tuple[str, str]]) -> None:
    with contextlib.suppress(SatuPetaError):
        assert items(*pairs).limit <= 1000
