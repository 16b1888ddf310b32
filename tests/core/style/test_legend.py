import pytest
from lxml import etree

from satupeta.core.filters.tree import IsNull
from satupeta.core.style.legend import legend_entries, swatch_svg
from satupeta.core.style.model import (
    FieldValue,
    LineSymbolizer,
    Mark,
    PointSymbolizer,
    PolygonSymbolizer,
    Rule,
    Stroke,
    Style,
    TextSymbolizer,
)
from satupeta.core.text import Text

AREA = PolygonSymbolizer("#aabbcc", 0.5, Stroke("#000000", 2.0, 0.25, (4.0, 2.0)))
LINE = LineSymbolizer(Stroke("#ff0000", 1.5))
EVIL = '"/><script>alert(1)</script>'


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))


def names(svg: str) -> list[str]:
    return [etree.QName(child).localname for child in parsed(svg)]


def test_entries_follow_the_rules_and_fall_back_to_the_title() -> None:
    style = Style("x", (Rule((AREA,), Text("Kelas A"), IsNull("a")), Rule((LINE,)), Rule(())))
    entries = legend_entries(style, Text("Jalan", "Roads"))
    assert [(entry.title.id, entry.symbolizers) for entry in entries] == [("Kelas A", (AREA,)), ("Jalan", (LINE,))]


def test_entries_of_a_scale() -> None:
    style = Style("x", (Rule((AREA,), max_scale=1000), Rule((LINE,), min_scale=1000)))
    assert [entry.symbolizers for entry in legend_entries(style, Text("x"), 1000)] == [(LINE,)]
    assert [entry.symbolizers for entry in legend_entries(style, Text("x"), 999)] == [(AREA,)]


def test_symbols_lie_over_each_other() -> None:
    svg = swatch_svg((AREA, LINE, PointSymbolizer()))
    assert names(svg) == ["rect", "path", "polygon"]
    rectangle = parsed(svg)[0]
    assert rectangle.get("fill") == "#aabbcc"
    assert rectangle.get("stroke-dasharray") == "4 2"
    assert rectangle.get("stroke-opacity") == "0.25"


@pytest.mark.parametrize("mark", ["circle", "square", "triangle", "diamond", "cross"])
@pytest.mark.parametrize("size", [0.5, 8, 200])
def test_marks_stay_inside_the_picture(mark: Mark, size: float) -> None:
    polygon = parsed(swatch_svg((PointSymbolizer(mark, size, stroke=Stroke("#000000", 2)),), 28, 18))[0]
    points = [tuple(map(float, pair.split(","))) for pair in polygon.get("points", "").split()]
    assert all(0 < x < 28 and 0 < y < 18 for x, y in points)


def test_labels_show_letters_in_their_colour() -> None:
    letters = parsed(swatch_svg((TextSymbolizer((FieldValue("nama"),), color="#ff0000"),)))[0]
    assert (letters.text, letters.get("fill")) == ("Aa", "#ff0000")
    assert EVIL not in swatch_svg((TextSymbolizer((EVIL,), color=EVIL, halo_color=EVIL),))


def test_hostile_colours_never_reach_the_text() -> None:
    svg = swatch_svg(
        (PolygonSymbolizer(EVIL, 1, Stroke(EVIL)), LineSymbolizer(Stroke(EVIL)), PointSymbolizer(fill=EVIL))
    )
    assert "script" not in svg
    assert names(svg) == ["rect", "path", "polygon"]


def test_thick_outlines_leave_a_rectangle() -> None:
    rectangle = parsed(swatch_svg((PolygonSymbolizer("#aabbcc", 1, Stroke("#000000", 100)),)))[0]
    assert float(rectangle.get("height", "0")) > 0
