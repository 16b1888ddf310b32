import json
import re

import msgspec
import pytest
from tests.control.portal.conftest import Visitor
from tests.control.town import Town

from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.give_grant import GiveGrant
from satupeta.control.catalogue.actions.set_style import SetStyle
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.portal.legends import legend_json, legend_of
from satupeta.core.access import Action, Grant
from satupeta.core.filters.tree import Comparison
from satupeta.core.published import Record
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


def test_rules_of_one_title_are_one_class_as_at_the_scales_of_the_first() -> None:
    road = Text("Arteri", "Arterial")
    widths = ((5.0, 0.0, 1000.0), (4.0, 0.0, 1000.0), (2.0, 1000.0, 0.0))
    rules = tuple(
        Rule((LineSymbolizer(Stroke("#222222", width)),), road, None, least, most) for width, least, most in widths
    )
    (found,) = legend_of(Style("default", rules), "Jalan", "en")
    assert (found.title, [swatch.width for swatch in found.swatches]) == ("Arterial", [5.0, 4.0])


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


@pytest.mark.parametrize(("role", "titles"), [("producer", ["Lahan X"]), ("stranger", []), ("public", [])])
def test_a_hidden_field_is_not_told_by_titles(town: Town, visitor: Visitor, role: str, titles: list[str]) -> None:
    rule = Rule((PolygonSymbolizer("#ff0000"),), Text("Lahan X"), Comparison("nama", "=", "X"))
    SetStyle(town.actor("producer"), "batas-kelurahan", Style("default", (rule,))).execute()
    layers = (LayerWish("batas-kelurahan"),)
    CreateService(town.actor("producer"), town.office.pk, Record(Text("Peta")), layers, "peta").execute()
    whole = Grant("person", str(town.people["stranger"].pk), frozenset({Action.VIEW}))
    limited = msgspec.structs.replace(whole, hidden_fields=frozenset({"nama"}))
    GiveGrant(town.actor("producer"), "service", "peta", whole).execute()
    GiveGrant(town.actor("producer"), "dataset", "batas-kelurahan", limited).execute()
    for page in ("/d/batas-kelurahan", "/m/peta", "/peta?l=batas-kelurahan", "/peta?l=peta"):
        body = visitor(role).get(page).content.decode()
        assert re.findall("Lahan X", body)[:1] == titles, page
