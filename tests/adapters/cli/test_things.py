"""What can be changed of things that are there, from the command line."""

import json

import pytest
from tests.adapters.cli.workplace import KELURAHAN, Workplace

MAIL = "sari@kota.example"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A node with one closed dataset and a person."""
    place = Workplace(tmp_path_factory.mktemp("node"))
    place.document("init", "--organisation", "Bappeda")
    place.document("user", "add", MAIL)
    words = "--title Kelurahan --slug kelurahan --access closed --key kode"
    place.document("publish", KELURAHAN, *words.split())
    return place


def test_a_service_over_closed_data_says_whom_it_is_for(place: Workplace) -> None:
    words = ("service", "create", "batas", "--title", "Batas", "--access", "open", "--layer", "kelurahan")
    made = place.document(*words)
    assert (made["access"], made["effective_access"]) == ("open", "closed")
    assert "kelurahan" in made["notice"]
    assert "This service is closed, not open" in place.run("access", "service", "batas", "open")
    assert "notice" not in place.document("access", "service", "batas", "closed")


def test_a_record_is_changed_in_parts(place: Workplace) -> None:
    said = ("--title-en", "Villages", "--licence", "CC BY 4.0", "--keyword", "batas", "--keyword", "desa")
    place.document("record", "set", "dataset", "kelurahan", *said)
    place.document("record", "set", "service", "batas", "--abstract", "Semua batas", "--contact", "a@kota.example")
    record = place.document("record", "show", "dataset", "kelurahan")["record"]
    assert record["title"] == {"id": "Kelurahan", "en": "Villages"}
    assert (record["licence"], record["keywords"]) == ("CC BY 4.0", ["batas", "desa"])
    assert place.document("record", "show", "service", "batas")["record"]["contact"] == "a@kota.example"
    empty = ("--title", "", "--title-en", "")
    assert place.document("record", "set", "dataset", "kelurahan", *empty, code=3)["error"]["code"] == "KT-010"


def test_a_grant_is_given_listed_and_ended(place: Workplace) -> None:
    limits = ("--hide", "kode", "--where", "nama=Cipondoh", "--where", "nama=Kenanga", "--area", "106,-7,107,-6")
    rights = ("--action", "query", "--action", "download", "--ends", "2099-12-31")
    made = place.document("grant", "add", "dataset", "kelurahan", "--to", f"person:{MAIL}", *rights, *limits)
    (listed,) = place.document("grant", "ls", "dataset", "kelurahan")["grants"]
    assert listed == made
    assert made["to"] == f"person:{MAIL}"
    assert made["actions"] == ["discover", "download", "query", "view"]
    assert (made["hidden_fields"], made["ends_at"]) == (["kode"], "2100-01-01T00:00:00Z")
    assert made["row_filter"]["values"] == ["Cipondoh", "Kenanga"]
    place.document("grant", "end", made["id"])
    assert place.document("grant", "ls", "dataset", "kelurahan")["grants"] == []
    assert place.document("grant", "end", made["id"], code=3)["error"]["code"] == "AK-003"


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("--to", "sari"), 2, "PB-021"),
        (("--to", "person:nobody@kota.example"), 3, "AK-003"),
        (("--to", f"person:{MAIL}", "--hide", "nik"), 2, "PB-022"),
        (("--to", f"person:{MAIL}", "--where", "nama"), 2, "PB-021"),
        (("--to", f"person:{MAIL}", "--area", "106,-7"), 2, "PB-021"),
        (("--to", f"person:{MAIL}", "--ends", "2020-01-01"), 3, "KT-070"),
    ],
)
def test_a_grant_that_says_something_else_is_refused(
    place: Workplace, words: tuple[str, ...], code: int, error: str
) -> None:
    assert place.document("grant", "add", "dataset", "kelurahan", *words, code=code)["error"]["code"] == error


def test_a_style_is_listed_changed_and_set(place: Workplace) -> None:
    (style,) = place.document("style", "ls", "kelurahan")["styles"]
    style["opacity"] = 0.5
    (place.folder / "style.json").write_text(json.dumps(style))
    assert place.document("style", "set", "kelurahan", "style.json", "--name", "pale")["style"] == "pale"
    styles = place.document("style", "ls", "kelurahan")["styles"]
    assert [(one["name"], one["opacity"]) for one in styles] == [("default", 1.0), ("pale", 0.5)]
    assert place.document("style", "set", "kelurahan", "none.json", code=2)["error"]["code"] == "PB-023"


def test_a_release_is_made_current_and_a_role_is_given(place: Workplace) -> None:
    place.document("publish", KELURAHAN, "--dataset", "kelurahan")
    place.document("release", "current", "kelurahan", "1")
    releases = place.document("release", "ls", "kelurahan")["releases"]
    assert [(one["number"], one["current"]) for one in releases] == [(2, False), (1, True)]
    assert place.document("release", "current", "kelurahan", "9", code=3)["error"]["code"] == "KT-040"
    given = place.document("role", "set", "boundary-kelurahan", "kelurahan", "--code-field", "kode")
    assert place.document("role", "ls")["roles"] == [given]


def test_a_thing_is_renamed_and_found_by_its_old_name(place: Workplace) -> None:
    assert place.document("rename", "dataset", "kelurahan", "batas-kelurahan")["slug"] == "batas-kelurahan"
    assert place.document("rename", "organisation", "bappeda", "perencanaan")["slug"] == "perencanaan"
    assert place.document("record", "show", "dataset", "kelurahan")["slug"] == "batas-kelurahan"
    assert place.document("rename", "service", "batas", "batas-kelurahan", code=3)["error"]["code"] == "KT-002"


def test_a_token_that_has_ended_is_not_made(place: Workplace) -> None:
    told = place.document("token", "create", MAIL, "--ends", "2020-01-01", code=3)
    assert told["error"]["code"] == "KT-070"


def test_a_release_has_the_author_who_is_named(place: Workplace) -> None:
    words = ("publish", KELURAHAN, "--dataset", "batas-kelurahan", "--as", MAIL)
    assert [one["code"] for one in place.document(*words, code=3)["refused"]] == ["AK-003"]
    place.document("user", "roles", MAIL, "--office", "perencanaan:producer")
    place.document(*words)
    authors = [one["author"] for one in place.document("release", "ls", "batas-kelurahan")["releases"]]
    assert authors == [MAIL, "satupeta", "satupeta"]
