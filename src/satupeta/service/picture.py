"""Drawing layers as somebody may see them: shared by maps and picture tiles."""

import hashlib

import msgspec
import numpy as np
from numpy.typing import NDArray

from satupeta import __version__
from satupeta.core.access import joined_filter
from satupeta.core.box import Box
from satupeta.core.encode.png import CONTENT_TYPE, encode_png
from satupeta.core.errors import InvalidFilter, OverBudget
from satupeta.core.features.schema import Schema
from satupeta.core.features.source import FeatureQuery, FeatureSource
from satupeta.core.filters.check import checked, field_names
from satupeta.core.filters.tree import And, Expression
from satupeta.core.render.paint import PaintLayer, PaintRule, margin_px, paint
from satupeta.core.render.scale import active_rules, assigned_rows, scale_denominator
from satupeta.core.render.view import View
from satupeta.core.style.defaults import plain_style
from satupeta.core.style.model import Rule, Style
from satupeta.core.text import Text
from satupeta.service.context import Context
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer


class Picture(msgspec.Struct, frozen=True):
    """What a drawn picture shows.

    Attributes:
        box: What its outer edges cover, in a served CRS.
        width_px, height_px: Its size.
        background: `#rrggbb`, or "" for a transparent picture.
        pixel_ratio: Its pixels for one pixel of 0.28 mm.
    """

    box: Box
    width_px: int
    height_px: int
    background: str = ""
    pixel_ratio: float = 1.0


def picture_etag(layers: tuple[OfferedLayer, ...], picture: Picture, context: Context) -> str:
    """Stands for the picture's bytes: program, states, styles, limits of the decisions and the picture itself."""
    parts = [
        (str(context.sources.of(layer.dataset).state), layer.style, layer.decision.fingerprint) for layer in layers
    ]
    return hashlib.sha256(msgspec.json.encode(["png", __version__, parts, picture])).hexdigest()[:32]


def draw(layers: tuple[OfferedLayer, ...], picture: Picture, context: Context) -> Reply:
    """Draw layers over each other, the first at the bottom, as PNG.

    Raises:
        OverBudget: More pixels than the node draws.
        InvalidBox: The box leaves what its CRS can tell.
        ReleaseMissing: A release's folder is not whole.
    """
    _require_budget(picture, context.config.picture_limit_px)
    scale = scale_denominator(picture.box, picture.width_px / picture.pixel_ratio)
    sources = [context.sources.of(layer.dataset) for layer in layers]
    styles = [shown_style(layer, source.schema) for layer, source in zip(layers, sources, strict=True)]
    rules = [active_rules(style, scale) for style in styles]
    reach = margin_px([symbolizer for chosen in rules for rule in chosen for symbolizer in rule.symbolizers])
    view = View.of(picture.box, picture.width_px, picture.height_px, reach * picture.pixel_ratio)
    stack = [
        PaintLayer(source.world(), _painted_rules(chosen, source, layer, view), style.opacity)
        for layer, source, style, chosen in zip(layers, sources, styles, rules, strict=True)
    ]
    image = paint(stack, view, picture.background, picture.pixel_ratio)
    return Reply(
        encode_png(image),
        CONTENT_TYPE,
        etag=picture_etag(layers, picture, context),
        public=all(layer.open for layer in layers),
    )


def shown_style(layer: OfferedLayer, schema: Schema) -> Style:
    """The layer's style, or the plain one where it would tell of a hidden field by its colours."""
    filters = [rule.filter for rule in layer.style.rules if rule.filter is not None]
    if any(field_names(expression) & layer.decision.hidden_fields for expression in filters):
        return plain_style(schema.geometry)
    return layer.style


def _painted_rules(
    rules: tuple[Rule, ...], source: FeatureSource, layer: OfferedLayer, view: View
) -> tuple[PaintRule, ...]:
    west, north, east, south = view.window
    limits = joined_filter(layer.decision, None)

    def rows(expression: Expression | None) -> NDArray[np.int32]:
        return source.world_rows(west, north, east, south, FeatureQuery(filter=expression))

    def matching(expression: Expression) -> NDArray[np.int32]:
        try:
            checked(expression, source.schema)
        except InvalidFilter:
            # The style was made for an earlier release; what it speaks of is no longer there.
            return np.empty(0, np.int32)
        return rows(And((limits, expression)) if limits is not None else expression)

    if view.is_empty or not rules:
        return ()
    assigned = assigned_rows(rules, rows(limits), matching)
    return tuple(PaintRule(rule.symbolizers, drawn) for rule, drawn in zip(rules, assigned, strict=True))


def _require_budget(picture: Picture, limit_px: int) -> None:
    if picture.width_px * picture.height_px > limit_px:
        raise OverBudget(
            "PT-040",
            Text(
                f"Gambar {picture.width_px} × {picture.height_px} piksel terlalu besar.",
                f"A picture of {picture.width_px} × {picture.height_px} pixels is too large.",
            ),
            Text(f"Paling banyak {limit_px} piksel.", f"At most {limit_px} pixels."),
            "width",
        )
