import json

import pytest
from django.test import RequestFactory

from satupeta.adapters.http.errors import json_error
from satupeta.control.api.errors import csrf_failure, error_reply, unknown_address
from satupeta.control.errors import InvalidInput
from satupeta.control.portal.views.errors import failed
from satupeta.core.errors import SatuPetaError, SignInRequired
from satupeta.core.text import Language, Text
from satupeta.data.errors import StorageFull

ERRORS = [
    InvalidInput("UN-001", Text("Salah", "Wrong"), Text("Perbaiki"), "title"),
    SignInRequired("AK-1", Text("Masuk dahulu", "Sign in first")),
    StorageFull("SM-9", Text("/data/rahasia penuh")),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("language", ["id", "en"])
def test_both_planes_tell_an_error_by_the_same_bytes(error: SatuPetaError, language: Language) -> None:
    here = error_reply(RequestFactory().get("/api/v1/tokens", headers={"Accept-Language": language}), error)
    there = json_error(error, language)
    assert (here.status_code, here.content) == (there.status, there.body)
    assert here.headers.get("WWW-Authenticate") == dict(there.headers).get("WWW-Authenticate")


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/tokens", "application/json"), ("/unggah", "text/html")])
def test_a_write_without_its_mark_is_refused_in_the_doors_own_form(path: str, kind: str) -> None:
    response = csrf_failure(RequestFactory().post(path))
    assert response.status_code == 403
    assert response.headers["Content-Type"].startswith(kind)


def test_a_failure_and_an_unknown_address_have_the_shape_too() -> None:
    request = RequestFactory().get("/api/v1/apa", {"lang": "en"})
    shape = json.loads(error_reply(request, ERRORS[0]).content).keys()
    for answer, status in ((failed(request), 500), (unknown_address(request), 404)):
        assert answer.status_code == status
        assert json.loads(answer.content).keys() == shape
