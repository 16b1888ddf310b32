from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.core.kernels.tiles import CLIP_BOX, around, decoded, from_tile_units, layer, random_shapes

from satupeta.core.features.columns import WorldColumns
from satupeta.core.kernels.survey import survey
from satupeta.core.kernels.tile import tile_geometries
from satupeta.core.kernels.twins.tile import Ring, cleaned, commands, snapped, with_line_vertices
from satupeta.core.tiling import Tile

MIDDLE = Tile(12, 3261, 2118)
EAST = np.array([4096.0, 0.0])
GRID = st.integers(0, 40).map(lambda number: number * 100)


def shapes(*texts: str) -> Any:
    return np.array(shapely.from_wkt(list(texts)), dtype=object)


def varints(content: bytes) -> list[int]:
    numbers, number, shift = [], 0, 0
    for byte in content:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(number)
            number = shift = 0
    return numbers


def check(geometries: Any, tile: Tile) -> int:
    """Every polygon in the tiles about this one is valid and covers what the exact cut covers; how many there were."""
    drawn = layer(from_tile_units(geometries, tile))
    count = 0
    for near in around(tile):
        moved = np.array([(near.column - tile.column) * 4096.0, (near.row - tile.row) * 4096.0])
        local = shapely.transform(geometries, lambda xy, moved=moved: xy - moved)
        for row, served in decoded(drawn, near).items():
            exact = shapely.intersection(local[row], CLIP_BOX)
            assert served.is_valid, (near, row, shapely.is_valid_reason(served))
            assert served.within(CLIP_BOX)
            assert abs(served.area - exact.area) <= 0.8 * exact.length + 8
            count += 1
    return count


@pytest.mark.long
def test_no_polygon_of_any_tile_is_invalid(random: Random, budget: Callable[[int, int], int]) -> None:
    served = 0
    for _ in range(budget(12, 400)):
        zoom = random.randint(8, 18)
        tile = Tile(zoom, random.randrange(2, 2**zoom - 2), random.randrange(2, 2**zoom - 2))
        served += check(random_shapes(random.randrange(2**32)), tile)
    assert served > 600


@given(st.lists(st.tuples(GRID, GRID), min_size=3, max_size=9, unique=True), st.integers(-70, 70))
def test_small_made_shapes_stay_valid(points: list[tuple[int, int]], shift: int) -> None:
    made = shapely.make_valid(shapely.Polygon([(x + shift, y + shift) for x, y in points]))
    polygons = [part for part in shapely.get_parts(made) if part.geom_type == "Polygon"]
    if polygons:
        check(np.array([shapely.multipolygons(polygons)], dtype=object), MIDDLE)


@pytest.mark.parametrize(
    ("text", "polygons", "holes"),
    [
        (
            "POLYGON ((-500 100, 500 100, 500 900, -500 900, -500 100), (-300 300, 9 300, 9 600, -300 600, -300 300))",
            1,
            0,
        ),
        (
            "POLYGON ((-500 100, 500 100, 500 900, -500 900, -500 100), (200 300, 300 300, 300 600, 200 600, 200 300))",
            1,
            1,
        ),
        ("POLYGON ((-500 100, 500 100, -64 200, 500 300, -500 300, -500 100))", 2, 0),
        ("POLYGON ((100 100, 500 100, 500 500, 100 500, 100 100), (100 300, 200 200, 200 400, 100 300))", 1, 1),
        ("POLYGON ((-900 0, 900 0, 900 900, -900 900, -900 0), (-900 450, 0 0, 900 450, 0 900, -900 450))", 4, 0),
        ("MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((5000 0, 5009 0, 5009 9, 5000 0)))", 1, 0),
        ("POLYGON ((-9000 -9000, 9000 -9000, 9000 9000, -9000 9000, -9000 -9000))", 1, 0),
        ("POLYGON ((0 0, 0.3 0, 0.3 0.3, 0 0))", 0, 0),
        ("POLYGON ((0 0, 900 0, 900 0.3, 0 0.3, 0 0))", 0, 0),
        ("POLYGON ((5000 0, 5900 0, 5900 900, 5000 0))", 0, 0),
    ],
)
def test_clipping_makes_the_parts_it_should(text: str, polygons: int, holes: int) -> None:
    found = decoded(layer(from_tile_units(shapes(text), MIDDLE)), MIDDLE)
    parts = shapely.get_parts(found[0]) if found else np.array([], dtype=object)
    assert (len(parts), int(shapely.get_num_interior_rings(parts).sum())) == (polygons, holes)
    assert all(part.is_valid for part in parts)


def test_neighbouring_tiles_agree_along_their_seam() -> None:
    shape = shapes("POLYGON ((3000 100, 5000 333, 5100 1777, 3100 2011, 3000 100))")
    drawn = layer(from_tile_units(shape, MIDDLE))
    east = Tile(MIDDLE.zoom, MIDDLE.column + 1, MIDDLE.row)
    here, there = decoded(drawn, MIDDLE)[0], shapely.transform(decoded(drawn, east)[0], lambda xy: xy + EAST)
    seam = shapely.box(4032, -64, 4160, 4160)
    assert shapely.equals(shapely.intersection(here, seam), shapely.intersection(there, seam))


@pytest.mark.parametrize("zoom", [0, 1, 5, 18])
def test_a_polygon_of_the_whole_world_covers_every_tile(zoom: int) -> None:
    last = 2**zoom - 1
    low, high = -(2**31), 2**31 - 1
    ring = np.array([[low, low], [high, low], [high, high], [low, high]], np.int32)
    ends = np.array([0, 1], np.int32)
    world = WorldColumns(
        ring,
        np.array([0, 4], np.int32),
        ends,
        ends,
        np.array([3], np.uint8),
        np.array([[low, low, high, high]], np.int32),
    )
    for column, row in ((0, 0), (last, last), (last // 2, last // 3)):
        served = decoded(layer(world, patched=zoom < 10), Tile(zoom, column, row))[0]
        assert served.is_valid
        assert served.area >= 4096**2


def random_ring() -> st.SearchStrategy[Ring]:
    return st.lists(st.tuples(st.integers(100, 3900), st.integers(100, 3900)), min_size=3, max_size=12)


def simple(ring: Ring) -> bool:
    return len(set(ring)) == len(ring) and shapely.Polygon(ring).is_valid


@given(random_ring())
def test_an_uncut_ring_is_written_as_its_twin_writes_it(ring: Ring) -> None:
    if not simple(ring):
        return
    world = from_tile_units(np.array([shapely.Polygon(ring)], dtype=object), MIDDLE)
    content, offsets, kinds = tile_geometries(world, None, np.array([0], np.int32), 12, MIDDLE.column, MIDDLE.row)
    here = [(snapped(x, 12) - MIDDLE.column * 4096, snapped(y, 12) - MIDDLE.row * 4096) for x, y in world.xy.tolist()]
    wanted = cleaned(here)
    turns = [wanted[place:] + wanted[:place] for place in range(len(wanted))]
    assert varints(content) in [commands([turned], closed=True) for turned in turns]
    assert (offsets.tolist(), kinds.tolist()) == ([0, len(content)], [3])


@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 9000)), min_size=3, max_size=8))
def test_line_vertices_are_those_of_the_twin(ring: Ring) -> None:
    if not simple(ring) or cleaned(ring) != ring or shapely.Polygon(ring).exterior.is_ccw is False:
        return
    ends = np.array([0, 1], np.int32)
    _, _, found = survey(
        np.array(ring, np.int32),
        np.array([0, len(ring)], np.int32),
        ends,
        ends,
        np.array([0], np.int32),
        12,
        repaired=True,
        everything=True,
    )
    assert [tuple(vertex) for vertex in found[0].tolist()] == with_line_vertices(ring)


def test_points_in_reach_are_kept() -> None:
    points = shapes("POINT (10 20)", "MULTIPOINT (5 5, -64 7, -65 7, 4160 4160)", "POINT (4161 0)", "POINT EMPTY")
    found = decoded(layer(from_tile_units(points, MIDDLE)), MIDDLE)
    assert {row: shapely.to_wkt(shape) for row, shape in found.items()} == {
        0: "POINT (10 20)",
        1: "MULTIPOINT ((5 5), (-64 7), (4160 4160))",
    }


@given(st.lists(st.tuples(st.integers(-3000, 7000), st.integers(-3000, 7000)), min_size=2, max_size=8))
def test_lines_are_cut_to_the_box(points: list[tuple[int, int]]) -> None:
    line = shapely.LineString(points)
    if line.length == 0:
        return
    found = decoded(layer(from_tile_units(np.array([line], dtype=object), MIDDLE)), MIDDLE)
    served = found.get(0, shapely.LineString())
    # Measured across the line: a small step there moves where it crosses a nearly parallel edge by many units.
    assert served.is_empty or (CLIP_BOX.covers(served) and line.buffer(1).covers(served))
    inside = shapely.get_parts(shapely.intersection(line, CLIP_BOX.buffer(-1, join_style="mitre")))
    assert all(served.buffer(1.5).covers(part) for part in inside if part.length >= 3)


def test_a_line_that_leaves_and_returns_has_two_parts() -> None:
    line = shapes("LINESTRING (100 100, 100 -500, 300 -500, 300 100)")
    found = decoded(layer(from_tile_units(line, MIDDLE)), MIDDLE)[0]
    assert found.equals(shapely.from_wkt("MULTILINESTRING ((100 100, 100 -64), (300 -64, 300 100))"))


@pytest.mark.parametrize("name", ["rings", "parts", "features"])
@pytest.mark.parametrize("value", [-1, 2**30])
def test_damaged_columns_are_refused(name: str, value: int) -> None:
    world = from_tile_units(shapes("POLYGON ((0 0, 9 0, 9 9, 0 0))", "POINT (1 1)"), MIDDLE)
    changes: Any = {name: getattr(world, name).copy()}
    changes[name][1] = value
    with pytest.raises(ValueError, match="damaged"):
        tile_geometries(replace(world, **changes), None, np.array([0, 1], np.int32), 12, MIDDLE.column, MIDDLE.row)


@pytest.mark.parametrize("row", [-1, 1, 10**6])
def test_rows_that_are_not_there_are_refused(row: int) -> None:
    world = from_tile_units(shapes("POINT (1 1)"), MIDDLE)
    with pytest.raises(ValueError, match="damaged"):
        tile_geometries(world, None, np.array([row], np.int32), 12, MIDDLE.column, MIDDLE.row)


def test_columns_of_unequal_length_are_refused() -> None:
    world = from_tile_units(shapes("POINT (1 1)"), MIDDLE)
    with pytest.raises(ValueError, match="unequal"):
        tile_geometries(replace(world, types=np.zeros(5, np.uint8)), None, np.array([0], np.int32), 12, 0, 0)


def test_zooms_beyond_the_last_are_refused() -> None:
    world = from_tile_units(shapes("POINT (1 1)"), MIDDLE)
    with pytest.raises(ValueError, match="0 to 18"):
        tile_geometries(world, None, np.array([0], np.int32), 19, 0, 0)


@given(st.sampled_from(["rings", "parts", "features"]), st.integers(0, 8), st.integers(-(2**31), 2**31 - 1))
def test_no_offset_whatever_makes_a_tile_crash(name: str, place: int, value: int) -> None:
    world = from_tile_units(
        shapes(
            "POLYGON ((0 0, 900 0, 900 900, 0 900, 0 0), (1 1, 1 9, 9 9, 1 1))",
            "MULTILINESTRING ((0 0, 1 1), (2 2, 9999 9999))",
            "MULTIPOINT ((1 1), (2 2))",
        ),
        MIDDLE,
    )
    offsets = getattr(world, name).copy()
    offsets[place % len(offsets)] = value
    changes: Any = {name: offsets}
    rows = np.arange(3, dtype=np.int32)
    try:
        content, ends, _ = tile_geometries(replace(world, **changes), None, rows, 12, MIDDLE.column, MIDDLE.row)
    except ValueError:
        return
    assert ends[-1] == len(content)
