import pytest

from satupeta.core.features.schema import GeometryKind
from satupeta.core.filters.tree import Comparison
from satupeta.core.style.defaults import plain_style
from satupeta.core.style.hidden import without_fields
from satupeta.core.style.model import FieldValue, PolygonSymbolizer, Rule, Style, TextSymbolizer
from satupeta.core.text import Text

AREA = PolygonSymbolizer("#ff0000")
LABEL = TextSymbolizer((FieldValue("nama"),), priority="luas")
STYLE = Style("default", (Rule((AREA, LABEL), Text("Taman"), Comparison("jenis", "=", "taman")),))


@pytest.mark.parametrize("hidden", [frozenset(), frozenset({"nik"})])
def test_a_style_that_tells_nothing_hidden_stays(hidden: frozenset[str]) -> None:
    assert without_fields(STYLE, hidden, GeometryKind.POLYGON) == STYLE


@pytest.mark.parametrize("field", ["nama", "luas"])
def test_labels_of_a_hidden_field_go(field: str) -> None:
    (rule,) = without_fields(STYLE, frozenset({field}), GeometryKind.POLYGON).rules
    assert (rule.symbolizers, rule.title) == ((AREA,), Text("Taman"))


def test_the_plain_style_stands_in_where_a_rule_chooses_by_a_hidden_field() -> None:
    assert without_fields(STYLE, frozenset({"jenis"}), GeometryKind.POLYGON) == plain_style(GeometryKind.POLYGON)
