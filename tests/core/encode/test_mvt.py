import datetime
from typing import Any

import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.core.kernels.tiles import from_tile_units

from satupeta.core.encode.mvt import TileLayer, encode_tile, tile_reach
from satupeta.core.kernels.message import feature_messages
from satupeta.core.tiling import Tile

TILE = Tile(12, 3261, 2118)
VALUES = st.none() | st.text(max_size=5) | st.integers(-(2**63), 2**63 - 1)


def points(count: int, attributes: pa.Table, name: str = "titik", first: int = 1) -> TileLayer:
    shapes = shapely.points(np.arange(count) * 10.0, np.arange(count) * 10.0)
    world = from_tile_units(shapes, TILE)
    rows = np.arange(count, dtype=np.int32)
    return TileLayer(name, world, None, rows, rows + np.int32(first), attributes)


def properties(layer: TileLayer) -> list[dict[str, Any]]:
    features = mapbox_vector_tile.decode(encode_tile([layer], TILE))[layer.name]["features"]
    return [feature["properties"] for feature in features]


def test_every_type_of_value_is_read_back() -> None:
    rows: list[dict[str, Any]] = [
        {"teks": "Jalan é", "bulat": -5, "pecahan": 0.1, "benar": True, "tanggal": datetime.date(2024, 5, 1)},
        {"teks": "", "bulat": 2**62, "pecahan": -2.5, "benar": False, "tanggal": None},
    ]
    found = properties(points(2, pa.Table.from_pylist(rows)))
    assert found[0] == rows[0] | {"tanggal": "2024-05-01"}
    assert found[1] == {name: value for name, value in rows[1].items() if value is not None}


@given(
    st.lists(
        st.tuples(VALUES.filter(lambda v: not isinstance(v, int)), VALUES.filter(lambda v: not isinstance(v, str)))
    )
)
def test_values_are_those_of_their_feature(rows: list[tuple[Any, Any]]) -> None:
    if not rows:
        return
    table = pa.table(
        {"a": pa.array([row[0] for row in rows], pa.string()), "b": pa.array([row[1] for row in rows], pa.int64())}
    )
    wanted = [{name: value for name, value in zip("ab", row, strict=True) if value is not None} for row in rows]
    assert properties(points(len(rows), table)) == wanted


def test_equal_values_are_written_once() -> None:
    short = encode_tile([points(300, pa.table({"a": ["panjang sekali"] * 300}))], TILE)
    assert short.count(b"panjang sekali") == 1


def test_what_is_no_number_is_null() -> None:
    found = properties(points(3, pa.table({"n": [1.5, float("nan"), float("inf")], "k": [1, 2, 3]})))
    assert found == [{"n": 1.5, "k": 1}, {"k": 2}, {"k": 3}]


def test_ids_are_those_given_and_may_be_large() -> None:
    content = encode_tile([points(2, pa.table({}), first=2**31 - 2)], TILE)
    features = mapbox_vector_tile.decode(content)["titik"]["features"]
    assert [feature["id"] for feature in features] == [2**31 - 2, 2**31 - 1]
    assert features[0]["properties"] == {}


def test_layers_keep_their_order_and_empty_ones_are_left_out() -> None:
    empty = points(0, pa.table({"a": pa.array([], pa.string())}), "kosong")
    content = encode_tile([points(1, pa.table({}), "b"), empty, points(1, pa.table({}), "a")], TILE)
    assert list(mapbox_vector_tile.decode(content)) == ["b", "a"]


def test_a_tile_of_nothing_is_empty_bytes() -> None:
    assert encode_tile([], TILE) == b""
    assert encode_tile([points(3, pa.table({}))], Tile(12, 0, 0)) == b""


def test_rows_outside_the_tile_keep_their_attributes_apart() -> None:
    shapes = shapely.points([-500.0, 10.0, 9000.0, 20.0], [10.0] * 4)
    rows = np.arange(4, dtype=np.int32)
    layer = TileLayer("l", from_tile_units(shapes, TILE), None, rows, rows, pa.table({"n": list("abcd")}))
    features = mapbox_vector_tile.decode(encode_tile([layer], TILE))["l"]["features"]
    assert [(feature["id"], feature["properties"]["n"]) for feature in features] == [(1, "b"), (3, "d")]


@pytest.mark.parametrize("zoom", [0, 7, 18])
def test_the_reach_of_a_tile_holds_its_buffer(zoom: int) -> None:
    last = 2**zoom - 1
    west, north, east, south = tile_reach(Tile(zoom, last, last))
    side = 2 ** (32 - zoom)
    assert (east - 2**31, south - 2**31) == pytest.approx((side * 66 / 4096,) * 2, abs=2)
    assert (2**31 - side - west, 2**31 - side - north) == pytest.approx((side * 66 / 4096,) * 2, abs=2)


@pytest.mark.parametrize(
    ("ids", "offsets", "message"),
    [([-1], [0, 1], "negative"), ([1], [0, 9], "damaged"), ([1], [1, 0], "damaged"), ([1, 2], [0, 1], "unequal")],
)
def test_damaged_columns_are_refused(ids: list[int], offsets: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        feature_messages(
            np.array(ids, np.int32),
            np.ones(len(ids), np.uint8),
            b"abc",
            np.array(offsets, np.int64),
            np.empty((len(ids), 0), np.int32),
        )
