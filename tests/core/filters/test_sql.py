import sqlite3

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.box import Box
from satupeta.core.errors import InvalidFilter
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.evaluate import matching
from satupeta.core.filters.sql import FUNCTIONS, BoxIndex, condition, quoted
from satupeta.core.filters.tree import (
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
    Value,
)

EVIL = 'a" OR 1=1; DROP TABLE "t'
SCHEMA = Schema(
    (Field("teks", FieldType.TEXT), Field(EVIL, FieldType.INTEGER), Field("bilangan", FieldType.NUMBER)),
    GeometryKind.POINT,
    "OGC:CRS84",
)
TEXTS = ["abc", "ABC", "a%c", "a_c", "a*c", "[a]", "a\\c", "", "\u00e9?", None]
NUMBERS = [0, 1, -1, 2**62, None]
ROWS = [
    (index, text, NUMBERS[index % 5], None if index % 4 == 3 else index / 2, index / 4, index / 4)
    for index, text in enumerate(TEXTS)
]
TABLE = pa.table(
    {
        "teks": [row[1] for row in ROWS],
        EVIL: pa.array([row[2] for row in ROWS], pa.int64()),
        "bilangan": [row[3] for row in ROWS],
    }
)
SHAPES = np.array([None if row[0] == 2 else shapely.Point(row[4], row[5]) for row in ROWS], dtype=object)
BOXES = shapely.bounds(SHAPES)
INDEX = BoxIndex('rtree "x', "fid", "shape")
RELATIONS: list[Relation] = [
    "intersects", "equals", "disjoint", "touches", "within", "overlaps", "crosses", "contains",
]  # fmt: skip
GIVEN = [
    shapely.box(0.25, 0.25, 1.0, 1.5),
    shapely.Point(1, 1),
    shapely.LineString([(0, 0), (2, 2)]),
    shapely.Polygon([(0, 0), (2, 2), (0, 2), (2, 0)]),
]


@pytest.fixture(scope="module")
def table() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE t (fid INTEGER, teks TEXT, {quoted(EVIL)} INTEGER, bilangan REAL, shape BLOB)")
    for name, count, function in FUNCTIONS:
        connection.create_function(name, count, function, deterministic=True)
    connection.execute(f"CREATE VIRTUAL TABLE {quoted(INDEX.table)} USING rtree(id, minx, maxx, miny, maxy)")
    for fid, text, whole, number, x, y in ROWS:
        connection.execute(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?)", (fid, text, whole, number, shapely.to_wkb(SHAPES[fid]))
        )
        if SHAPES[fid] is not None:
            connection.execute(f"INSERT INTO {quoted(INDEX.table)} VALUES (?, ?, ?, ?, ?)", (fid, x, x, y, y))
    return connection


def rows(connection: sqlite3.Connection, expression: Expression) -> list[int]:
    made = condition(expression, SCHEMA, INDEX)
    assert made.text.count("?") == len(made.parameters)
    return [row[0] for row in connection.execute(f"SELECT fid FROM t WHERE {made.text} ORDER BY fid", made.parameters)]


operators = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
texts: st.SearchStrategy[Value] = st.one_of(st.none(), st.sampled_from([*TEXTS, "'; DROP TABLE t; --"]))
numbers: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.integers(-3, 3), st.sampled_from([2**62, 10**30]), st.floats(-2, 5)
)
leaves: st.SearchStrategy[Expression] = st.one_of(
    st.builds(Comparison, st.just("teks"), operators, texts),
    st.builds(Comparison, st.just("teks"), operators, texts, st.just(True)),
    st.builds(Among, st.just("teks"), st.lists(texts, max_size=3).map(tuple), st.just(True)),
    st.builds(
        Spatial,
        st.just("geometry"),
        st.sampled_from(RELATIONS),
        st.sampled_from(GIVEN).map(shapely.to_wkb),
        st.just("OGC:CRS84"),
    ),
    st.just(IsNull("geometry")),
    st.builds(Comparison, st.sampled_from([EVIL, "bilangan"]), operators, numbers),
    st.builds(Among, st.just("teks"), st.lists(texts, max_size=3).map(tuple)),
    st.builds(Among, st.just(EVIL), st.lists(numbers, max_size=3).map(tuple)),
    st.builds(Like, st.just("teks"), st.text("abcAB%_*?[]\\", max_size=4), st.booleans()),
    st.builds(IsNull, st.sampled_from(["teks", EVIL, "bilangan"])),
    st.builds(Meets, st.just(Box(0.25, 0.25, 1.0, 1.5))),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(expression=trees)
def test_sql_takes_the_rows_that_evaluation_takes(table: sqlite3.Connection, expression: Expression) -> None:
    found = matching(expression, TABLE, BOXES, SCHEMA, lambda rows: SHAPES[rows])
    expected = [int(row) for row in np.nonzero(found)[0]]
    assert rows(table, expression) == expected


def test_values_and_names_never_become_sql(table: sqlite3.Connection) -> None:
    made = condition(Comparison("teks", "=", "'; DROP TABLE t; --"), SCHEMA)
    assert made.text == '("teks" = ?)'
    assert rows(table, Comparison(EVIL, "=", 1)) == [1, 6]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidFilter):
        condition(Comparison("lain", "=", 1), SCHEMA)
    with pytest.raises(ValueError, match="index"):
        condition(Meets(Box(0, 0, 1, 1)), SCHEMA)
    with pytest.raises(ValueError, match="NUL"):
        quoted("a\x00b")


def test_box_without_geometry_takes_nothing() -> None:
    assert condition(Meets(Box(0, 0, 1, 1)), Schema(SCHEMA.fields, GeometryKind.NONE, "")).text == "0"
