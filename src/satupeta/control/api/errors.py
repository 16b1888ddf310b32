"""Errors of the node's own API as Django answers them, in the one shape."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure as csrf_page

from satupeta.control.node import node_config
from satupeta.control.statuses import row_of, said_of
from satupeta.core.access import unknown_thing
from satupeta.core.error_document import error_document
from satupeta.core.errors import NotPermitted, SatuPetaError, SignInRequired
from satupeta.core.languages import chosen_language
from satupeta.core.text import Language, Text


def error_reply(request: HttpRequest, error: SatuPetaError) -> HttpResponse:
    """An error as an answer."""
    row = row_of(error)
    document = error_document(error.code, row.status, row.ogc_api, said_of(error), language_of(request))
    response = HttpResponse(msgspec.json.encode(document), status=row.status, content_type="application/json")
    if isinstance(error, SignInRequired):
        response.headers["WWW-Authenticate"] = 'Bearer realm="satupeta"'
    return response


def language_of(request: HttpRequest) -> Language:
    """The language that a client of the API reads, told as on every other door."""
    query = tuple((name, value) for name, value in request.GET.items() if isinstance(value, str))
    return chosen_language(None, query, request.headers.get("Accept-Language", ""), node_config().language)


def unknown_address(request: HttpRequest) -> HttpResponse:
    """What an address that the API does not have gets."""
    return error_reply(request, unknown_thing())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a write without the session's own mark gets: JSON on the API, a page elsewhere."""
    if not request.path_info.startswith("/api/"):
        return csrf_page(request, reason)
    return error_reply(
        request,
        NotPermitted(
            "AK-011",
            Text("Permintaan tulis tanpa tanda CSRF yang sah.", "A write without a valid CSRF mark."),
            Text(
                "Sertakan kuki dan kepala X-CSRFToken, atau pakai kunci API.",
                "Send the cookie and the X-CSRFToken header, or use an API token.",
            ),
            "X-CSRFToken",
        ),
    )
