"""API tokens over the API."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse

from satupeta.control.accounts.actions.issue_token import READING, IssueToken
from satupeta.control.accounts.actions.revoke_token import RevokeToken
from satupeta.control.accounts.models import Token
from satupeta.control.action import Actor
from satupeta.control.api.door import door, json_body, json_reply, require_person
from satupeta.control.instants import iso_instant
from satupeta.core.access import Action


class TokenRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token is asked for with."""

    title: str
    scopes: frozenset[Action] = READING
    ends_at: datetime | None = None


def list_tokens(actor: Actor, _: HttpRequest) -> HttpResponse:
    """The person's tokens, newest first, without secrets."""
    tokens = Token.objects.filter(person_id=UUID(require_person(actor))).order_by("-created_at")
    return json_reply({"tokens": [token_document(token) for token in tokens]})


def issue(actor: Actor, request: HttpRequest) -> HttpResponse:
    """A new token, with its secret for this once."""
    wanted = json_body(request, TokenRequest)
    token, secret = IssueToken(actor, require_person(actor), wanted.title, wanted.scopes, wanted.ends_at).execute()
    return json_reply({**token_document(token), "secret": secret}, 201)


def revoke(actor: Actor, _: HttpRequest, token_id: str) -> HttpResponse:
    """End a token."""
    return json_reply(token_document(RevokeToken(actor, token_id).execute()))


def token_document(token: Token) -> dict[str, object]:
    """A token as the API tells of it."""
    return {
        "id": str(token.pk),
        "title": token.title,
        "scopes": token.scopes,
        "created_at": iso_instant(token.created_at),
        "ends_at": iso_instant(token.ends_at),
        "revoked_at": iso_instant(token.revoked_at),
    }


tokens = door(get=list_tokens, post=issue)
one_token = door(delete=revoke)
