import numpy as np
import pytest
import shapely
from tests.core.render.labels.scenes import typefaces

from satupeta.core.features.columns import WorldColumns
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.world import world_columns
from satupeta.core.render.labels.lines import letters_along, middles

WORD = typefaces().of_weight(600).shaped("Jalan Raya")
WINDOW = (-(2**31), -(2**31), 2**31 - 1, 2**31 - 1)


def columns(*shapes: shapely.Geometry) -> WorldColumns:
    return world_columns(columns_from_geometries(np.array(shapes, dtype=object)), "OGC:CRS84")


def test_letters_stand_in_a_row_about_the_middle() -> None:
    found = letters_along(np.array([(0.0, 50.0), (200.0, 50.0)]), 0.5, WORD, 10)
    assert found is not None
    assert (np.diff(found[:, 0]) > 0).all()
    assert (found[:, 0].min() + found[:, 0].max()) / 2 == pytest.approx(100, abs=2)
    assert (found[:, 1] == 50).all()
    assert (found[:, 2] == 0).all()


def test_words_are_never_upside_down() -> None:
    there = letters_along(np.array([(0.0, 0.0), (200.0, 60.0)]), 0.5, WORD, 10)
    back = letters_along(np.array([(200.0, 60.0), (0.0, 0.0)]), 0.5, WORD, 10)
    assert there is not None
    assert back is not None
    np.testing.assert_allclose(there, back, atol=0.13)


@pytest.mark.parametrize(
    "path",
    [
        [(0, 0), (20, 0)],
        [(5, 5), (5, 5)],
        [(0, 0), (100, 0), (100, 100)],
        [(0, 0), (np.nan, 0), (200, 0)],
    ],
)
def test_short_bent_and_unknown_paths_carry_no_word(path: list[tuple[float, float]]) -> None:
    assert letters_along(np.array(path, np.float64), 0.5, WORD, 10) is None


def test_middles_are_spread_over_each_part() -> None:
    line = shapely.MultiLineString([[(106, -6), (106.4, -6)], [(107, -6), (107.1, -6)]])
    world = columns(line, shapely.Point(106, -6))
    width = 0.1 / 360 * 2**32
    found = list(middles(world, 0, width, WINDOW))
    assert [middle.number for middle in found] == [0, 1, 2, 3, 4]
    assert np.diff([middle.at for middle in found[:4]]) == pytest.approx(np.full(3, width), rel=1e-3)
    assert len(list(middles(world, 0, 0.0, WINDOW))) == 2
    assert list(middles(world, 1, width, WINDOW)) == []
    assert list(middles(world, 0, width, (0, 0, 1, 1))) == []
