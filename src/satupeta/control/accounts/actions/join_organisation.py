"""A person's role in an organisation."""

from dataclasses import dataclass, field

from satupeta.control.accounts.actors import person_row
from satupeta.control.accounts.models import Membership, Person
from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.queries import organisation_row
from satupeta.control.permission import require_administrator
from satupeta.core.access import OfficeRole


@dataclass
class JoinOrganisation(Mutation[Person]):
    """Give a person a role in an organisation in place of the one they hold there; None takes it away."""

    verb = "join_organisation"
    person_id: object
    organisation_id: object
    role: OfficeRole | None
    _person: Person = field(init=False, repr=False)

    def allow(self) -> None:
        """Administrators only."""
        require_administrator(self.actor)
        self._person = person_row(self.person_id)

    def change(self, trace: Trace) -> Person:
        """Write the membership."""
        organisation = organisation_row(self.organisation_id)
        held = Membership.objects.filter(person=self._person, organisation=organisation)
        before = held.values_list("role", flat=True).first()
        if self.role is None:
            held.delete()
        else:
            Membership.objects.update_or_create(
                person=self._person, organisation=organisation, defaults={"role": self.role.value}
            )
        trace.touch(
            "person",
            self._person.pk,
            {"organisation": organisation.slug, "role": before},
            {"organisation": organisation.slug, "role": self.role},
        )
        return self._person
