from typing import get_args

import numpy as np
import pytest
import shapely

from satupeta.core.style.marks import mark_ring
from satupeta.core.style.model import Mark


@pytest.mark.parametrize("mark", get_args(Mark))
@pytest.mark.parametrize("size_px", [0.5, 8.0, 200.0])
def test_marks_are_as_high_as_their_size_round_the_middle(mark: Mark, size_px: float) -> None:
    ring = mark_ring(mark, size_px)
    assert np.ptp(ring[:, 1]) == pytest.approx(size_px, rel=0.02)
    assert shapely.Polygon(ring).is_valid
    assert abs(float(ring[:, 0].min() + ring[:, 0].max())) < 0.02 * size_px


def test_large_circles_are_round() -> None:
    assert shapely.Polygon(mark_ring("circle", 200.0)).area == pytest.approx(np.pi * 100**2, rel=1e-3)
