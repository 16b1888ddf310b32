import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.features.ragged import offsets_from_counts, take_ragged


@given(st.lists(st.integers(0, 5), min_size=1, max_size=9), st.data())
def test_taken_items_are_those_of_the_rows(counts: list[int], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=9))
    offsets = offsets_from_counts(np.array(counts))
    taken, items = take_ragged(offsets, np.array(rows, np.int64))
    wanted = [list(range(offsets[row], offsets[row + 1])) for row in rows]
    assert [items[start:end].tolist() for start, end in itertools.pairwise(taken)] == wanted


def test_offsets_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="int32"):
        offsets_from_counts(np.array([2**31 - 1, 1]))
