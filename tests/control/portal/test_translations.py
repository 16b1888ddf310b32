"""Every word of the pages has its English."""

import ast
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import satupeta.control

ROOM = Path(satupeta.control.__file__).parent
CATALOGUE = ROOM / "locale" / "en" / "LC_MESSAGES" / "django.po"
_TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(?:n?gettext|_)\(\s*{_TEXT}")


def texts(source: Path) -> set[str]:
    """The texts that a template or module asks to be translated."""
    code = source.read_text(encoding="utf-8")
    return {ast.literal_eval(found) for found in _CALL.findall(templatize(code) if source.suffix == ".html" else code)}


def messages() -> Catalog:
    """The English catalogue."""
    return read_po(BytesIO(CATALOGUE.read_bytes()))


SOURCES = [path for path in sorted(ROOM.rglob("*")) if path.suffix in (".html", ".py") and texts(path)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_text_has_its_english(source: Path) -> None:
    known = {every(message.id)[0] for message in messages() if message.string}
    assert texts(source) - known == set()


def test_no_english_is_left_over() -> None:
    wanted = set().union(*(texts(source) for source in SOURCES))
    ids = {every(message.id)[0] for message in messages()}
    assert ids - wanted == {""}


def test_the_marks_of_a_text_stay() -> None:
    for message in messages():
        texts_of_it = [*every(message.id), *every(message.string)]
        assert len({frozenset(re.findall(r"%\(\w+\)s", text)) for text in texts_of_it}) == 1


def every(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text and its plurals."""
    return (text,) if isinstance(text, str) else tuple(text or ())
