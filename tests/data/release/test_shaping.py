"""Answers applied to rows."""

import numpy as np
import pyarrow as pa
import pytest
import shapely

from satupeta.core.features.schema import FieldType, GeometryKind
from satupeta.core.ingest import FieldUnderstanding, LayerUnderstanding, ReadChoices, SourceFormat
from satupeta.data.ingest.order import GEOMETRY_COLUMN
from satupeta.data.release.shaping import shape


def understood(*fields: tuple[str, FieldType], crs: str = "EPSG:4326") -> LayerUnderstanding:
    described = tuple(FieldUnderstanding(name, name, kind, (), 1.0, True) for name, kind in fields)
    return LayerUnderstanding(
        name="a",
        format=SourceFormat.CSV,
        count=2,
        geometry=GeometryKind.POINT,
        geometry_types={},
        crs=crs,
        crs_title="",
        encoding="UTF-8",
        sample_text=(),
        fields=described,
        native_extent=None,
        extent=None,
    )


def rows(*shapes: shapely.Geometry | None, **columns: list[object]) -> pa.Table:
    wkb = pa.array(shapely.to_wkb(np.array([*shapes, None], dtype=object)[:-1]), pa.binary())
    return pa.table({**columns, GEOMETRY_COLUMN: wkb})


POINTS = (shapely.Point(1, 2), shapely.Point(3, 4))


def test_rows_without_answers_stay_as_they_are() -> None:
    found = shape(understood(("n", FieldType.INTEGER)), rows(*POINTS, n=[1, 2]), ReadChoices(), "n")
    assert list(found.geometries) == list(POINTS)
    assert found.attributes.to_pydict() == {"n": [1, 2]}
    assert (found.schema.key, found.schema.crs, found.changes) == ("n", "EPSG:4326", ())


def test_a_layer_without_fields_can_lose_rows() -> None:
    found = shape(understood(), rows(POINTS[0], None), ReadChoices(answers={"empty": "drop"}), "")
    assert (len(found.geometries), found.attributes.num_columns) == (1, 0)


@pytest.mark.parametrize(
    ("fields", "time_field"),
    [
        ([("t", FieldType.DATE)], "t"),
        ([("mulai", FieldType.DATE), ("Tanggal", FieldType.DATE)], "Tanggal"),
        ([("mulai", FieldType.DATE), ("selesai", FieldType.DATETIME)], ""),
        ([("tanggal", FieldType.TEXT)], ""),
    ],
)
def test_the_time_field_is_the_only_one_or_named_so(fields: list[tuple[str, FieldType]], time_field: str) -> None:
    columns: dict[str, list[object]] = {name: ["2026-11-24"] * 2 for name, _ in fields}
    found = shape(understood(*fields), rows(*POINTS, **columns), ReadChoices(), "")
    assert found.schema.time_field == time_field


def test_dropping_kinds_makes_the_layer_one_of_a_kind() -> None:
    table = rows(POINTS[0], shapely.LineString([(0, 0), (1, 1)]), n=[1, 2])
    found = shape(understood(("n", FieldType.INTEGER)), table, ReadChoices(answers={"mixed": "line"}), "")
    assert (found.schema.geometry, found.attributes.to_pydict()) == (GeometryKind.LINE, {"n": [2]})
