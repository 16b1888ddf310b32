"""What of a style a vector tile must hold."""

import pytest

from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import Comparison, Expression, Or
from satupeta.core.style.model import LineSymbolizer, Rule, Stroke, Style
from satupeta.core.style.scales import NOTHING, SCALE_AT_ZOOM_0, drawn_features, tile_scales

SCHEMA = Schema((Field("kelas", FieldType.TEXT),), GeometryKind.LINE, "EPSG:4326")
LINE = (LineSymbolizer(Stroke("#45433e")),)
TOLL, ALLEY, GONE = (Comparison(field, "=", value) for field, value in (("kelas", "tol"), ("kelas", "gang"), ("x", 1)))
STREETS = Style(
    "default",
    (
        Rule(LINE, filter=TOLL),
        Rule(LINE, filter=ALLEY, max_scale=10_000),
        Rule(LINE, filter=GONE),
    ),
)


def test_the_grid_starts_at_the_scale_of_the_standard() -> None:
    assert pytest.approx(559082264.0287178) == SCALE_AT_ZOOM_0
    assert tile_scales(1) == pytest.approx((SCALE_AT_ZOOM_0 / 8, SCALE_AT_ZOOM_0 / 2))


@pytest.mark.parametrize(("zoom", "wanted"), [(10, Or((TOLL,))), (13, Or((TOLL,))), (14, Or((TOLL, ALLEY)))])
def test_a_tile_holds_what_some_rule_draws_at_its_scales(zoom: int, wanted: Expression) -> None:
    assert drawn_features(STREETS, zoom, SCHEMA) == wanted


@pytest.mark.parametrize(("zoom", "wanted"), [(12, NOTHING), (14, None), (18, None)])
def test_a_rule_without_a_filter_wants_all_within_its_scales(zoom: int, wanted: Expression | None) -> None:
    assert drawn_features(Style("default", (Rule(LINE, max_scale=20_000),)), zoom, SCHEMA) == wanted


def test_a_least_scale_ends_a_rule_at_large_scales() -> None:
    far = Style("default", (Rule(LINE, min_scale=100_000),))
    assert drawn_features(far, 12, SCHEMA) is None
    assert drawn_features(far, 14, SCHEMA) == NOTHING
