"""The one error shape of the node's own API, and the HTTP status of each error."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.csrf import csrf_failure as csrf_page

from satupeta.control.accounts.sign_in import TooManyFailures
from satupeta.control.errors import Conflict, InvalidInput
from satupeta.core.access import unknown_thing
from satupeta.core.errors import (
    InvalidParameter,
    NotPermitted,
    OverBudget,
    SatuPetaError,
    SignInRequired,
    UnknownThing,
)
from satupeta.core.text import Text
from satupeta.data.errors import DataError, NodeNotReady, RefusedFile, StorageFull

STATUSES: dict[type[SatuPetaError], int] = {
    InvalidInput: 400,
    InvalidParameter: 400,
    SignInRequired: 401,
    NotPermitted: 403,
    UnknownThing: 404,
    Conflict: 409,
    OverBudget: 413,
    RefusedFile: 422,
    TooManyFailures: 429,
    NodeNotReady: 503,
    StorageFull: 507,
    DataError: 500,
    SatuPetaError: 500,
}


def status_of(error: SatuPetaError) -> int:
    """HTTP status of an error: that of the nearest class in the table."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def error_document(error: SatuPetaError, status: int) -> dict[str, object]:
    """An error as JSON: code, status, message and advice in both languages, and what it is about."""
    words = error_words(error)
    return {"code": words.pop("code"), "status": status, **words}


def error_words(error: SatuPetaError) -> dict[str, object]:
    """An error as it is kept with an upload: the same without a status."""
    return {
        "code": error.code,
        "message": _both(error.message),
        "advice": _both(error.advice),
        "locator": error.locator,
    }


def error_reply(error: SatuPetaError, status: int) -> JsonResponse:
    """An error as an answer."""
    response = JsonResponse(error_document(error, status), status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="satupeta"'
    return response


def unknown_address(_: HttpRequest) -> HttpResponse:
    """What an address that the API does not have gets."""
    return error_reply(unknown_thing(), 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a write without the session's own mark gets: JSON on the API, a page elsewhere."""
    if not request.path_info.startswith("/api/"):
        return csrf_page(request, reason)
    return error_reply(
        NotPermitted(
            "AK-011",
            Text("Permintaan tulis tanpa tanda CSRF yang sah.", "A write without a valid CSRF mark."),
            Text(
                "Sertakan kuki dan kepala X-CSRFToken, atau pakai kunci API.",
                "Send the cookie and the X-CSRFToken header, or use an API token.",
            ),
            "X-CSRFToken",
        ),
        403,
    )


def _both(text: Text) -> dict[str, str]:
    return {"id": text.id, "en": text.en or text.id}
