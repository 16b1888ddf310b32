"""Where a picture lies in the world: world units to pixels of any served CRS, through a control grid."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import SERVED, WEB_MERCATOR, WORLD_LATITUDE_LIMIT_DEG, project, project_box
from satupeta.core.errors import InvalidBox
from satupeta.core.features.columns import WorldColumns
from satupeta.core.kernels.place import place
from satupeta.core.text import Text
from satupeta.core.tiling import WORLD_UNITS, mercator_from_world, world_from_mercator

POINTS, LINES, POLYGONS = 0, 1, 2
"""What `View.place` is asked for."""

_WORLD_EDGE = float(WORLD_UNITS // 2 - 1)
_TOLERANCE_PX = 0.05
_MOST_NODES = 513
_SLACK_PX = 8.0

Placed = tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]
"""Vertices in pixels, ring offsets into them, feature offsets into the rings."""


@dataclass(frozen=True, slots=True)
class View:
    """A picture's place.

    Attributes:
        box: What the picture's outer edges cover.
        width_px, height_px: Its size.
        window: West, north, east, south in world units of all that may leave ink in it; reversed when that is nothing.
        nodes: Pixel x, y at each node of the control grid, shape (n, m, 2), row 0 in the north.
        origin, step: World x, y of the first node and the distances between nodes.
        affine: Whether the grid is exact and may be carried on beyond its edge.
    """

    box: Box
    width_px: int
    height_px: int
    window: tuple[int, int, int, int]
    nodes: NDArray[np.float64]
    origin: tuple[float, float]
    step: tuple[float, float]
    affine: bool

    @classmethod
    def of(cls, box: Box, width_px: int, height_px: int, margin_px: float | tuple[float, float] = 0.0) -> "View":
        """A picture of `box`.

        Args:
            box: In a served CRS.
            width_px, height_px: Size in pixels, at least 1.
            margin_px: How far a symbol may reach from its geometry; across and down where they differ.

        Raises:
            InvalidBox: The box leaves what its CRS can tell.
        """
        west, north, east, south = _world_edges(box)
        across, down = margin_px if isinstance(margin_px, tuple) else (margin_px, margin_px)
        margin_x = (across + _SLACK_PX) * (east - west) / width_px
        margin_y = (down + _SLACK_PX) * (south - north) / height_px
        extent = (
            max(west - margin_x, -_WORLD_EDGE),
            max(north - margin_y, -_WORLD_EDGE),
            min(east + margin_x, _WORLD_EDGE),
            min(south + margin_y, _WORLD_EDGE),
        )
        window = (math.floor(extent[0]), math.floor(extent[1]), math.ceil(extent[2]), math.ceil(extent[3]))
        affine = box.crs == WEB_MERCATOR
        if extent[0] >= extent[2] or extent[1] >= extent[3]:
            window, extent = (1, 1, 0, 0), (0.0, 0.0, 1.0, 1.0)
            nodes = np.zeros((2, 2, 2))
        else:
            nodes = (
                _exact_nodes(box, (width_px, height_px), extent, 2)
                if affine
                else _nodes(box, width_px, height_px, extent)
            )
        if not affine and SERVED[box.crs].unit == "metre" and not _covers(nodes, width_px, height_px):
            raise _outside(box)
        step = ((extent[2] - extent[0]) / (nodes.shape[1] - 1), (extent[3] - extent[1]) / (nodes.shape[0] - 1))
        return cls(box, width_px, height_px, window, nodes, extent[:2], step, affine)

    @property
    def is_empty(self) -> bool:
        """Whether the picture shows no part of the world."""
        return self.window[0] > self.window[2]

    def place(self, columns: WorldColumns, rows: NDArray[np.int32], kind: int) -> Placed:
        """The geometries of some rows in pixels, clipped where the grid cannot be carried on.

        Raises:
            ValueError: The columns or the rows are broken.
        """
        chosen = np.ascontiguousarray(rows, np.int32)
        xy, rings, features = place(columns, chosen, self.nodes, self.origin, self.step, kind, not self.affine)
        return xy, rings, features


def _covers(nodes: NDArray[np.float64], width_px: int, height_px: int) -> bool:
    """Whether the grid reaches all edges of the picture; PROJ leaves out without a word what it cannot project."""
    least, most = nodes.min(axis=(0, 1)), nodes.max(axis=(0, 1))
    return bool((least <= 1).all() and (most >= (width_px - 1, height_px - 1)).all())


def _world_edges(box: Box) -> tuple[float, float, float, float]:
    """West, north, east, south in world units; latitudes beyond the world are drawn to its edge."""
    if SERVED[box.crs].unit == "degree":
        limit = WORLD_LATITUDE_LIMIT_DEG
        latitudes = [math.radians(min(max(latitude, -limit), limit)) for latitude in (box.north, box.south)]
        north, south = (-math.asinh(math.tan(latitude)) / (2 * math.pi) * WORLD_UNITS for latitude in latitudes)
        return box.west / 360 * WORLD_UNITS, north, box.east / 360 * WORLD_UNITS, south
    mercator = project_box(box, WEB_MERCATOR)
    if not all(math.isfinite(edge) for edge in (mercator.west, mercator.south, mercator.east, mercator.north)):
        raise _outside(box)
    corners = np.array([[mercator.west, mercator.north], [mercator.east, mercator.south]])
    (west, north), (east, south) = world_from_mercator(corners)
    return float(west), float(north), float(east), float(south)


def _nodes(box: Box, width_px: int, height_px: int, extent: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """A control grid as coarse as may be: halved until the new nodes lie where the old ones said."""
    count = 3
    nodes = _exact_nodes(box, (width_px, height_px), extent, count)
    while count < _MOST_NODES:
        finer = _exact_nodes(box, (width_px, height_px), extent, 2 * count - 1)
        if np.abs(_halved(nodes) - finer).max() <= _TOLERANCE_PX:
            return nodes
        nodes, count = finer, 2 * count - 1
    return nodes


def _halved(nodes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The grid with a node put bilinearly between each two."""
    for axis in (0, 1):
        nodes = np.moveaxis(nodes, axis, 0)
        finer = np.empty((2 * len(nodes) - 1, *nodes.shape[1:]))
        finer[::2] = nodes
        finer[1::2] = (nodes[:-1] + nodes[1:]) / 2
        nodes = np.moveaxis(finer, 0, axis)
    return nodes


def _exact_nodes(
    box: Box, size_px: tuple[int, int], extent: tuple[float, float, float, float], count: int
) -> NDArray[np.float64]:
    west, north, east, south = extent
    x, y = np.meshgrid(np.linspace(west, east, count), np.linspace(north, south, count))
    mercator = mercator_from_world(np.column_stack((x.ravel(), y.ravel())))
    place_xy = project(mercator, WEB_MERCATOR, box.crs)
    pixels = np.column_stack(
        (
            (place_xy[:, 0] - box.west) * (size_px[0] / box.width),
            (box.north - place_xy[:, 1]) * (size_px[1] / box.height),
        )
    )
    if not np.isfinite(pixels).all():
        raise _outside(box)
    return np.ascontiguousarray(pixels.reshape(count, count, 2))


def _outside(box: Box) -> InvalidBox:
    return InvalidBox(
        "PT-015",
        Text(f"Kotak keluar dari wilayah {box.crs}.", f"The box leaves the area of {box.crs}."),
        Text("Perkecil kotaknya, atau pakai CRS lain.", "Make the box smaller, or use another CRS."),
        "bbox",
    )
