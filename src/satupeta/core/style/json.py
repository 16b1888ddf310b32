"""Styles as versioned JSON: what people send is checked before it becomes a style."""

import math
import re
from collections.abc import Iterator

import msgspec

from satupeta.core.errors import InvalidParameter
from satupeta.core.style.model import (
    STYLE_VERSION,
    PointSymbolizer,
    PolygonSymbolizer,
    Rule,
    Stroke,
    Style,
    Symbolizer,
    TextSymbolizer,
)
from satupeta.core.text import Text

_COLOR = re.compile(r"#[0-9a-f]{6}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
MOST_RULES = 256
MOST_SYMBOLIZERS = 16
WIDEST_PX = 100.0
LARGEST_PX = 200.0
LONGEST_DASH_PX = 1000.0
SHORTEST_PERIOD_PX = 0.5
MOST_DASHES = 16
MOST_PARTS = 16
LARGEST_TEXT_PX = 64.0
WIDEST_HALO_PX = 8.0
LONGEST_LINE_EM = 30.0
FARTHEST_REPEAT_PX = 1000.0
LONGEST_TITLE = 200
_MOST_BYTES = 1 << 20


class InvalidStyle(InvalidParameter):
    """A style that cannot be read, or that holds a value out of range."""


def encode_style(style: Style) -> bytes:
    """A style as JSON."""
    return msgspec.json.encode(style)


def decode_style(data: bytes | str) -> Style:
    """The style in a JSON document, all of whose values are in range.

    Raises:
        InvalidStyle: It is too long, is no style, is of another version, or holds a value out of range; says where.
    """
    if len(data) > _MOST_BYTES:
        raise _invalid("$", f"lebih dari {_MOST_BYTES} bita", f"more than {_MOST_BYTES} bytes")
    try:
        style = msgspec.json.decode(data, type=Style)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid("$", str(error)[:200], str(error)[:200]) from error
    return checked_style(style)


def checked_style(style: Style) -> Style:
    """The style itself when all of its values are in range. Filters are checked against a schema elsewhere.

    Raises:
        InvalidStyle: A value is out of range; `locator` says which, such as `rules[2].symbolizers[0].stroke.width_px`.
    """
    for place, holds, wanted in _demands(style):
        if not holds:
            raise _invalid(place, f"seharusnya {wanted.id}", f"should be {wanted.en}")
    return style


Demand = tuple[str, bool, Text]


def _demands(style: Style) -> Iterator[Demand]:
    yield "version", style.version == STYLE_VERSION, Text(f"versi {STYLE_VERSION}", f"version {STYLE_VERSION}")
    name = Text("huruf kecil, angka, - dan _, paling panjang 63", "small letters, digits, - and _, at most 63")
    yield "name", _NAME.fullmatch(style.name) is not None, name
    yield _within("opacity", style.opacity, 0, 1)
    yield from _title("title", style.title)
    yield _within("rules", len(style.rules), 0, MOST_RULES)
    for index, rule in enumerate(style.rules):
        yield from _rule(f"rules[{index}]", rule)


def _rule(place: str, rule: Rule) -> Iterator[Demand]:
    yield from _title(f"{place}.title", rule.title)
    yield _within(f"{place}.min_scale", rule.min_scale, 0, 1e12)
    yield _within(f"{place}.max_scale", rule.max_scale, 0, 1e12)
    yield _within(f"{place}.symbolizers", len(rule.symbolizers), 0, MOST_SYMBOLIZERS)
    for index, symbolizer in enumerate(rule.symbolizers):
        yield from _symbolizer(f"{place}.symbolizers[{index}]", symbolizer)


def _symbolizer(place: str, symbolizer: Symbolizer) -> Iterator[Demand]:
    if isinstance(symbolizer, PolygonSymbolizer | PointSymbolizer):
        if symbolizer.fill:
            yield _color(f"{place}.fill", symbolizer.fill)
        yield _within(f"{place}.fill_opacity", symbolizer.fill_opacity, 0, 1)
    if isinstance(symbolizer, PointSymbolizer):
        yield _within(f"{place}.size_px", symbolizer.size_px, 0.5, LARGEST_PX)
    if isinstance(symbolizer, TextSymbolizer):
        yield from _text(place, symbolizer)
    elif symbolizer.stroke is not None:
        yield from _stroke(f"{place}.stroke", symbolizer.stroke)


def _text(place: str, text: TextSymbolizer) -> Iterator[Demand]:
    yield _within(f"{place}.label", len(text.label), 1, MOST_PARTS)
    words = sum(len(part) for part in text.label if isinstance(part, str))
    yield _within(f"{place}.label", words, 0, LONGEST_TITLE)
    for name in ("color", "halo_color"):
        yield _color(f"{place}.{name}", getattr(text, name))
    yield _within(f"{place}.size_px", text.size_px, 6, LARGEST_TEXT_PX)
    yield _within(f"{place}.weight", text.weight, 200, 800)
    yield _within(f"{place}.opacity", text.opacity, 0, 1)
    yield _within(f"{place}.halo_px", text.halo_px, 0, WIDEST_HALO_PX)
    yield _within(f"{place}.rank", text.rank, -100, 100)
    yield _within(f"{place}.repeat_px", text.repeat_px, 0, FARTHEST_REPEAT_PX)
    yield _within(f"{place}.wrap_em", text.wrap_em, 2, LONGEST_LINE_EM)
    for index, offset in enumerate(text.offset_px):
        yield _within(f"{place}.offset_px[{index}]", offset, -LARGEST_PX, LARGEST_PX)
    yield _within(f"{place}.min_scale", text.min_scale, 0, 1e12)
    yield _within(f"{place}.max_scale", text.max_scale, 0, 1e12)


def _stroke(place: str, stroke: Stroke) -> Iterator[Demand]:
    yield _color(f"{place}.color", stroke.color)
    yield _within(f"{place}.width_px", stroke.width_px, 0.05, WIDEST_PX)
    yield _within(f"{place}.opacity", stroke.opacity, 0, 1)
    yield _within(f"{place}.dash", len(stroke.dash), 0, MOST_DASHES)
    for index, length in enumerate(stroke.dash):
        yield _within(f"{place}.dash[{index}]", length, 0, LONGEST_DASH_PX)
    if stroke.dash:
        yield _within(f"{place}.dash", sum(stroke.dash), SHORTEST_PERIOD_PX, LONGEST_DASH_PX * MOST_DASHES)


def _color(place: str, color: str) -> Demand:
    return place, _COLOR.fullmatch(color) is not None, Text("warna #rrggbb", "a colour #rrggbb")


def _within(place: str, value: float, least: float, most: float) -> Demand:
    holds = math.isfinite(value) and least <= value <= most
    return place, holds, Text(f"{least:g} sampai {most:g}", f"{least:g} to {most:g}")


def _title(place: str, title: Text) -> Iterator[Demand]:
    for language, text in (("id", title.id), ("en", title.en)):
        yield _within(f"{place}.{language}", len(text), 0, LONGEST_TITLE)


def _invalid(place: str, indonesian: str, english: str) -> InvalidStyle:
    return InvalidStyle(
        "GY-001",
        Text(f"Gaya tidak sah di {place}: {indonesian}.", f"The style is not valid at {place}: {english}."),
        Text("Perbaiki nilai itu, lalu kirim lagi.", "Correct that value and send it again."),
        place,
    )
