"""Who asks on the data plane: told by a signed cookie or by an API token, checked against the published table."""

import hashlib
from datetime import datetime

import msgspec

from satupeta.core.access import PUBLIC, Principal
from satupeta.core.published import Person, Token
from satupeta.core.signing import seal, unseal
from satupeta.data.published import Generation

COOKIE_NAME = "satupeta_principal"
COOKIE_LIFE_S = 15 * 60
_PURPOSE = "principal"
_NO_TEXT_LONGER = 512


class PrincipalCookie(msgspec.Struct, frozen=True, array_like=True):
    """What the cookie carries: the person and the epoch of theirs in which it was made."""

    person: str
    epoch: int


def principal_cookie(key: bytes, person: str, epoch: int, now_s: int) -> str:
    """The value of the cookie for a person who has signed in, void after `COOKIE_LIFE_S` seconds."""
    return seal(key, _PURPOSE, msgspec.json.encode(PrincipalCookie(person, epoch)), now_s + COOKIE_LIFE_S)


def read_cookie(key: bytes, cookie: str, now_s: int) -> PrincipalCookie | None:
    """What a cookie says, or None where it is not ours, was changed or has ended at second `now_s`."""
    payload = unseal(key, _PURPOSE, cookie, now_s) if 0 < len(cookie) <= _NO_TEXT_LONGER else None
    try:
        return msgspec.json.decode(payload, type=PrincipalCookie) if payload is not None else None
    except msgspec.DecodeError:
        return None


def principal_from_cookie(generation: Generation, key: bytes, cookie: str, now: str) -> Principal:
    """Who a request with this cookie comes from.

    Args:
        generation: The published table.
        key: The node's key.
        cookie: Value of the cookie `COOKIE_NAME`, "" without one.
        now: ISO 8601 instant in UTC.

    Returns:
        The person with today's roles; the public when the cookie is void, or the person is gone or has signed out
        everywhere since.
    """
    told = read_cookie(key, cookie, int(datetime.fromisoformat(now).timestamp())) if cookie else None
    person = generation.get(Person, "person", told.person) if told else None
    if told is None or person is None or person.epoch != told.epoch:
        return PUBLIC
    return Principal(person.id, person.node_roles, person.offices)


def principal_from_token(generation: Generation, secret_text: str, now: str) -> Principal | None:
    """Who a request with this API token comes from.

    Args:
        generation: The published table.
        secret_text: The token as it was shown once to its holder.
        now: ISO 8601 instant in UTC.

    Returns:
        The person behind the token limited to its scopes, or None when it is unknown, revoked or has ended.
    """
    if not 0 < len(secret_text) <= _NO_TEXT_LONGER:
        return None
    token = generation.get(Token, "token", token_digest(secret_text))
    if token is None or (token.ends_at and token.ends_at <= now):
        return None
    person = generation.get(Person, "person", token.person)
    if person is None:
        return None
    return Principal(person.id, person.node_roles, person.offices, token.id, token.scopes)


def token_digest(secret_text: str) -> str:
    """What is kept of a token: SHA-256 in hex. Its 256 random bits need no slow hash."""
    return hashlib.sha256(secret_text.encode()).hexdigest()
