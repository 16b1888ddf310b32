"""Questions to a node, and its answers: over HTTP to a running server, or straight to an application."""

import asyncio
import http.client
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

_TIMEOUT_S = 60


class Ask(msgspec.Struct, frozen=True):
    """One request; `target` is path and query as they stand in the request line."""

    target: str
    method: str = "GET"
    headers: dict[str, str] = {}
    body: bytes = b""


class Answer(msgspec.Struct, frozen=True):
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return msgspec.json.decode(self.body)


def ask_server(address: str, asks: Iterable[Ask]) -> list[Answer]:
    """Ask a running server, one request after the other over one connection."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=_TIMEOUT_S)
    answers = []
    try:
        for ask in asks:
            connection.request(ask.method, ask.target, ask.body or None, ask.headers)
            reply = connection.getresponse()
            headers = {name.lower(): value for name, value in reply.getheaders()}
            answers.append(Answer(reply.status, headers, reply.read()))
    finally:
        connection.close()
    return answers


async def ask_application(application: Any, ask: Ask, host: str) -> Answer:
    """Ask an ASGI application, no server between."""
    path, _, query = ask.target.partition("?")
    headers = {"host": host, **{name.lower(): value for name, value in ask.headers.items()}}
    if ask.body:
        headers["content-length"] = str(len(ask.body))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": ask.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": (host.partition(":")[0], 80),
    }
    asked = [{"type": "http.request", "body": ask.body, "more_body": False}]
    sent: list[dict[str, Any]] = []

    answered = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if asked:
            return asked.pop()
        await answered.wait()  # the client stays until it has the whole answer
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            answered.set()

    await application(scope, receive, send)
    start = sent[0]
    found = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(message.get("body", b"") for message in sent[1:]))
