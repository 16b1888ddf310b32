import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import WEB_MERCATOR
from satupeta.core.features.columns import WorldColumns
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.world import world_columns
from satupeta.core.render import paint as painter
from satupeta.core.render.paint import PaintLayer, PaintRule, margin_px, paint
from satupeta.core.render.view import View
from satupeta.core.style.model import LineSymbolizer, Mark, PointSymbolizer, PolygonSymbolizer, Stroke, Symbolizer

SIDE = 64
BOX = Box(0, 0, SIDE, SIDE, WEB_MERCATOR)
"""One metre a pixel; y up in the test shapes, down in the pixels."""


def world(*shapes: shapely.Geometry | None) -> WorldColumns:
    return world_columns(columns_from_geometries(np.array(shapes, dtype=object)), WEB_MERCATOR)


def layer(columns: WorldColumns, *symbolizers: Symbolizer, opacity: float = 1.0) -> PaintLayer:
    return PaintLayer(columns, (PaintRule(symbolizers, np.arange(len(columns), dtype=np.int32)),), opacity)


def painted(*layers: PaintLayer, background: str = "", ratio: float = 1.0, box: Box = BOX) -> NDArray[np.uint8]:
    view = View.of(box, SIDE, SIDE, 40)
    return np.moveaxis(paint(layers, view, background, ratio).pixels, 0, 2).astype(np.uint8)


def at(picture: NDArray[np.uint8], x: int, y: int) -> list[int]:
    return [int(level) for level in picture[SIDE - 1 - y, x]]


RING = shapely.box(10, 10, 50, 50).difference(shapely.box(20, 20, 40, 40))


def test_holes_and_parts_are_left_as_they_are() -> None:
    both = shapely.union(RING, shapely.box(25, 25, 35, 35))
    picture = painted(layer(world(both), PolygonSymbolizer("#ff0000")))
    assert at(picture, 15, 15) == [255, 0, 0, 255]
    assert at(picture, 22, 22) == [0, 0, 0, 0]
    assert at(picture, 30, 30) == [255, 0, 0, 255]
    assert picture[:, :, 3].sum() / 255 == pytest.approx(both.area, abs=0.5)


def test_straight_alpha_keeps_the_colour_of_thin_ink() -> None:
    picture = painted(layer(world(RING), PolygonSymbolizer("#c86432", 0.1)))
    assert at(picture, 15, 15) == [0xC8, 0x64, 0x32, 26]


def test_translucent_areas_darken_where_they_overlap() -> None:
    columns = world(shapely.box(0, 0, 40, 64), shapely.box(20, 0, 64, 64))
    picture = painted(layer(columns, PolygonSymbolizer("#000000", 0.5)), background="#ffffff")
    assert [at(picture, x, 30)[0] for x in (10, 30, 50)] == [128, 64, 128]


def test_opacity_of_a_layer_lets_all_of_it_through_evenly() -> None:
    columns = world(shapely.box(0, 0, 40, 64), shapely.box(20, 0, 64, 64))
    picture = painted(layer(columns, PolygonSymbolizer("#000000"), opacity=0.5), background="#ffffff")
    assert [at(picture, x, 30)[0] for x in (10, 30, 50)] == [128, 128, 128]
    assert not painted(layer(columns, PolygonSymbolizer("#000000"), opacity=0)).any()


def test_layers_and_symbolizers_lie_in_their_order() -> None:
    area = world(shapely.box(0, 0, 64, 64))
    red, blue = PolygonSymbolizer("#ff0000"), PolygonSymbolizer("#0000ff")
    assert at(painted(layer(area, red), layer(area, blue)), 5, 5) == [0, 0, 255, 255]
    assert at(painted(layer(area, blue, red)), 5, 5) == [255, 0, 0, 255]


def test_outlines_run_along_exteriors_and_holes() -> None:
    picture = painted(layer(world(RING), PolygonSymbolizer("", 1, Stroke("#00ff00", 2.0, join="miter"))))
    assert min(at(picture, 10, 30)[3], at(picture, 20, 30)[3]) >= 253
    assert at(picture, 15, 30)[3] == 0
    assert picture[:, :, 3].sum() / 255 == pytest.approx(2 * RING.length, abs=1)


def test_each_symbol_draws_its_kinds_of_geometry() -> None:
    columns = world(shapely.Point(8, 8), shapely.LineString([(0, 30), (64, 30)]), RING, None)
    stroke = Stroke("#ff0000", 1.0)
    ink = {
        symbol: [at(painted(layer(columns, symbol)), x, y)[3] > 0 for x, y in ((8, 8), (4, 30), (10, 45), (15, 45))]
        for symbol in (PolygonSymbolizer("#ff0000"), LineSymbolizer(stroke), PointSymbolizer("square", 6))
    }
    assert list(ink.values()) == [
        [False, False, True, True],
        [False, True, True, False],
        [True, False, False, False],
    ]


@pytest.mark.parametrize(
    ("mark", "area"), [("square", 100), ("circle", 78.5), ("diamond", 50), ("triangle", 57.7), ("cross", 55.6)]
)
def test_marks_have_their_size(mark: Mark, area: float) -> None:
    picture = painted(layer(world(shapely.MultiPoint([(20, 20), (44, 40)])), PointSymbolizer(mark, 10.0)))
    assert picture[:, :, 3].sum() / 255 == pytest.approx(2 * area, rel=0.03)


def test_symbols_grow_with_the_pixel_ratio() -> None:
    line = world(shapely.LineString([(0, 30), (64, 30)]))
    symbol = LineSymbolizer(Stroke("#ff0000", 2.0, dash=(4.0, 4.0)))
    one, two = (painted(layer(line, symbol), ratio=ratio)[:, :, 3].sum() / 255 for ratio in (1, 2))
    assert (one, two) == (pytest.approx(64), pytest.approx(128))


def test_large_pictures_are_drawn_in_strips_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = (
        layer(world(RING), PolygonSymbolizer("#c86432", 0.5, Stroke("#00ff00", 3.3, 0.5, (5.0, 3.0))), opacity=0.7),
        layer(world(shapely.Point(30, 32)), PointSymbolizer("circle", 30, stroke=Stroke("#ffffff", 4))),
    )
    whole = painted(*stack)
    monkeypatch.setattr(painter, "_STRIP_PX", SIDE * 5)
    assert np.abs(whole.astype(int) - painted(*stack)).max() <= 1


def test_far_geometry_is_drawn_where_it_crosses_the_picture() -> None:
    far = world(shapely.box(-2e7, -2e7, 30, 2e7), shapely.LineString([(-2e7, 2e7), (2e7, -2e7)]))
    picture = painted(layer(far, PolygonSymbolizer("#ff0000"), LineSymbolizer(Stroke("#0000ff", 2.0))))
    assert at(picture, 20, 50) == [255, 0, 0, 255]
    assert at(picture, 40, 50)[3] == 0
    assert at(picture, 0, 0)[2] > 0


def test_dashes_of_neighbouring_pictures_fit_together() -> None:
    line = world(shapely.LineString([(-1000, 30), (1000, 31)]))
    symbol = LineSymbolizer(Stroke("#ff0000", 2.0, dash=(7.0, 4.0)))
    left = painted(layer(line, symbol))
    shifted = painted(layer(line, symbol), box=Box(32, 0, SIDE + 32, SIDE, WEB_MERCATOR))
    assert np.abs(left[:, 32:].astype(int) - shifted[:, :32]).max() <= 1


def test_nothing_makes_an_empty_picture() -> None:
    assert not painted().any()
    assert not painted(layer(world(None), PolygonSymbolizer("#ff0000"), PointSymbolizer())).any()
    assert painted(background="#123456").reshape(-1, 4).tolist() == [[0x12, 0x34, 0x56, 255]] * SIDE**2


def test_rows_that_are_not_there_are_refused() -> None:
    columns = world(RING)
    for row in (-1, 1):
        rule = PaintRule((PolygonSymbolizer("#ff0000"),), np.array([row], np.int32))
        with pytest.raises(ValueError, match="row"):
            painted(PaintLayer(columns, (rule,)))


@pytest.mark.parametrize(
    ("symbol", "reach"),
    [
        (PolygonSymbolizer("#ff0000"), 0),
        (LineSymbolizer(Stroke("#000000", 3.0)), 6),
        (PointSymbolizer("circle", 10, stroke=Stroke("#000000", 2.0)), 18),
    ],
)
def test_margins_hold_all_ink(symbol: Symbolizer, reach: float) -> None:
    assert margin_px([symbol]) == reach
    assert margin_px([]) == 0
