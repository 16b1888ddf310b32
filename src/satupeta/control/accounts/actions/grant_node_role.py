"""A role over the whole node, given."""

from dataclasses import dataclass, field

from satupeta.control.accounts.actors import person_row
from satupeta.control.accounts.models import NodeRoleHeld, Person
from satupeta.control.action import Mutation, Trace
from satupeta.control.permission import require_administrator
from satupeta.core.access import NodeRole


@dataclass
class GrantNodeRole(Mutation[Person]):
    """Give a person a role over the whole node."""

    verb = "grant_node_role"
    person_id: object
    role: NodeRole
    _person: Person = field(init=False, repr=False)

    def allow(self) -> None:
        """Administrators only."""
        require_administrator(self.actor)
        self._person = person_row(self.person_id)

    def change(self, trace: Trace) -> Person:
        """Write the role; nothing when it is held already."""
        _, is_new = NodeRoleHeld.objects.get_or_create(person=self._person, role=self.role.value)
        if is_new:
            trace.touch("person", self._person.pk, after={"node_role": self.role})
        return self._person
