"""Shapes that are cruel to tiles, and an independent reading of what comes out."""

from typing import Any

import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from satupeta.core.encode.mvt import TileLayer, encode_tile
from satupeta.core.features.columns import WorldColumns
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.patches import build_patches
from satupeta.core.features.world import world_columns
from satupeta.core.tiling import MERCATOR_EDGE_M, Tile

CLIP_BOX = shapely.box(-64, -64, 4160, 4160)


def from_tile_units(geometries: NDArray[np.object_], tile: Tile) -> WorldColumns:
    """Geometries given in units of a tile, y down, as world columns."""
    unit_m = 2 * MERCATOR_EDGE_M / 2 ** (12 + tile.zoom)
    box = tile.box()
    metres = shapely.transform(
        geometries, lambda xy: np.array([box.west, box.north]) + xy * np.array([unit_m, -unit_m])
    )
    return world_columns(columns_from_geometries(metres), "EPSG:3857")


def layer(world: WorldColumns, *, patched: bool = True) -> TileLayer:
    """All rows without attributes."""
    rows = np.arange(len(world), dtype=np.int32)
    return TileLayer("l", world, build_patches(world) if patched else None, rows, rows, pa.table({}))


def decoded(tile_layer: TileLayer, tile: Tile) -> dict[int, Any]:
    """Shapely geometries by row, in units of the tile, y down, read by a decoder that is not ours."""
    content = mapbox_vector_tile.decode(encode_tile([tile_layer], tile), default_options={"y_coord_down": True})
    features = content[tile_layer.name]["features"] if content else []
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in features}


def around(tile: Tile, reach: int = 1) -> list[Tile]:
    """The tile with its neighbours."""
    span = range(-reach, reach + 1)
    return [Tile(tile.zoom, tile.column + column, tile.row + row) for column in span for row in span]


def random_shapes(seed: int, count: int = 40) -> NDArray[np.object_]:
    """Valid stars, combs with thin teeth on clip lines, and differences that touch in points, in tile units."""
    random = np.random.default_rng(seed)
    shapes = [(_star, _comb, _difference)[number % 3](random) for number in range(count)]
    return np.array([shape for shape in shapes if shape.is_valid and not shape.is_empty], dtype=object)


def _star(random: np.random.Generator) -> Any:
    count = int(random.integers(3, 60))
    angles = np.sort(random.random(count)) * 2 * np.pi
    reaches = 10.0 ** random.uniform(-0.5, 3.3, count)
    centre = random.uniform(-200, 4300, 2)
    return shapely.Polygon(centre + np.column_stack((np.cos(angles), np.sin(angles))) * reaches[:, None])


def _comb(random: np.random.Generator) -> Any:
    line = float(random.choice([-64.0, 64.0, 4032.0, 4160.0])) + random.uniform(-2, 2)
    count = int(random.integers(3, 25))
    teeth = np.sort(random.uniform(-300, 4400, 2 * count))
    depth = random.uniform(-3, 3, count) if random.random() < 0.5 else random.uniform(-400, 400, count)
    points = [(teeth[0], line - 30)]
    for tooth in range(count):
        points += [(teeth[2 * tooth], line + depth[tooth]), (teeth[2 * tooth + 1], line + 20 + depth[tooth] / 2)]
    points.append((teeth[-1], line - 500))
    ring = np.array(points)
    return shapely.Polygon(ring if random.random() < 0.5 else ring[:, ::-1])


def _difference(random: np.random.Generator) -> Any:
    """Squares on half units, so that holes touch each other and their shell at corners."""
    low = random.integers(-300, 4000, 2)
    whole = shapely.box(low[0], low[1], low[0] + 600, low[1] + 600)
    side = int(random.integers(20, 200))
    cells = [
        shapely.box(low[0] + x * side, low[1] + y * side, low[0] + (x + 1) * side, low[1] + (y + 1) * side)
        for x, y in random.integers(0, max(600 // side, 1), (12, 2))
    ]
    return shapely.difference(whole, shapely.union_all(cells))
