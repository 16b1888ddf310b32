import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import pytest
import shapely
from tests.core.kernels.tiles import decoded, from_tile_units, layer

import satupeta
from satupeta.core.encode.mvt import TileLayer, encode_tile
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.patches import build_patches
from satupeta.core.features.world import world_columns
from satupeta.core.tiling import VECTOR_MAX_ZOOM, Tile

MIDDLE = Tile(12, 3261, 2118)


def shapes(*texts: str) -> np.ndarray:
    return np.array(shapely.from_wkt(list(texts)), dtype=object)


def test_sound_shapes_need_no_patch() -> None:
    world = from_tile_units(
        shapes("POLYGON ((0 0, 900 0, 900 900, 0 900, 0 0))", "POINT (1 1)", "LINESTRING (0 0, 1 1)"), MIDDLE
    )
    patches = build_patches(world)
    assert (len(patches.rows), patches.zooms.tolist()) == (0, [0] * (VECTOR_MAX_ZOOM + 2))
    assert patches.of_zoom(5) is None


def test_what_breaks_at_a_zoom_is_patched_there_only() -> None:
    neck = "POLYGON ((0 0, 800 0, 800 100.1, 799.9 700, 0 700, 0 600, 799.7 600, 799.7 100, 0 100, 0 0))"
    world = from_tile_units(shapes(neck), MIDDLE)
    patches = build_patches(world)
    zooms = [zoom for zoom in range(VECTOR_MAX_ZOOM + 1) if patches.of_zoom(zoom) is not None]
    assert zooms
    assert max(zooms) < 15
    assert decoded(layer(world), MIDDLE)[0].is_valid
    assert not decoded(layer(world, patched=False), MIDDLE)[0].is_valid


def test_a_shape_that_is_invalid_itself_is_served_repaired() -> None:
    bow_tie = shapes("POLYGON ((0 0, 800 800, 800 0, 0 800, 0 0))")
    drawn = layer(from_tile_units(bow_tie, MIDDLE))
    served = decoded(drawn, MIDDLE)[0]
    assert served.is_valid
    assert served.area == pytest.approx(320_000, rel=0.01)


def test_a_hole_that_touches_inside_an_edge_gets_a_vertex_there() -> None:
    touching = shapes("POLYGON ((-900 0, 900 0, 900 800, -900 800, -900 0), (0 0, 100 400, -100 400, 0 0))")
    assert decoded(layer(from_tile_units(touching, MIDDLE)), MIDDLE)[0].is_valid


def test_patches_of_several_features_are_found_by_row() -> None:
    tie = "POLYGON ((0 0, 800 800, 800 0, 0 800, 0 0))"
    world = from_tile_units(shapes("POLYGON ((0 0, 9 0, 9 9, 0 0))", tie, "POINT (1 1)", tie), MIDDLE)
    found = build_patches(world).of_zoom(12)
    assert found is not None
    assert found.rows.tolist() == [1, 3]
    assert set(decoded(layer(world), MIDDLE)) == {0, 1, 2, 3}


def test_real_kelurahan_are_valid_in_every_tile(random: Random, budget: Callable[[int, int], int]) -> None:
    text = (Path(satupeta.__file__).parent / "demo" / "kelurahan_36.71_kota_tangerang.geojson").read_text()
    features = json.loads(text)["features"]
    geometries = np.array([shapely.geometry.shape(feature["geometry"]) for feature in features], dtype=object)
    world = world_columns(columns_from_geometries(geometries), "OGC:CRS84")
    rows = np.arange(len(world), dtype=np.int32)
    drawn = TileLayer("l", world, build_patches(world), rows, rows, pa.table({}))
    polygons = 0
    for zoom in range(VECTOR_MAX_ZOOM + 1):
        for tile in tiles_of(world.boxes, zoom, random, budget(12, 2000)):
            content = mapbox_vector_tile.decode(encode_tile([drawn], tile), default_options={"y_coord_down": True})
            for feature in content["l"]["features"] if content else ():
                assert shapely.geometry.shape(feature["geometry"]).is_valid, (tile, feature["id"])
                polygons += 1
    assert polygons > 1000


def tiles_of(boxes: np.ndarray, zoom: int, random: Random, most: int) -> list[Tile]:
    side = 2 ** (32 - zoom)
    low = (boxes[:, :2].min(axis=0).astype(np.int64) + 2**31) // side
    high = (boxes[:, 2:].max(axis=0).astype(np.int64) + 2**31) // side
    tiles = [
        Tile(zoom, column, row)
        for column in range(int(low[0]), int(high[0]) + 1)
        for row in range(int(low[1]), int(high[1]) + 1)
    ]
    return tiles if len(tiles) <= most else random.sample(tiles, most)
