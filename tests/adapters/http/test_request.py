"""Reading what HTTP brings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.adapters.http.request import Request, below_prefix, header_map, parse_query, split_language
from satupeta.core.errors import InvalidParameter
from satupeta.core.languages import weighted


@pytest.mark.parametrize(
    ("prefix", "path", "below"),
    [
        ("", "/ogc", "/ogc"),
        ("/peta", "/peta/ogc", "/ogc"),
        ("/peta", "/peta", "/"),
        ("/peta", "/ogc", "/ogc"),
        ("/peta", "/petani/ogc", "/petani/ogc"),
    ],
)
def test_the_prefix_is_taken_off_where_it_stands(prefix: str, path: str, below: str) -> None:
    assert below_prefix(prefix, path) == below


@pytest.mark.parametrize(
    ("path", "bare", "language"),
    [("/en", "/", "en"), ("/en/d/a", "/d/a", "en"), ("/energi", "/energi", None), ("/d/en", "/d/en", None)],
)
def test_the_language_is_taken_off_the_path(path: str, bare: str, language: str | None) -> None:
    assert split_language(path) == (bare, language)


def test_too_many_parameters_are_refused() -> None:
    with pytest.raises(InvalidParameter):
        parse_query(b"a=1&" * 201)


def test_repeated_headers_are_joined() -> None:
    raw = [(b"Accept", b"a"), (b"accept", b"b"), (b"cookie", b"x=1"), (b"cookie", b"y=2")]
    assert header_map(raw) == {"accept": "a, b", "cookie": "x=1; y=2"}


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("", False),
        ("*/*", False),
        ("text/html", True),
        ("application/json", False),
        ("text/html;q=0.5, application/json", False),
        ("text/html, application/geo+json;q=0.9", True),
        ("text/html;q=0", False),
    ],
)
def test_a_person_s_browser_is_told_from_a_program(accept: str, html: bool) -> None:
    assert Request("GET", "/", headers={"accept": accept}).prefers_html is html


@given(st.text(max_size=200))
def test_weights_of_any_header_are_read(header: str) -> None:
    assert all(weight >= 0 for _, weight in weighted(header))
