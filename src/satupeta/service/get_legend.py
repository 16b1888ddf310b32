"""What a layer's symbols mean."""

from html import escape
from urllib.parse import urlencode

import msgspec

from satupeta.core.access import Action
from satupeta.core.encode.png import encode_png
from satupeta.core.ogc.wms.document import LegendLink
from satupeta.core.render.legend import GAP_PX, RIM_PX, ROW_PX, TEXT_PX, draw_legend, legend_size
from satupeta.core.style.legend import SWATCH_HEIGHT_PX, SWATCH_WIDTH_PX, LegendEntry, legend_entries, swatch_svg
from satupeta.core.text import Language
from satupeta.core.xml import written
from satupeta.data.typefaces import label_typefaces
from satupeta.service.context import Context
from satupeta.service.painting import shown_style
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope, named_layers


class LegendSpec(msgspec.Struct, frozen=True):
    """Which legend is wanted.

    Attributes:
        scope: Under which address it is asked.
        layer: Name of a layer; that of a map service stands for all its layers, the uppermost first.
        style: Of the layer; "" is its own.
        format: `image/png`, `image/svg+xml` or `application/json`.
        scale: Only symbols that are drawn at this scale denominator; 0 for all.
    """

    scope: Scope
    layer: str
    style: str = ""
    format: str = "image/png"
    scale: float = 0.0


def get_legend(spec: LegendSpec, context: Context) -> Reply:
    """A legend as a picture, or as data with a picture of each symbol.

    Raises:
        UnknownLayer: A layer or style that is not offered here, or may not be known.
        UnknownThing, SignInRequired, NotPermitted: As `named_layers`.
    """
    layers = named_layers(spec.scope, (spec.layer,), (spec.style,), context, Action.VIEW)
    entries = [entry for layer in reversed(layers) for entry in layer_entries(layer, spec.scale)]
    language = context.language
    if spec.format == "image/png":
        body = encode_png(draw_legend(entries, language, label_typefaces()))
    elif spec.format == "image/svg+xml":
        body = _svg(entries, language).encode()
    else:
        body = msgspec.json.encode({"layer": spec.layer, "rules": [_rule(entry, language) for entry in entries]})
    return Reply(body, spec.format, public=all(layer.open for layer in layers))


def layer_entries(layer: OfferedLayer, scale: float = 0.0) -> tuple[LegendEntry, ...]:
    """The lines of a layer's legend, without what would tell of hidden fields."""
    return legend_entries(shown_style(layer, layer.dataset.release.schema), layer.title, scale)


def legend_link(layer: OfferedLayer, style: str, scope: Scope, context: Context) -> LegendLink:
    """Where the legend of one of a layer's styles is, and how large."""
    chosen = next((one for one in layer.styles if one.name == style), layer.style)
    entries = layer_entries(msgspec.structs.replace(layer, style=chosen))
    query = urlencode(
        {
            "SERVICE": "WMS",
            "VERSION": "1.3.0",
            "REQUEST": "GetLegendGraphic",
            "FORMAT": "image/png",
            "LAYER": layer.name,
            "STYLE": style,
        }
    )
    address = f"{context.links.wms(scope.kind, scope.slug)}?{query}"
    return LegendLink(address, *legend_size(entries, context.language, label_typefaces()))


def _svg(entries: list[LegendEntry], language: Language) -> str:
    width, height = legend_size(entries, language, label_typefaces())
    rows = []
    for number, entry in enumerate(entries):
        middle = RIM_PX / 2 + ROW_PX * (number + 0.5)
        swatch = swatch_svg(entry.symbolizers)
        title = escape(written(entry.title.in_language(language)))
        rows.append(f'<g transform="translate({RIM_PX} {middle - SWATCH_HEIGHT_PX / 2:g})">{swatch}</g>')
        rows.append(
            f'<text x="{RIM_PX + SWATCH_WIDTH_PX + GAP_PX}" y="{middle + TEXT_PX / 3:g}" font-size="{TEXT_PX}" '
            f'font-family="Plus Jakarta Sans, sans-serif" font-weight="500" fill="#10231f">{title}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"{''.join(rows)}</svg>"
    )


def _rule(entry: LegendEntry, language: Language) -> dict[str, object]:
    return {
        "title": entry.title.in_language(language),
        "symbolizers": msgspec.to_builtins(entry.symbolizers),
        "swatch": swatch_svg(entry.symbolizers),
    }
