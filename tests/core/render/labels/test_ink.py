import numpy as np
import pytest
from tests.core.render.labels.scenes import typefaces

from satupeta.core.render.labels.ink import Label, Mask, draw_labels, mask_of
from satupeta.core.render.labels.typeface import Outline

SQUARE = Outline(np.array([(2.0, 2.0), (6.0, 2.0), (6.0, 6.0), (2.0, 6.0)]), np.array([0, 4], np.int32))


def test_a_mask_covers_its_contours_and_the_halo_reaches_as_far_as_told() -> None:
    mask = mask_of(SQUARE, 2.0)
    assert mask is not None
    assert mask.letters.sum() == pytest.approx(16, abs=1e-3)
    assert (mask.halo >= mask.letters).all()
    # A square of 4 grown by 2 all round, its corners round.
    assert mask.halo.sum() == pytest.approx(16 + 4 * 8 + np.pi * 4, rel=0.02)
    assert (mask.left, mask.top) == (-1, -1)


def test_without_halo_or_contours() -> None:
    bare = mask_of(SQUARE, 0.0)
    assert bare is not None
    np.testing.assert_array_equal(bare.halo, bare.letters)
    assert mask_of(Outline(np.empty((0, 2)), np.zeros(1, np.int32)), 1.0) is None


@pytest.mark.parametrize(("column", "row"), [(-3, -3), (0, 0), (8, 8), (20, 20), (-20, 0)])
def test_labels_are_cut_at_the_edges_of_a_strip(column: int, row: int) -> None:
    mask = mask_of(SQUARE, 1.0)
    assert mask is not None
    label = Label(mask, column, row, (1.0, 0.0, 0.0), (1.0, 1.0, 1.0), 1.0)
    whole = np.zeros((4, 30, 30), np.float32)
    draw_labels(whole, [Label(mask, column + 10, row + 10, label.color, label.halo_color, 1.0)], 0)
    part = np.zeros((4, 12, 12), np.float32)
    draw_labels(part[:, :5], [label], 0)
    draw_labels(part[:, 5:], [label], 5)
    np.testing.assert_array_equal(part, whole[:, 10:22, 10:22])


def test_opacity_lets_the_ground_through() -> None:
    mask = Mask(np.ones((1, 1), np.float32), np.ones((1, 1), np.float32), 0, 0)
    picture = np.zeros((4, 1, 1), np.float32)
    draw_labels(picture, [Label(mask, 0, 0, (1.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.5)], 0)
    assert picture[:, 0, 0].tolist() == [0.5, 0.0, 0.0, 0.75]


def test_letters_are_as_heavy_as_their_outlines() -> None:
    face = typefaces().of_weight(600)
    outline = face.outline(face.shaped("I").glyphs[0])
    mask = mask_of(Outline(outline.xy * 40, outline.rings), 0.0)
    assert mask is not None
    size = np.ptp(outline.xy, axis=0) * 40
    assert mask.letters.sum() == pytest.approx(size.prod(), rel=0.02)
