"""A style's classes as the legend shows them."""

import msgspec

from satupeta.control.portal.reading import Reading
from satupeta.core import published as spec
from satupeta.core.access import Action
from satupeta.core.style.hidden import without_fields
from satupeta.core.style.model import (
    LineSymbolizer,
    PointSymbolizer,
    PolygonSymbolizer,
    Stroke,
    Style,
    Symbolizer,
    TextSymbolizer,
)
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


def shown_legend(
    dataset: spec.Dataset, style: Style, title: str, view: Reading, service: spec.Service | None = None
) -> tuple[LegendClass, ...]:
    """The classes of a dataset's style as this reader may know them: none without a right to view.

    Args:
        dataset: What is drawn.
        style: How.
        title: Stands at rules that have none of their own.
        view: Who reads.
        service: The map service it is a layer of, whose grants may hide more.
    """
    decisions = [view.decision(thing, Action.VIEW) for thing in (dataset, service) if thing is not None]
    if not all(decision.allowed for decision in decisions):
        return ()
    hidden = frozenset[str]().union(*(decision.hidden_fields for decision in decisions))
    return legend_of(without_fields(style, hidden, dataset.release.schema.geometry), title, view.language)


def legend_of(style: Style, title: str, language: Language) -> tuple[LegendClass, ...]:
    """The classes of a style; a rule without a title is called as the thing itself, one of labels alone is none.

    Rules of one title are one class, such as casings and carriageways: shown as it looks at the scales of the first.
    """
    found: list[tuple[str, tuple[float, float], list[Swatch]]] = []
    titled: dict[str, tuple[str, tuple[float, float], list[Swatch]]] = {}
    for rule in style.rules:
        swatches = [_swatch(part) for part in rule.symbolizers if not isinstance(part, TextSymbolizer)]
        scales, own = (rule.min_scale, rule.max_scale), rule.title.in_language(language)
        if not swatches:
            continue
        if own not in titled:
            found.append((own or title, scales, swatches))
            titled.update({own: found[-1]} if own else {})
        elif titled[own][1] == scales:
            titled[own][2].extend(swatches)
    return tuple(LegendClass(words, tuple(swatches)) for words, _, swatches in found)


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
