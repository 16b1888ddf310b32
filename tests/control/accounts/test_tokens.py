"""What becomes of a person's tokens when their sign-in changes."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.control.town import Town

from satupeta.control.accounts.actions.issue_token import IssueToken
from satupeta.control.accounts.actions.set_password import SetPassword
from satupeta.control.accounts.actions.sign_out_everywhere import SignOutEverywhere
from satupeta.control.accounts.actors import token_of
from satupeta.control.action import node_actor
from satupeta.control.monitoring.models import AuditEntry
from satupeta.control.node import node_storage
from satupeta.data.principals import principal_from_token
from satupeta.data.published import Published

NOW = "2026-01-01T00:00:00Z"
CHANGES: list[Callable[[object], Any]] = [
    lambda person: SetPassword(node_actor(), person, "panjang-sekali-9"),
    lambda person: SignOutEverywhere(node_actor(), person),
    lambda person: SignOutEverywhere(node_actor(), person, deactivate=True),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES, ids=["password", "sign out", "deactivate"])
def test_tokens_end_with_everything_else(town: Town, change: Callable[[object], Any]) -> None:
    person = town.people["producer"].pk
    _, secret = IssueToken(node_actor(), person, "malam").execute()
    _, other = IssueToken(node_actor(), town.people["member"].pk, "lain").execute()
    published = Published(node_storage().control_database)
    assert principal_from_token(published.newest(), secret, NOW) is not None
    change(person).execute()
    assert token_of(secret) is None
    assert principal_from_token(published.newest(), secret, NOW) is None
    assert principal_from_token(published.newest(), other, NOW) is not None
    assert AuditEntry.objects.filter(kind="token", before__title="malam").count() == 1
