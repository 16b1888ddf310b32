"""Styles and filters in the words of MapLibre, for web maps over vector tiles.

Standard: MapLibre Style Specification, version 8.
"""

import math
from itertools import pairwise
from typing import Any

import msgspec

from satupeta.core.features.schema import GeometryKind
from satupeta.core.filters.tree import (
    Among,
    And,
    Comparison,
    ComparisonOperator,
    Expression,
    IsNull,
    Like,
    Meets,
    Not,
    Or,
    Spatial,
)
from satupeta.core.style.defaults import plain_style
from satupeta.core.style.model import (
    LineSymbolizer,
    PointSymbolizer,
    Rule,
    Stroke,
    Style,
    Symbolizer,
    TextSymbolizer,
)
from satupeta.core.style.scales import SCALE_AT_ZOOM_0

Json = Any
"""A value of JSON: MapLibre's expressions are lists of lists."""


_SCALE_AT_ZOOM_0 = SCALE_AT_ZOOM_0 / 2  # its tiles are 512 pixels
_MOST_ZOOM = 24.0
_OPPOSITES: dict[ComparisonOperator, ComparisonOperator] = {
    "=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">",
}  # fmt: skip
_POLYGONS, _POINTS = ("Polygon", "MultiPolygon"), ("Point", "MultiPoint")


class Untranslatable(ValueError):
    """MapLibre has no words for this filter."""


class Span(msgspec.Struct, frozen=True):
    """A range of zooms, its end not included, and the filters whose features are left out in it."""

    least: float
    most: float
    without: tuple[Expression, ...] = ()


def zoom_of(scale: float) -> float:
    """MapLibre's zoom at a scale denominator, pixels of 0.28 mm, within 0 to 24; tiles are 512 pixels there."""
    return min(max(math.log2(_SCALE_AT_ZOOM_0 / scale), 0.0), _MOST_ZOOM)


def style_layers(style: Style, name: str, source: str, geometry: GeometryKind) -> list[dict[str, Json]]:
    """A style as MapLibre layers over one layer of a vector source.

    A layer's opacity goes into each of its parts. Marks other than circles are drawn as circles of their size, because
    MapLibre draws others from sprites only. Labels are left out, because it wants glyphs for them. A style with a
    filter that MapLibre cannot say gives way to the plain one.

    Args:
        style: What to draw.
        name: Of the layer in the vector tiles; ids of the MapLibre layers begin with it.
        source: Of the MapLibre source.
        geometry: What the layer's geometries have in common.
    """
    try:
        return _layers(style, name, source, geometry)
    except Untranslatable:
        return _layers(plain_style(geometry), name, source, geometry)


def holds(expression: Expression) -> Json:
    """A MapLibre filter that is true where the expression is true, and false where it is false or unknown.

    Raises:
        Untranslatable: MapLibre has no words for it.
    """
    match expression:
        case And(operands):
            return ["all", *map(holds, operands)]
        case Or(operands):
            return ["any", *map(holds, operands)]
        case Not(operand):
            return fails(operand)
        case Meets() | Spatial() | Comparison(ignore_case=True) | Among(ignore_case=True):
            raise Untranslatable("boxes, shapes and folded case")
        case IsNull(field):
            return ["!", ["has", field]]
        case Comparison(field, operator, value):
            return _known(field, _compared(field, operator, value)) if value is not None else False
        case Among(field, values):
            return _known(field, ["in", ["get", field], ["literal", [value for value in values if value is not None]]])
        case Like(field):
            return _known(field, _like(expression))


def fails(expression: Expression) -> Json:
    """A MapLibre filter that is true where the expression is false, and false where it is true or unknown.

    Raises:
        Untranslatable: MapLibre has no words for it.
    """
    match expression:
        case And(operands):
            return ["any", *map(fails, operands)]
        case Or(operands):
            return ["all", *map(fails, operands)]
        case Not(operand):
            return holds(operand)
        case Meets() | Spatial() | Comparison(ignore_case=True) | Among(ignore_case=True):
            raise Untranslatable("boxes, shapes and folded case")
        case IsNull(field):
            return ["has", field]
        case Comparison(field, operator, value):
            return _known(field, _compared(field, _OPPOSITES[operator], value)) if value is not None else False
        case Among(field, values):
            if None in values:
                return False
            outside = ["!", ["in", ["get", field], ["literal", list(values)]]]
            # Among nothing is false for every feature, also for one without a value.
            return _known(field, outside) if values else True
        case Like(field):
            return _known(field, ["!", _like(expression)])


def _compared(field: str, operator: ComparisonOperator, value: Json) -> Json:
    spelled = {"=": "==", "<>": "!="}.get(operator, operator)
    return [spelled, ["get", field], value]


def _known(field: str, test: Json) -> Json:
    return ["all", ["has", field], test]


def _like(node: Like) -> Json:
    """Text between `%`: the first stands at the start, the last at the end, the others one after the other."""
    if "_" in node.pattern:
        raise Untranslatable("a pattern with _")
    pattern = node.pattern.lower() if node.ignore_case else node.pattern
    text: Json = ["get", node.field]
    text = ["downcase", text] if node.ignore_case else text
    first, *rest = pattern.split("%")
    if not rest:
        return ["==", text, first]
    *middle, last = rest
    start = len(first)
    # `from` is where the rest of the text begins.
    test: Json = ["<=", ["var", "from"], ["-", ["length", text], len(last)]]
    if last:
        test = ["all", test, ["==", ["slice", text, ["-", ["length", text], len(last)]], last]]
    for part in reversed([part for part in middle if part]):
        found = ["index-of", part, text, ["var", "from"]]
        test = ["all", [">=", found, 0], ["let", "from", ["+", found, len(part)], test]]
    test = ["let", "from", start, test]
    return ["all", ["==", ["slice", text, 0, start], first], test] if first else test


def _layers(style: Style, name: str, source: str, geometry: GeometryKind) -> list[dict[str, Json]]:
    layers = []
    for index, rule in enumerate(style.rules):
        for part, span in enumerate(_spans(style.rules, index)):
            chosen = _chosen(rule, span)
            for place, symbolizer in enumerate(rule.symbolizers):
                for kind, types, body in _drawn(symbolizer, style.opacity):
                    layer = {
                        "id": f"{name}/{index}.{part}/{place}.{kind}",
                        "type": kind,
                        "source": source,
                        "source-layer": name,
                        **body,
                    }
                    limits = [*chosen, *([_of_types(types)] if geometry is GeometryKind.MIXED and types else [])]
                    layers.append(layer | _limited(span, limits))
    return layers


def _chosen(rule: Rule, span: Span) -> list[Json]:
    if rule.filter is not None:
        return [holds(rule.filter)]
    return [["!", holds(taken)] for taken in span.without]


def _limited(span: Span, filters: list[Json]) -> dict[str, Json]:
    limits: dict[str, Json] = {}
    if filters:
        limits["filter"] = filters[0] if len(filters) == 1 else ["all", *filters]
    if span.least > 0:
        limits["minzoom"] = span.least
    if span.most < _MOST_ZOOM:
        limits["maxzoom"] = span.most
    return limits


def _of_types(types: tuple[str, ...]) -> Json:
    return ["in", ["geometry-type"], ["literal", list(types)]]


def _zooms(rule: Rule) -> tuple[float, float]:
    """From which zoom on a rule draws, and before which one it stops."""
    least = zoom_of(rule.max_scale) if rule.max_scale else 0.0
    return least, zoom_of(rule.min_scale) if rule.min_scale else _MOST_ZOOM


def _spans(rules: tuple[Rule, ...], index: int) -> list[Span]:
    """The zooms of a rule; of one for the rest, cut where an earlier rule begins or ends to take its share."""
    least, most = _zooms(rules[index])
    if least >= most:
        return []
    if rules[index].filter is not None:
        return [Span(least, most)]
    earlier = [(rule, *_zooms(rule)) for rule in rules[:index]]
    cuts = sorted({zoom for _, *zooms in earlier for zoom in zooms if least < zoom < most} | {least, most})
    spans: list[Span] = []
    for start, end in pairwise(cuts):
        active = [rule for rule, first, last in earlier if first <= start and end <= last]
        if any(rule.filter is None for rule in active):
            continue
        without = tuple(rule.filter for rule in active if rule.filter is not None)
        if spans and spans[-1].most == start and spans[-1].without == without:
            spans[-1] = Span(spans[-1].least, end, without)
        else:
            spans.append(Span(start, end, without))
    return spans


def _drawn(symbolizer: Symbolizer, opacity: float) -> list[tuple[str, tuple[str, ...], dict[str, Json]]]:
    """Layer type, geometry types it must be kept to, and paint and layout of each part of a symbolizer."""
    if isinstance(symbolizer, LineSymbolizer):
        return [("line", (), _line(symbolizer.stroke, opacity))]
    if isinstance(symbolizer, PointSymbolizer):
        return [("circle", _POINTS, _circle(symbolizer, opacity))]
    parts: list[tuple[str, tuple[str, ...], dict[str, Json]]] = []
    if isinstance(symbolizer, TextSymbolizer):
        return parts
    if symbolizer.fill:
        paint = {"fill-color": symbolizer.fill, "fill-opacity": symbolizer.fill_opacity * opacity}
        parts.append(("fill", _POLYGONS, {"paint": paint}))
    if symbolizer.stroke:
        parts.append(("line", _POLYGONS, _line(symbolizer.stroke, opacity)))
    return parts


def _line(stroke: Stroke, opacity: float) -> dict[str, Json]:
    paint: dict[str, Json] = {
        "line-color": stroke.color,
        "line-width": stroke.width_px,
        "line-opacity": stroke.opacity * opacity,
    }
    if stroke.dash:
        # In widths of the line, and walked twice where on and off would change places.
        pattern = stroke.dash * (1 + len(stroke.dash) % 2)
        paint["line-dasharray"] = [length / stroke.width_px for length in pattern]
    return {"paint": paint, "layout": {"line-join": stroke.join, "line-cap": stroke.cap}}


def _circle(symbolizer: PointSymbolizer, opacity: float) -> dict[str, Json]:
    stroke = symbolizer.stroke
    paint: dict[str, Json] = {
        "circle-radius": symbolizer.size_px / 2,
        "circle-color": symbolizer.fill or "#000000",
        "circle-opacity": symbolizer.fill_opacity * opacity if symbolizer.fill else 0,
    }
    if stroke:
        # MapLibre draws the outline outside, the painter half of it inside.
        paint["circle-radius"] = max(symbolizer.size_px / 2 - stroke.width_px / 2, 0)
        paint |= {
            "circle-stroke-color": stroke.color,
            "circle-stroke-width": stroke.width_px,
            "circle-stroke-opacity": stroke.opacity * opacity,
        }
    return {"paint": paint}
