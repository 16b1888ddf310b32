"""People as actors of mutations."""

import uuid

from django.utils import timezone

from satupeta.control.accounts.models import Person, Token
from satupeta.control.action import Actor
from satupeta.core.access import Action, NodeRole, OfficeRole, Principal, unknown_thing
from satupeta.data.principals import token_digest


def principal_of(person: Person, token: Token | None = None) -> Principal:
    """The principal of a person, limited to the token's scopes when one was used."""
    return Principal(
        person=str(person.pk),
        node_roles=frozenset(NodeRole(held.role) for held in person.node_roles_held.all()),
        offices={str(held.organisation_id): OfficeRole(held.role) for held in person.memberships.all()},
        token=str(token.pk) if token else "",
        scopes=frozenset(Action(scope) for scope in token.scopes) if token else None,
    )


def actor_of(person: Person, token: Token | None = None) -> Actor:
    """A person, as who changes something."""
    return Actor(principal_of(person, token), person.name)


def token_of(secret_text: str) -> Token | None:
    """The token of this secret while it holds: not revoked, not ended, its person active."""
    token = (
        Token.objects.select_related("person")
        .filter(digest=token_digest(secret_text), revoked_at=None, person__is_active=True)
        .first()
    )
    if token is None or (token.ends_at is not None and token.ends_at <= timezone.now()):
        return None
    return token


def person_row(person_id: object) -> Person:
    """The person of this id.

    Raises:
        UnknownThing: There is none.
    """
    found = Person.objects.filter(pk__in=uuids_of(person_id)).first()
    if found is None:
        raise unknown_thing()
    return found


def uuids_of(text: object) -> tuple[uuid.UUID, ...]:
    """The UUID that `text` spells, alone, or nothing."""
    try:
        return (uuid.UUID(str(text)),)
    except ValueError:
        return ()
