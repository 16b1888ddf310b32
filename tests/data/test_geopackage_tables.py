"""The fixed parts of a GeoPackage."""

import sqlite3
from collections.abc import Iterator

import pytest

from satupeta.data.geopackage_tables import BASE_TABLES, SPATIAL_REFERENCES, rtree_triggers


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """A table `t"t` of boxes written as text, with its R-tree and triggers."""
    connection = sqlite3.connect(":memory:")
    for statement in BASE_TABLES:
        connection.execute(statement)
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", SPATIAL_REFERENCES)
    connection.execute('CREATE TABLE "t""t" (fid INTEGER PRIMARY KEY, geom TEXT, n INTEGER)')
    connection.execute('CREATE VIRTUAL TABLE "rtree_t""t_geom" USING rtree(id, minx, maxx, miny, maxy)')
    connection.create_function("ST_IsEmpty", 1, lambda text: text == "")
    for place, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, lambda text, place=place: float(text.split()[place]))
    for trigger in rtree_triggers('t"t', "geom", "fid"):
        connection.execute(trigger)
    connection.execute("""INSERT INTO "t""t" VALUES (1, '0 1 2 3', 0), (2, '', 0), (3, NULL, 0)""")
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("", [(1, 0.0)]),
        ("""INSERT INTO "t""t" VALUES (4, '5 6 7 8', 0)""", [(1, 0.0), (4, 5.0)]),
        ("""UPDATE "t""t" SET geom = '9 9 9 9' WHERE fid = 1""", [(1, 9.0)]),
        ("""UPDATE "t""t" SET geom = '9 9 9 9' WHERE fid = 2""", [(1, 0.0), (2, 9.0)]),
        ("""UPDATE "t""t" SET geom = '' WHERE fid = 1""", []),
        ("""UPDATE "t""t" SET fid = 10 WHERE fid = 1""", [(10, 0.0)]),
        ("""UPDATE "t""t" SET n = 1""", [(1, 0.0)]),
        ("""DELETE FROM "t""t" WHERE fid = 1""", []),
    ],
)
def test_the_index_follows_every_change(
    database: sqlite3.Connection, change: str, left: list[tuple[int, float]]
) -> None:
    database.execute(change)
    assert database.execute('SELECT id, minx FROM "rtree_t""t_geom" ORDER BY id').fetchall() == left


def test_the_three_systems_that_every_file_has_are_there(database: sqlite3.Connection) -> None:
    found = database.execute("SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY srs_id").fetchall()
    assert found == [(-1,), (0,), (4326,)]
