import json
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.control.town import Town, add_release, make_built

from satupeta.control.accounts.actions.issue_token import IssueToken
from satupeta.control.api.errors import STATUSES, status_of
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.models import Dataset, MapService
from satupeta.control.errors import Conflict, ControlError, InvalidInput
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.tickets import read_ticket
from satupeta.core.access import AccessClass, Action
from satupeta.core.errors import InvalidBox, SatuPetaError
from satupeta.core.text import Text

BASE = "/api/v1"
RECORD = {"title": {"id": "Peta dasar"}}


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


@pytest.fixture
def producer(town: Town) -> Api:
    """The producer with a session."""
    return Api(town, "producer")


def routes() -> list[str]:
    patterns = next(found for found in get_resolver().url_patterns if str(found.pattern) == "api/v1/")
    return [str(found.pattern) for found in patterns.url_patterns if str(found.pattern)]  # type: ignore[union-attr]


def filled(route: str) -> str:
    parts = {"<slug:slug>": "batas-kelurahan", "<int:number>": "1", "<str:token_id>": "x", "<str:publication_id>": "x"}
    for mark, value in parts.items():
        route = route.replace(mark, value)
    return route


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_no_address_gives_the_public_anything_to_write(town: Town, method: str) -> None:
    for route in routes():
        status, document = Api(town).ask(method, filled(route))
        assert status in (400, 401, 404, 405) or (method, route, status) == ("GET", "session", 200)
        if status in (400, 401, 404):
            assert set(document) == {"code", "status", "message", "advice", "locator"}
            assert document["status"] == status
            assert all(document[name]["id"] and document[name]["en"] for name in ("message", "advice"))


def test_a_session_alone_does_not_write(town: Town, producer: Api) -> None:
    del producer.headers["X-CSRFToken"]
    status, document = producer.ask("POST", "tickets", {"organisation": town.office.slug})
    assert (status, document["code"]) == (403, "AK-011")


def test_a_ticket_is_made_for_the_session(town: Town, producer: Api) -> None:
    status, document = producer.ask("POST", "tickets", {"organisation": town.office.slug})
    assert status == 201
    assert read_ticket(document["ticket"]).organisation == str(town.office.pk)


@pytest.mark.parametrize("secret", ["", "wrong", "x" * 5000])
def test_a_token_that_is_not_valid_is_nobody(town: Town, secret: str) -> None:
    api = Api(town)
    api.headers["Authorization"] = f"Bearer {secret}"
    status, document = api.ask("GET", "publications")
    assert (status, document["locator"]) == (401, "Authorization" if secret else "")


def test_a_token_without_a_writing_scope_reads_only(town: Town) -> None:
    api = Api(town, "producer", frozenset({Action.VIEW}))
    assert api.ask("GET", "publications")[0] == 200
    assert api.ask("POST", "datasets/batas-kelurahan/unpublish")[0] == 403


def test_a_token_to_edit_edits_and_does_not_manage(town: Town) -> None:
    api = Api(town, "producer", frozenset({Action.EDIT}))
    assert api.ask("PUT", "datasets/batas-kelurahan/record", RECORD)[0] == 200
    assert api.ask("PUT", "datasets/batas-kelurahan/access", {"access": "open"})[0] == 403


def test_an_upload_is_followed_published_and_told(town: Town, producer: Api) -> None:
    upload = make_built(town)
    status, listed = producer.ask("GET", "publications")
    assert (status, [one["id"] for one in listed["publications"]]) == (200, [str(upload.pk)])
    status, document = producer.ask("POST", f"publications/{upload.pk}/publish")
    assert (status, document["state"]) == (200, "published")
    (result,) = document["results"]
    assert (result["slug"], result["release"]) == ("batas-baru", 1)
    assert result["links"]["page"] == "http://127.0.0.1:8000/d/batas-baru"
    assert producer.ask("POST", f"publications/{upload.pk}/publish")[0] == 409
    assert producer.ask("POST", f"publications/{upload.pk}/cancel")[0] == 409


def test_choices_name_datasets_by_slug(town: Town, producer: Api) -> None:
    upload = make_built(town)
    wish = {"reading": {"layer": "b", "crs": "EPSG:32748"}, "dataset": "batas-kelurahan"}
    status, document = producer.ask("POST", f"publications/{upload.pk}/choices", {"choices": [wish], "build": False})
    assert (status, document["state"]) == (202, "understanding")
    assert document["choices"][0]["dataset"] == str(town.dataset.pk)


def test_somebody_elses_upload_is_unknown(town: Town) -> None:
    upload = make_built(town)
    api = Api(town, "member")
    assert api.ask("GET", f"publications/{upload.pk}")[0] == 404
    assert api.ask("POST", f"publications/{upload.pk}/cancel")[0] == 404
    assert Publication.objects.get().state == PublicationState.BUILT


def test_tokens_are_issued_listed_and_revoked(town: Town, producer: Api) -> None:
    status, made = producer.ask("POST", "tokens", {"title": "QGIS", "scopes": ["view", "edit"]})
    assert status == 201
    assert made["secret"].startswith("satupeta_")
    _, listed = producer.ask("GET", "tokens")
    assert [(one["title"], one["scopes"]) for one in listed["tokens"]] == [("QGIS", ["edit", "view"])]
    assert "secret" not in listed["tokens"][0]
    assert producer.ask("DELETE", f"tokens/{made['id']}")[1]["revoked_at"]


def test_releases_become_current_again(town: Town, producer: Api) -> None:
    add_release(town.dataset)
    assert producer.ask("POST", "datasets/batas-kelurahan/releases/2/current")[1]["release"] == 2
    assert producer.ask("POST", "datasets/batas-kelurahan/releases/3/current")[0] == 400
    assert producer.ask("POST", "datasets/batas-kelurahan/unpublish")[1]["release"] is None


def test_services_are_made_changed_and_removed(town: Town, producer: Api) -> None:
    body = {"organisation": "dinas-tata-ruang", "record": RECORD, "layers": [{"dataset": "batas-kelurahan"}]}
    status, made = producer.ask("POST", "services", body)
    assert (status, made["slug"]) == (201, "peta-dasar")
    assert producer.ask("PATCH", "services/peta-dasar", {"access": "closed"})[1]["access"] == "closed"
    assert producer.ask("DELETE", "services/peta-dasar") == (204, None)
    assert not MapService.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b'{"access": "secret"}', b'{"access": "open", "more": 1}', b"[" * 10_000]
)
def test_a_body_that_cannot_be_read_changes_nothing(town: Town, producer: Api, body: bytes) -> None:
    status, document = producer.ask("PUT", "datasets/batas-kelurahan/access", body)
    assert (status, document["code"]) == (400, "PT-090")
    assert Dataset.objects.get().access == "restricted"


@pytest.mark.parametrize("role", ["public", "stranger"])
def test_closed_and_unknown_are_told_alike(town: Town, role: str) -> None:
    SetAccess(town.actor("producer"), "dataset", "batas-kelurahan", AccessClass.CLOSED).execute()
    api = Api(town, role)
    answers = [api.ask("POST", f"datasets/{slug}/unpublish") for slug in ("batas-kelurahan", "tidak-ada")]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_pages_of_the_api_carry_the_policy_headers(town: Town) -> None:
    response = Client().get(f"{BASE}/session")
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_every_error_has_a_status() -> None:
    assert status_of(InvalidBox("a", Text("b"))) == 400
    assert status_of(ControlError("a", Text("b"))) == 500
    assert {STATUSES[kind] for kind in (InvalidInput, Conflict, SatuPetaError)} == {400, 409, 500}
