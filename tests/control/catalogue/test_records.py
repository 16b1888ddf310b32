import pytest

from satupeta.control.catalogue.records import require_record, require_text
from satupeta.control.errors import InvalidInput
from satupeta.core.published import Record
from satupeta.core.text import Text

TITLE = Text("Batas")


def test_a_full_record_is_kept_as_it_is() -> None:
    record = Record(TITLE, Text("Baris\nkedua"), "batas", "CC-BY-4.0", "peta@kota.example", ("kota",))
    assert require_record(record) is record


@pytest.mark.parametrize(
    ("record", "locator"),
    [
        (Record(Text("")), "title"),
        (Record(Text(" ", "\t")), "title"),
        (Record(Text("x" * 201)), "title"),
        (Record(TITLE, Text("", "x" * 10_001)), "abstract"),
        (Record(TITLE, theme="a\x00b"), "theme"),
        (Record(TITLE, licence="x" * 201), "licence"),
        (Record(TITLE, contact="\x1b[0m"), "contact"),
        (Record(TITLE, keywords=("ok", "x" * 201)), "keywords"),
    ],
)
def test_a_text_that_cannot_be_kept_is_named(record: Record, locator: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        require_record(record)
    assert raised.value.locator == locator


def test_an_english_title_alone_is_a_title() -> None:
    assert require_text(Text("", "Boundary"), "title").en == "Boundary"
