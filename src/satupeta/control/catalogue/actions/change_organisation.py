"""What an organisation says of itself, and whom its new data is for."""

from dataclasses import dataclass, field

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Organisation
from satupeta.control.catalogue.queries import organisation_row
from satupeta.control.catalogue.records import require_text
from satupeta.control.permission import require_in
from satupeta.core.access import AccessClass, Action
from satupeta.core.text import Text


@dataclass
class ChangeOrganisation(Mutation[Organisation]):
    """Change what is given of an organisation; what is None stays. Data that it has keeps its access class."""

    verb = "change_organisation"
    key: object
    name: Text | None = None
    contact: str | None = None
    default_access: AccessClass | None = None
    _organisation: Organisation = field(init=False, repr=False)

    def allow(self) -> None:
        """The organisation's producers, and administrators."""
        self._organisation = organisation_row(self.key)
        require_in(self.actor, Action.MANAGE, self._organisation)

    def change(self, trace: Trace) -> Organisation:
        """Write what is given.

        Raises:
            InvalidInput: A text cannot be kept.
        """
        organisation = self._organisation
        before = _summary(organisation)
        if self.name is not None:
            organisation.name = msgspec.to_builtins(require_text(self.name, "name"))
        if self.contact is not None:
            organisation.contact = require_text(Text(self.contact), "contact").id if self.contact else ""
        if self.default_access is not None:
            organisation.default_access = self.default_access.value
        organisation.save()
        trace.touch("organisation", organisation.pk, before, _summary(organisation))
        return organisation


def _summary(organisation: Organisation) -> dict[str, object]:
    return {
        "name": organisation.name,
        "contact": organisation.contact,
        "default_access": organisation.default_access,
    }
