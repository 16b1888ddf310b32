import msgspec
import numpy as np
import pyarrow as pa
import pytest
import shapely
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.errors import InvalidFilter
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.check import checked, field_names
from satupeta.core.filters.evaluate import matching
from satupeta.core.filters.spatial import needed_box
from satupeta.core.filters.tree import (
    MAX_DEPTH,
    Among,
    And,
    Comparison,
    Expression,
    IsNull,
    Like,
    Meets,
    Not,
    Or,
    Relation,
    Spatial,
)

SCHEMA = Schema(
    (
        Field("nama", FieldType.TEXT),
        Field("luas", FieldType.NUMBER),
        Field("jiwa", FieldType.INTEGER),
        Field("aktif", FieldType.BOOLEAN),
        Field("tanggal", FieldType.DATE),
    ),
    GeometryKind.POLYGON,
    "OGC:CRS84",
)
ROWS = pa.table(
    {
        "nama": ["Cipondoh", "cibodas", None, "Batu\\100%"],
        "luas": [1.5, None, -2.0, 2.0**60],
        "jiwa": pa.array([10, 2**62, None, 0], pa.int64()),
        "aktif": [True, False, None, True],
        "tanggal": ["2026-01-02", None, "2025-12-31", "2026-11-24"],
    }
)
BOXES = np.array([[0, 0, 1, 1], [1, 1, 2, 2], [np.nan] * 4, [5, 5, 6, 6]], dtype=np.float64)


def rows(expression: Expression) -> list[int]:
    return [int(row) for row in np.nonzero(matching(expression, ROWS, BOXES, SCHEMA))[0]]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (Comparison("nama", "=", "Cipondoh"), [0]),
        (Comparison("nama", "<>", "Cipondoh"), [1, 3]),
        (Comparison("nama", "<", "C"), [3]),
        (Comparison("luas", ">=", 1.5), [0, 3]),
        (Comparison("jiwa", "=", 10), [0]),
        (Comparison("jiwa", ">", 9.5), [0, 1]),
        (Comparison("jiwa", "<", 10**30), [0, 1, 3]),
        (Comparison("aktif", "=", True), [0, 3]),
        (Comparison("tanggal", ">=", "2026-01-01"), [0, 3]),
        (Comparison("luas", "=", None), []),
        (Among("nama", ("Cipondoh", "cibodas", "x")), [0, 1]),
        (Not(Among("nama", ("Cipondoh", None))), []),
        (Among("nama", ()), []),
        (Like("nama", "Ci%"), [0]),
        (Like("nama", "ci%", ignore_case=True), [0, 1]),
        (Like("nama", "Batu\\100_"), [3]),
        (IsNull("luas"), [1]),
        (Not(IsNull("luas")), [0, 2, 3]),
        (And(()), [0, 1, 2, 3]),
        (Or(()), []),
        (Or((Comparison("luas", ">", 1), IsNull("nama"))), [0, 2, 3]),
        (Meets(Box(1, 1, 1.5, 1.5)), [0, 1]),
        (Not(Meets(Box(1, 1, 1.5, 1.5))), [2, 3]),
    ],
)
def test_matching_rows(expression: Expression, expected: list[int]) -> None:
    assert rows(expression) == expected


def test_unknown_stays_unknown_under_not() -> None:
    assert rows(Not(Comparison("luas", ">", 0))) == [2]
    assert rows(Or((Comparison("luas", ">", 0), Not(Comparison("luas", ">", 0))))) == [0, 2, 3]


def test_box_in_another_crs_is_projected() -> None:
    assert rows(Meets(Box(500_000, 500_000, 600_000, 600_000, "EPSG:3857"))) == [3]


def test_empty_table_and_dictionary_columns() -> None:
    assert matching(Comparison("nama", "=", "x"), ROWS.slice(0, 0), BOXES[:0], SCHEMA).shape == (0,)
    coded = ROWS.set_column(0, "nama", ROWS.column("nama").dictionary_encode())
    assert matching(Like("nama", "%b%"), coded, None, SCHEMA).tolist() == [False, True, False, False]


def test_box_without_geometry_matches_nothing() -> None:
    table = Schema(SCHEMA.fields, GeometryKind.NONE, "")
    assert not matching(Meets(Box(0, 0, 1, 1)), ROWS, None, table).any()
    with pytest.raises(ValueError, match="boxes"):
        matching(Meets(Box(0, 0, 1, 1)), ROWS, None, SCHEMA)


def nested(depth: int) -> Expression:
    expression: Expression = IsNull("nama")
    for _ in range(depth - 1):
        expression = Not(expression)
    return expression


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        (Comparison("tidak_ada", "=", 1), "PT-021"),
        (IsNull("Nama"), "PT-021"),
        (Comparison("nama", "=", 1), "PT-022"),
        (Comparison("jiwa", "=", "1"), "PT-022"),
        (Comparison("jiwa", "=", True), "PT-022"),
        (Comparison("luas", "<", float("nan")), "PT-022"),
        (Like("aktif", "1%"), "PT-022"),
        (Among("luas", (1, "a")), "PT-022"),
        (Like("luas", "1%"), "PT-022"),
        (Meets(Box(0, 0, float("inf"), 1)), "PT-023"),
        (Meets(Box(0, 0, 1, 1, "EPSG:1")), "PT-023"),
        (nested(MAX_DEPTH + 1), "PT-020"),
        (nested(100_000), "PT-020"),
    ],
)
def test_what_does_not_fit_is_refused(expression: Expression, code: str) -> None:
    with pytest.raises(InvalidFilter) as refused:
        matching(expression, ROWS, BOXES, SCHEMA)
    assert refused.value.code == code


def test_deepest_allowed_tree_is_evaluated() -> None:
    assert rows(nested(MAX_DEPTH)) == [0, 1, 3]


def test_hidden_field_answers_as_unknown_one() -> None:
    with pytest.raises(InvalidFilter) as refused:
        checked(IsNull("luas"), SCHEMA, frozenset({"luas"}))
    assert refused.value.code == "PT-021"
    assert "luas" not in refused.value.advice.en


def test_field_names_of_a_tree() -> None:
    assert field_names(And((IsNull("nama"), Not(Comparison("luas", "<", 1)), Meets(Box(0, 0, 1, 1))))) == {
        "nama",
        "luas",
    }


SHAPES = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2), None, shapely.box(5, 5, 6, 6)], dtype=object)


def related(relation: Relation, shape: shapely.Geometry, crs: str = "OGC:CRS84") -> list[int]:
    asked: list[int] = []

    def shapes(rows: NDArray[np.intp]) -> NDArray[np.object_]:
        asked.extend(rows.tolist())
        return np.asarray(SHAPES[rows], dtype=object)

    expression = Spatial("geometry", relation, shapely.to_wkb(shape), crs)
    found = np.nonzero(matching(expression, ROWS, BOXES, SCHEMA, shapes))[0]
    assert 2 not in asked
    return [int(row) for row in found]


@pytest.mark.parametrize(
    ("relation", "shape", "expected"),
    [
        ("intersects", shapely.Point(1, 1), [0, 1]),
        ("touches", shapely.Point(1, 1), [0, 1]),
        ("within", shapely.box(-1, -1, 3, 3), [0, 1]),
        ("contains", shapely.Point(5.5, 5.5), [3]),
        ("equals", shapely.box(1, 1, 2, 2), [1]),
        ("disjoint", shapely.box(0, 0, 3, 3), [3]),
        ("overlaps", shapely.box(0.5, 0.5, 5.5, 5.5), [0, 3]),
        ("crosses", shapely.LineString([(0.5, 0.5), (0.5, 9)]), [0]),
        ("intersects", shapely.Polygon([(0, 0), (6, 6), (6, 0), (0, 6)]), [0, 1, 3]),
        ("intersects", shapely.GeometryCollection([shapely.Point(5, 5), shapely.box(0, 0, 0.1, 0.1)]), [0, 3]),
    ],
)
def test_relations_to_a_given_shape(relation: Relation, shape: shapely.Geometry, expected: list[int]) -> None:
    assert related(relation, shape) == expected


def test_a_shape_in_another_crs_is_moved() -> None:
    assert related("intersects", shapely.box(500_000, 500_000, 600_000, 600_000), "EPSG:3857") == [3]


def test_a_missing_geometry_is_unknown() -> None:
    expression = Spatial("geometry", "intersects", shapely.to_wkb(shapely.Point(9, 9)), "OGC:CRS84")
    found = matching(Not(expression), ROWS, BOXES, SCHEMA, lambda rows: SHAPES[rows])
    assert found.tolist() == [True, True, False, True]
    assert rows(IsNull("geometry")) == [2]


def test_only_the_geometry_has_a_shape() -> None:
    for name in ("nama", "lain"):
        with pytest.raises(InvalidFilter) as refused:
            checked(Spatial(name, "intersects", shapely.to_wkb(shapely.Point(9, 9)), "OGC:CRS84"), SCHEMA)
        assert refused.value.code == "PT-021"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (Comparison("nama", "=", "cipondoh", ignore_case=True), [0]),
        (Comparison("nama", "=", "Cipondoh", ignore_case=True), []),
        (Among("nama", ("cibodas", "cipondoh"), ignore_case=True), [0, 1]),
    ],
)
def test_case_is_folded_where_it_is_ignored(expression: Expression, expected: list[int]) -> None:
    assert rows(expression) == expected


def test_a_needed_box_is_found_below_and() -> None:
    spatial = Spatial("geometry", "within", shapely.to_wkb(shapely.box(1, 2, 3, 4)), "OGC:CRS84")
    assert needed_box(And((IsNull("nama"), spatial))) == Box(1, 2, 3, 4)
    for without in (Or((spatial, IsNull("nama"))), Not(spatial), msgspec.structs.replace(spatial, relation="disjoint")):
        assert needed_box(without) is None
