import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from satupeta.core.access import PUBLIC, Action, NodeRole, OfficeRole, Principal
from satupeta.core.published import Kind, Person, Spec, Token, encode_spec
from satupeta.core.signing import seal
from satupeta.data.principals import (
    COOKIE_LIFE_S,
    principal_cookie,
    principal_from_cookie,
    principal_from_token,
    token_digest,
)
from satupeta.data.published import Generation, SpecCache

KEY = b"k" * 32
NOW, NOW_S = "2026-01-01T00:00:00Z", 1_767_225_600
PERSON = Person("p1", "Ani", 3, frozenset({NodeRole.STEWARD}), {"o1": OfficeRole.PRODUCER})
Write = Callable[[Kind, str, Spec], Generation]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Puts a row and gives the generation after it."""
    path = tmp_path / "control.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE published (kind, id, path, generation, spec, PRIMARY KEY (kind, id))")
        database.execute("CREATE TABLE published_generation (number)")
    database.close()

    def put(kind: Kind, row_id: str, spec: Spec) -> Generation:
        with sqlite3.connect(path) as database:
            row = (kind, row_id, encode_spec(spec).decode())
            database.execute("INSERT OR REPLACE INTO published VALUES (?, ?, '', 1, ?)", row)
        database.close()
        return Generation(path, SpecCache())

    return put


def test_a_cookie_tells_the_person_with_todays_roles(write: Write) -> None:
    cookie = principal_cookie(KEY, "p1", 3, NOW_S)
    found = principal_from_cookie(write("person", "p1", PERSON), KEY, cookie, NOW)
    assert found == Principal("p1", PERSON.node_roles, PERSON.offices)


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "no.cookie.at-all",
        "x" * 1000,
        principal_cookie(b"o" * 32, "p1", 3, NOW_S),
        principal_cookie(KEY, "p2", 3, NOW_S),
        principal_cookie(KEY, "p1", 2, NOW_S),
        principal_cookie(KEY, "p1", 3, NOW_S - COOKIE_LIFE_S),
        seal(KEY, "upload", b'["p1",3]', NOW_S + 100),
        seal(KEY, "principal", b"{}", NOW_S + 100),
        seal(KEY, "principal", b"\xff", NOW_S + 100),
    ],
)
def test_every_other_cookie_is_the_public(write: Write, cookie: str) -> None:
    generation = write("person", "p1", PERSON)
    assert principal_from_cookie(generation, KEY, cookie, NOW) == PUBLIC


def token(**values: str) -> Token:
    given = {"id": "t1", "person": "p1"} | values
    return Token(**given, scopes=frozenset({Action.VIEW}))


def test_a_token_tells_its_person_within_its_scopes(write: Write) -> None:
    write("person", "p1", PERSON).close()
    generation = write("token", token_digest("secret"), token(ends_at="2026-01-01T00:00:01Z"))
    found = principal_from_token(generation, "secret", NOW)
    assert found == Principal("p1", PERSON.node_roles, PERSON.offices, "t1", frozenset({Action.VIEW}))


@pytest.mark.parametrize(
    ("secret", "row"),
    [
        ("", token()),
        ("other", token()),
        ("s" * 600, token()),
        ("secret", token(ends_at=NOW)),
        ("secret", token(person="gone")),
    ],
)
def test_every_other_token_is_nobody(write: Write, secret: str, row: Token) -> None:
    write("person", "p1", PERSON).close()
    assert principal_from_token(write("token", token_digest("secret"), row), secret, NOW) is None
