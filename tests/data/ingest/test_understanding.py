"""What is understood of a raw layer."""

import numpy as np
import pyarrow as pa
import pytest
import shapely

from satupeta.core.features.schema import FieldType
from satupeta.core.ingest import SourceFormat
from satupeta.core.quality.encoding import EncodingGuess
from satupeta.data.ingest.order import GEOMETRY_COLUMN, Order
from satupeta.data.ingest.raw_layer import RawLayer
from satupeta.data.ingest.understanding import understand_layer

ORDER = Order((), "", "", "", "", "", "", 1, 1, 1)


def layer(names: list[str | None], shapes: list[object], crs: str = "EPSG:4326") -> RawLayer:
    return RawLayer(
        name="a",
        format=SourceFormat.GEOJSON,
        attributes=pa.table({"nama": pa.array(names, pa.string())}),
        source_names=("nama",),
        types=(FieldType.TEXT,),
        wkb=np.array([*shapely.to_wkb(np.array(shapes, dtype=object)), None], dtype=object)[:-1],
        crs=crs,
        encoding=EncodingGuess("UTF-8", sure=True),
    )


def test_fields_are_described() -> None:
    understanding, _ = understand_layer(layer(["a", "b", None, "a"], [shapely.Point(106, -6)] * 4), ORDER)
    (field,) = understanding.fields
    assert (field.samples, field.filled, field.unique) == (("a", "b"), 0.75, False)


def test_samples_beyond_ascii_come_first() -> None:
    understanding, _ = understand_layer(layer(["abc", "déf"], [shapely.Point(106, -6)] * 2), ORDER)
    assert understanding.sample_text == ("déf", "abc")


def test_the_table_holds_only_what_has_a_place() -> None:
    shapes = [shapely.Point(106, -6), shapely.Point(np.inf, 0), shapely.Point(), None]
    understanding, table = understand_layer(layer(["a", "b", "c", "d"], shapes), ORDER)
    assert [value is not None for value in table.column(GEOMETRY_COLUMN).to_pylist()] == [True, False, False, False]
    assert (understanding.count, understanding.geometry_types, understanding.vertices) == (4, {"Point": 1}, 1)


@pytest.mark.parametrize("crs", ["", "no crs at all", 'LOCAL_CS["bidang",UNIT["metre",1]]'])
def test_a_crs_that_is_none_counts_as_missing(crs: str) -> None:
    understanding, _ = understand_layer(layer(["a"], [shapely.Point(106, -6)], crs), ORDER)
    assert (understanding.crs, [doubt.code.value for doubt in understanding.doubts]) == ("", ["crs"])


def test_the_extent_is_that_of_the_proposals() -> None:
    understanding, _ = understand_layer(layer(["a"], [shapely.Point(-6.1, 106.6)]), ORDER)
    assert understanding.extent is not None
    assert (understanding.extent.west, understanding.extent.south) == pytest.approx((106.6, -6.1))
