"""Pictures as PNG: no row filter and the fastest compression, which for maps is smaller too.

Standard: ISO/IEC 15948:2004 (PNG), 5 (datastream), 11.2 (critical chunks), 11.3.2.1 (tRNS).
"""

import struct
import zlib

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from satupeta.core.raster.image import ImageData

CONTENT_TYPE = "image/png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB, _PALETTE, _RGBA = 2, 3, 6
_MOST_COLORS = 256
_LEVEL = 1


def encode_png(image: ImageData) -> bytes:
    """A picture of bands red, green, blue, alpha (uint8, straight alpha) as PNG, without loss.

    With at most 256 colours it gets a palette; else an opaque one is written without alpha.

    Raises:
        ValueError: The bands are others, or not uint8.
    """
    pixels = image.pixels
    if pixels.dtype != np.uint8 or image.bands != ("red", "green", "blue", "alpha"):
        raise ValueError(
            f"a PNG is made of red, green, blue and alpha in uint8, not of {image.bands} in {pixels.dtype}"
        )
    levels: NDArray[np.uint8] = np.ascontiguousarray(np.moveaxis(pixels, 0, 2)).view(np.uint8)
    found = _indexed(levels)
    if found is not None:
        indices, colors = found
        return _file(indices[:, :, None], _PALETTE, _palette_chunks(colors))
    if (levels[:, :, 3] == 255).all():
        return _file(levels[:, :, :3], _RGB)
    return _file(levels, _RGBA)


def _indexed(levels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """Palette index a pixel and the colours, shape (n, 4), the translucent ones first; None with too many colours."""
    flat = levels.reshape(-1, 4).view(np.uint32).ravel()
    # Maps are runs of one colour: only the first pixel of each is looked at.
    starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1])))
    colors, which = np.unique(flat[starts], return_inverse=True)
    if len(colors) > _MOST_COLORS:
        return None
    channels = colors.view(np.uint8).reshape(-1, 4)
    order = np.argsort(channels[:, 3], kind="stable")
    place = np.empty(len(order), np.uint8)
    place[order] = np.arange(len(order))
    runs = np.diff(np.append(starts, len(flat)))
    return np.repeat(place[which], runs).reshape(levels.shape[:2]), channels[order]


def _palette_chunks(colors: NDArray[np.uint8]) -> bytes:
    translucent = int((colors[:, 3] < 255).sum())
    chunks = _chunk(b"PLTE", colors[:, :3].tobytes())
    return chunks + _chunk(b"tRNS", colors[:translucent, 3].tobytes()) if translucent else chunks


def _file(samples: NDArray[np.uint8], color_type: int, extra: bytes = b"") -> bytes:
    height, width, channels = samples.shape
    rows = np.zeros((height, 1 + width * channels), np.uint8)
    rows[:, 1:] = samples.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, color_type, 0, 0, 0)
    data = isal_zlib.compress(rows, level=_LEVEL)
    return _SIGNATURE + _chunk(b"IHDR", header) + extra + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
