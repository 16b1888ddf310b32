"""Where the pixels of a picture lie on the ground."""

import io

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image

MERCATOR_RADIUS_M = 6378137.0
Bounds = tuple[float, float, float, float]


def read_picture(data: bytes) -> NDArray[np.uint8]:
    """A picture as red, green, blue and alpha, shape (rows, columns, 4)."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees as EPSG:3857 metres."""
    y = np.arctanh(np.sin(np.radians(latitude)))
    return float(np.radians(longitude) * MERCATOR_RADIUS_M), float(y * MERCATOR_RADIUS_M)


def mercator_shape(geometry: shapely.Geometry) -> shapely.Geometry:
    """A geometry of degrees in EPSG:3857 metres."""

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        y = np.arctanh(np.sin(np.radians(points[:, 1])))
        return np.column_stack((np.radians(points[:, 0]), y)) * MERCATOR_RADIUS_M

    return shapely.transform(geometry, project)


def assert_fills(drawn: NDArray[np.bool_], geometry: shapely.Geometry, bounds: Bounds, slack_px: float = 2.0) -> None:
    """The drawn pixels lie inside the geometry and nowhere else, but for a rim of `slack_px` for its outline.

    Args:
        drawn: Which pixels are drawn, row 0 in the north.
        geometry: In the units of `bounds`.
        bounds: West, south, east and north of the picture's outer edges.
        slack_px: Width of the rim that may be either.
    """
    rows, columns = drawn.shape
    west, south, east, north = bounds
    size = (east - west) / columns
    x = west + (np.arange(columns) + 0.5) * (east - west) / columns
    y = north - (np.arange(rows) + 0.5) * (north - south) / rows
    grid_x, grid_y = np.meshgrid(x, y)
    outer, inner = geometry.buffer(slack_px * size), geometry.buffer(-slack_px * size)
    shapely.prepare([outer, inner])
    must, may = shapely.contains_xy(inner, grid_x, grid_y), shapely.contains_xy(outer, grid_x, grid_y)
    assert must.sum() > 500, "the geometry is too small in this picture to prove anything"
    assert (drawn & ~may).sum() == 0, f"{(drawn & ~may).sum()} pixels are drawn outside"
    assert (must & ~drawn).sum() == 0, f"{(must & ~drawn).sum()} pixels are not drawn inside"
