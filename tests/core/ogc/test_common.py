"""Reading parameters."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.errors import InvalidBox, InvalidParameter
from satupeta.core.ogc.common import Parameters, numbers, shown


def test_names_match_as_they_are_unless_case_is_ignored() -> None:
    pairs = [("Name", "1")]
    assert Parameters(pairs).optional("NAME", "none") == "none"
    assert Parameters(pairs, ignore_case=True).optional("name") == "1"


def test_missing_empty_and_repeated_values_are_refused() -> None:
    parameters = Parameters([("empty", " "), ("twice", "1"), ("twice", "1")])
    assert parameters.present("empty") == " "
    for name in ("none", "empty", "twice"):
        with pytest.raises(InvalidParameter) as refusal:
            parameters.required(name)
        assert refusal.value.locator == name
    with pytest.raises(InvalidParameter):
        parameters.present("none")


@given(st.integers(-(10**20), 10**20))
def test_whole_numbers_are_read_within_their_limits(number: int) -> None:
    parameters = Parameters([("n", str(number))])
    if -(10**9) <= number <= 10**9:
        assert parameters.integer("n", -(10**9), 10**9) == number
    else:
        with pytest.raises(InvalidParameter):
            parameters.integer("n", -(10**9), 10**9)


@pytest.mark.parametrize("text", ["1.0", "1e3", "0x1", "1_0", "--1", "\u0663", "NaN", "9" * 5000])
def test_nothing_else_is_a_whole_number(text: str) -> None:
    with pytest.raises(InvalidParameter):
        Parameters([("n", text)]).integer("n", 0, 10**18)


@given(st.floats(-1e6, 1e6))
def test_numbers_are_read_as_python_writes_them(number: float) -> None:
    assert Parameters([("n", repr(number))]).number("n", -1e6, 1e6) == number


@pytest.mark.parametrize("text", ["NaN", "inf", "-Infinity", "1_0", "\u0661", "1,5", "one", "1e999"])
def test_nothing_else_is_a_number(text: str) -> None:
    with pytest.raises(InvalidParameter):
        Parameters([("n", text)]).number("n", -math.inf, math.inf)


def test_a_choice_is_spelled_exactly() -> None:
    assert Parameters([("f", "json")]).choice("f", ("json", "html")) == "json"
    assert Parameters([]).choice("f", ("json", "html"), "html") == "html"
    with pytest.raises(InvalidParameter) as refusal:
        Parameters([("f", "JSON")]).choice("f", ("json", "html"))
    assert "json, html" in refusal.value.advice.en


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidParameter) as refusal:
        Parameters([("a", "1"), ("z", "2")]).refuse_unknown(("a", "b"))
    assert refusal.value.locator == "z"
    assert "a, b" in refusal.value.advice.en


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "1,2,3,NaN", "1,2,3,", "1 2 3 4", "1," * 1000])
def test_a_box_is_four_finite_numbers(text: str) -> None:
    with pytest.raises(InvalidBox):
        numbers(text, "bbox", (4,))


def test_a_client_s_text_is_repeated_short_and_plain() -> None:
    assert shown("a\x00\nb") == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b"
    assert len(shown("x" * 1000)) == 61
