"""A client of the node's own API."""

import json
from typing import Any

from django.test import Client
from tests.control.town import Town

from satupeta.control.accounts.actions.issue_token import IssueToken
from satupeta.core.access import Action

BASE = "/api/v1"


class Api:
    """A client that speaks JSON, as the public, with a session and its CSRF mark, or with a token."""

    def __init__(self, town: Town, role: str = "public", scopes: frozenset[Action] | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers: dict[str, str] = {}
        if scopes is not None:
            _, secret = IssueToken(town.actor(role), town.people[role].pk, "uji", scopes).execute()
            self.headers["Authorization"] = f"Bearer {secret}"
        elif role != "public":
            self.client.force_login(town.people[role])
            self.headers["X-CSRFToken"] = self.client.get(f"{BASE}/session").json()["csrf"]

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and document of an answer."""
        data = body if isinstance(body, bytes) else json.dumps(body if body is not None else {}).encode()
        sent = self.client.generic(method, f"{BASE}/{path}", data, "application/json", headers=self.headers)
        return sent.status_code, json.loads(sent.content) if sent.content else None
