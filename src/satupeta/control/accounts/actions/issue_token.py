"""A new API token."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from satupeta.control.accounts.actors import person_row
from satupeta.control.accounts.models import Person, Token
from satupeta.control.action import Mutation, Trace
from satupeta.control.errors import InvalidInput
from satupeta.control.instants import instant_ahead, iso_instant
from satupeta.control.permission import require_self_or_administrator
from satupeta.core.access import Action
from satupeta.core.text import Text
from satupeta.data.principals import token_digest

READING = frozenset({Action.DISCOVER, Action.VIEW, Action.QUERY, Action.DOWNLOAD})
_PREFIX = "satupeta_"


@dataclass
class IssueToken(Mutation[tuple[Token, str]]):
    """Make a token that acts as its person within `scopes`; its secret is told once and never kept."""

    verb = "issue_token"
    person_id: object
    title: str
    scopes: frozenset[Action] = READING
    ends_at: datetime | None = None
    _person: Person = field(init=False, repr=False)

    def allow(self) -> None:
        """The person themselves, or an administrator."""
        require_self_or_administrator(self.actor, self.person_id)
        self._person = person_row(self.person_id)

    def change(self, trace: Trace) -> tuple[Token, str]:
        """Write the hash.

        Raises:
            InvalidInput: No scope is given, or it would have ended already.
        """
        if not self.scopes:
            raise InvalidInput(
                "AK-040",
                Text("Kunci tanpa hak tidak berguna.", "A token without a scope is of no use."),
                Text("Pilih sedikitnya satu hak.", "Choose at least one scope."),
                "scopes",
            )
        ends_at = instant_ahead(self.ends_at)
        secret = _PREFIX + secrets.token_urlsafe(32)
        token = Token.objects.create(
            person=self._person,
            title=self.title.strip()[:200] or "API",
            digest=token_digest(secret),
            scopes=sorted(self.scopes),
            ends_at=ends_at,
        )
        told = {
            "id": str(token.pk),
            "title": token.title,
            "scopes": token.scopes,
            "ends_at": iso_instant(ends_at),
        }
        trace.touch("token", token.digest, after=told)
        return token, secret
