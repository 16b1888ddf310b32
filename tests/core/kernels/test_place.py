from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from satupeta.core.features.columns import POLYGON, WorldColumns
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.world import world_columns
from satupeta.core.kernels.place import place

POINTS, LINES, POLYGONS = 0, 1, 2
SIDE = 1000
UNITS = np.array([[[0.0, 0.0], [100.0, 0.0]], [[0.0, 100.0], [100.0, 100.0]]])
"""A grid over 0..1000 that makes ten units one pixel."""


def columns(rings: list[list[tuple[int, int]]], features: list[int] | None = None) -> WorldColumns:
    """Each ring is a part; `features` counts the parts of each row, one each by default."""
    counts = features or [1] * len(rings)
    return WorldColumns(
        np.array([vertex for ring in rings for vertex in ring], np.int32).reshape(-1, 2),
        np.concatenate(([0], np.cumsum([len(ring) for ring in rings]))).astype(np.int32),
        np.arange(len(rings) + 1, dtype=np.int32),
        np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        np.full(len(counts), POLYGON, np.uint8),
        np.zeros((len(counts), 4), np.int32),
    )


def placed(
    source: WorldColumns, kind: int, clipped: bool, rows: list[int] | None = None, nodes: NDArray[np.float64] = UNITS
) -> tuple[NDArray[np.float64], list[int], list[int]]:
    chosen = np.array(range(len(source)) if rows is None else rows, np.int32)
    step = (SIDE / (nodes.shape[1] - 1), SIDE / (nodes.shape[0] - 1))
    xy, rings, features = place(source, chosen, nodes, (0.0, 0.0), step, kind, clipped)
    return xy, rings.tolist(), features.tolist()


def test_rows_come_in_the_order_asked() -> None:
    source = columns([[(0, 0), (10, 20)], [(30, 40)], [(50, 60), (70, 80)]], [1, 0, 2])
    xy, rings, features = placed(source, LINES, False, [2, 1, 0])
    np.testing.assert_allclose(xy, [[3, 4], [5, 6], [7, 8], [0, 0], [1, 2]])
    assert (rings, features) == ([0, 1, 3, 5], [0, 2, 2, 3])


def test_an_affine_grid_is_carried_on_without_clipping() -> None:
    xy, _, _ = placed(columns([[(-(2**31), 0), (2**31 - 1, 500)]]), LINES, False)
    np.testing.assert_allclose(xy, [[-(2**31) / 10, 0], [(2**31 - 1) / 10, 50]])


@given(st.floats(0, 1000), st.floats(0, 1000), st.integers(0, 10**6))
def test_between_nodes_the_answer_is_bilinear(x: float, y: float, seed: int) -> None:
    nodes: NDArray[np.float64] = np.random.default_rng(seed).uniform(-50, 150, (3, 4, 2))
    whole = (int(x), int(y))
    xy, _, _ = placed(columns([[whole]]), POINTS, True, nodes=nodes)
    u, v = whole[0] / SIDE * 3, whole[1] / SIDE * 2
    i, j = min(int(u), 2), min(int(v), 1)
    left = nodes[j, i] * (1 - (v - j)) + nodes[j + 1, i] * (v - j)
    right = nodes[j, i + 1] * (1 - (v - j)) + nodes[j + 1, i + 1] * (v - j)
    expected = left * (1 - (u - i)) + right * (u - i)
    assert xy[0].tolist() == pytest.approx(expected.tolist(), abs=1e-9)


ring_lists = st.lists(
    st.tuples(st.integers(-2000, 3000), st.integers(-2000, 3000)), min_size=3, max_size=12, unique=True
)


@given(ring_lists)
def test_clipped_polygons_keep_their_area_inside_the_grid(ring: list[tuple[int, int]]) -> None:
    polygon = shapely.Polygon(ring)
    if not polygon.is_valid:
        polygon = polygon.convex_hull
    if polygon.geom_type != "Polygon":
        return
    exterior = [(int(x), int(y)) for x, y in polygon.exterior.coords[:-1]]
    xy, _, _ = placed(columns([exterior]), POLYGONS, True)
    assert not len(xy) or (xy.min() > -1e-6 and xy.max() < 100 + 1e-6)
    x, y = xy[:, 0], xy[:, 1]
    area = abs(float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())) / 2
    assert area * 100 == pytest.approx(polygon.intersection(shapely.box(0, 0, SIDE, SIDE)).area, abs=1e-3)


@given(ring_lists)
def test_clipped_lines_keep_what_lies_inside(line: list[tuple[int, int]]) -> None:
    xy, _, _ = placed(columns([line]), LINES, True)
    inner = shapely.box(1e-6, 1e-6, SIDE - 1e-6, SIDE - 1e-6)
    expected = shapely.LineString(line).intersection(inner)
    found = shapely.LineString(xy * 10).intersection(inner) if len(xy) > 1 else shapely.Point()
    assert found.length == pytest.approx(expected.length, rel=1e-6, abs=1e-3)


def test_points_beyond_the_grid_are_left_out_when_clipped() -> None:
    source = columns([[(-1, 5)], [(5, 5)], [(1001, 5)], [(5, -1)], [(5, 1001)], [(1000, 1000)]])
    xy, rings, features = placed(source, POINTS, True)
    assert xy.tolist() == [[0.5, 0.5], [100.0, 100.0]]
    assert (rings, features) == ([0, 0, 1, 1, 1, 1, 2], list(range(7)))


SOUND = columns([[(0, 0), (10, 0), (10, 10)], [(20, 20), (30, 20), (30, 30)]])
BROKEN = {
    "ring beyond": replace(SOUND, rings=np.array([0, 3, 7], np.int32)),
    "ring negative": replace(SOUND, rings=np.array([-3, 3, 6], np.int32)),
    "ring falls": replace(SOUND, rings=np.array([0, 3, 2], np.int32)),
    "parts beyond": replace(SOUND, parts=np.array([0, 1, 9], np.int32)),
    "parts fall": replace(SOUND, parts=np.array([0, 2, 1], np.int32)),
    "features beyond": replace(SOUND, features=np.array([0, 1, 5], np.int32)),
    "features negative": replace(SOUND, features=np.array([0, -1, 2], np.int32)),
    "features short": replace(SOUND, features=np.array([0], np.int32)),
    "no offsets": replace(SOUND, rings=np.array([], np.int32), parts=np.array([], np.int32)),
    "no vertices": replace(SOUND, xy=np.zeros((0, 2), np.int32)),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
@pytest.mark.parametrize("clipped", [False, True])
def test_broken_columns_are_refused(name: str, clipped: bool) -> None:
    with pytest.raises(ValueError, match="outside"):
        placed(BROKEN[name], POLYGONS, clipped, [0, 1])


@pytest.mark.parametrize("row", [-1, 2, 2**31 - 1])
def test_rows_that_are_not_there_are_refused(row: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        placed(SOUND, POLYGONS, False, [row])


@pytest.mark.parametrize("nodes", [np.zeros((1, 2, 2)), np.zeros((2, 1, 2)), np.zeros((2, 2, 3))])
def test_grids_that_cannot_be_are_refused(nodes: NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match="grid"):
        place(SOUND, np.array([0], np.int32), nodes, (0.0, 0.0), (1.0, 1.0), POLYGONS, True)
    with pytest.raises(ValueError, match="grid"):
        place(SOUND, np.array([0], np.int32), UNITS, (0.0, 0.0), (0.0, 1.0), POLYGONS, True)


def test_real_columns_are_placed_whole() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1), None, shapely.box(2, 2, 3, 3)], dtype=object)
    source = world_columns(columns_from_geometries(shapes), "OGC:CRS84")
    xy, rings, features = placed(source, POLYGONS, False)
    assert (len(xy), rings, features) == (8, [0, 4, 8], [0, 1, 1, 2])
