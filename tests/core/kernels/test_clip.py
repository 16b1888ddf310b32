"""Cutting a polygon to a tile, step by step as its twin does it."""

from random import Random

import numpy as np
import pytest
import shapely
from tests.core.kernels.tiles import from_tile_units, random_shapes

from satupeta.core.kernels.tile import tile_geometries
from satupeta.core.kernels.twins.clip import clipped, simple_loops
from satupeta.core.kernels.twins.tile import Ring, cleaned, snapped, with_line_vertices
from satupeta.core.tiling import Tile

TILE = Tile(12, 3261, 2118)
SIDES = ((0, -64, 1), (1, -64, 1), (0, 4160, -1), (1, 4160, -1))


def turned(ring: Ring) -> tuple[tuple[int, int], ...]:
    """A ring from its least vertex on."""
    first = ring.index(min(ring))
    return tuple(ring[first:] + ring[:first])


def rings_of(content: bytes) -> list[Ring]:
    """The rings that geometry commands draw."""
    numbers: list[int] = []
    number = shift = 0
    for byte in content:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(number)
            number = shift = 0
    rings: list[Ring] = []
    x = y = place = 0
    while place < len(numbers):
        command, count = numbers[place] & 7, numbers[place] >> 3
        place += 1
        for _ in range(0 if command == 7 else count):
            dx, dy = ((value >> 1) ^ -(value & 1) for value in numbers[place : place + 2])
            x, y, place = x + dx, y + dy, place + 2
            if command == 1:
                rings.append([])
            rings[-1].append((x, y))
    return rings


def twin(rings: list[Ring]) -> list[Ring]:
    for axis, limit, side in SIDES:
        rings = clipped(rings, axis, limit, side)
    return simple_loops(rings)


@pytest.mark.parametrize("seed", range(6))
def test_cut_polygons_are_those_of_the_twin(seed: int) -> None:
    shapes = [shape for shape in random_shapes(seed, 24) if shape.geom_type == "Polygon"]
    world = from_tile_units(np.array(shapes, dtype=object), TILE)
    rows = np.arange(len(world), dtype=np.int32)
    content, ends, _ = tile_geometries(world, None, rows, TILE.zoom, TILE.column, TILE.row)
    compared = 0
    for row in rows.tolist():
        rings = []
        for ring in range(*world.parts[world.features[row] : world.features[row] + 2]):
            vertices = world.xy[world.rings[ring] : world.rings[ring + 1]].tolist()
            here = cleaned(
                [
                    (snapped(x, TILE.zoom) - TILE.column * 4096, snapped(y, TILE.zoom) - TILE.row * 4096)
                    for x, y in vertices
                ]
            )
            if here:
                rings.append(with_line_vertices(here))
        if not rings or not shapely.Polygon(rings[0], rings[1:]).is_valid:
            continue
        wanted = {turned(kept) for loop in twin(rings) if (kept := cleaned(loop))}
        assert {turned(ring) for ring in rings_of(content[ends[row] : ends[row + 1]])} == wanted
        compared += 1
    assert compared > 4


def test_a_stretch_along_the_line_belongs_to_the_polygon() -> None:
    square: Ring = [(-10, 0), (0, 0), (10, 0), (10, 10), (0, 10), (-10, 10)]
    assert [turned(ring) for ring in clipped([square], 0, 0, 1)] == [((0, 0), (10, 0), (10, 10), (0, 10))]
    assert [turned(ring) for ring in clipped([square], 0, 0, -1)] == [((-10, 0), (0, 0), (0, 10), (-10, 10))]


def test_a_walk_that_touches_itself_becomes_two_loops() -> None:
    eight: Ring = [(0, 0), (2, 2), (4, 0), (4, 4), (2, 2), (0, 4)]
    assert {turned(loop) for loop in simple_loops([eight])} == {((0, 0), (2, 2), (0, 4)), ((2, 2), (4, 0), (4, 4))}


def test_random_rings_keep_their_area_when_taken_apart() -> None:
    random = Random(3)
    for _ in range(50):
        corners = [(x, y) for x in range(4) for y in range(4) if random.random() < 0.5]
        blocks = shapely.union_all([shapely.box(x, y, x + 1, y + 1) for x, y in corners])
        for part in shapely.get_parts(blocks):
            rings = [[(int(x), int(y)) for x, y in ring.coords[:-1]] for ring in (part.exterior, *part.interiors)]
            loops = simple_loops(rings)
            assert sum(len(loop) for loop in loops) == sum(len(ring) for ring in rings)
            assert all(len(set(loop)) == len(loop) for loop in loops)
