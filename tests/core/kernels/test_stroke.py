import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry import LinearRing, LineString, box

from satupeta.core.kernels.stroke import add_strokes, blend_marks, blend_strokes
from satupeta.core.kernels.twins.stroke import stroke_coverage

SIZE = 20
JOINS = {"miter": 0, "round": 1, "bevel": 2}
CAPS = {"butt": 0, "round": 1, "square": 2}
SHAPELY_JOINS = {"miter": "mitre", "round": "round", "bevel": "bevel"}
SHAPELY_CAPS = {"butt": "flat", "round": "round", "square": "square"}
Line = list[tuple[float, float]]


def inked(
    line: Line,
    width: float,
    join: str = "round",
    cap: str = "butt",
    closed: bool = False,
    dashes: tuple[float, ...] = (),
    size: tuple[int, int] = (SIZE, SIZE),
) -> NDArray[np.float64]:
    cells = np.zeros((size[1], size[0] + 2), np.float32)
    offsets = np.array([0, len(line)], np.int32)
    add_strokes(cells, np.array(line, np.float64), offsets, closed, width, JOINS[join], CAPS[cap], dashes)
    covered: NDArray[np.float64] = np.minimum(np.abs(np.cumsum(cells, axis=1, dtype=np.float64)[:, : size[0]]), 1)
    return covered


ZIGZAG: Line = [(3, 4), (15, 6), (5, 11), (16, 16)]
RIGHT_ANGLES: Line = [(4, 4), (15.5, 5.2), (14.3, 16.5), (3, 15.3)]
TRIANGLE: Line = [(3.5, 4), (16, 7), (7, 16)]


@pytest.mark.parametrize("cap", sorted(CAPS))
@pytest.mark.parametrize("join", sorted(JOINS))
@pytest.mark.parametrize("width", [0.4, 1.7, 3.5])
@pytest.mark.parametrize("line", [ZIGZAG, RIGHT_ANGLES])
def test_strokes_equal_twin(line: Line, width: float, join: str, cap: str) -> None:
    difference = np.abs(inked(line, width, join, cap) - stroke_coverage(line, False, width, join, cap, (SIZE, SIZE), 6))
    assert difference.max() < 0.17
    assert difference.mean() < 0.005


@pytest.mark.parametrize("join", sorted(JOINS))
def test_closed_strokes_equal_twin(join: str) -> None:
    twin = stroke_coverage(TRIANGLE, True, 2.2, join, "butt", (SIZE, SIZE))
    assert np.abs(inked(TRIANGLE, 2.2, join, closed=True) - twin).max() < 0.17


@pytest.mark.parametrize("join", sorted(JOINS))
@pytest.mark.parametrize("cap", sorted(CAPS))
def test_ink_equals_area_of_buffer(join: str, cap: str) -> None:
    line = [(x / 4, y / 4) for x, y in ZIGZAG]
    shape = LineString(line).buffer(
        0.15, cap_style=SHAPELY_CAPS[cap], join_style=SHAPELY_JOINS[join], mitre_limit=4, quad_segs=32
    )
    scaled = [(x * 20, y * 20) for x, y in line]
    assert inked(scaled, 6, join, cap, size=(90, 90)).sum() / 400 == pytest.approx(shape.area, rel=0.01)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-30, 50), st.integers(-30, 50)), min_size=2, max_size=6, unique=True),
    st.floats(0.3, 6),
    st.booleans(),
)
def test_ink_lies_where_the_line_is_and_nowhere_else(line: Line, width: float, closed: bool) -> None:
    path = LinearRing(line) if closed and len(line) > 2 else LineString(line)
    covered = inked(line, width, "round", "round", closed)
    for y in range(0, SIZE, 3):
        for x in range(0, SIZE, 3):
            pixel = box(x, y, x + 1, y + 1)
            if path.distance(pixel) > width / 2 + 0.05:
                assert covered[y, x] < 0.01
            if path.hausdorff_distance(pixel) < 0 or pixel.within(path.buffer(width / 2 - 0.15, quad_segs=16)):
                assert covered[y, x] > 0.95


def test_line_leaving_the_picture_is_taken_up_again() -> None:
    line: Line = [(2, 10), (500, 10), (500, 5000), (-500, 5000), (-500, 15.5), (12, 15.5)]
    covered = inked(line, 1)
    np.testing.assert_allclose(covered[9:11, 3:].sum(axis=0), 1, atol=1e-4)
    np.testing.assert_allclose(covered[15, :12], 1, atol=1e-4)
    assert covered[12:14].sum() < 1e-3


def test_ring_that_starts_out_of_sight_is_closed() -> None:
    ring: Line = [(-100, -100), (120, -100), (120, 10.5), (-100, 10.5)]
    covered = inked(ring, 1, "miter", closed=True)
    np.testing.assert_allclose(covered[10], 1, atol=1e-4)
    assert covered.sum() == pytest.approx(SIZE, abs=1e-3)


def test_dashes_are_on_and_off_from_the_first_point() -> None:
    covered = inked([(1, 5.5), (19, 5.5)], 1, dashes=(4, 2))
    expected = [0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0]
    np.testing.assert_allclose(covered[5], expected, atol=1e-4)


def test_dashes_keep_their_phase_over_corners_and_out_of_sight() -> None:
    near = inked([(1, 5.5), (11, 5.5), (11, 31)], 1, "miter", dashes=(3, 3))
    far = inked([(1 - 6e6, 5.5), (11, 5.5), (11, 31 + 6e6)], 1, "miter", dashes=(3, 3))
    np.testing.assert_allclose(near[:, 1:], far[:, 1:], atol=1e-3)


def test_odd_pattern_is_walked_twice() -> None:
    once = inked([(0, 5.5), (20, 5.5)], 1, dashes=(2,))
    np.testing.assert_allclose(once, inked([(0, 5.5), (20, 5.5)], 1, dashes=(2, 2)), atol=1e-6)


def test_closed_dashes_go_round() -> None:
    ring: Line = [(2, 2), (18, 2), (18, 18), (2, 18)]
    assert inked(ring, 1, "bevel", closed=True, dashes=(2, 2)).sum() == pytest.approx(32, abs=0.5)


@pytest.mark.parametrize("line", [[], [(5, 5)], [(5, 5), (5, 5), (5.001, 5)]])
def test_lines_without_length_leave_no_ink(line: Line) -> None:
    cells = np.zeros((SIZE, SIZE + 2), np.float32)
    xy = np.array(line, np.float64).reshape(-1, 2)
    add_strokes(cells, xy, np.array([0, len(line)], np.int32), True, 2, 1, 1)
    assert not cells.any()


@pytest.mark.parametrize(
    ("width", "dashes"), [(0, ()), (-1, ()), (float("nan"), ()), (1, (0.0, 0.0)), (1, (-1, 5)), (1, (float("nan"), 1))]
)
def test_pens_that_cannot_be_are_refused(width: float, dashes: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"stroke|dashes"):
        inked([(0, 0), (5, 5)], width, dashes=dashes)


def test_broken_columns_are_refused() -> None:
    cells, picture = np.zeros((4, 6), np.float32), np.zeros((4, 4, 4), np.float32)
    xy, rings = np.zeros((3, 2)), np.array([0, 3], np.int32)
    with pytest.raises(ValueError, match="offsets"):
        add_strokes(cells, xy, np.array([0, 4], np.int32), False, 1, 0, 0)
    for features in ([0, 2], [-1, 1], [1, 0]):
        with pytest.raises(ValueError, match="feature"):
            blend_strokes(
                cells, picture, xy, rings, np.array(features, np.int32), False, 1, 0, 0, (), (0.0, 0.0, 0.0), 1
            )
    with pytest.raises(ValueError, match="size"):
        blend_marks(cells, np.zeros((4, 3, 4), np.float32), xy, np.ones((3, 2)), None, None)
    with pytest.raises(ValueError, match="three"):
        blend_marks(cells, picture, xy, np.ones((2, 2)), None, None)


def test_translucent_strokes_darken_where_features_meet() -> None:
    cells, picture = np.zeros((SIZE, SIZE + 2), np.float32), np.zeros((4, SIZE, SIZE), np.float32)
    xy = np.array([(0, 5.5), (20, 5.5), (0, 9.5), (20, 9.5), (5.5, 0), (5.5, 20)], np.float64)
    rings, features = np.array([0, 2, 4, 6], np.int32), np.array([0, 2, 3], np.int32)
    blend_strokes(cells, picture, xy, rings, features, False, 1, 0, 0, (), (1.0, 0.0, 0.0), 0.5)
    assert picture[3, 5, 5] == pytest.approx(0.75, abs=1e-4)
    assert picture[3, 5, 10] == pytest.approx(0.5, abs=1e-4)
    assert picture[0, 9, 12] == pytest.approx(0.5, abs=1e-4)
    assert not cells.any()


def test_marks_cover_their_fill_then_their_outline() -> None:
    cells, picture = np.zeros((SIZE, SIZE + 2), np.float32), np.zeros((4, SIZE, SIZE), np.float32)
    square = np.array([(-3, -3), (3, -3), (3, 3), (-3, 3)], np.float64)
    points = np.array([(7, 10), (9, 10), (-50, 3)], np.float64)
    blend_marks(cells, picture, points, square, ((1.0, 0.0, 0.0), 1.0), ((0.0, 0.0, 1.0), 1.0, 2.0, 0))
    assert picture[:, 10, 9] == pytest.approx([1, 0, 0, 1], abs=1e-3)
    assert picture[:, 10, 6] == pytest.approx([0, 0, 1, 1], abs=1e-3)
    assert picture[3].sum() == pytest.approx(10 * 8, abs=0.1)
