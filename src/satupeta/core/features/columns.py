"""Geometries as flat columns: what kernels read and snapshots map into memory.

Every geometry is features -> parts -> rings -> vertices, whatever its type: a point is a part of one ring of one
vertex, a line a part of one ring, a polygon a part whose first ring is its exterior. Rings of polygons carry no
closing vertex.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EMPTY, POINT, LINE, POLYGON, MULTI_POINT, MULTI_LINE, MULTI_POLYGON = range(7)
"""Type codes, those of WKB; EMPTY is a feature without geometry."""


@dataclass(frozen=True, slots=True)
class GeometryColumns:
    """Geometries in one CRS, x, y order, double precision.

    Attributes:
        xy: Vertices, shape (n, 2), float64.
        rings: Offsets into `xy`, int32, one more than there are rings.
        parts: Offsets into `rings`, int32, one more than there are parts.
        features: Offsets into `parts`, int32, one more than there are features.
        types: Type code a feature, uint8.
        boxes: West, south, east, north a feature, shape (n, 4), float64; NaN for EMPTY.
    """

    xy: NDArray[np.float64]
    rings: NDArray[np.int32]
    parts: NDArray[np.int32]
    features: NDArray[np.int32]
    types: NDArray[np.uint8]
    boxes: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.types)


@dataclass(frozen=True, slots=True)
class WorldColumns:
    """The same geometries in int32 world units (`core.tiling`): for tiles and pictures.

    Exteriors have positive and holes negative signed area with y down. Collapsed rings are kept; consecutive equal
    vertices are not.

    Attributes:
        xy: Vertices, shape (n, 2), int32.
        rings, parts, features, types: As in `GeometryColumns`.
        boxes: Minimum x, minimum y, maximum x, maximum y a feature, shape (n, 4), int32; for EMPTY minimum > maximum.
    """

    xy: NDArray[np.int32]
    rings: NDArray[np.int32]
    parts: NDArray[np.int32]
    features: NDArray[np.int32]
    types: NDArray[np.uint8]
    boxes: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.types)


@dataclass(frozen=True, slots=True)
class WorldPatches:
    """Repaired polygons for the zooms at which the snapped shape of a feature would not be valid.

    Attributes:
        zooms: Offsets into `rows`, int32: those of zoom z are `zooms[z]` to `zooms[z + 1]`.
        rows: Rows of the `WorldColumns` they stand in for, int32, ascending within a zoom.
        xy, rings, parts, features: The repaired shapes, as in `WorldColumns`, on the grid of their zoom; a patch
            without parts is a feature of which nothing is left.
    """

    zooms: NDArray[np.int32]
    rows: NDArray[np.int32]
    xy: NDArray[np.int32]
    rings: NDArray[np.int32]
    parts: NDArray[np.int32]
    features: NDArray[np.int32]

    def of_zoom(self, zoom: int) -> "WorldPatches | None":
        """Those of one zoom, None when it has none."""
        if zoom + 1 >= len(self.zooms):
            return None
        start, end = int(self.zooms[zoom]), int(self.zooms[zoom + 1])
        if start == end:
            return None
        return WorldPatches(
            self.zooms, self.rows[start:end], self.xy, self.rings, self.parts, self.features[start : end + 1]
        )
