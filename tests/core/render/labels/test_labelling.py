import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.render.labels.scenes import NAME, STREET, inked_boxes, labels, layer, picture

from satupeta.core.box import Box
from satupeta.core.crs import project_box
from satupeta.core.render.labels.candidates import LabelLayer
from satupeta.core.tiling import Tile

TILE = Tile(13, 6522, 4237)
NAMES = ["Cipondoh", "Tanah Tinggi", "Pinang", "Karang Tengah", "Gaga", "Sudimara Barat", "Ñusa", "Poris Plawad Indah"]


def random_points(seed: int, count: int, rank: int = 0) -> LabelLayer:
    random = np.random.default_rng(seed)
    x, y = random.uniform(106.5, 106.8, count), random.uniform(-6.3, -6.05, count)
    names = [f"{NAMES[number % len(NAMES)]} {number}" for number in range(count)]
    symbolizer = NAME.__class__(NAME.label, rank=rank, size_px=11 + rank)
    return layer(list(shapely.points(x, y)), names, symbolizer)


def random_lines(seed: int) -> LabelLayer:
    random = np.random.default_rng(seed)
    starts = random.uniform((106.5, -6.3), (106.8, -6.05), (60, 2))
    walks = np.cumsum(random.normal((0.006, 0), 0.003, (60, 12, 2)), axis=1) + starts[:, None]
    return layer(list(shapely.linestrings(walks)), [f"Jalan {NAMES[n % 8]}" for n in range(60)], STREET)


@given(st.integers(0, 10_000), st.integers(1, 400))
@settings(max_examples=15, deadline=None)
def test_no_two_labels_overlap(seed: int, count: int) -> None:
    found = labels([random_points(seed, count), random_points(seed + 1, 20, rank=2)], TILE.box(), 256, 256)
    boxes = shapely.box(*inked_boxes(found).T) if found else np.empty(0, object)
    one, other = shapely.STRtree(boxes).query(boxes)
    assert not shapely.area(shapely.intersection(boxes[one[one < other]], boxes[other[one < other]])).any()


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=6, deadline=None)
def test_neighbouring_tiles_agree_pixel_by_pixel(seed: int, across: bool) -> None:
    scene = [random_lines(seed), random_points(seed, 300), random_points(seed + 1, 30, rank=3)]
    beside = Tile(13, TILE.column + across, TILE.row + (not across))
    both = TILE.box().union(beside.box())
    size = (512, 256) if across else (256, 512)
    whole = picture(scene, both, *size)
    halves = [picture(scene, tile.box(), 256, 256) for tile in (TILE, beside)]
    np.testing.assert_array_equal(np.concatenate(halves, axis=1 if across else 0), whole)
    assert whole.any()


@pytest.mark.parametrize("crs", ["EPSG:32748", "EPSG:4326"])
def test_neighbouring_pictures_agree_in_other_systems(crs: str) -> None:
    scene = [random_points(5, 300), random_lines(5)]
    left = project_box(Box(106.60, -6.20, 106.64, -6.16), crs)
    right = Box(left.east, left.south, left.east + left.width, left.north, crs)
    whole = picture(scene, Box(left.west, left.south, right.east, left.north, crs), 512, 256)
    halves = np.concatenate([picture(scene, box, 256, 256) for box in (left, right)], axis=1)
    # A picture's grid is exact to a twentieth of a pixel: a label may take another quarter of one.
    differs = np.abs(halves.astype(int) - whole).max(axis=2) > 64
    assert differs.mean() < 0.01
    assert whole.any()


def test_a_label_of_higher_rank_stands_first() -> None:
    place = [shapely.Point(106.62, -6.18)]
    box = project_box(Box(106.61, -6.19, 106.63, -6.17), "EPSG:3857")
    low, high = layer(place, ["Kelurahan"]), layer(place, ["Kota"], NAME.__class__(NAME.label, rank=5, color="#ff0000"))
    for scene in ([low, high], [high, low]):
        (found,) = labels(scene, box, 256, 256)
        assert found.color == (1, 0, 0)


def test_the_greatest_priority_stands_first_and_missing_ones_last() -> None:
    places = [shapely.Point(106.62, -6.18)] * 3
    box = project_box(Box(106.61, -6.19, 106.63, -6.17), "EPSG:3857")
    symbolizer = NAME.__class__(NAME.label, priority="jiwa")
    scene = layer(places, ["A", "Bbbbbbbb", "C"], symbolizer, jiwa=[5, 7, None])
    (found,) = labels([scene], box, 256, 256)
    (alone,) = labels([layer(places[:1], ["Bbbbbbbb"])], box, 256, 256)
    np.testing.assert_array_equal(found.mask.letters, alone.mask.letters)


def test_streets_are_named_along_them_and_repeatedly() -> None:
    box = project_box(Box(106.60, -6.20, 106.64, -6.16), "EPSG:3857")
    line = shapely.LineString([(106.59, -6.19), (106.65, -6.17)])
    found = labels([layer([line], ["Jalan Daan Mogot"], STREET)], box, 800, 800)
    middles = np.array([(boxes[:2] + boxes[2:]) / 2 for boxes in inked_boxes(found)])
    assert len(middles) >= 3
    slope = np.diff(middles[:, 1]) / np.diff(middles[:, 0])
    assert slope == pytest.approx(-np.full(len(slope), 1 / 3), abs=0.02)
    again = labels([layer([line.reverse()], ["Jalan Daan Mogot"], STREET)], box, 800, 800)
    assert len(again) == len(found)


def test_nothing_is_named_where_a_line_is_too_short_or_bent() -> None:
    box = project_box(Box(106.60, -6.20, 106.64, -6.16), "EPSG:3857")
    short = shapely.LineString([(106.62, -6.18), (106.6203, -6.18)])
    zigzag = shapely.LineString([(106.61 + 0.0004 * n, -6.18 + 0.0008 * (n % 2)) for n in range(40)])
    assert labels([layer([short, zigzag], ["Jalan Panjang", "Jalan Berliku"], STREET)], box, 256, 256) == ()


def test_equal_names_keep_their_distance() -> None:
    places = [shapely.Point(106.605 + 0.01 * n, -6.18) for n in range(4)]
    box = project_box(Box(106.60, -6.20, 106.64, -6.16), "EPSG:3857")
    apart = NAME.__class__(NAME.label, repeat_px=150)
    assert len(labels([layer(places, ["Kali"] * 4)], box, 400, 400)) == 4
    assert len(labels([layer(places, ["Kali"] * 4, apart)], box, 400, 400)) == 2
    assert len(labels([layer(places, ["A", "B", "C", "D"], apart)], box, 400, 400)) == 4


@pytest.mark.parametrize("rows", [0, 1])
def test_features_without_a_name_get_no_label(rows: int) -> None:
    scene = layer([shapely.Point(106.62, -6.18)] * rows, [None] * rows)
    assert labels([scene], project_box(Box(106.6, -6.2, 106.64, -6.16), "EPSG:3857"), 256, 256) == ()


def test_fine_screens_show_the_same_labels() -> None:
    scene = [random_points(3, 40)]
    one, two = labels(scene, TILE.box(), 256, 256), labels(scene, TILE.box(), 512, 512, 2.0)
    assert len(one) == len(two)
    np.testing.assert_allclose(inked_boxes(two) / 2, inked_boxes(one), atol=2)
