"""Texts in two languages."""

import pytest

from satupeta.core.text import Text


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        (Text("rilis", "release"), "rilis", "release"),
        (Text("rilis"), "rilis", "rilis"),
        (Text("", "release"), "release", "release"),
    ],
)
def test_a_missing_language_falls_back(text: Text, indonesian: str, english: str) -> None:
    assert (text.in_language("id"), text.in_language("en")) == (indonesian, english)


def test_marks_are_filled_in_both_languages() -> None:
    assert Text("{count} baris", "{count} rows").format(count=3) == Text("3 baris", "3 rows")


def test_a_mark_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Text("{count}").format()
