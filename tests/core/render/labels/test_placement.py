import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from satupeta.core.render.labels.placement import ROUNDS, overlapping, reach_of, standing, thinned

BOXES = arrays(np.float64, st.tuples(st.integers(0, 60), st.just(2)), elements=st.integers(0, 100).map(float))


def boxes_at(corners: np.ndarray) -> np.ndarray:
    return np.column_stack((corners, corners + np.array((12, 4))))


@given(BOXES)
def test_none_of_those_that_stand_overlap(corners: np.ndarray) -> None:
    pairs = overlapping(boxes_at(corners), np.arange(len(corners)))
    placed = standing(np.arange(len(corners)), pairs)
    assert not (placed[pairs[:, 0]] & placed[pairs[:, 1]]).any()
    if len(corners):
        assert placed[0]


@given(BOXES)
def test_overlaps_are_those_of_every_pair(corners: np.ndarray) -> None:
    boxes = boxes_at(corners)
    found = {tuple(pair) for pair in overlapping(boxes, np.arange(len(boxes))).tolist()}
    wanted = {
        (one, other)
        for one in range(len(boxes))
        for other in range(one + 1, len(boxes))
        if (boxes[one, :2] <= boxes[other, 2:]).all() and (boxes[other, :2] <= boxes[one, 2:]).all()
    }
    assert found == wanted


@given(BOXES, st.integers(0, 100))
def test_what_lies_beyond_the_reach_has_no_say(corners: np.ndarray, edge: int) -> None:
    boxes, order = boxes_at(corners), np.arange(len(corners))
    whole = standing(order, overlapping(boxes, order))
    near = np.flatnonzero(corners[:, 0] <= edge + reach_of(0, 12))
    part = standing(order[near], overlapping(boxes[near], np.arange(len(near))))
    inside = corners[near, 0] <= edge
    np.testing.assert_array_equal(part[inside], whole[near][inside])


def test_a_chain_is_settled_as_far_as_the_rounds_go() -> None:
    count = 4 * ROUNDS
    pairs = np.array([(number, number + 1) for number in range(count - 1)])
    placed = standing(np.arange(count), pairs)
    assert np.flatnonzero(placed).tolist() == list(range(0, 2 * ROUNDS, 2))


def test_each_cell_keeps_its_first_wherever_the_picture_lies() -> None:
    anchors = np.array([(1.0, 1.0), (9.0, 3.0), (11.0, 1.0), (25.0, 1.0)])
    order = np.array([2, 1, 0, 3])
    assert thinned(anchors, order, (10, 5), (0, 0)).tolist() == [2, 1, 3]
    moved = thinned(anchors - np.array((7, 0)), order, (10, 5), (7, 0))
    assert moved.tolist() == [2, 1, 3]
    assert thinned(anchors[:0], order[:0], (10, 5), (0, 0)).tolist() == []
