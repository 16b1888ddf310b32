"""Whom a dataset or map service is for."""

from dataclasses import dataclass, field

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset, MapService
from satupeta.control.catalogue.queries import ThingKind, thing_row
from satupeta.control.permission import require_for
from satupeta.core.access import AccessClass, Action


@dataclass
class SetAccess(Mutation[Dataset | MapService]):
    """Give a thing another access class. A map service stays at most as open as its data."""

    verb = "set_access"
    kind: ThingKind
    key: object
    access: AccessClass
    _thing: Dataset | MapService = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may manage it."""
        self._thing = thing_row(self.kind, self.key)
        require_for(self.actor, Action.MANAGE, self._thing)

    def change(self, trace: Trace) -> Dataset | MapService:
        """Write the class."""
        before = self._thing.access
        self._thing.access = self.access.value
        self._thing.save()
        trace.touch(self.kind, self._thing.pk, {"access": before}, {"access": self.access})
        return self._thing
