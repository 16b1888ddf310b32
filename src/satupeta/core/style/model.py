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
Placement = Literal["point", "line", "interior"]
Anchor = Literal["center", "left", "right", "top", "bottom"]


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


class FieldValue(msgspec.Struct, frozen=True):
    """Stands in a label for a feature's value of `field`."""

    field: str


class TextSymbolizer(msgspec.Struct, frozen=True, tag="text"):
    """A label at features that match the rule; drawn over all layers, and only where no other label stands.

    Attributes:
        label: Words and values in their order; a feature without any of the values gets no label. Data, never code.
        size_px: Of the letters, their em.
        weight: 200 to 800.
        color, opacity: Of the letters.
        halo_color, halo_px: What sets them off from the ground; how far it reaches from a letter.
        placement: At a point of the feature, along its line, or within its area where there is most room.
        anchor: Which side of the label stands at that point; not along lines.
        offset_px: From that point to the right and down.
        rank: A label of higher rank is placed first, whatever its layer.
        priority: Field by which the labels of a rank are placed, the greatest value first; "" for the upper layer
            first.
        repeat_px: Along a line from one label to the next, and between equal labels; 0 for one a line.
        wrap_em: How long a line of the label grows before it is broken.
        min_scale, max_scale: Scale denominators within the rule's, minimum included, maximum not; 0 for no limit.
    """

    label: tuple[str | FieldValue, ...]
    size_px: float = 12.0
    weight: int = 600
    color: str = "#10231f"
    opacity: float = 1.0
    halo_color: str = "#ffffff"
    halo_px: float = 1.6
    placement: Placement = "interior"
    anchor: Anchor = "center"
    offset_px: tuple[float, float] = (0.0, 0.0)
    rank: int = 0
    priority: str = ""
    repeat_px: float = 0.0
    wrap_em: float = 10.0
    min_scale: float = 0.0
    max_scale: float = 0.0

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it speaks of, or is placed by."""
        named = {part.field for part in self.label if isinstance(part, FieldValue)}
        return frozenset(named | ({self.priority} if self.priority else set()))


Symbolizer = PolygonSymbolizer | LineSymbolizer | PointSymbolizer | TextSymbolizer


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
