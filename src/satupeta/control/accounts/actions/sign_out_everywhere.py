"""The end of all of a person's sessions and tokens."""

from dataclasses import dataclass, field

from satupeta.control.accounts.actions.revoke_token import revoke_tokens_of
from satupeta.control.accounts.actors import person_row
from satupeta.control.accounts.models import Person
from satupeta.control.action import Mutation, Trace
from satupeta.control.permission import require_self_or_administrator


@dataclass
class SignOutEverywhere(Mutation[Person]):
    """End every session and every token of a person; with `deactivate` they cannot sign in again either."""

    verb = "sign_out_everywhere"
    person_id: object
    deactivate: bool = False
    _person: Person = field(init=False, repr=False)

    def allow(self) -> None:
        """The person themselves, or an administrator."""
        require_self_or_administrator(self.actor, self.person_id)
        self._person = person_row(self.person_id)

    def change(self, trace: Trace) -> Person:
        """Move the epoch and make every token void."""
        self._person.epoch += 1
        self._person.is_active = self._person.is_active and not self.deactivate
        self._person.save()
        trace.touch("person", self._person.pk, after={"epoch": self._person.epoch, "is_active": self._person.is_active})
        revoke_tokens_of(self._person, trace)
        return self._person
