"""In which encoding text was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.quality.encoding import guess_encoding, known_encoding, marked_encoding


@pytest.mark.parametrize(
    ("piece", "declared", "name", "sure"),
    [
        (b"Jalan Merdeka", "", "UTF-8", True),
        ("Café".encode(), "", "UTF-8", True),
        ("Café".encode("cp1252"), "", "CP1252", False),
        ("Café".encode("cp1252"), "CP1252", "CP1252", True),
        ("Café".encode(), "CP1252", "UTF-8", False),
        ("Café".encode(), "ISO8859-1", "UTF-8", False),
        ("Café".encode("cp1252"), "UTF-8", "CP1252", False),
        ("東京都".encode("big5"), "BIG5", "BIG5", True),
        ("Café".encode("cp1252") + b"\x81", "BIG5", "CP1252", False),
    ],
)
def test_the_bytes_speak_before_the_declaration(piece: bytes, declared: str, name: str, sure: bool) -> None:
    found = guess_encoding([piece], declared)
    assert (found.name, found.sure) == (name, sure)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("UTF-8", "UTF-8"),
        ("utf8", "UTF-8"),
        ("1252", "CP1252"),
        ("ANSI 1252", "CP1252"),
        ("88591", "ISO8859-1"),
        ("ISO 88591", ""),
        ("ISO-8859-1", "ISO8859-1"),
        ("950", "CP950"),
        ("Big-5", "BIG5"),
        ("klingon", ""),
        ("../etc/passwd", ""),
        ("", ""),
    ],
)
def test_an_encoding_is_known_by_its_usual_spellings(spelling: str, name: str) -> None:
    assert known_encoding(spelling) == name


@pytest.mark.parametrize(
    ("start", "name"), [(b"\xef\xbb\xbfa", "UTF-8-SIG"), (b"\xff\xfea\x00", "UTF-16"), (b"abc", "")]
)
def test_a_byte_order_mark_names_its_encoding(start: bytes, name: str) -> None:
    assert marked_encoding(start) == name


@given(st.text(min_size=1))
def test_utf8_is_always_recognised(text: str) -> None:
    assert guess_encoding([text.encode("utf-8", "ignore")]).name == "UTF-8"
