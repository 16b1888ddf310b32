import numpy as np

from satupeta.core.render.labels.ink import Mask
from satupeta.data.label_masks import LabelMasks, label_masks
from satupeta.data.typefaces import label_typefaces


def mask(side: int) -> Mask:
    return Mask(np.zeros((side, side), np.float32), np.zeros((side, side), np.float32), 0, 0)


def test_masks_are_kept_within_their_bound_and_the_stalest_go() -> None:
    masks = LabelMasks(3 * mask(10).size_bytes)
    for key in "abc":
        masks.keep(key, mask(10))
    assert masks.get("a") is not None
    masks.keep("d", mask(10))
    assert [masks.get(key) is None for key in "abcd"] == [False, True, False, False]
    assert masks.held_bytes == 3 * mask(10).size_bytes
    masks.keep("a", mask(10))
    assert masks.held_bytes == 3 * mask(10).size_bytes
    masks.keep("huge", mask(100))
    assert masks.held_bytes == 0


def test_a_process_has_one_typeface_and_one_store() -> None:
    assert label_typefaces() is label_typefaces()
    assert label_masks() is label_masks()
    assert label_typefaces().of_weight(600).shaped("Tangerang").glyphs
