import numpy as np
import pyarrow as pa
import shapely

from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.delta import EMPTY_DELTA, Delta
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema

SCHEMA = Schema((Field("name", FieldType.TEXT),), GeometryKind.POINT, "OGC:CRS84")


def batch(**names: int) -> FeatureBatch:
    points = np.array([shapely.Point(number, number) for number in names.values()], dtype=object)
    ids = np.array(list(names.values()), np.int32)
    return FeatureBatch(ids, columns_from_geometries(points), pa.table({"name": list(names)}), SCHEMA)


def test_changed_rows_replace_and_tombstones_remove() -> None:
    delta = Delta(7, batch(new=9, changed=2), np.array([3], np.int32))
    applied = delta.applied(batch(one=1, two=2, three=3))
    assert dict(zip(applied.ids.tolist(), applied.attributes["name"].to_pylist(), strict=True)) == {
        1: "one",
        9: "new",
        2: "changed",
    }


def test_the_empty_delta_is_empty() -> None:
    assert EMPTY_DELTA.is_empty
    assert not Delta(1, None, np.array([1], np.int32)).is_empty
