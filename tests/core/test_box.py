"""Boxes: refused when they cannot be one, otherwise plain rectangles."""

import math

import pytest

from satupeta.core.box import Box, smallest
from satupeta.core.errors import InvalidBox


@pytest.mark.parametrize(
    "edges",
    [
        (math.nan, 0, 1, 1),
        (0, 0, math.inf, 1),
        (1, 0, 1, 1),
        (2, 0, 1, 1),
        (0, 2, 1, 1),
        (0, 1, 1, 1),
    ],
)
def test_a_box_that_cannot_be_one_is_refused(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(InvalidBox) as refused:
        Box.checked(*edges, crs="EPSG:3857", locator="bbox")
    assert refused.value.locator == "bbox"
    assert "bbox" in refused.value.message.id


def test_a_checked_box_keeps_its_edges_and_crs() -> None:
    box = Box.checked(1, 2, 3, 5, "EPSG:3857", "bbox")
    assert (box.width, box.height, box.crs) == (2, 3, "EPSG:3857")


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (Box(1, 1, 2, 2), True),
        (Box(2, 2, 3, 3), True),
        (Box(2.1, 0, 3, 3), False),
        (Box(0, -3, 2, -0.1), False),
        (Box(-5, -5, 5, 5), True),
    ],
)
def test_boxes_meet_when_they_share_a_point(other: Box, meets: bool) -> None:
    assert Box(0, 0, 2, 2).intersects(other) is meets
    assert other.intersects(Box(0, 0, 2, 2)) is meets


def test_a_union_holds_both() -> None:
    assert Box(0, 0, 1, 1).union(Box(2, -1, 3, 0.5)) == Box(0, -1, 3, 1)


def test_the_smallest_box_has_the_least_area() -> None:
    wide, small = Box(0, 0, 4, 1), Box(0, 0, 1.5, 2)
    assert smallest([wide, small]) is small
    with pytest.raises(ValueError, match="empty"):
        smallest([])
