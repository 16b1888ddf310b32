"""Pictures in every format that the doors offer."""

import io
from typing import Literal, get_args

import numpy as np
from PIL import Image

from satupeta.core.encode.png import encode_png
from satupeta.core.raster.image import ImageData

PictureFormat = Literal["image/png", "image/png; mode=8bit", "image/jpeg", "image/webp"]
PNG: PictureFormat = "image/png"
PICTURE_FORMATS: tuple[PictureFormat, ...] = get_args(PictureFormat)
_JPEG_QUALITY, _WEBP_QUALITY = 85, 80


def encode_picture(image: ImageData, format: PictureFormat) -> bytes:
    """A picture of bands red, green, blue, alpha (uint8, straight alpha).

    PNG is without loss; with `mode=8bit` of at most 256 colours; JPEG lies on white where the picture is clear.

    Raises:
        ValueError: The bands are others, or not uint8.
    """
    if format in ("image/png", "image/png; mode=8bit"):
        return encode_png(image, few_colors=format != PNG)
    levels = np.ascontiguousarray(np.moveaxis(image.pixels, 0, 2)).astype(np.uint8, copy=False)
    picture = Image.fromarray(levels)
    written = io.BytesIO()
    if format == "image/webp":
        picture.save(written, "WEBP", quality=_WEBP_QUALITY, method=0)
    else:
        ground = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        Image.alpha_composite(ground, picture).convert("RGB").save(written, "JPEG", quality=_JPEG_QUALITY)
    return written.getvalue()


def content_type(format: PictureFormat) -> str:
    """What the answer is called: the media type of the format."""
    return format.split(";")[0]


def is_clear(format: PictureFormat) -> bool:
    """Whether a picture of this format can be transparent."""
    return format != "image/jpeg"
