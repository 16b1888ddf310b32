import numpy as np
from tests.core.render.labels.scenes import typefaces

from satupeta.core.render.legend import RIM_PX, ROW_PX, draw_legend, legend_size
from satupeta.core.style.legend import SWATCH_WIDTH_PX, LegendEntry
from satupeta.core.style.model import LineSymbolizer, PointSymbolizer, PolygonSymbolizer, Stroke, TextSymbolizer
from satupeta.core.text import Language, Text

AREA = LegendEntry(Text("Permukiman", "Housing"), (PolygonSymbolizer("#ff0000"),))
LINE = LegendEntry(Text("Jalan"), (LineSymbolizer(Stroke("#0000ff", 3)),))
POINT = LegendEntry(Text("Sekolah"), (PointSymbolizer("square", 8, "#00ff00"),))
NAME = LegendEntry(Text("Nama"), (TextSymbolizer(("x",), color="#ff00ff", halo_px=0),))
MIDDLE = RIM_PX + SWATCH_WIDTH_PX // 2


def colors_at(row: int) -> set[tuple[int, ...]]:
    pixels = draw_legend((AREA, LINE, POINT, NAME), "id", typefaces()).pixels
    top = RIM_PX // 2 + ROW_PX * row
    part = pixels[:3, top : top + ROW_PX, RIM_PX : RIM_PX + SWATCH_WIDTH_PX]
    return set(map(tuple, part.reshape(3, -1).T.tolist()))


def test_each_row_shows_its_symbol_and_no_other() -> None:
    pure = {(255, 0, 0), (0, 0, 255), (0, 255, 0)}
    assert [colors_at(row) & pure for row in range(3)] == [{(255, 0, 0)}, {(0, 0, 255)}, {(0, 255, 0)}]
    assert any(red > 200 and green < 120 and blue > 200 for red, green, blue in colors_at(3))


def test_words_stand_beside_in_the_language() -> None:
    languages: tuple[Language, ...] = ("id", "en")
    pictures = [np.asarray(draw_legend((AREA,), one, typefaces()).pixels, np.uint8)[:, :, 48:] for one in languages]
    assert all((picture[:3] < 100).any() for picture in pictures)
    assert pictures[0].shape != pictures[1].shape


def test_the_size_is_told_beforehand() -> None:
    for entries in ((), (AREA,), (AREA, LINE, POINT, NAME), (LegendEntry(Text("x" * 5000), ()),)):
        image = draw_legend(entries, "id", typefaces())
        assert (image.width_px, image.height_px) == legend_size(entries, "id", typefaces())
        assert image.width_px < 500
    assert np.asarray(draw_legend((), "id", typefaces()).pixels).min() == 255
