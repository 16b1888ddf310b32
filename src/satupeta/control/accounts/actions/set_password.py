"""A new password, which ends every session made with the old one."""

from dataclasses import dataclass, field

from satupeta.control.accounts.actions.create_person import put_password
from satupeta.control.accounts.actors import person_row
from satupeta.control.accounts.models import Person
from satupeta.control.action import Mutation, Trace
from satupeta.control.permission import require_self_or_administrator


@dataclass
class SetPassword(Mutation[Person]):
    """Give a person a password."""

    verb = "set_password"
    person_id: object
    password: str
    _person: Person = field(init=False, repr=False)

    def allow(self) -> None:
        """The person themselves, or an administrator."""
        require_self_or_administrator(self.actor, self.person_id)
        self._person = person_row(self.person_id)

    def change(self, trace: Trace) -> Person:
        """Write the password and move the epoch.

        Raises:
            InvalidInput: The password is too easy to guess.
        """
        put_password(self._person, self.password)
        self._person.epoch += 1
        self._person.save()
        trace.touch("person", self._person.pk, after={"epoch": self._person.epoch})
        return self._person
