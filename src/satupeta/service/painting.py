"""Layers as the painter takes them: which rows each rule of a style draws for somebody."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupeta.core.errors import InvalidFilter
from satupeta.core.features.schema import Schema
from satupeta.core.features.source import FeatureQuery, FeatureSource
from satupeta.core.filters.check import checked
from satupeta.core.filters.tree import And, Expression
from satupeta.core.render.paint import PaintRule
from satupeta.core.render.scale import active_rules, assigned_rows
from satupeta.core.render.view import View
from satupeta.core.style.hidden import without_fields
from satupeta.core.style.model import Rule, Style, Symbolizer
from satupeta.service.context import Context
from satupeta.service.scope import OfferedLayer


@dataclass(frozen=True, slots=True)
class StackLayer:
    """One layer of a stack at one scale.

    Attributes:
        offered: As somebody may have it.
        source: Its features.
        rules: Those of its style that draw at the scale.
        opacity: Of the whole layer.
    """

    offered: OfferedLayer
    source: FeatureSource
    rules: tuple[Rule, ...]
    opacity: float

    @property
    def symbolizers(self) -> list[Symbolizer]:
        """Those of all rules."""
        return [symbolizer for rule in self.rules for symbolizer in rule.symbolizers]


def stack_of(layers: tuple[OfferedLayer, ...], scale: float, context: Context) -> list[StackLayer]:
    """Layers with what of their styles draws at a scale.

    Raises:
        ReleaseMissing: A release's folder is not whole.
    """
    stack = []
    for layer in layers:
        source = context.sources.of(layer.dataset)
        style = shown_style(layer, source.schema)
        stack.append(StackLayer(layer, source, active_rules(style, scale), style.opacity))
    return stack


def shown_style(layer: OfferedLayer, schema: Schema) -> Style:
    """The layer's style without labels that say or are placed by a hidden field.

    The plain one stands in where a hidden field would be told by colours.
    """
    return without_fields(layer.style, layer.decision.hidden_fields, schema.geometry)


def painted_rules(layer: StackLayer, view: View) -> tuple[PaintRule, ...]:
    """The rows in a picture's window that each rule draws; no rules for a picture beside the world."""
    west, north, east, south = view.window
    source, limits = layer.source, layer.offered.rows

    def rows(expression: Expression | None) -> NDArray[np.int32]:
        return source.world_rows(west, north, east, south, FeatureQuery(filter=expression))

    def matching(expression: Expression) -> NDArray[np.int32]:
        try:
            checked(expression, source.schema)
        except InvalidFilter:
            # The style was made for an earlier release; what it speaks of is no longer there.
            return np.empty(0, np.int32)
        return rows(And((limits, expression)) if limits is not None else expression)

    if view.is_empty or not layer.rules:
        return ()
    assigned = assigned_rows(layer.rules, rows(limits), matching)
    return tuple(PaintRule(rule.symbolizers, drawn) for rule, drawn in zip(layer.rules, assigned, strict=True))
