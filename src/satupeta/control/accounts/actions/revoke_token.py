"""The end of an API token."""

from dataclasses import dataclass, field

from django.utils import timezone

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.accounts.models import Person, Token
from satupeta.control.action import Mutation, Trace
from satupeta.control.permission import require_self_or_administrator
from satupeta.core.access import unknown_thing


@dataclass
class RevokeToken(Mutation[Token]):
    """Make a token void at once."""

    verb = "revoke_token"
    token_id: object
    _token: Token = field(init=False, repr=False)

    def allow(self) -> None:
        """The person it belongs to, or an administrator; to others it is unknown."""
        found = Token.objects.filter(pk__in=uuids_of(self.token_id)).first()
        if found is None:
            raise unknown_thing()
        require_self_or_administrator(self.actor, found.person_id)
        self._token = found

    def change(self, trace: Trace) -> Token:
        """Mark it revoked; nothing when it is already."""
        _revoke(self._token, trace)
        return self._token


def revoke_tokens_of(person: Person, trace: Trace) -> None:
    """Make every token of a person void, inside another change of theirs."""
    for token in person.tokens.filter(revoked_at=None):
        _revoke(token, trace)


def _revoke(token: Token, trace: Trace) -> None:
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save()
        trace.touch("token", token.digest, before={"id": str(token.pk), "title": token.title})
