"""Other layers or another record for a map service."""

from dataclasses import dataclass, field

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.layers import LayerWish, put_layers
from satupeta.control.catalogue.models import MapService
from satupeta.control.catalogue.queries import service_row
from satupeta.control.catalogue.records import require_record
from satupeta.control.permission import require_for
from satupeta.core.access import AccessClass, Action
from satupeta.core.published import Record


@dataclass
class ChangeService(Mutation[MapService]):
    """Change what is given of a map service; what is None stays."""

    verb = "change_service"
    key: object
    record: Record | None = None
    layers: tuple[LayerWish, ...] | None = None
    access: AccessClass | None = None
    _service: MapService = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may edit it; its access class is for who may manage it."""
        self._service = service_row(self.key)
        require_for(self.actor, Action.EDIT, self._service)
        if self.access is not None:
            require_for(self.actor, Action.MANAGE, self._service)

    def change(self, trace: Trace) -> MapService:
        """Write what is given.

        Raises:
            InvalidInput: The record or a layer cannot be taken.
        """
        before = _summary(self._service)
        if self.record is not None:
            self._service.record = msgspec.to_builtins(require_record(self.record))
        if self.access is not None:
            self._service.access = self.access.value
        if self.layers is not None:
            put_layers(self._service, self.layers, self.actor)
        self._service.save()
        trace.touch("service", self._service.pk, before, _summary(self._service))
        return self._service


def _summary(service: MapService) -> dict[str, object]:
    layers = [f"{name}:{style}" for name, style in service.layers.values_list("name", "style")]
    return {"record": service.record, "access": service.access, "layers": layers}
