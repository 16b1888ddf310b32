"""A new map service."""

import uuid
from dataclasses import dataclass, field

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.layers import LayerWish, put_layers
from satupeta.control.catalogue.models import MapService, Organisation
from satupeta.control.catalogue.naming import claim_slug, propose_slug
from satupeta.control.catalogue.queries import organisation_row
from satupeta.control.catalogue.records import require_record
from satupeta.control.permission import require_in
from satupeta.core.access import AccessClass, Action
from satupeta.core.published import Record


@dataclass
class CreateService(Mutation[MapService]):
    """Publish an ordered set of layers under one name; it is never more open than its data."""

    verb = "create_service"
    organisation: object
    record: Record
    layers: tuple[LayerWish, ...]
    slug: str = ""
    access: AccessClass = AccessClass.OPEN
    _organisation: Organisation = field(init=False, repr=False)

    def allow(self) -> None:
        """The organisation's producers, and administrators."""
        self._organisation = organisation_row(self.organisation)
        require_in(self.actor, Action.EDIT, self._organisation)

    def change(self, trace: Trace) -> MapService:
        """Write the service and its layers.

        Raises:
            InvalidInput: The record, the slug or a layer cannot be taken.
            Conflict: The slug is taken.
        """
        record = require_record(self.record)
        identity = uuid.uuid4()
        title = record.title.id or record.title.en
        slug = self.slug or propose_slug(title, self._organisation.slug, "service")
        claim_slug(slug, "service", identity)
        service = MapService.objects.create(
            id=identity,
            slug=slug,
            organisation=self._organisation,
            access=self.access.value,
            record=msgspec.to_builtins(record),
        )
        put_layers(service, self.layers, self.actor)
        trace.touch("service", identity, after={"slug": slug, "title": record.title, "layers": self.layers})
        return service
