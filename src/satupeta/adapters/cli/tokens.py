"""`satupeta token …`: keys for programs."""

import argparse
from datetime import UTC, datetime, timedelta

from satupeta.adapters.cli.output import DONE, Output, table
from satupeta.adapters.cli.people import person_of
from satupeta.control.accounts.actions.issue_token import READING, IssueToken
from satupeta.control.accounts.actions.revoke_token import RevokeToken
from satupeta.control.accounts.models import Token
from satupeta.control.action import node_actor
from satupeta.control.instants import iso_instant
from satupeta.core.access import Action
from satupeta.core.config import Config
from satupeta.core.errors import InvalidParameter
from satupeta.core.text import Text


def token_create(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Make a token and print its secret, once."""
    scopes = frozenset(Action(scope) for scope in arguments.scope) | {Action.DISCOVER} if arguments.scope else READING
    person = person_of(arguments.mail)
    token, secret = IssueToken(node_actor(), person.pk, arguments.title, scopes, last_moment(arguments.ends)).execute()
    document = {"id": str(token.pk), "token": secret, "scopes": token.scopes, "ends_at": iso_instant(token.ends_at)}
    output.answer(document, f"{secret}\nShown once; its id is {token.pk}.")
    return DONE


def token_ls(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """List a person's tokens."""
    tokens = list(Token.objects.filter(person=person_of(arguments.mail)).order_by("created_at"))
    documents = [
        {
            "id": str(token.pk),
            "title": token.title,
            "scopes": token.scopes,
            "ends_at": iso_instant(token.ends_at),
            "revoked_at": iso_instant(token.revoked_at),
        }
        for token in tokens
    ]
    rows = [
        (str(token.pk), token.title, ", ".join(token.scopes), iso_instant(token.ends_at), iso_instant(token.revoked_at))
        for token in tokens
    ]
    output.answer({"tokens": documents}, table([("id", "title", "scopes", "ends", "revoked"), *rows]))
    return DONE


def token_revoke(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Make a token void at once."""
    token = RevokeToken(node_actor(), arguments.token).execute()
    output.answer({"id": str(token.pk)}, f"{token.title} ({token.pk}) is void.")
    return DONE


def last_moment(day: str) -> datetime | None:
    """The end of a last day such as `2027-12-31`, in UTC; None for "".

    Raises:
        InvalidParameter: It is no date.
    """
    if not day:
        return None
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=1)
    except ValueError as error:
        raise InvalidParameter(
            "PB-002",
            Text(f"--ends {day} bukan tanggal.", f"--ends {day} is no date."),
            Text("Tulis seperti 2027-12-31.", "Write it as 2027-12-31."),
            "ends",
        ) from error
