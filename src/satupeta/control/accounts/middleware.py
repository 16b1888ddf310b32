"""Keeps the data plane's cookie in step with the session."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from satupeta.control.accounts.models import Person
from satupeta.control.node import node_config, node_key
from satupeta.data.principals import COOKIE_LIFE_S, COOKIE_NAME, principal_cookie, read_cookie

_RENEW_BEFORE_END_S = COOKIE_LIFE_S * 2 // 3


class PrincipalCookies:
    """Sets and renews the signed cookie while somebody is signed in, and takes it away at sign-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the cookie that fits who is signed in afterwards."""
        response = self._get_response(request)
        held = request.COOKIES.get(COOKIE_NAME, "")
        # A request that carries no session cannot have a person; asking would read the session for nothing.
        person = request.user if request.session.session_key or held else None
        if isinstance(person, Person):
            _renew(response, person, held)
        elif held:
            response.delete_cookie(COOKIE_NAME, path=_path(), samesite="Lax")
        return response


def _renew(response: HttpResponse, person: Person, held: str) -> None:
    now_s = int(time.time())
    told = read_cookie(node_key(), held, now_s + _RENEW_BEFORE_END_S)
    if told is not None and (told.person, told.epoch) == (str(person.pk), person.epoch):
        return
    response.set_cookie(
        COOKIE_NAME,
        principal_cookie(node_key(), str(person.pk), person.epoch, now_s),
        max_age=COOKIE_LIFE_S,
        path=_path(),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _path() -> str:
    return urlsplit(node_config().address).path.rstrip("/") or "/"
