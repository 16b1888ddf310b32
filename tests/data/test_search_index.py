from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satupeta.core.text import Text
from satupeta.data.search_index import SearchDocument, SearchIndex, stems_of, words_of

BOUNDARY = SearchDocument(
    "dataset",
    "1",
    Text("Batas Kelurahan", "Boundary of Kelurahan"),
    ("36.71.05", "pembangunan kota", "Dinas Tata Ruang"),
)
ROADS = SearchDocument("dataset", "2", Text("Jalan dan Jembatan", "Roads and bridges"), ("batas kecepatan",))
BASE = SearchDocument("service", "3", Text("Peta Dasar"), ("Batas Kelurahan",))


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    """An index of three things."""
    made = SearchIndex(tmp_path)
    made.update((BOUNDARY, ROADS, BASE))
    return made


def found(index: SearchIndex, text: str) -> list[str]:
    return [hit.id for hit in index.search(text, 10)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("kelurahan", ["1", "3"]),
        ("KELURAHAN", ["1", "3"]),
        ("kelur", ["1", "3"]),
        ("batas kelurahan", ["1", "3"]),
        ("bridge", ["2"]),
        ("bangunan", ["1"]),
        ("pembangunan", ["1"]),
        ("36.71", ["1"]),
        ("36.71.05", ["1"]),
        ("36.72", []),
        ("jalan kelurahan", []),
        ("", []),
        ("?!*", []),
        ("kelurahan) OR (jalan", []),
        ("bat[a]s", []),
    ],
)
def test_words_stems_beginnings_and_codes_are_found(index: SearchIndex, text: str, ids: list[str]) -> None:
    assert found(index, text) == ids


def test_titles_weigh_more_than_other_texts(index: SearchIndex) -> None:
    assert found(index, "batas")[0] == "1"


def test_hits_tell_kind_and_are_limited(index: SearchIndex) -> None:
    (hit,) = index.search("kelurahan", 1)
    assert (hit.kind, hit.id) == ("dataset", "1")
    assert index.search("kelurahan", 0) == []


def test_readers_see_what_another_writer_committed(index: SearchIndex, tmp_path: Path) -> None:
    reader = SearchIndex(tmp_path)
    assert found(reader, "sungai") == []
    index.update([SearchDocument("dataset", "2", Text("Sungai"))], [("service", "3")])
    assert found(reader, "sungai") == ["2"]
    assert found(reader, "jalan") == []
    assert found(reader, "dasar") == []


def test_without_an_index_nothing_is_found(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "none")
    assert not index.exists
    assert found(index, "batas") == []


def test_a_rebuilt_index_holds_only_what_it_was_given(index: SearchIndex) -> None:
    index.rebuild([ROADS])
    assert found(index, "batas") == ["2"]


def test_a_broken_index_is_thrown_away_and_made_anew(index: SearchIndex, tmp_path: Path) -> None:
    next(tmp_path.glob("*/meta.json")).write_text("broken")
    fresh = SearchIndex(tmp_path)
    fresh.rebuild([BOUNDARY])
    assert found(fresh, "batas") == ["1"]


@given(st.text(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_a_search(index: SearchIndex, text: str) -> None:
    assert set(found(index, text)) <= {"1", "2", "3"}


@given(st.text(max_size=60))
def test_words_are_taken_apart_once(text: str) -> None:
    words = list(words_of(text))
    assert [again for word in words for again in words_of(word)] == words
    assert all(stems_of(word) for word in words)
