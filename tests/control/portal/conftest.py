"""A town whose producer and guests visit the pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.control.town import Town

Visitor = Callable[[str], Client]


@pytest.fixture
def visitor(town: Town) -> Visitor:
    """A browser of somebody of a role, signed in unless it is the public."""

    def visit(role: str) -> Client:
        client = Client(headers={"accept-language": "de"})
        if role != "public":
            client.force_login(town.people[role])
        return client

    return visit
