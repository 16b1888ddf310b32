"""Checks of what people write about their things."""

from satupeta.control.errors import InvalidInput
from satupeta.core.published import Record
from satupeta.core.text import Text

TITLE_LENGTH = 200
TEXT_LENGTH = 10_000


def require_record(record: Record) -> Record:
    """The record itself when its texts can be kept.

    Raises:
        InvalidInput: The title is empty, or a text is too long or holds control characters.
    """
    require_text(record.title, "title")
    for name in ("theme", "licence", "contact"):
        _require_plain(getattr(record, name), name, TITLE_LENGTH)
    for keyword in record.keywords:
        _require_plain(keyword, "keywords", TITLE_LENGTH)
    for text in (record.abstract.id, record.abstract.en):
        _require_plain(text, "abstract", TEXT_LENGTH)
    return record


def require_text(text: Text, locator: str) -> Text:
    """A title itself when it can be one.

    Raises:
        InvalidInput: It is empty, too long or holds control characters.
    """
    if not (text.id.strip() or text.en.strip()):
        raise InvalidInput(
            "KT-010",
            Text(f"{locator}: judul kosong.", f"{locator}: the title is empty."),
            Text("Tulis satu judul singkat.", "Write one short title."),
            locator,
        )
    for one in (text.id, text.en):
        _require_plain(one, locator, TITLE_LENGTH)
    return text


def _require_plain(text: str, locator: str, length: int) -> None:
    if len(text) > length or any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise InvalidInput(
            "KT-011",
            Text(
                f"{locator}: lebih panjang dari {length} huruf atau memuat huruf kendali.",
                f"{locator}: longer than {length} characters, or with control characters.",
            ),
            Text("Persingkat teksnya.", "Shorten the text."),
            locator,
        )
