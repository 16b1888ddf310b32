"""A rectangle on the map."""

import math
from collections.abc import Iterable

import msgspec

from satupeta.core.errors import InvalidBox
from satupeta.core.text import Text


class Box(msgspec.Struct, frozen=True):
    """A rectangle with its CRS, always in x, y order whatever the CRS's own axis order is.

    Attributes:
        west, south, east, north: Edges in the CRS's unit; west <= east and south <= north.
        crs: Code such as `EPSG:3857` (see `core.crs`).
    """

    west: float
    south: float
    east: float
    north: float
    crs: str = "OGC:CRS84"

    @classmethod
    def checked(cls, west: float, south: float, east: float, north: float, crs: str, locator: str) -> "Box":
        """A box from a request, refused when it cannot be one.

        Raises:
            InvalidBox: An edge is not finite, or an edge pair is reversed or equal.
        """
        edges = (west, south, east, north)
        if not all(math.isfinite(edge) for edge in edges):
            raise InvalidBox(
                "PT-011",
                Text(f"{locator}: tepi kotak harus bilangan biasa.", f"{locator}: a box edge is not a finite number."),
                Text("Kirim empat bilangan.", "Send four numbers."),
                locator,
            )
        if west >= east or south >= north:
            raise InvalidBox(
                "PT-012",
                Text(f"{locator}: kotak terbalik atau kosong.", f"{locator}: the box is reversed or empty."),
                Text(
                    "Urutannya: minimum lebih dulu, lalu maksimum, pada setiap sumbu.",
                    "Give the minimum before the maximum on each axis.",
                ),
                locator,
            )
        return cls(west, south, east, north, crs)

    @property
    def width(self) -> float:
        """Extent along x in the CRS's unit."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """Extent along y in the CRS's unit."""
        return self.north - self.south

    def intersects(self, other: "Box") -> bool:
        """Whether two boxes of one CRS share at least a point."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    def union(self, other: "Box") -> "Box":
        """The smallest box holding both; both must be in one CRS."""
        return Box(
            min(self.west, other.west),
            min(self.south, other.south),
            max(self.east, other.east),
            max(self.north, other.north),
            self.crs,
        )


def smallest(boxes: Iterable[Box]) -> Box:
    """The box of the least area, the first of equal ones; all in one CRS.

    Raises:
        ValueError: There is none.
    """
    return min(boxes, key=lambda box: box.width * box.height)
