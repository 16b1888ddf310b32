import json

from satupeta.control.portal.legends import legend_json, legend_of
from satupeta.core.filters.tree import Comparison
from satupeta.core.style.model import LineSymbolizer, PointSymbolizer, PolygonSymbolizer, Rule, Stroke, Style
from satupeta.core.text import Text

STYLE = Style(
    "default",
    (
        Rule((PolygonSymbolizer("#ffffff", 0.5, Stroke("#111111", 2.0, dash=(4.0, 2.0))),), Text("Sawah", "Paddy")),
        Rule((LineSymbolizer(Stroke("#222222", 3.0)),), filter=Comparison("jenis", "=", "jalan")),
        Rule((PointSymbolizer("square", 8.0, "#333333"), PointSymbolizer())),
    ),
)


def test_each_rule_is_a_class_with_its_symbols() -> None:
    classes = legend_of(STYLE, "Jalan", "en")
    assert [item.title for item in classes] == ["Paddy", "Jalan", "Jalan"]
    assert [[swatch.kind for swatch in item.swatches] for item in classes] == [
        ["polygon"],
        ["line"],
        ["point", "point"],
    ]


def test_the_pages_element_gets_its_own_spelling() -> None:
    told = json.loads(legend_json(legend_of(STYLE, "Jalan", "id")))
    assert told[0] == {
        "title": "Sawah",
        "swatches": [
            {
                "kind": "polygon",
                "fill": "#ffffff",
                "fillOpacity": 0.5,
                "stroke": "#111111",
                "width": 2.0,
                "dash": "4 2",
            }
        ],
    }
