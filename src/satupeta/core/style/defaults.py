"""The style a dataset gets before anybody gives it one: by kind of geometry, and by category where one is given."""

import msgspec

from satupeta.core.features.schema import GeometryKind, Schema
from satupeta.core.filters.tree import Comparison, Value
from satupeta.core.style.model import (
    LineSymbolizer,
    PointSymbolizer,
    PolygonSymbolizer,
    Rule,
    Stroke,
    Style,
    Symbolizer,
)
from satupeta.core.style.palette import BORDER, CATEGORIES, LAND, OUTLINE, OUTLINED, REST, RIVER
from satupeta.core.text import Text

MOST_CATEGORIES = len(CATEGORIES)
_TITLE = Text("Bawaan", "Default")
_OTHERS = Text("Lainnya", "Others")


class Categories(msgspec.Struct, frozen=True):
    """A field that sorts features into a few classes, with its values in the order the legend shows them."""

    field: str
    values: tuple[Value, ...]


def default_style(schema: Schema, categories: Categories | None = None) -> Style:
    """The style named `default` of a new dataset.

    Args:
        schema: Its geometry decides the symbols.
        categories: One colour a value, at most `MOST_CATEGORIES`, and grey for all others; with more values, or a field
            that the schema does not have, every feature looks alike.
    """
    usable = categories is not None and schema.field(categories.field) and 0 < len(categories.values) <= MOST_CATEGORIES
    if categories is None or not usable:
        return plain_style(schema.geometry)
    classes = tuple(
        Rule(
            _symbolizers(schema.geometry, color),
            Text("" if value is None else str(value)),
            Comparison(categories.field, "=", value),
        )
        for value, color in zip(categories.values, CATEGORIES, strict=False)
    )
    return Style("default", (*classes, Rule(_symbolizers(schema.geometry, REST), _OTHERS)), _TITLE)


def plain_style(geometry: GeometryKind) -> Style:
    """Every feature alike; areas as on a calm official map, light with a clear border."""
    kinds: dict[GeometryKind, tuple[Symbolizer, ...]] = {
        GeometryKind.POLYGON: (_AREA,),
        GeometryKind.LINE: (LineSymbolizer(Stroke(RIVER, 1.5, cap="round")),),
        GeometryKind.POINT: (_POINT,),
        GeometryKind.MIXED: (_AREA, LineSymbolizer(Stroke(BORDER, 1.2)), _POINT),
        GeometryKind.NONE: (),
    }
    return Style("default", (Rule(kinds[geometry]),), _TITLE)


_AREA = PolygonSymbolizer(LAND, 0.85, Stroke(BORDER, 1.2))
_POINT = PointSymbolizer("circle", 8.0, RIVER, 1.0, Stroke("#ffffff", 1.5))


def _symbolizers(geometry: GeometryKind, color: str) -> tuple[Symbolizer, ...]:
    outline = OUTLINE if color in OUTLINED else "#ffffff"
    area = PolygonSymbolizer(color, 0.85, Stroke(outline, 1.0))
    line = LineSymbolizer(Stroke(color, 2.0, cap="round"))
    casing = LineSymbolizer(Stroke(OUTLINE, 3.0, cap="round"))
    point = PointSymbolizer("circle", 9.0, color, 1.0, Stroke(outline, 1.5))
    lines: tuple[Symbolizer, ...] = (casing, line) if color in OUTLINED else (line,)
    return {
        GeometryKind.POLYGON: (area,),
        GeometryKind.LINE: lines,
        GeometryKind.POINT: (point,),
        GeometryKind.MIXED: (area, *lines, point),
        GeometryKind.NONE: (),
    }[geometry]
