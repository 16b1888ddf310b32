"""What a label says: a feature's values as clean lines of letters."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from satupeta.core.render.labels.typeface import Typeface, Word
from satupeta.core.style.model import FieldValue, TextSymbolizer

LONGEST_TEXT = 200
"""Characters of a label; what is longer is cut."""
MOST_LINES = 3
LINE_HEIGHT_EM = 1.15
_ELLIPSIS = "…"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MOST_MARKS = 4
"""Combining marks that one letter may carry: more only paint over the neighbours."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """The lines of a label, laid out round its middle.

    Attributes:
        lines: Shaped, from the top.
        places: Left end of each line's base line from the label's middle, in ems, y down, shape (n, 2).
        width, height: Of all lines, in ems.
    """

    lines: tuple[Word, ...]
    places: NDArray[np.float64]
    width: float
    height: float


def said(symbolizer: TextSymbolizer, values: dict[str, object]) -> str:
    """A feature's label in one line; "" when none of its values is known."""
    parts, known = [], False
    for part in symbolizer.label:
        if isinstance(part, FieldValue):
            text = _text(values.get(part.field))
            known = known or bool(text)
            parts.append(text)
        else:
            parts.append(part)
    has_values = any(isinstance(part, FieldValue) for part in symbolizer.label)
    return clean("".join(parts)) if known or not has_values else ""


def clean(text: str) -> str:
    """Text without what cannot be seen or overflows: control and format characters, heaps of marks, long tails."""
    letters: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", text[: 4 * LONGEST_TEXT]):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category in _HIDDEN:
            letter = " " if letter.isspace() else ""
        if letter and marks <= _MOST_MARKS:
            letters.append(" " if letter.isspace() else letter)
    plain = " ".join("".join(letters).split())
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1].rstrip() + _ELLIPSIS


def lettered(text: str, typeface: Typeface, wrap_em: float) -> Lettering | None:
    """Text broken at its spaces into at most `MOST_LINES` lines of at most `wrap_em`; what is left over is cut.

    Returns:
        None when the typeface has none of its letters.
    """
    lines = [typeface.shaped(line) for line in _broken(text, typeface, wrap_em)]
    lines = [line for line in lines if line.glyphs]
    if not lines:
        return None
    height = LINE_HEIGHT_EM * len(lines)
    # Letters look centred when half of a capital's height lies above the middle.
    first = -height / 2 + LINE_HEIGHT_EM / 2 + typeface.ascent / 3
    places = [(-line.width / 2, first + LINE_HEIGHT_EM * number) for number, line in enumerate(lines)]
    return Lettering(tuple(lines), np.array(places), max(line.width for line in lines), height)


def lettered_once(text: str, typeface: Typeface, longest_em: float) -> Word:
    """Text in one line for the length of a line, cut where it is longer than `longest_em`."""
    return typeface.shaped(_cut(text, typeface, longest_em))


def _broken(text: str, typeface: Typeface, wrap_em: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and typeface.shaped(longer).width <= wrap_em:
            lines[-1] = longer
        elif len(lines) < MOST_LINES:
            lines.append(word)
        else:
            lines[-1] = longer
    return [_cut(line, typeface, wrap_em) for line in lines]


def _cut(line: str, typeface: Typeface, longest_em: float) -> str:
    if typeface.shaped(line).width <= longest_em:
        return line
    kept, over = 0, len(line)
    while over - kept > 1:
        middle = (kept + over) // 2
        if typeface.shaped(line[:middle].rstrip() + _ELLIPSIS).width <= longest_em:
            kept = middle
        else:
            over = middle
    return line[:kept].rstrip() + _ELLIPSIS


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
