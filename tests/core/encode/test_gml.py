"""GML 3.2.1 (OGC 07-036r1)."""

import numpy as np
import pyarrow as pa
import pytest
import shapely
from lxml import etree

from satupeta.core.crs import SERVED
from satupeta.core.encode.gml import GML, GeometryForm, GmlType, geometry_form, gml_features
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.columns import EMPTY, LINE, MULTI_LINE, MULTI_POLYGON, POINT, POLYGON
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.gml_shapes import shape_of_gml

NAMES = {"gml": GML, "sp": "http://a.example/ns"}
FIELDS = (
    Field("nama", FieldType.TEXT),
    Field("luas (ha)", FieldType.NUMBER),
    Field("aktif", FieldType.BOOLEAN),
)
HOLED = shapely.Polygon(
    shapely.box(5, 5, 9, 9).exterior.coords,
    [shapely.box(6, 6, 7, 7).exterior.coords, shapely.box(7.5, 7.5, 8, 8).exterior.coords],
)
SHAPES = [
    shapely.Point(106.5, -6.25),
    shapely.LineString([(0, 0), (1, 2), (3, 4)]),
    shapely.Polygon(shapely.box(0, 0, 4, 4).exterior.coords, [shapely.box(1, 1, 2, 2).exterior.coords]),
    shapely.MultiPoint([(0, 0), (1, 1)]),
    shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3), (4, 5)]]),
    shapely.MultiPolygon([shapely.box(0, 0, 1, 1), HOLED]),
]


def batch(shapes: list[shapely.Geometry | None]) -> FeatureBatch:
    count = len(shapes)
    table = pa.table(
        {
            "nama": [f"<{number}> & \x01" if number else None for number in range(count)],
            "luas (ha)": [float("inf")] + [number / 4 for number in range(1, count)],
            "aktif": [bool(number % 2) for number in range(count)],
        }
    )
    columns = columns_from_geometries(np.array(shapes, dtype=object))
    return FeatureBatch(
        np.arange(1, count + 1, dtype=np.int32), columns, table, Schema(FIELDS, GeometryKind.MIXED, "OGC:CRS84")
    )


def written(shapes: list[shapely.Geometry | None], form: GeometryForm, crs: str = "EPSG:4326") -> list[etree._Element]:
    kind = GmlType("t", tuple(zip(FIELDS, ("nama", "luas", "aktif"), strict=True)), form)
    pieces = gml_features(batch(shapes), kind, SERVED[crs])
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMES.items())
    return [etree.fromstring(f"<x {spaces}>".encode() + piece + b"</x>")[0] for piece in pieces]


def shape_in(feature: etree._Element) -> etree._Element:
    found = feature.find("sp:geometry/*", NAMES)
    assert found is not None
    return found


@pytest.mark.parametrize("crs", ["EPSG:4326", "OGC:CRS84"])
def test_shapes_are_read_back_as_they_were(crs: str) -> None:
    for shape, feature in zip(SHAPES, written([*SHAPES], "Geometry", crs), strict=True):
        found, info = shape_of_gml(shape_in(feature))
        assert info.code == crs
        assert found.equals_exact(shape, 1e-7, normalize=True)


def test_projected_shapes_are_where_proj_says() -> None:
    (feature,) = written([shapely.Point(106.608, -6.2)], "Point", "EPSG:3857")
    assert feature.findtext(".//gml:pos", namespaces=NAMES) == "11867548.274 -691531.744"


@pytest.mark.parametrize(
    ("shape", "form", "name", "count"),
    [
        (SHAPES[0], "MultiPoint", "MultiPoint", 1),
        (SHAPES[1], "MultiCurve", "MultiCurve", 1),
        (SHAPES[2], "MultiSurface", "MultiSurface", 1),
        (SHAPES[5], "MultiSurface", "MultiSurface", 2),
        (SHAPES[2], "Surface", "Polygon", 1),
    ],
)
def test_single_shapes_become_what_the_type_says(
    shape: shapely.Geometry, form: GeometryForm, name: str, count: int
) -> None:
    (feature,) = written([shape], form)
    element = shape_in(feature)
    assert etree.QName(element).localname == name
    identifiers = [str(value) for value in feature.xpath("//@gml:id", namespaces=NAMES)]
    assert len(set(identifiers)) == len(identifiers)
    assert len(shapely.get_parts(shape_of_gml(element)[0])) == count


def test_values_are_escaped_and_missing_ones_left_out() -> None:
    first, second = written([None, SHAPES[0]], "Point")
    assert [etree.QName(child).localname for child in first] == ["luas", "aktif"]
    assert first.findtext("sp:luas", namespaces=NAMES) == "INF"
    assert second.findtext("sp:nama", namespaces=NAMES) == "<1> & \N{REPLACEMENT CHARACTER}"
    assert second.findtext("sp:aktif", namespaces=NAMES) == "true"


@pytest.mark.parametrize(
    ("types", "form"),
    [
        ([], ""),
        ([EMPTY], ""),
        ([POINT, EMPTY], "Point"),
        ([LINE, MULTI_LINE], "MultiCurve"),
        ([POLYGON], "Surface"),
        ([POLYGON, MULTI_POLYGON], "MultiSurface"),
        ([POINT, POLYGON], "Geometry"),
    ],
)
def test_the_form_holds_what_occurs(types: list[int], form: GeometryForm) -> None:
    assert geometry_form(np.array(types, np.uint8)) == form
