"""CSV in the dialects that offices send, through the real reading child."""

import pytest

from satupeta.core.features.schema import FieldType, GeometryKind
from satupeta.core.ingest import ReadChoices
from satupeta.data.errors import RefusedFile

from .conftest import Understand

LINES = ["nama{0}bujur{0}lintang{0}kode", "Café{0}106.6{0}-6.1{0}0361", "{0}106.7{0}-6.2{0}0362"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_dialect_gives_the_same(understood: Understand, mark: str, encoding: str, newline: str) -> None:
    content = (newline.join(LINES).format(mark) + newline).encode(encoding)
    (layer,) = understood("a.csv", content).layers
    assert (layer.count, layer.geometry, layer.crs, layer.doubts) == (2, GeometryKind.POINT, "EPSG:4326", ())
    assert [(field.name, field.type) for field in layer.fields] == [
        ("nama", FieldType.TEXT),
        ("bujur", FieldType.NUMBER),
        ("lintang", FieldType.NUMBER),
        ("kode", FieldType.TEXT),
    ]
    assert layer.sample_text[0] == "Café"
    assert layer.fields[0].filled == 0.5


def test_a_decimal_comma_is_read(understood: Understand) -> None:
    (layer,) = understood("a.csv", b"n;lon;lat\na;106,6;-6,1\n").layers
    assert layer.native_extent == pytest.approx((106.6, -6.1, 106.6, -6.1))


def test_quoted_fields_may_hold_anything(understood: Understand) -> None:
    (layer,) = understood("a.csv", b'n,lon,lat\n"a, ""b""\nc",106,-6\n').layers
    assert layer.fields[0].samples == ('a, "b"\nc',)


def test_well_known_text_is_a_geometry_and_no_field(understood: Understand) -> None:
    (layer,) = understood("a.csv", b'n,wkt\n1,"LINESTRING(106 -6, 107 -7)"\n2,\n').layers
    assert layer.geometry_types == {"LineString": 1}
    assert [field.name for field in layer.fields] == ["n"]
    assert [(doubt.code.value, doubt.proposal) for doubt in layer.doubts] == [("crs", "EPSG:4326"), ("empty", "keep")]


def test_metres_are_asked_about(understood: Understand) -> None:
    (layer,) = understood("a.csv", b"n,x,y\n1,680000,9316000\n").layers
    assert [(doubt.code.value, doubt.proposal) for doubt in layer.doubts] == [("crs", "EPSG:32748")]


def test_a_place_that_cannot_be_names_its_row(understood: Understand) -> None:
    (layer,) = understood("a.csv", b"nama,lon,lat\na,106,-6\nb,106,\nc,x,-6\n").layers
    assert [(doubt.code.value, doubt.count) for doubt in layer.doubts] == [("empty", 2)]
    assert [example.id for example in layer.doubts[0].examples] == ["2 (b)", "3 (c)"]


def test_columns_of_unknown_names_are_asked_about(understood: Understand) -> None:
    content = b"n,a,b\nx,106,-6\n"
    (doubt,) = understood("a.csv", content).layers[0].doubts
    assert (doubt.proposal, [option.value for option in doubt.options]) == ("", ["a, b"])
    (layer,) = understood("a.csv", content, ReadChoices(answers={"coordinates": "a, b"})).layers
    assert layer.geometry is GeometryKind.POINT


def test_two_possible_pairs_are_asked_about(understood: Understand) -> None:
    (layer,) = understood("a.csv", b"lon,lat,x,y\n106,-6,680000,9316000\n").layers
    assert [option.value for option in layer.doubts[0].options] == ["lon, lat", "x, y"]
    assert layer.doubts[0].proposal == "lon, lat"


def test_windows_text_is_asked_about(understood: Understand) -> None:
    (layer,) = understood("a.csv", "nama,lon,lat\nCafé,106,-6\n".encode("cp1252")).layers
    assert [(doubt.code.value, doubt.proposal) for doubt in layer.doubts] == [("encoding", "CP1252")]
    assert layer.sample_text == ("Café",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"nama,kota\na,b\n", "UN-023"),
        (b"lon,lat\n", "UN-022"),
        (b"lon,lat\n106,-6,7\n", "UN-021"),
        (b"lon,lat\n106\n", "UN-021"),
        (b"\n\n", "UN-021"),
        (b'lon,lat\n"106,-6\n', "UN-021"),
        (b"lon,lat\n" + b"9" * (20 << 20), "UN-021"),
        (b'lon,lat\n"' + b"9" * (20 << 20), "UN-021"),
        (b"," * 5000 + b"\n", "UN-021"),
        (b"\x00\x01\x02\x03" * 100, "UN-021"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(understood: Understand, content: bytes, code: str) -> None:
    with pytest.raises(RefusedFile) as refused:
        understood("a.csv", content)
    assert refused.value.code == code


def test_a_chosen_column_must_exist(understood: Understand) -> None:
    with pytest.raises(RefusedFile) as refused:
        understood("a.csv", b"lon,lat\n106,-6\n", ReadChoices(answers={"coordinates": "p, q"}))
    assert refused.value.code == "UN-025"
