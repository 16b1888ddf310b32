"""How a dataset is drawn."""

from dataclasses import dataclass, field

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.errors import InvalidInput
from satupeta.control.permission import require_for
from satupeta.core.access import Action
from satupeta.core.style.json import checked_style
from satupeta.core.style.model import Style
from satupeta.core.text import Text

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
            InvalidStyle: A value of it is out of range.
            InvalidInput: There are too many styles.
        """
        style = checked_style(self.style)
        styles = msgspec.convert(self._dataset.styles, tuple[Style, ...])
        before = next((one for one in styles if one.name == style.name), None)
        if before is None and len(styles) >= _STYLE_LIMIT:
            raise InvalidInput(
                "KT-052",
                Text("Gaya dataset ini terlalu banyak.", "This dataset has too many styles."),
                Text("Ganti salah satu yang ada.", "Replace one that exists."),
                "style",
            )
        named = {one.name: one for one in styles} | {style.name: style}
        self._dataset.styles = [msgspec.to_builtins(one) for one in named.values()]
        self._dataset.save()
        trace.touch("dataset", self._dataset.pk, before, style)
        return self._dataset
