"""A style's classes as the legend shows them."""

import msgspec

from satupeta.core.style.model import LineSymbolizer, PointSymbolizer, PolygonSymbolizer, Stroke, Style, Symbolizer
from satupeta.core.text import Language


class Swatch(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """How one symbol looks, in the spelling of the page's elements."""

    kind: str
    mark: str = ""
    fill: str = ""
    fill_opacity: float = 1.0
    stroke: str = ""
    width: float = 0.0
    dash: str = ""


class LegendClass(msgspec.Struct, frozen=True):
    """One class: its words and its symbols from the bottom up."""

    title: str
    swatches: tuple[Swatch, ...]


def legend_of(style: Style, title: str, language: Language) -> tuple[LegendClass, ...]:
    """The classes of a style; a rule without a title is called as the thing itself."""
    return tuple(
        LegendClass(rule.title.in_language(language) or title, tuple(_swatch(part) for part in rule.symbolizers))
        for rule in style.rules
    )


def legend_json(classes: tuple[LegendClass, ...]) -> str:
    """The classes for the page's element."""
    return msgspec.json.encode(classes).decode()


def _swatch(symbolizer: Symbolizer) -> Swatch:
    if isinstance(symbolizer, LineSymbolizer):
        return _stroked("line", symbolizer.stroke)
    if isinstance(symbolizer, PointSymbolizer):
        return _stroked("point", symbolizer.stroke, symbolizer.fill, symbolizer.fill_opacity, symbolizer.mark)
    assert isinstance(symbolizer, PolygonSymbolizer)  # noqa: S101 - the union has no further member
    return _stroked("polygon", symbolizer.stroke, symbolizer.fill, symbolizer.fill_opacity)


def _stroked(kind: str, stroke: Stroke | None, fill: str = "", fill_opacity: float = 1.0, mark: str = "") -> Swatch:
    if stroke is None:
        return Swatch(kind, mark, fill, fill_opacity)
    dash = " ".join(f"{length:g}" for length in stroke.dash)
    return Swatch(kind, mark, fill, fill_opacity, stroke.color, stroke.width_px, dash)
