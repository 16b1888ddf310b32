from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.core.render.labels.scenes import labels, layer, typefaces

from satupeta.core.box import Box
from satupeta.core.render.labels.lettering import LONGEST_TEXT, MOST_LINES, clean, lettered, lettered_once, said
from satupeta.core.style.model import FieldValue, TextSymbolizer

FACE = typefaces().of_weight(600)
HOSTILE = [
    "שלום עולם",
    "الخريطة",
    "a" + "\u0301" * 5000,
    "x" * 10_000,
    "satu " * 5000,
    "\x00\x01\x1b[31m\x7f",
    "\u202eabc\u202c\u200f",
    "\ud800",
    "😀" * 50,
    "क्षत्रिय",
    "\n\t\r ",
    "{nama} %s <script>",
    "\U0010ffff\ufffe",
]


@pytest.mark.parametrize(
    ("parts", "values", "text"),
    [
        ((FieldValue("nama"),), {"nama": "Benda"}, "Benda"),
        (("Kel. ", FieldValue("nama"), " (", FieldValue("kode"), ")"), {"nama": "Benda", "kode": 7}, "Kel. Benda (7)"),
        (("Kel. ", FieldValue("nama")), {"nama": None}, ""),
        (("Kel. ", FieldValue("nama")), {}, ""),
        (("Tetap",), {}, "Tetap"),
        ((FieldValue("a"),), {"a": 0.1 + 0.2}, "0.3"),
        ((FieldValue("a"),), {"a": True}, "true"),
        ((FieldValue("a"),), {"a": date(2026, 11, 25)}, "2026-11-25"),
        (("{nama}", FieldValue("nama")), {"nama": "{nama.__class__}"}, "{nama}{nama.__class__}"),
    ],
)
def test_a_label_says_words_and_values_and_runs_nothing(
    parts: tuple[str | FieldValue, ...], values: dict[str, object], text: str
) -> None:
    assert said(TextSymbolizer(parts), values) == text


@given(st.text(max_size=400))
def test_clean_text_is_printable_and_short(text: str) -> None:
    plain = clean(text)
    assert len(plain) <= LONGEST_TEXT
    assert all(letter.isprintable() for letter in plain)
    assert clean(plain) == plain


def test_heaps_of_marks_are_cut() -> None:
    assert len(clean("a" + "\u0330" * 50)) == 5


@pytest.mark.parametrize("text", ["Cipondoh", "Tanah Tinggi Sekali Dan Masih Jauh Lagi Sampai Habis", "x" * 200])
@pytest.mark.parametrize("wrap_em", [2.0, 6.0, 10.0])
def test_lines_keep_within_their_length(text: str, wrap_em: float) -> None:
    lettering = lettered(text, FACE, wrap_em)
    assert lettering is not None
    assert lettering.width <= wrap_em
    assert 1 <= len(lettering.lines) <= MOST_LINES
    assert lettered_once(text, FACE, wrap_em).width <= wrap_em


def test_words_are_broken_at_spaces() -> None:
    lettering = lettered("Panunggangan Barat", FACE, 8.0)
    assert lettering is not None
    assert lettering.lines == (FACE.shaped("Panunggangan"), FACE.shaped("Barat"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_no_harm(text: str) -> None:
    found = labels(
        [layer([shapely.Point(106.62, -6.18)], [text.encode("utf-8", "replace").decode()])],
        Box(106.61, -6.19, 106.63, -6.17),
        256,
        256,
    )
    assert len(found) <= 1
    for label in found:
        assert label.mask.halo.shape[1] < 200
        assert label.mask.halo.shape[0] < 100
