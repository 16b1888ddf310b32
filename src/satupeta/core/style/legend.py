"""What a legend says of a style, and a symbol as a small picture."""

import re

import msgspec

from satupeta.core.style.marks import mark_ring
from satupeta.core.style.model import (
    LineSymbolizer,
    PointSymbolizer,
    PolygonSymbolizer,
    Rule,
    Stroke,
    Style,
    Symbolizer,
    TextSymbolizer,
)
from satupeta.core.text import Text

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
SWATCH_WIDTH_PX, SWATCH_HEIGHT_PX = 28, 18


class LegendEntry(msgspec.Struct, frozen=True):
    """One line of a legend: its words and its symbols from the bottom up."""

    title: Text
    symbolizers: tuple[Symbolizer, ...]


def legend_entries(style: Style, title: Text, scale: float = 0.0) -> tuple[LegendEntry, ...]:
    """The lines of a style's legend, in the order of its rules.

    Args:
        style: What is drawn.
        title: Stands at rules that have none of their own.
        scale: Only rules that draw at this scale denominator; 0 for all.
    """
    shown = [rule for rule in style.rules if rule.symbolizers and (not scale or _draws_at(rule, scale))]
    return tuple(
        LegendEntry(rule.title if rule.title.id or rule.title.en else title, rule.symbolizers) for rule in shown
    )


def swatch_svg(
    symbolizers: tuple[Symbolizer, ...], width_px: int = SWATCH_WIDTH_PX, height_px: int = SWATCH_HEIGHT_PX
) -> str:
    """Symbols over each other as a self-contained SVG picture.

    It holds numbers and colours of the form `#rrggbb` only, whatever the symbolizers hold, so it may stand in HTML.
    """
    parts = "".join(_part(symbolizer, width_px, height_px) for symbolizer in symbolizers)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_px}" height="{height_px}" '
        f'viewBox="0 0 {width_px} {height_px}" aria-hidden="true">{parts}</svg>'
    )


def _draws_at(rule: Rule, scale: float) -> bool:
    return rule.min_scale <= scale and (not rule.max_scale or scale < rule.max_scale)


def _part(symbolizer: Symbolizer, width: int, height: int) -> str:
    if isinstance(symbolizer, LineSymbolizer):
        inset = symbolizer.stroke.width_px / 2 + 1
        path = f"M{_number(inset)} {_number(height / 2)}H{_number(width - inset)}"
        return f'<path d="{path}" fill="none"{_stroked(symbolizer.stroke)}/>'
    if isinstance(symbolizer, PolygonSymbolizer):
        inset = (symbolizer.stroke.width_px / 2 if symbolizer.stroke else 0) + 1
        inset = min(inset, height / 2 - 1)
        sides = (inset, inset, width - 2 * inset, height - 2 * inset)
        x, y, wide, high = (_number(side) for side in sides)
        ink = _filled(symbolizer.fill, symbolizer.fill_opacity) + _stroked(symbolizer.stroke)
        return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}"{ink}/>'
    if isinstance(symbolizer, TextSymbolizer):
        return _letters(symbolizer, width, height)
    return _mark(symbolizer, width, height)


def _mark(symbolizer: PointSymbolizer, width: int, height: int) -> str:
    reach = symbolizer.stroke.width_px if symbolizer.stroke else 0
    size = max(min(symbolizer.size_px, height - 2 - reach), 2)
    ink = _filled(symbolizer.fill, symbolizer.fill_opacity) + _stroked(symbolizer.stroke)
    ring = mark_ring(symbolizer.mark, size).tolist()
    points = " ".join(f"{_number(x + width / 2)},{_number(y + height / 2)}" for x, y in ring)
    return f'<polygon points="{points}"{ink}/>'


def _letters(symbolizer: TextSymbolizer, width: int, height: int) -> str:
    halo, size = min(symbolizer.halo_px, 3.0), min(symbolizer.size_px, height - 4)
    around = _stroked(Stroke(symbolizer.halo_color, 2 * halo)) if halo > 0 else ""
    return (
        f'<text x="{_number(width / 2)}" y="{_number(height / 2 + size / 3)}" text-anchor="middle" '
        f'font-family="Plus Jakarta Sans, sans-serif" font-size="{_number(size)}" '
        f'font-weight="{int(symbolizer.weight)}"{_filled(symbolizer.color, symbolizer.opacity)}{around} '
        f'paint-order="stroke">Aa</text>'
    )


def _filled(color: str, opacity: float) -> str:
    if not _COLOR.fullmatch(color):
        return ' fill="none"'
    return f' fill="{color}"' + (f' fill-opacity="{_number(opacity)}"' if opacity < 1 else "")


def _stroked(stroke: Stroke | None) -> str:
    if stroke is None or not _COLOR.fullmatch(stroke.color):
        return ""
    text = f' stroke="{stroke.color}" stroke-width="{_number(stroke.width_px)}"'
    if stroke.opacity < 1:
        text += f' stroke-opacity="{_number(stroke.opacity)}"'
    if stroke.dash:
        text += f' stroke-dasharray="{" ".join(_number(length) for length in stroke.dash)}"'
    return text


def _number(value: float) -> str:
    return f"{round(float(value), 2):g}"
