"""A new password, which ends whatever was opened with the old one.

Tokens end too: who knew the old password may have made one, and it would outlive the change.
"""

from dataclasses import dataclass, field

from satupeta.control.accounts.actions.create_person import put_password
from satupeta.control.accounts.actions.revoke_token import revoke_tokens_of
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
        """Write the password, move the epoch and make every token void.

        Raises:
            InvalidInput: The password is too easy to guess.
        """
        put_password(self._person, self.password)
        self._person.epoch += 1
        self._person.save()
        trace.touch("person", self._person.pk, after={"epoch": self._person.epoch})
        revoke_tokens_of(self._person, trace)
        return self._person
