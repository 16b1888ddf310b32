"""How a dataset is drawn."""

import re
from dataclasses import dataclass, field

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.errors import InvalidInput
from satupeta.control.permission import require_for
from satupeta.core.access import Action
from satupeta.core.slugs import is_slug
from satupeta.core.style.model import LineSymbolizer, PointSymbolizer, PolygonSymbolizer, Style, Symbolizer
from satupeta.core.text import Text

_COLOR = re.compile(r"#[0-9a-f]{6}")
_STYLE_LIMIT = 100


@dataclass
class SetStyle(Mutation[Dataset]):
    """Put a style in place of the dataset's style of that name, or beside the others when there is none."""

    verb = "set_style"
    key: object
    style: Style
    _dataset: Dataset = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may edit it."""
        self._dataset = dataset_row(self.key)
        require_for(self.actor, Action.EDIT, self._dataset)

    def change(self, trace: Trace) -> Dataset:
        """Write the style.

        Raises:
            InvalidInput: Its name or a colour in it cannot be used, or there are too many styles.
        """
        _require_style(self.style)
        styles = msgspec.convert(self._dataset.styles, tuple[Style, ...])
        before = next((style for style in styles if style.name == self.style.name), None)
        if before is None and len(styles) >= _STYLE_LIMIT:
            raise InvalidInput("KT-052", Text("Gaya terlalu banyak.", "There are too many styles."), locator="style")
        named = {style.name: style for style in styles} | {self.style.name: self.style}
        self._dataset.styles = [msgspec.to_builtins(style) for style in named.values()]
        self._dataset.save()
        trace.touch("dataset", self._dataset.pk, before, self.style)
        return self._dataset


def _require_style(style: Style) -> None:
    if not is_slug(style.name) or not style.rules:
        raise InvalidInput(
            "KT-050",
            Text(
                f"Gaya {style.name!r} tanpa nama sah atau aturan.",
                f"Style {style.name!r} lacks a name or rules.",
            ),
            Text("Beri nama huruf kecil dan sedikitnya satu aturan.", "Give a lower-case name and at least one rule."),
            "style",
        )
    for color in (color for rule in style.rules for symbolizer in rule.symbolizers for color in _colors(symbolizer)):
        if color and not _COLOR.fullmatch(color):
            raise InvalidInput(
                "KT-051",
                Text(f"{color!r} bukan warna.", f"{color!r} is no colour."),
                Text("Tulis warna sebagai #rrggbb.", "Write colours as #rrggbb."),
                "style",
            )


def _colors(symbolizer: Symbolizer) -> tuple[str, ...]:
    match symbolizer:
        case LineSymbolizer(stroke=stroke):
            return (stroke.color,)
        case PolygonSymbolizer(fill=fill, stroke=stroke) | PointSymbolizer(fill=fill, stroke=stroke):
            return (fill, stroke.color if stroke else "")
