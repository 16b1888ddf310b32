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
_EXACT_COLORS = 128
_LEVEL = 1


def encode_png(image: ImageData, *, few_colors: bool = False) -> bytes:
    """A picture of bands red, green, blue, alpha (uint8, straight alpha) as PNG, without loss.

    With at most 256 colours it gets a palette; else an opaque one is written without alpha.

    Args:
        image: The picture.
        few_colors: Whether to let it have a palette in any case: the commonest colours stay exact, others come near.

    Raises:
        ValueError: The bands are others, or not uint8.
    """
    pixels = image.pixels
    if pixels.dtype != np.uint8 or image.bands != ("red", "green", "blue", "alpha"):
        raise ValueError(
            f"a PNG is made of red, green, blue and alpha in uint8, not of {image.bands} in {pixels.dtype}"
        )
    levels: NDArray[np.uint8] = np.ascontiguousarray(np.moveaxis(pixels, 0, 2)).view(np.uint8)
    found = _Runs(levels)
    if few_colors or len(found.colors) <= _MOST_COLORS:
        indices, colors = found.indexed()
        return _file(indices[:, :, None], _PALETTE, _palette_chunks(colors))
    if (levels[:, :, 3] == 255).all():
        return _file(levels[:, :, :3], _RGB)
    return _file(levels, _RGBA)


class _Runs:
    """A picture as runs of one colour, which maps are made of: only the first pixel of each is looked at.

    Attributes:
        colors: All different ones, shape (n, 4).
    """

    def __init__(self, levels: NDArray[np.uint8]) -> None:
        flat = levels.reshape(-1, 4).view(np.uint32).ravel()
        starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1])))
        colors, self._which = np.unique(flat[starts], return_inverse=True)
        self.colors: NDArray[np.uint8] = colors.view(np.uint8).reshape(-1, 4)
        self._lengths = np.diff(np.append(starts, len(flat)))
        self._shape = levels.shape[:2]

    def indexed(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Palette index a pixel and the palette, the translucent colours first."""
        palette, nearest = self.colors, np.arange(len(self.colors))
        if len(palette) > _MOST_COLORS:
            counts = np.asarray(np.bincount(self._which, weights=self._lengths), np.float64)
            palette, nearest = _palette(self.colors, counts)
        order = np.argsort(palette[:, 3], kind="stable")
        place = np.empty(len(order), np.uint8)
        place[order] = np.arange(len(order))
        return np.repeat(place[nearest][self._which], self._lengths).reshape(self._shape), palette[order]


def _palette(colors: NDArray[np.uint8], counts: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """At most 256 colours for many, and which of them stands for each."""
    ranked = np.argsort(-counts, kind="stable")
    exact, rest = ranked[:_EXACT_COLORS], ranked[_EXACT_COLORS:]
    # The rest is gathered in cubes, as small as the palette has room for: their means stand for them.
    for bits in range(1, 9):
        cubes, cube_of = np.unique(colors[rest] >> bits, axis=0, return_inverse=True)
        if len(cubes) <= _MOST_COLORS - len(exact):
            break
    weights = np.bincount(cube_of.ravel(), weights=counts[rest])
    sums = np.column_stack(
        [np.bincount(cube_of.ravel(), weights=counts[rest] * colors[rest, band]) for band in range(4)]
    )
    means: NDArray[np.float64] = sums / weights[:, None]
    palette = np.concatenate((colors[exact], np.rint(means).astype(np.uint8)))
    nearest = np.empty(len(colors), np.intp)
    nearest[exact], nearest[rest] = np.arange(len(exact)), len(exact) + cube_of.ravel()
    return palette, nearest


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
