"""What is shown when there is no page, or when making one failed."""

import logging
import secrets
from collections.abc import Callable
from functools import wraps
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from satupeta.control.api.errors import error_reply
from satupeta.control.failures import unexpected
from satupeta.control.portal.cards import card_of
from satupeta.control.portal.finding import found
from satupeta.control.portal.reading import reading_of
from satupeta.core.errors import NotPermitted, SatuPetaError, SignInRequired, UnknownThing

_OFFERED = 3
_log = logging.getLogger("satupeta.portal")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing under this address, or nothing that may be known: both look alike. Offers what its words find."""
    words = " ".join(unquote(request.path_info).strip("/").split("/")[-1:]).replace("-", " ")
    view = reading_of(request)
    page = {
        "heading": _("Tidak ada apa pun di alamat ini"),
        "advice": _("Periksa ejaannya, atau cari namanya."),
        "query": words,
        "hits": [card_of(thing, view) for thing in found(words, view)[:_OFFERED]] if words else [],
    }
    return render(request, "portal/error.html", page, status=404)


def refused(request: HttpRequest, error: SatuPetaError) -> HttpResponse:
    """A change that was refused, in its own words."""
    view = reading_of(request)
    page = {"heading": error.message.in_language(view.language), "advice": error.advice.in_language(view.language)}
    status = 403 if isinstance(error, NotPermitted | SignInRequired) else 409
    return render(request, "portal/error.html", page, status=status)


def explained(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose refusals become pages: unknown things the page of no page, all else in its own words."""

    @wraps(view)
    def explaining(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnknownThing as error:
            return not_found(request, error)
        except SatuPetaError as error:
            return refused(request, error)

    return explaining


def failed(request: HttpRequest) -> HttpResponse:
    """The node's own fault: a number to quote, which stands in the log."""
    number = secrets.token_hex(4)
    _log.error("page failed, number %s: %s", number, request.path_info)
    if request.path_info.startswith("/api/"):
        return error_reply(request, unexpected(number))
    page = {
        "heading": _("Simpul ini gagal membuat halaman"),
        "advice": _("Coba lagi sebentar lagi. Bila tetap gagal, hubungi pengelola."),
        "number": number,
    }
    return render(request, "portal/error.html", page, status=500)
