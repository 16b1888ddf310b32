import re
from typing import Any

import pytest
from django.test import Client
from tests.control.portal.conftest import Visitor
from tests.control.town import Town

from satupeta.control.catalogue.actions.assign_reference_role import AssignReferenceRole
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.portal.views import home
from satupeta.core.access import AccessClass


def counts(client: Client) -> list[str]:
    return re.findall(r'<b class="num">([\d.]+)</b>', client.get("/").content.decode())


@pytest.mark.parametrize(
    ("access", "role", "wanted"),
    [
        (AccessClass.OPEN, "public", "1"),
        (AccessClass.RESTRICTED, "public", "1"),
        (AccessClass.CLOSED, "public", "0"),
        (AccessClass.CLOSED, "member", "1"),
        (AccessClass.CLOSED, "stranger", "0"),
    ],
)
def test_counts_promise_only_what_may_be_known(
    town: Town, visitor: Visitor, access: AccessClass, role: str, wanted: str
) -> None:
    SetAccess(town.actor("producer"), "dataset", "batas-kelurahan", access).execute()
    datasets, services, features, offices = counts(visitor(role))
    assert (datasets, services, offices) == (wanted, "0", wanted)
    assert (features == "0") is (wanted == "0")


def test_reference_roles_show_their_release(town: Town, visitor: Visitor) -> None:
    SetAccess(town.actor("producer"), "dataset", "batas-kelurahan", AccessClass.OPEN).execute()
    AssignReferenceRole(town.actor("administrator"), "boundary-kelurahan", "batas-kelurahan").execute()
    body = visitor("public").get("/").content.decode()
    assert "Peta acuan hari ini" in body
    assert 'base="/d/batas-kelurahan/tiles.json"' in body


@pytest.mark.parametrize(("role", "offered"), [("public", False), ("member", False), ("producer", True)])
def test_the_place_to_publish_is_for_producers(visitor: Visitor, role: str, offered: bool) -> None:
    assert ("dropzone" in visitor(role).get("/").content.decode()) is offered


def test_a_fault_gives_a_number_to_quote(visitor: Visitor, monkeypatch: Any) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(home, "_counts", fail)
    client = visitor("public")
    client.raise_request_exception = False
    reply = client.get("/en/")
    assert reply.status_code == 500
    assert re.search(r'class="mono">[0-9a-f]{8}<', reply.content.decode())
    assert "broken on purpose" not in reply.content.decode()
