"""The tile grid WebMercatorQuad and the integer world that lies under it.

Standard: OGC 17-083r4 (Two Dimensional Tile Matrix Set), annex D.1 WebMercatorQuad.
"""

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import WEB_MERCATOR, WORLD_LATITUDE_LIMIT_DEG
from satupeta.core.errors import InvalidParameter
from satupeta.core.text import Text

MERCATOR_EDGE_M = 20037508.342789244
MAX_ZOOM = 22
VECTOR_MAX_ZOOM = 18
"""Vector tiles end here: their grid is 3.7 cm on the equator, and clients stretch the last zoom."""
TILE_SIZE_PX = 256
WORLD_UNITS = 2**32
"""World units across the world: int32 from -2^31 to 2^31 - 1, x to the east, y down, 0.93 cm on the equator."""

_METRES_PER_UNIT = np.array([2.0 * MERCATOR_EDGE_M / WORLD_UNITS, -2.0 * MERCATOR_EDGE_M / WORLD_UNITS])


class Tile(msgspec.Struct, frozen=True):
    """One tile: zoom, column from the west, row from the north."""

    zoom: int
    column: int
    row: int

    @classmethod
    def checked(cls, zoom: int, column: int, row: int) -> "Tile":
        """A tile from a request.

        Raises:
            InvalidParameter: The zoom or the position lies outside the grid.
        """
        if not 0 <= zoom <= MAX_ZOOM or not 0 <= column < 2**zoom or not 0 <= row < 2**zoom:
            raise InvalidParameter(
                "PT-014",
                Text(
                    f"Ubin {zoom}/{column}/{row} berada di luar kisi.",
                    f"Tile {zoom}/{column}/{row} lies outside the grid.",
                ),
                Text(
                    f"Tingkat 0 sampai {MAX_ZOOM}, kolom dan baris 0 sampai 2^tingkat - 1.",
                    f"Zoom 0 to {MAX_ZOOM}, column and row 0 to 2^zoom - 1.",
                ),
                "tile",
            )
        return cls(zoom, column, row)

    def box(self) -> Box:
        """The tile's square in EPSG:3857 metres."""
        side_m = 2 * MERCATOR_EDGE_M / 2**self.zoom
        west = -MERCATOR_EDGE_M + self.column * side_m
        north = MERCATOR_EDGE_M - self.row * side_m
        return Box(west, north - side_m, west + side_m, north, WEB_MERCATOR)


def world_units(lonlat: NDArray[np.float64]) -> NDArray[np.int32]:
    """Longitude and latitude in degrees, shape (n, 2), as world units, rounded half up and clamped to the world."""
    latitude = np.radians(np.clip(lonlat[:, 1], -WORLD_LATITUDE_LIMIT_DEG, WORLD_LATITUDE_LIMIT_DEG))
    x = lonlat[:, 0] / 360.0
    y = -np.arcsinh(np.tan(latitude)) / (2.0 * math.pi)
    units = np.floor(np.column_stack((x, y)) * WORLD_UNITS + 0.5)
    return np.clip(units, -(2.0**31), 2.0**31 - 1).astype(np.int32)


def mercator_from_world(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """World units, shape (n, 2), as EPSG:3857 metres."""
    metres: NDArray[np.float64] = units * _METRES_PER_UNIT
    return metres


def world_from_mercator(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """EPSG:3857 metres, shape (n, 2), as world units (float, not rounded)."""
    units: NDArray[np.float64] = xy / _METRES_PER_UNIT
    return units


def fitting_zoom(west: float, south: float, east: float, north: float, most: int = VECTOR_MAX_ZOOM) -> int:
    """The deepest zoom at which a box is no wider and no higher than one tile, 0 to `most`; `most` for a point.

    Args:
        west, south, east, north: Edges in degrees; what lies beyond the world's edge is cut off.
        most: Deepest zoom that may come out.
    """
    corners = world_units(np.array([[west, south], [east, north]])).astype(np.int64)
    span = int(np.abs(corners[1] - corners[0]).max())
    return most if span == 0 else max(0, min(most, math.floor(math.log2(WORLD_UNITS / span))))
