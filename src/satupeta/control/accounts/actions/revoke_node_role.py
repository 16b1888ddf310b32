"""A role over the whole node, taken away."""

from dataclasses import dataclass, field

from satupeta.control.accounts.actors import person_row
from satupeta.control.accounts.models import NodeRoleHeld, Person
from satupeta.control.action import Mutation, Trace
from satupeta.control.errors import Conflict
from satupeta.control.permission import require_administrator
from satupeta.core.access import NodeRole
from satupeta.core.text import Text


@dataclass
class RevokeNodeRole(Mutation[Person]):
    """Take a role over the whole node from a person."""

    verb = "revoke_node_role"
    person_id: object
    role: NodeRole
    _person: Person = field(init=False, repr=False)

    def allow(self) -> None:
        """Administrators only."""
        require_administrator(self.actor)
        self._person = person_row(self.person_id)

    def change(self, trace: Trace) -> Person:
        """Remove the role; nothing when it is not held.

        Raises:
            Conflict: It is the last administrator's.
        """
        held = NodeRoleHeld.objects.filter(role=self.role.value)
        if not held.filter(person=self._person).exists():
            return self._person
        if self.role is NodeRole.ADMINISTRATOR and held.count() == 1:
            raise Conflict(
                "AK-030",
                Text("Ini pengelola terakhir simpul ini.", "This is the node's last administrator."),
                Text("Angkat pengelola lain dahulu.", "Appoint another administrator first."),
                "role",
            )
        held.filter(person=self._person).delete()
        trace.touch("person", self._person.pk, before={"node_role": self.role})
        return self._person
