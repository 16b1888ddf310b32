import numpy as np

from satupeta.core.features.hilbert import hilbert_index, hilbert_order


def test_the_curve_visits_every_cell_by_steps_of_one() -> None:
    x, y = (axis.ravel().astype(np.int64) for axis in np.meshgrid(np.arange(32), np.arange(32)))
    distance = hilbert_index(x, y)
    along = np.argsort(distance)
    assert np.array_equal(np.sort(distance), np.arange(1024))
    assert set((np.abs(np.diff(x[along])) + np.abs(np.diff(y[along]))).tolist()) == {1}


def test_rows_without_place_come_last() -> None:
    boxes = np.array([[np.nan] * 4, [1, 1, 2, 2], [0, 0, 0, 0], [np.nan] * 4])
    assert hilbert_order(boxes).tolist() == [2, 1, 0, 3]


def test_order_of_nothing_is_nothing() -> None:
    assert len(hilbert_order(np.empty((0, 4)))) == 0
