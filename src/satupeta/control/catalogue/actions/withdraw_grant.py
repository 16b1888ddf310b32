"""A right to somebody else's data, taken back."""

from dataclasses import dataclass, field

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Grant as GrantRow
from satupeta.control.permission import require_for
from satupeta.core.access import Action, unknown_thing


@dataclass
class WithdrawGrant(Mutation[None]):
    """Remove a grant."""

    verb = "withdraw_grant"
    grant_id: object
    _row: GrantRow = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may manage the thing."""
        found = GrantRow.objects.select_related("dataset", "service").filter(pk__in=uuids_of(self.grant_id)).first()
        thing = (found.dataset or found.service) if found else None
        if found is None or thing is None:
            raise unknown_thing()
        require_for(self.actor, Action.MANAGE, thing)
        self._row = found

    def change(self, trace: Trace) -> None:
        """Remove the row."""
        before = {"grant": str(self._row.pk), "right": self._row.right}
        if self._row.dataset_id is not None:
            trace.touch("dataset", self._row.dataset_id, before)
        else:
            trace.touch("service", self._row.service_id, before)
        self._row.delete()
