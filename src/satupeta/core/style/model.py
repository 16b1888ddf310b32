"""The one style model: a frozen tree of rules and symbolizers, kept as versioned JSON.

Widths and sizes are pixels of 0.28 mm (OGC SLD 1.1, 11.1), colours `#rrggbb`, opacities 0 to 1.
"""

from typing import Literal

import msgspec

from satupeta.core.filters.tree import Expression
from satupeta.core.text import Text

STYLE_VERSION = 1
Join = Literal["miter", "round", "bevel"]
Cap = Literal["butt", "round", "square"]
Mark = Literal["circle", "square", "triangle", "diamond", "cross"]


class Stroke(msgspec.Struct, frozen=True):
    """How a line is drawn; `dash` is on, off, on, off … in pixels, empty for a solid line."""

    color: str
    width_px: float = 1.0
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    join: Join = "round"
    cap: Cap = "butt"


class PolygonSymbolizer(msgspec.Struct, frozen=True, tag="polygon"):
    """Fill and outline of areas."""

    fill: str = ""
    fill_opacity: float = 1.0
    stroke: Stroke | None = None


class LineSymbolizer(msgspec.Struct, frozen=True, tag="line"):
    """A stroke along lines and along the rings of areas."""

    stroke: Stroke


class PointSymbolizer(msgspec.Struct, frozen=True, tag="point"):
    """A mark at points; `size_px` is its height."""

    mark: Mark = "circle"
    size_px: float = 8.0
    fill: str = "#2b48a1"
    fill_opacity: float = 1.0
    stroke: Stroke | None = None


Symbolizer = PolygonSymbolizer | LineSymbolizer | PointSymbolizer


class Rule(msgspec.Struct, frozen=True):
    """Features that match `filter` within the scale range are drawn with `symbolizers`, in order.

    Attributes:
        title: What the legend says.
        filter: None for all features that no earlier rule of the style took.
        min_scale, max_scale: Scale denominators, minimum included, maximum not; 0 for no limit (SLD 1.1, 10.2).
    """

    symbolizers: tuple[Symbolizer, ...]
    title: Text = Text("")
    filter: Expression | None = None
    min_scale: float = 0.0
    max_scale: float = 0.0


class Style(msgspec.Struct, frozen=True):
    """How a dataset is drawn. Rules are painted in order, later ones on top.

    Attributes:
        name: Unique within the dataset; `default` exists always.
        rules: In drawing order.
        opacity: Of the whole layer, applied after its features are drawn.
        version: Of this model.
    """

    name: str
    rules: tuple[Rule, ...]
    title: Text = Text("")
    opacity: float = 1.0
    version: int = STYLE_VERSION
