"""Styles for people who may not know every field."""

import msgspec

from satupeta.core.features.schema import GeometryKind
from satupeta.core.filters.check import field_names
from satupeta.core.style.defaults import plain_style
from satupeta.core.style.model import Rule, Style, TextSymbolizer


def without_fields(style: Style, hidden: frozenset[str], geometry: GeometryKind) -> Style:
    """The style as it may be shown to whom fields are hidden.

    Args:
        style: As its owner made it.
        hidden: Names of fields; empty when nothing is hidden.
        geometry: What the plain style is made for.

    Returns:
        The style without labels that say a hidden field or are placed by one. Where a rule chooses by a hidden field,
        its colours and titles would tell of it: the plain style stands in.
    """
    if not hidden:
        return style
    filters = [rule.filter for rule in style.rules if rule.filter is not None]
    if any(field_names(expression) & hidden for expression in filters):
        return plain_style(geometry)
    return msgspec.structs.replace(style, rules=tuple(_without_labels(rule, hidden) for rule in style.rules))


def _without_labels(rule: Rule, hidden: frozenset[str]) -> Rule:
    kept = tuple(part for part in rule.symbolizers if not (isinstance(part, TextSymbolizer) and part.fields & hidden))
    return msgspec.structs.replace(rule, symbolizers=kept)
