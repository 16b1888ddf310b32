"""The published table as the data plane reads it: one generation a request, decoded once."""

import sqlite3
from pathlib import Path

import pytest

from satupeta.core.published import Node, Organisation, encode_spec
from satupeta.core.text import Text
from satupeta.data.errors import NodeNotReady
from satupeta.data.published import Published, SpecCache


@pytest.fixture
def writer(tmp_path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(tmp_path / "control.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE published (kind TEXT, id TEXT, path TEXT, generation INTEGER, spec TEXT)")
    connection.execute("CREATE TABLE published_generation (number INTEGER)")
    connection.execute("INSERT INTO published_generation VALUES (0)")
    _publish(connection, "a", "bappeda", "Bappeda")
    return connection


def _publish(connection: sqlite3.Connection, row_id: str, slug: str, name: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE published_generation SET number = number + 1")
    connection.execute("DELETE FROM published WHERE id = ?", (row_id,))
    connection.execute(
        "INSERT INTO published SELECT 'organisation', ?, ?, number, ? FROM published_generation",
        (row_id, slug, encode_spec(Organisation(row_id, slug, Text(name)))),
    )
    connection.execute("COMMIT")


def test_a_row_is_found_by_id_and_by_path(writer: sqlite3.Connection, tmp_path: Path) -> None:
    generation = Published(tmp_path / "control.sqlite").newest()
    by_id = generation.get(Organisation, "organisation", "a")
    assert by_id == Organisation("a", "bappeda", Text("Bappeda"))
    assert generation.at_path(Organisation, "organisation", "bappeda") is by_id
    assert generation.get(Node, "node", "node") is None


def test_a_generation_stays_as_it_was_while_a_newer_one_is_published(
    writer: sqlite3.Connection, tmp_path: Path
) -> None:
    published = Published(tmp_path / "control.sqlite")
    old = published.newest()
    _publish(writer, "b", "dinkes", "Dinkes")
    new = published.newest()
    assert [row.slug for row in old.all(Organisation, "organisation")] == ["bappeda"]
    assert [row.slug for row in new.all(Organisation, "organisation")] == ["bappeda", "dinkes"]
    assert (old.number, new.number) == (1, 2)


def test_nothing_new_gives_the_same_generation(writer: sqlite3.Connection, tmp_path: Path) -> None:
    published = Published(tmp_path / "control.sqlite")
    assert published.newest() is published.newest()


def test_a_node_that_is_not_set_up_says_so(tmp_path: Path) -> None:
    with pytest.raises(NodeNotReady) as missing:
        Published(tmp_path / "control.sqlite")
    assert "satupeta init" in missing.value.advice.en


def test_the_cache_keeps_only_so_many_rows() -> None:
    cache = SpecCache(limit=2)
    specs = [Organisation(str(n), str(n), Text(str(n))) for n in range(3)]
    first = cache.decoded("organisation", "0", 1, encode_spec(specs[0]))
    for spec in specs[1:]:
        cache.decoded("organisation", spec.id, 1, encode_spec(spec))
    assert cache.decoded("organisation", "0", 1, encode_spec(specs[0])) is not first
