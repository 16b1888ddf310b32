"""The end of an API token."""

from dataclasses import dataclass, field

from django.utils import timezone

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.accounts.models import Token
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
        if self._token.revoked_at is None:
            self._token.revoked_at = timezone.now()
            self._token.save()
            trace.touch("token", self._token.digest, before={"id": str(self._token.pk), "title": self._token.title})
        return self._token
