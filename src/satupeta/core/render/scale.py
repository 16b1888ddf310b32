"""Scale denominators, and the rules of a style that a scale lets through."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import SERVED
from satupeta.core.filters.tree import Expression
from satupeta.core.style.model import Rule, Style
from satupeta.core.style.scales import PIXEL_M


def scale_denominator(box: Box, width_px: float) -> float:
    """The scale of a picture whose pixels are 0.28 mm wide, along x; degrees are taken as on the equator.

    Standard: OGC 06-042 (WMS 1.3.0), 7.2.4.6.9.
    """
    return box.width * SERVED[box.crs].metres_per_unit / (width_px * PIXEL_M)


def active_rules(style: Style, scale: float) -> tuple[Rule, ...]:
    """The rules of a style that draw at a scale: minimum included, maximum not (OGC 05-077r4, 10.2)."""
    return tuple(
        rule for rule in style.rules if rule.min_scale <= scale and (not rule.max_scale or scale < rule.max_scale)
    )


def assigned_rows(
    rules: tuple[Rule, ...], rows: NDArray[np.int32], matching: Callable[[Expression], NDArray[np.int32]]
) -> tuple[NDArray[np.int32], ...]:
    """Which rows each rule draws.

    Args:
        rules: Those that are active; a rule without a filter takes what no earlier one took.
        rows: Candidates, in drawing order.
        matching: Tells the rows that an expression holds for; others than the candidates may be among them.

    Returns:
        One array a rule, each in the order of `rows`.
    """
    taken = np.zeros(len(rows), np.bool_)
    assigned = []
    for rule in rules:
        chosen = ~taken if rule.filter is None else np.isin(rows, matching(rule.filter))
        taken |= chosen
        assigned.append(rows[chosen])
    return tuple(assigned)
