import pytest
from django.test import RequestFactory

from satupeta.control.api.errors import STATUSES, csrf_failure, error_document, status_of
from satupeta.control.errors import Conflict, ControlError, InvalidInput
from satupeta.core.errors import InvalidBox, SatuPetaError
from satupeta.core.text import Text


def test_every_error_has_a_status() -> None:
    assert status_of(InvalidBox("a", Text("b"))) == 400
    assert status_of(ControlError("a", Text("b"))) == 500
    assert {STATUSES[kind] for kind in (InvalidInput, Conflict, SatuPetaError)} == {400, 409, 500}


def test_an_error_is_told_in_both_languages() -> None:
    error = InvalidInput("UN-001", Text("Salah", "Wrong"), Text("Perbaiki"), "title")
    assert error_document(error, 400) == {
        "code": "UN-001",
        "status": 400,
        "message": {"id": "Salah", "en": "Wrong"},
        "advice": {"id": "Perbaiki", "en": "Perbaiki"},
        "locator": "title",
    }


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/tokens", "application/json"), ("/unggah", "text/html")])
def test_a_write_without_its_mark_is_refused_in_the_doors_own_form(path: str, kind: str) -> None:
    response = csrf_failure(RequestFactory().post(path))
    assert response.status_code == 403
    assert response.headers["Content-Type"].startswith(kind)
