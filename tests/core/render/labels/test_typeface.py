import numpy as np
import pytest
from tests.core.render.labels.scenes import typefaces

FACE = typefaces().of_weight(600)


def test_marks_stand_over_their_letters() -> None:
    plain, marked = FACE.shaped("e"), FACE.shaped("é")
    assert len(marked.glyphs) == len(plain.glyphs) == 1
    assert FACE.outline(marked.glyphs[0]).xy[:, 1].min() < FACE.outline(plain.glyphs[0]).xy[:, 1].min() - 0.05


def test_letters_follow_each_other_and_are_kerned() -> None:
    pair = FACE.shaped("AV")
    assert pair.width < FACE.shaped("A").width + FACE.shaped("V").width
    assert (np.diff(FACE.shaped("Benda").places[:, 0]) > 0).all()


def test_words_that_it_has_no_letter_of_are_empty() -> None:
    assert FACE.shaped("الخريطة").glyphs == ()
    assert FACE.shaped("").width == 0


def test_heavier_letters_are_blacker() -> None:
    areas = []
    for weight in (200, 400, 600, 800):
        face = typefaces().of_weight(weight)
        outline = face.outline(face.shaped("I").glyphs[0])
        areas.append(float(np.ptp(outline.xy, axis=0).prod()))
    assert areas == sorted(set(areas))


@pytest.mark.parametrize(("weight", "same"), [(610, 600), (100, 200), (1000, 800)])
def test_weights_are_rounded(weight: int, same: int) -> None:
    assert typefaces().of_weight(weight) is typefaces().of_weight(same)


def test_outlines_stand_on_the_base_line() -> None:
    xy = FACE.outline(FACE.shaped("H").glyphs[0]).xy
    assert xy[:, 1].max() == pytest.approx(0, abs=0.01)
    assert -0.8 < xy[:, 1].min() < -0.6
    assert FACE.ascent > 0.7
    assert FACE.descent > 0.1
