"""A new organisation."""

import uuid
from dataclasses import dataclass

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Organisation
from satupeta.control.catalogue.naming import claim_slug, propose_slug
from satupeta.control.catalogue.records import require_text
from satupeta.control.permission import require_administrator
from satupeta.core.access import AccessClass
from satupeta.core.text import Text


@dataclass
class CreateOrganisation(Mutation[Organisation]):
    """Add an office that owns data."""

    verb = "create_organisation"
    name: Text
    slug: str = ""
    contact: str = ""
    default_access: AccessClass = AccessClass.RESTRICTED

    def allow(self) -> None:
        """Administrators only."""
        require_administrator(self.actor)

    def change(self, trace: Trace) -> Organisation:
        """Write the organisation under its slug.

        Raises:
            InvalidInput: The name is empty, or the slug cannot be one.
            Conflict: The slug is taken.
        """
        require_text(self.name, "name")
        identity = uuid.uuid4()
        slug = self.slug or propose_slug(self.name.id, "", "organisation")
        claim_slug(slug, "organisation", identity)
        organisation = Organisation.objects.create(
            id=identity,
            slug=slug,
            name=msgspec.to_builtins(self.name),
            contact=self.contact.strip()[:200],
            default_access=self.default_access.value,
        )
        trace.touch("organisation", identity, after={"slug": slug, "name": self.name})
        return organisation
