"""The end of a map service."""

from dataclasses import dataclass, field

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import MapService
from satupeta.control.catalogue.queries import service_row
from satupeta.control.permission import require_for
from satupeta.core.access import Action


@dataclass
class DeleteService(Mutation[None]):
    """Remove a map service. Its data stays; its name is not given to anything else."""

    verb = "delete_service"
    key: object
    _service: MapService = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may manage it."""
        self._service = service_row(self.key)
        require_for(self.actor, Action.MANAGE, self._service)

    def change(self, trace: Trace) -> None:
        """Remove the service and its layers."""
        trace.touch("service", self._service.pk, {"slug": self._service.slug, "record": self._service.record})
        self._service.delete()
