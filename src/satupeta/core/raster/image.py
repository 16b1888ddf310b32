"""The one value that carries pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupeta.core.box import Box


@dataclass(frozen=True, slots=True)
class ImageData:
    """Pixels with their place.

    Attributes:
        pixels: Shape (bands, height, width). A drawn map is uint8 with bands red, green, blue, alpha, straight
            (not premultiplied) alpha.
        mask: Shape (height, width), True where there is no data; None when every pixel holds data.
        box: What the pixels' outer edges cover; row 0 is the north edge.
        bands: Names, one a band.
    """

    pixels: NDArray[np.generic]
    box: Box
    bands: tuple[str, ...] = ("red", "green", "blue", "alpha")
    mask: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[0] != len(self.bands):
            raise ValueError(f"pixels of shape {self.pixels.shape} do not fit the bands {self.bands}")
        if self.mask is not None and self.mask.shape != self.pixels.shape[1:]:
            raise ValueError(f"a mask of shape {self.mask.shape} does not fit pixels of shape {self.pixels.shape}")

    @property
    def width_px(self) -> int:
        """Columns."""
        return int(self.pixels.shape[2])

    @property
    def height_px(self) -> int:
        """Rows."""
        return int(self.pixels.shape[1])
