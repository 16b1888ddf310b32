"""The raw ASGI application: the data plane's routes first, static files, then Django behind its WSGI handler."""

import logging
import time
from dataclasses import replace
from typing import Any, cast
from urllib.parse import quote, urlsplit

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from satupeta.adapters.http.bodies import replayed, whole_body
from satupeta.adapters.http.bridge import Bridge, error_reply
from satupeta.adapters.http.compression import CompressedPages, accepts_gzip
from satupeta.adapters.http.messages import AsgiApplication, Message, Receive, Scope, Send
from satupeta.adapters.http.node import Node, principal_cookie_of
from satupeta.adapters.http.pool import DrawPool
from satupeta.adapters.http.request import (
    Request,
    below_prefix,
    header_map,
    parse_query,
    split_language,
)
from satupeta.adapters.http.router import Matched, Router
from satupeta.adapters.http.routes import ROUTES
from satupeta.adapters.http.static import PREFIX
from satupeta.adapters.http.transport import Sent, send_reply
from satupeta.control.failures import HttpError
from satupeta.core.config import Config
from satupeta.core.errors import SatuPetaError
from satupeta.core.languages import chosen_language
from satupeta.core.text import Language
from satupeta.service.reply import Reply

_DJANGO_THREADS = 4
_access = logging.getLogger("satupeta.access")


def build_application(config: Config, key: bytes) -> AsgiApplication:
    """The whole node as one ASGI application.

    Opens no file and starts no thread before its first request, so that it can be built before a fork.

    Args:
        config: The node's configuration.
        key: The node's key, for cookies and tickets.
    """
    return Application(config, key)


class Application:
    """Routes requests to verbs; what is no route is a static file or Django's."""

    def __init__(self, config: Config, key: bytes) -> None:
        self._node = Node(config, key)
        self._router = Router(ROUTES)
        self._pool = DrawPool(config.draw_threads, config.draw_queue)
        self._bridge = Bridge(self._node, self._pool)
        self._django_threads = WSGIMiddleware(cast(Any, get_wsgi_application()), workers=_DJANGO_THREADS)
        self._django: AsgiApplication = cast(Any, self._django_threads)
        self._prefix = urlsplit(config.address).path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                self.close()
                return

    def close(self) -> None:
        """Let go of every thread."""
        self._pool.close()
        self._django_threads.executor.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = time.perf_counter()
        path = below_prefix(self._prefix, scope["path"])
        bare, from_path = split_language(path)
        matched = self._router.match(bare)
        if matched is None and not bare.startswith(PREFIX):
            sent = await self._hand_to_django(scope, path, receive, send)
        else:
            request, reply = await self._reply(scope, bare, from_path, matched, receive)
            by_cookie = bool(principal_cookie_of(request))
            sent = await send_reply(reply, request, by_cookie, receive, send)
        _log(scope, sent, time.perf_counter() - start)

    async def _reply(
        self, scope: Scope, path: str, from_path: Language | None, matched: Matched | None, receive: Receive
    ) -> tuple[Request, Reply]:
        route, parts = matched or (None, {})
        default = self._node.config.language
        headers = header_map(scope["headers"])
        language = chosen_language(from_path, (), headers.get("accept-language", ""), default)
        request = Request(scope["method"], path, (), headers, language, parts)
        try:
            query = parse_query(scope["query_string"])
        except SatuPetaError as error:
            return request, error_reply(route, error, request, self._node)
        language = chosen_language(from_path, query, headers.get("accept-language", ""), default)
        request = replace(request, query=query, language=language)
        return request, await self._bridge.reply(route, request, receive)

    async def _hand_to_django(self, scope: Scope, path: str, receive: Receive, send: Send) -> Sent:
        status, size = 500, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        below = {**scope, "root_path": self._prefix, "path": self._prefix + path}
        try:
            body = await whole_body(receive)
        except HttpError as error:
            request = Request(scope["method"], path, (), header_map(scope["headers"]), self._node.config.language)
            reply = error_reply(None, error, request, self._node)
            return await send_reply(reply, request, False, receive, send)
        if body is None:
            return Sent(0, 0)
        takes_gzip = accepts_gzip(header_map(scope["headers"]).get("accept-encoding", ""))
        await self._django(below, replayed(body, receive), CompressedPages(counted, takes_gzip))
        return Sent(status, size)


def _log(scope: Scope, sent: Sent, seconds: float) -> None:
    asked = quote(scope["path"])
    if scope["query_string"]:
        asked += "?" + quote(scope["query_string"], safe="%&=+,:;/?@!*()'$~")
    _access.info("%s %s %d %d %.1f", scope["method"], asked, sent.status, sent.size_bytes, seconds * 1000)
