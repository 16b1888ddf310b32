from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.slugs import MAX_LENGTH, is_slug, slug_candidates, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Batas Kelurahan 2025", "batas-kelurahan-2025"),
        ("  Jalan & Jembatan (PUPR) ", "jalan-jembatan-pupr"),
        ("Peta Ünïversität", "peta-universitat"),
        ("地図", ""),
        ("---", ""),
        ("x" * 70, "x" * 60),
        ("satu " * 30, "satu-satu-satu-satu-satu-satu-satu-satu-satu-satu-satu-satu"),
    ],
)
def test_a_title_gives_an_ascii_slug(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=200))
def test_every_title_gives_a_slug_or_nothing(title: str) -> None:
    slug = slug_of(title)
    assert slug == "" or is_slug(slug)
    assert slug_of(slug) == slug


@given(st.text(max_size=100), st.one_of(st.just(""), st.text("abc-", max_size=80).map(slug_of)))
def test_candidates_are_slugs_and_never_repeat(title: str, office: str) -> None:
    found = list(islice(slug_candidates(title, office, "dataset"), 30))
    assert all(is_slug(slug) for slug in found)
    assert len(set(found[1:])) == len(found[1:])


def test_the_office_is_added_only_to_the_second_candidate_and_then_numbers() -> None:
    found = list(islice(slug_candidates("Batas Kelurahan", "dinas", "dataset"), 4))
    assert found == ["batas-kelurahan", "batas-kelurahan-dinas", "batas-kelurahan-dinas-2", "batas-kelurahan-dinas-3"]


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a_b", "a.b", "a/b", "é", "a\n", "a" * (MAX_LENGTH + 1)])
def test_what_is_no_slug_is_told(text: str) -> None:
    assert not is_slug(text)
