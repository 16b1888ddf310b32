"""The one error shape of the node's own API."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.csrf import csrf_failure as csrf_page

from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Text


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
    return JsonResponse(error_document(error, status), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a write without the session's own mark gets: JSON on the API, a page elsewhere."""
    if not request.path_info.startswith("/api/"):
        return csrf_page(request, reason)
    return error_reply(
        SatuPetaError(
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
