"""Field names that are safe to publish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.quality.names import safe_names


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["nama", "kode"], ("nama", "kode")),
        (["Nama", "nama", "NAMA"], ("Nama", "nama_2", "NAMA_3")),
        (["", " ", "a"], ("kolom_1", "kolom_2", "a")),
        (["a\x00b", "\u202egpj.exe"], ("ab", "gpj.exe")),
        (['na"me', "x; DROP TABLE y"], ('na"me', "x; DROP TABLE y")),
        (["a", "a", "a_2"], ("a", "a_2", "a_2_2")),
    ],
)
def test_names_stay_as_near_as_they_can(names: list[str], expected: tuple[str, ...]) -> None:
    assert safe_names(names) == expected


@given(st.lists(st.text(max_size=12), max_size=30))
def test_names_are_unique_without_regard_to_case(names: list[str]) -> None:
    found = safe_names(names)
    assert len({name.casefold() for name in found}) == len(names)
    assert all(name.isprintable() and name.strip() for name in found)
