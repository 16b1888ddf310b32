import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from satupeta.core.box import Box
from satupeta.core.encode.picture import PICTURE_FORMATS, PictureFormat, content_type, encode_picture, is_clear
from satupeta.core.raster.image import ImageData

BOX = Box(0, 0, 1, 1)


def photograph(clear: bool = False) -> ImageData:
    """Smooth ramps with far more than 256 colours."""
    y, x = np.mgrid[:128, :128]
    levels = np.array([2 * x, 2 * y, x + y, np.full_like(x, 255)], np.uint8)
    if clear:
        levels[:, :, :64] = 0
    return ImageData(levels, BOX)


def read(data: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGBA"))


@pytest.mark.parametrize("format", PICTURE_FORMATS)
def test_each_format_reads_back_as_what_it_is_called(format: PictureFormat) -> None:
    data = encode_picture(photograph(), format)
    with Image.open(io.BytesIO(data)) as picture:
        assert Image.MIME[str(picture.format)] == content_type(format)
        assert (picture.mode == "P") == ("8bit" in format)
    found = read(data).astype(int)
    assert np.abs(found - np.moveaxis(photograph().pixels, 0, 2)).mean() < 6


@pytest.mark.parametrize("format", PICTURE_FORMATS)
def test_what_is_clear_stays_clear_or_becomes_white(format: PictureFormat) -> None:
    left = read(encode_picture(photograph(clear=True), format))[:, :48]
    assert (left[:, :, 3] == (0 if is_clear(format) else 255)).all()
    assert is_clear(format) or left.min() > 245


def test_eight_bits_keep_the_commonest_colours_exact() -> None:
    image = photograph()
    image.pixels[:, 32:, :] = np.array([198, 227, 218, 255], np.uint8)[:, None, None]
    found = read(encode_picture(image, "image/png; mode=8bit"))
    assert (found[32:] == (198, 227, 218, 255)).all()
    assert np.abs(found.astype(int) - np.moveaxis(image.pixels, 0, 2)).max() < 40
    assert len(encode_picture(image, "image/png; mode=8bit")) < len(encode_picture(image, "image/png"))
