"""What is written about a dataset or map service."""

from dataclasses import dataclass, field

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset, MapService
from satupeta.control.catalogue.queries import ThingKind, thing_row
from satupeta.control.catalogue.records import require_record
from satupeta.control.permission import require_for
from satupeta.core.access import Action
from satupeta.core.published import Record


@dataclass
class EditRecord(Mutation[Dataset | MapService]):
    """Put a record in place of a thing's record; its dates are the node's own."""

    verb = "edit_record"
    kind: ThingKind
    key: object
    record: Record
    _thing: Dataset | MapService = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may edit it."""
        self._thing = thing_row(self.kind, self.key)
        require_for(self.actor, Action.EDIT, self._thing)

    def change(self, trace: Trace) -> Dataset | MapService:
        """Write the record.

        Raises:
            InvalidInput: A text cannot be kept.
        """
        before = self._thing.record
        self._thing.record = msgspec.to_builtins(require_record(self.record))
        self._thing.save()
        trace.touch(self.kind, self._thing.pk, before, self._thing.record)
        return self._thing
