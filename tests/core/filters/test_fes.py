"""Filter Encoding 2.0 (OGC 09-026r2)."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from satupeta.core.errors import InvalidFilter, InvalidParameter, UnknownCrs
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.fes import fitted, parse_fes, reference_name
from satupeta.core.filters.tree import And, Comparison, Expression, IsNull, Like, Not, Or, Spatial

SCHEMA = Schema(
    (
        Field("Nama desa", FieldType.TEXT),
        Field("jiwa", FieldType.INTEGER),
        Field("luas", FieldType.NUMBER),
        Field("aktif", FieldType.BOOLEAN),
    ),
    GeometryKind.POLYGON,
    "OGC:CRS84",
)
URN = "urn:ogc:def:crs:EPSG::"
GML = 'xmlns:gml="http://www.opengis.net/gml/3.2"'


def wrapped(content: str) -> str:
    return f'<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" {GML}>{content}</fes:Filter>'


def read(content: str) -> Expression:
    found = parse_fes(wrapped(content)).expression
    assert found is not None
    return fitted(found, SCHEMA, {"Nama_desa": "Nama desa"})


def one(name: str, operator: str, literal: str, attributes: str = "") -> str:
    return (
        f"<fes:{operator} {attributes}><fes:ValueReference>{name}</fes:ValueReference>"
        f"<fes:Literal>{literal}</fes:Literal></fes:{operator}>"
    )


def related(operator: str, shape: str) -> Spatial:
    content = f"<fes:{operator}><fes:ValueReference>sp:geometry</fes:ValueReference>{shape}</fes:{operator}>"
    expression = read(content)
    assert isinstance(expression, Spatial)
    return expression


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (one("jiwa", "PropertyIsEqualTo", " 5 "), Comparison("jiwa", "=", 5)),
        (one("sp:a/sp:Nama_desa", "PropertyIsNotEqualTo", "5"), Comparison("Nama desa", "<>", "5")),
        (one("luas", "PropertyIsLessThanOrEqualTo", "1.5e1"), Comparison("luas", "<=", 15.0)),
        (one("aktif", "PropertyIsEqualTo", "true"), Comparison("aktif", "=", True)),
        (one("Nama_desa", "PropertyIsEqualTo", "ABC", 'matchCase="false"'), Comparison("Nama desa", "=", "abc", True)),
        (one("Nama_desa", "PropertyIsLike", "A*b?c", 'wildCard="*" singleChar="?" escapeChar="!"'),
         Like("Nama desa", "A%b_c")),
        (one("Nama_desa", "PropertyIsLike", "!*#!!", 'wildCard="#" singleChar="." escapeChar="!" matchCase="false"'),
         Like("Nama desa", "*%!", ignore_case=True)),
        ("<fes:PropertyIsNull><fes:ValueReference>jiwa</fes:ValueReference></fes:PropertyIsNull>", IsNull("jiwa")),
        ("<fes:PropertyIsLessThan><fes:Literal>5</fes:Literal><fes:ValueReference>jiwa</fes:ValueReference>"
         "</fes:PropertyIsLessThan>", Comparison("jiwa", ">", 5)),
        ("<fes:PropertyIsBetween><fes:ValueReference>jiwa</fes:ValueReference><fes:LowerBoundary><fes:Literal>1"
         "</fes:Literal></fes:LowerBoundary><fes:UpperBoundary><fes:Literal>2</fes:Literal></fes:UpperBoundary>"
         "</fes:PropertyIsBetween>", And((Comparison("jiwa", ">=", 1), Comparison("jiwa", "<=", 2)))),
        (f"<fes:Or>{one('jiwa', 'PropertyIsEqualTo', '1')}<fes:Not>{one('jiwa', 'PropertyIsEqualTo', '2')}</fes:Not>"
         "</fes:Or>", Or((Comparison("jiwa", "=", 1), Not(Comparison("jiwa", "=", 2))))),
    ],
)  # fmt: skip
def test_filters_are_read(content: str, expected: Expression) -> None:
    assert read(content) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (f'<gml:Point srsName="{URN}4326"><gml:pos>-6 106</gml:pos></gml:Point>', shapely.Point(106, -6)),
        ("<gml:Point><gml:pos>-6 106</gml:pos></gml:Point>", shapely.Point(106, -6)),
        ('<gml:Point srsName="EPSG:3857"><gml:pos>5 6</gml:pos></gml:Point>', shapely.Point(5, 6)),
        ("<gml:Envelope><gml:lowerCorner>-6 106</gml:lowerCorner><gml:upperCorner>-5 107</gml:upperCorner>"
         "</gml:Envelope>", shapely.box(106, -6, 107, -5)),
        ("<gml:LineString><gml:posList>0 1 2 3</gml:posList></gml:LineString>", shapely.LineString([(1, 0), (3, 2)])),
        ('<gml:LineString><gml:posList srsDimension="3">0 1 9 2 3 9</gml:posList></gml:LineString>',
         shapely.LineString([(1, 0), (3, 2)])),
        ("<gml:Curve><gml:segments><gml:LineStringSegment><gml:pos>0 1</gml:pos><gml:pos>2 3</gml:pos>"
         "</gml:LineStringSegment></gml:segments></gml:Curve>", shapely.LineString([(1, 0), (3, 2)])),
        ("<gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>"
         "0 0 0 4 4 4 4 0 0 0</gml:posList></gml:LinearRing></gml:exterior><gml:interior><gml:LinearRing><gml:posList>"
         "1 1 1 2 2 2 1 1</gml:posList></gml:LinearRing></gml:interior></gml:Polygon></gml:surfaceMember>"
         "</gml:MultiSurface>", shapely.MultiPolygon([(shapely.box(0, 0, 4, 4).exterior.coords,
                                                       [[(1, 1), (2, 1), (2, 2), (1, 1)]])])),
    ],
)  # fmt: skip
def test_shapes_are_read_in_the_order_of_their_crs(shape: str, expected: shapely.Geometry) -> None:
    assert shapely.from_wkb(related("Intersects", shape).shape).equals(expected)


def test_a_relation_turns_with_its_sides() -> None:
    point = "<gml:Point><gml:pos>0 0</gml:pos></gml:Point>"
    reference = "<fes:ValueReference>geometry</fes:ValueReference>"
    turned = read(f"<fes:Within>{point}{reference}</fes:Within>")
    assert isinstance(turned, Spatial)
    assert (turned.relation, related("Within", point).relation) == ("contains", "within")


def test_resource_ids_stand_alone() -> None:
    found = parse_fes(wrapped('<fes:ResourceId rid="a.1"/><fes:ResourceId rid="a.2"/>'))
    assert (found.expression, found.ids) == (None, ("a.1", "a.2"))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<fes:Function/>",
        "<fes:And/>",
        "<fes:Not/>",
        "<fes:PropertyIsNull/>",
        "<fes:DWithin/>",
        "<fes:BBOX/>",
        one("jiwa", "PropertyIsLike", "50%"),
        one("jiwa", "PropertyIsLike", "a", 'wildCard="" '),
        one("jiwa", "PropertyIsEqualTo", "<fes:x/>"),
        one("jiwa", "PropertyIsEqualTo", "1") * 2,
        "<fes:Within><gml:Point><gml:pos>NaN 1</gml:pos></gml:Point></fes:Within>",
        "<fes:Within><gml:Point><gml:pos>a 1</gml:pos></gml:Point></fes:Within>",
        "<fes:Within><gml:Point/></fes:Within>",
        "<fes:Within><gml:Arc/></fes:Within>",
        "<fes:Within><gml:LineString><gml:posList>1 2 3</gml:posList></gml:LineString></fes:Within>",
        "<fes:Within><gml:Polygon/></fes:Within>",
        "<fes:Not>" * 40 + one("jiwa", "PropertyIsEqualTo", "1") + "</fes:Not>" * 40,
        "<fes:Within><gml:LineString><gml:posList>" + "1 2 " * 20_000 + "</gml:posList></gml:LineString></fes:Within>",
    ],
)
def test_what_is_not_offered_is_refused(content: str) -> None:
    with pytest.raises(InvalidFilter):
        parse_fes(wrapped(content))


def test_an_unknown_crs_is_refused() -> None:
    with pytest.raises(UnknownCrs):
        related("Within", '<gml:Point srsName="EPSG:1"><gml:pos>0 0</gml:pos></gml:Point>')


@pytest.mark.parametrize("text", ["", "x", "<a", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a>\x00</a>"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameter):
        parse_fes(text)


@given(literal=st.text(max_size=30), name=st.sampled_from(["jiwa", "luas", "aktif", "Nama_desa"]))
def test_any_literal_stays_a_value(literal: str, name: str) -> None:
    filter_element = etree.fromstring(wrapped(one(name, "PropertyIsEqualTo", "")))
    target = filter_element.find(".//{*}Literal")
    assert target is not None
    try:
        target.text = literal
    except ValueError:
        return  # XML cannot carry it
    expression = parse_fes(etree.tostring(filter_element, encoding="unicode")).expression
    assert expression is not None
    compared = fitted(expression, SCHEMA, {})
    assert isinstance(compared, Comparison)


@pytest.mark.parametrize(("path", "name"), [("a", "a"), ("sp:a", "a"), ("sp:t/sp:a", "a"), (" x/y:z ", "z")])
def test_references_are_told_by_their_last_step(path: str, name: str) -> None:
    assert reference_name(path) == name
