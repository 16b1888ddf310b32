import pytest
from django.urls import URLPattern
from tests.control.api.client import Api
from tests.control.town import Town

from satupeta.control.api.urls import urlpatterns
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.models import Dataset
from satupeta.core.access import AccessClass, Action
from satupeta.core.error_document import ErrorDocument

RECORD = {"title": {"id": "Peta dasar"}}


def routes() -> list[str]:
    return [str(found.pattern) for found in urlpatterns if isinstance(found, URLPattern) and str(found.pattern)]


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
        if status != 200:
            assert set(document) == set(ErrorDocument.__struct_fields__)
            assert document["status"] == status
            assert all(document[name]["id"] and document[name]["en"] for name in ("message", "advice"))


def test_a_session_alone_does_not_write(town: Town, producer: Api) -> None:
    del producer.headers["X-CSRFToken"]
    status, document = producer.ask("POST", "tickets", {"organisation": town.office.slug})
    assert (status, document["code"]) == (403, "AK-011")


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


def test_a_body_larger_than_any_form_is_told_where_files_go(town: Town, producer: Api) -> None:
    status, document = producer.ask("PUT", "datasets/batas-kelurahan/record", b'"' + b"x" * 2**20 + b'"')
    assert (status, document["code"]) == (413, "SV-005")
    assert "/api/v1/uploads" in document["advice"]["en"]


def test_other_methods_are_told_which_are_answered(town: Town, producer: Api) -> None:
    response = producer.client.delete("/api/v1/session")
    assert response.status_code == 403
    response = producer.client.delete("/api/v1/session", headers=producer.headers)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
    assert producer.client.head("/api/v1/session").status_code == 200
