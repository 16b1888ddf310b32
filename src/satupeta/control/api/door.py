"""The frame of every view of the node's own API: who asks, what may be said, how errors are told."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from satupeta.control.accounts.actors import actor_of, token_of
from satupeta.control.accounts.models import Person
from satupeta.control.action import Actor
from satupeta.control.api.errors import error_reply
from satupeta.control.errors import InvalidInput
from satupeta.control.failures import body_too_large, method_not_allowed
from satupeta.core.access import PUBLIC, Action, Outcome, refusal_error
from satupeta.core.errors import SatuPetaError, SignInRequired
from satupeta.core.text import Text

BodyT = TypeVar("BodyT")
Answer = Callable[..., HttpResponse]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WRITING = frozenset({Action.EDIT, Action.MANAGE})


def door(**methods: Answer) -> Callable[..., HttpResponseBase]:
    """A view that answers each named HTTP method by a function of the actor, the request and the address's parts.

    A request comes with an API token, or with a session and then, to write, with its CSRF mark. Errors are answered
    in the one shape.
    """

    def answer(request: HttpRequest, actor: Actor | None, parts: dict[str, str]) -> HttpResponse:
        method = (request.method or "").lower()
        verb = methods.get("get" if method == "head" else method)
        if verb is None:
            return _not_allowed(request, methods)
        try:
            return verb(actor or _session_actor(request), request, **parts)
        except SatuPetaError as error:
            return error_reply(request, error)

    protected = csrf_protect(answer)

    @csrf_exempt
    def view(request: HttpRequest, **parts: str) -> HttpResponseBase:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if not secret:
            # Without a session there is no right that a foreign page could borrow: such a write is told to sign in.
            by_session = settings.SESSION_COOKIE_NAME in request.COOKIES
            return (protected if by_session else answer)(request, None, parts)
        try:
            return answer(request, _token_actor(scheme, secret.strip(), request.method in _SAFE), parts)
        except SatuPetaError as error:
            return error_reply(request, error)

    return view


def require_person(actor: Actor) -> str:
    """Id of the person who asks.

    Raises:
        SignInRequired: Nobody is signed in.
    """
    if actor.person_id is None:
        raise refusal_error(Outcome.SIGN_IN)
    return actor.person_id


def json_body(request: HttpRequest, body_type: type[BodyT]) -> BodyT:
    """The request's body.

    Raises:
        InvalidInput: It is no JSON, or not of this type.
        BodyTooLarge: It is larger than any form can be.
    """
    try:
        return msgspec.json.decode(raw_body(request) or b"{}", type=body_type)
    except msgspec.DecodeError as error:
        raise InvalidInput(
            "PT-090",
            Text(f"Isi permintaan tidak terbaca: {error}", f"The body cannot be read: {error}"),
            Text("Kirim JSON seperti di dokumen API.", "Send JSON as the API's document says."),
            "body",
        ) from error


def raw_body(request: HttpRequest) -> bytes:
    """The request's body as it came.

    Raises:
        BodyTooLarge: It is larger than any form can be.
    """
    try:
        return request.body
    except RequestDataTooBig as error:
        raise body_too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE) from error


def json_reply(document: Any, status: int = 200) -> HttpResponse:
    """A document as JSON."""
    return HttpResponse(msgspec.json.encode(document), status=status, content_type="application/json")


def _not_allowed(request: HttpRequest, methods: dict[str, Answer]) -> HttpResponse:
    allowed = tuple(sorted(name.upper() for name in methods))
    response = error_reply(request, method_not_allowed((request.method or "")[:20], allowed))
    response.headers["Allow"] = ", ".join(allowed)
    return response


def _session_actor(request: HttpRequest) -> Actor:
    return actor_of(request.user) if isinstance(request.user, Person) else Actor(PUBLIC, "")


def _token_actor(scheme: str, secret: str, is_safe: bool) -> Actor:
    token = token_of(secret) if scheme.lower() == "bearer" else None
    if token is None:
        raise SignInRequired(
            "AK-051",
            Text("Kunci API tidak berlaku.", "The API token is not valid."),
            Text("Periksa kuncinya, atau buat yang baru.", "Check the token, or make a new one."),
            "Authorization",
        )
    actor = actor_of(token.person, token)
    if not is_safe and not (actor.principal.scopes or frozenset()) & _WRITING:
        raise refusal_error(Outcome.NOT_PERMITTED)
    return actor
