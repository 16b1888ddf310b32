from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.data.errors import ReleaseMissing
from satupeta.data.snapshot.columns import packed_tree, search_tree
from satupeta.data.snapshot.format import FORMAT, SnapshotFacts
from satupeta.data.snapshot.mapping import map_columns

EDGE = st.integers(0, 9).map(float)


@given(st.lists(st.tuples(EDGE, EDGE, EDGE, EDGE), max_size=40), st.tuples(EDGE, EDGE, EDGE, EDGE))
def test_the_tree_finds_the_boxes_that_meet(boxes: list[tuple[float, ...]], asked: tuple[float, ...]) -> None:
    tidy = np.sort(np.array(boxes).reshape(-1, 2, 2), axis=1).reshape(-1, 4)
    (west, south), (east, north) = np.sort(np.array(asked).reshape(2, 2), axis=0).tolist()
    wanted = (tidy[:, 0] <= east) & (tidy[:, 2] >= west) & (tidy[:, 1] <= north) & (tidy[:, 3] >= south)
    found = search_tree(packed_tree(tidy), west, south, east, north)
    assert sorted(found.tolist()) == np.flatnonzero(wanted).tolist()


def test_a_folder_without_columns_is_missing(tmp_path: Path) -> None:
    facts = SnapshotFacts(FORMAT, 0, None, None, {})  # type: ignore[arg-type]
    with pytest.raises(ReleaseMissing):
        map_columns(tmp_path, facts, "r1")
