"""What a stack of layers names in a picture."""

import numpy as np
import pyarrow as pa

from satupeta.core.errors import InvalidBox
from satupeta.core.features.source import FeatureSource
from satupeta.core.render.labels.candidates import LabelLayer, LabelRule, margin_of
from satupeta.core.render.labels.ink import Label
from satupeta.core.render.labels.labelling import labels_in
from satupeta.core.render.paint import PaintRule
from satupeta.core.render.view import View
from satupeta.core.style.model import FieldValue, TextSymbolizer
from satupeta.data.label_masks import label_masks
from satupeta.data.typefaces import label_typefaces
from satupeta.service.context import Context
from satupeta.service.painting import StackLayer, painted_rules


def picture_labels(
    stack: list[StackLayer], view: View, scale: float, ratio: float, context: Context
) -> tuple[Label, ...]:
    """The labels that stand in a picture, none where no style names anything at its scale."""
    texts = [_texts(layer, scale) for layer in stack]
    used = [symbolizer for layer in texts for _, symbolizer in layer]
    if not used or view.is_empty:
        return ()
    margin = margin_of(used, ratio)
    wide = _wider(view, margin)
    layers = [_label_layer(layer, chosen, wide, context) for layer, chosen in zip(stack, texts, strict=True) if chosen]
    return labels_in(layers, wide, margin, ratio, label_typefaces(), label_masks())


def _texts(layer: StackLayer, scale: float) -> list[tuple[int, TextSymbolizer]]:
    """The text symbolizers that draw at a scale, each with the position of its rule."""
    return [
        (position, symbolizer)
        for position, rule in enumerate(layer.rules)
        for symbolizer in rule.symbolizers
        if isinstance(symbolizer, TextSymbolizer)
        and symbolizer.min_scale <= scale
        and (not symbolizer.max_scale or scale < symbolizer.max_scale)
    ]


def _wider(view: View, margin: tuple[float, float]) -> View:
    """The picture with the margin that its labels need; as it is where its CRS ends before."""
    try:
        return View.of(view.box, view.width_px, view.height_px, margin)
    except InvalidBox:
        return view


def _label_layer(
    layer: StackLayer, texts: list[tuple[int, TextSymbolizer]], view: View, context: Context
) -> LabelLayer:
    rules = painted_rules(layer, view)
    named = tuple(_label_rule(layer.source, symbolizer, rules[position]) for position, symbolizer in texts if rules)
    return LabelLayer(context.sources.anchors(layer.offered.dataset), named, layer.opacity)


def _label_rule(source: FeatureSource, symbolizer: TextSymbolizer, rule: PaintRule) -> LabelRule:
    known = tuple(field for field in sorted(symbolizer.fields) if source.schema.field(field))
    says = any(isinstance(part, FieldValue) and part.field in known for part in symbolizer.label)
    rows = rule.rows if says else np.empty(0, np.int32)
    values = source.row_attributes(rows, known) if known else pa.table({})
    return LabelRule(symbolizer, rows, source.row_ids()[rows], values)
