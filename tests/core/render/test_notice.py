import numpy as np
import pytest
from tests.core.render.labels.scenes import typefaces

from satupeta.core.render.notice import draw_notice


def inked(words: str, width: int = 300, height: int = 200) -> int:
    pixels = np.asarray(draw_notice(words, width, height, "", typefaces()).pixels)
    return int((pixels[3] > 0).sum())


def test_words_leave_ink_and_more_words_more() -> None:
    assert 0 < inked("Layer ke-1 tidak ada di sini.") < inked("Layer ke-1 tidak ada di sini. Periksa namanya. " * 2)
    assert inked("") == 0


@pytest.mark.parametrize("words", ["x" * 5000, "\x00", "\u202e" * 10, "a" + "\u0301" * 100])
@pytest.mark.parametrize("size", [(1, 1), (20, 20), (300, 10)])
def test_any_words_in_any_picture(words: str, size: tuple[int, int]) -> None:
    image = draw_notice(words, *size, "#ffffff", typefaces())
    assert (image.width_px, image.height_px) == size
