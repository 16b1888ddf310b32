import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.signing import seal, unseal

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.integers(1, 2**40), st.text(max_size=20))
def test_what_was_sealed_is_read_until_its_end(payload: bytes, end: int, purpose: str) -> None:
    text = seal(KEY, purpose, payload, end)
    assert unseal(KEY, purpose, text, end - 1) == payload
    assert unseal(KEY, purpose, text, end) is None


def test_a_text_is_worth_nothing_for_another_purpose_or_key() -> None:
    text = seal(KEY, "principal", b"x", 100)
    assert unseal(KEY, "ticket", text, 1) is None
    assert unseal(bytes(32), "principal", text, 1) is None


@given(st.binary(min_size=1, max_size=30), st.data())
def test_no_changed_character_passes(payload: bytes, data: st.DataObject) -> None:
    text = seal(KEY, "principal", payload, 100)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([letter for letter in "Aa0-_.=+ é" if letter != text[place]]))
    assert unseal(KEY, "principal", text[:place] + other + text[place + 1 :], 1) is None


@pytest.mark.parametrize("text", ["", ".", "..", "a.b", "a.1.b.c", "é.1.é", "YQ.-1.YQ", "YQ.٣.YQ", "." * 999])
def test_foreign_text_is_refused_quietly(text: str) -> None:
    assert unseal(KEY, "principal", text, 0) is None
