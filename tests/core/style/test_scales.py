"""What of a style a vector tile must hold."""

import pytest

from satupeta.core.box import Box
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import Comparison, Expression, Or
from satupeta.core.style.model import LineSymbolizer, Rule, Stroke, Style
from satupeta.core.style.scales import NOTHING, SCALE_AT_ZOOM_0, drawn_features, first_look, tile_scales

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


CITY = Box(106.5, -6.3, 106.8, -6.1)


@pytest.mark.parametrize("rules", [(Rule(LINE),), (Rule(LINE, max_scale=5_000), Rule(LINE)), ()])
def test_a_first_look_is_at_all_that_is_drawn_at_its_scale(rules: tuple[Rule, ...]) -> None:
    assert first_look(Style("default", rules), CITY, 800, 400) == CITY


@pytest.mark.parametrize(("width_px", "height_px"), [(144, 112), (812, 452), (100, 800)])
def test_a_first_look_at_details_is_at_the_middle(width_px: int, height_px: int) -> None:
    box = first_look(
        Style("default", (Rule(LINE, max_scale=5_000), Rule(LINE, max_scale=9_000))), CITY, width_px, height_px
    )
    assert max(box.width / width_px, box.height / height_px) * 111_319.49 / 0.00028 == pytest.approx(
        0.7 * 9_000, rel=1e-3
    )
    assert (box.west + box.east, box.south + box.north) == pytest.approx((213.3, -12.4))


def test_a_single_point_has_no_middle_to_go_to() -> None:
    assert first_look(Style("default", (Rule(LINE, max_scale=5_000),)), Box(106, -6, 106, -6), 9, 9) == Box(
        106, -6, 106, -6
    )
