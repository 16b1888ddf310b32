import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from satupeta.core.box import Box
from satupeta.core.encode.png import encode_png
from satupeta.core.raster.image import ImageData

BOX = Box(0, 0, 1, 1)


def decoded(data: bytes) -> tuple[str, NDArray[np.uint8]]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.mode, np.moveaxis(np.asarray(picture.convert("RGBA")), 2, 0)


def noise(colors: int, opaque: bool, width: int = 61, height: int = 43) -> NDArray[np.uint8]:
    random = np.random.default_rng(7)
    palette = random.integers(0, 256, (colors, 4), dtype=np.uint8)
    if opaque:
        palette[:, 3] = 255
    return np.ascontiguousarray(np.moveaxis(palette[random.integers(0, colors, (height, width))], 2, 0))


@pytest.mark.parametrize(
    ("colors", "opaque", "mode"),
    [(1, True, "P"), (1, False, "P"), (200, True, "P"), (200, False, "P"), (5000, True, "RGB"), (5000, False, "RGBA")],
)
def test_an_independent_decoder_reads_every_pixel_back(colors: int, opaque: bool, mode: str) -> None:
    pixels = noise(colors, opaque)
    seen_mode, seen = decoded(encode_png(ImageData(pixels, BOX)))
    assert seen_mode == mode
    np.testing.assert_array_equal(seen, pixels)


def test_exactly_256_colours_still_fit_a_palette() -> None:
    pixels = np.full((4, 1, 256), 255, np.uint8)
    pixels[0, 0] = np.arange(256)
    mode, seen = decoded(encode_png(ImageData(pixels, BOX)))
    assert mode == "P"
    np.testing.assert_array_equal(seen, pixels)


@given(st.integers(1, 9), st.integers(1, 9), st.binary(min_size=324, max_size=324))
def test_any_small_picture_comes_back(width: int, height: int, content: bytes) -> None:
    pixels = np.frombuffer(content, np.uint8)[: 4 * width * height].reshape(4, height, width)
    np.testing.assert_array_equal(decoded(encode_png(ImageData(pixels, BOX)))[1], pixels)


def test_a_plain_map_is_small() -> None:
    pixels = np.full((4, 256, 256), 255, np.uint8)
    assert len(encode_png(ImageData(pixels, BOX))) < 1200


def test_other_bands_are_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        encode_png(ImageData(np.zeros((4, 1, 1), np.float32), BOX))
    with pytest.raises(ValueError, match="made of"):
        encode_png(ImageData(np.zeros((1, 1, 1), np.uint8), BOX, ("height",)))
