"""Replies on the wire."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from satupeta.adapters.http.request import Request
from satupeta.adapters.http.transport import Sent, send_reply
from satupeta.service.reply import Reply


class Pieces(Iterator[bytes]):
    """An endless or finite body that knows whether it was closed."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.closed = False

    def __next__(self) -> bytes:
        if not self.left:
            raise StopIteration
        self.left -= 1
        return b"x" * 1000

    def close(self) -> None:
        """As generators have it."""
        self.closed = True


def sent(reply: Reply, method: str = "GET", goes_after: int = 10**9, **headers: str) -> tuple[Sent, list[Any]]:
    """Send a reply to a client that goes away after some messages."""
    messages: list[Any] = []
    request = Request(method, "/", headers={name.replace("_", "-"): value for name, value in headers.items()})

    async def exchange() -> Sent:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            messages.append(message)
            if len(messages) >= goes_after:
                gone.set()

        return await send_reply(reply, request, False, receive, send)

    return asyncio.run(exchange()), messages


def test_a_stream_goes_out_piece_by_piece_and_is_closed() -> None:
    body = Pieces(5)
    told, messages = sent(Reply(body, "application/octet-stream"))
    assert told == Sent(200, 5000)
    assert [message.get("more_body", False) for message in messages[1:]] == [True] * 5 + [False]
    assert body.closed


def test_a_stream_ends_when_the_client_is_gone() -> None:
    body = Pieces(10**9)
    sent(Reply(body, "application/octet-stream"), goes_after=4)
    assert body.closed
    assert body.left > 10**9 - 20


@pytest.mark.parametrize("kind", ["text/csv", "application/octet-stream"])
def test_head_makes_nothing_of_a_stream(kind: str) -> None:
    body = Pieces(5)
    told, messages = sent(Reply(body, kind), "HEAD", accept_encoding="gzip")
    assert told.size_bytes == 0
    assert messages[1]["body"] == b""
    assert body.closed
    assert body.left == 5


def test_a_held_stream_is_not_made() -> None:
    body = Pieces(5)
    told, _ = sent(Reply(body, "text/csv", etag="abc"), if_none_match='W/"abc"')
    assert told == Sent(304, 0)
    assert body.closed
    assert body.left == 5


def test_a_file_is_sent_whole_with_its_length(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"y" * 600_000)
    told, messages = sent(Reply(file, "application/octet-stream"))
    assert told.size_bytes == 600_000
    assert dict(messages[0]["headers"])[b"content-length"] == b"600000"
    assert b"".join(message["body"] for message in messages[1:]) == b"y" * 600_000


def test_no_header_can_be_smuggled_in() -> None:
    _, messages = sent(Reply(b"", "text/plain", headers=(("Location", "/a\r\nSet-Cookie: x=1"),)))
    assert dict(messages[0]["headers"])[b"location"] == b"/a  Set-Cookie: x=1"


def test_the_wanted_caching_of_a_reply_is_kept() -> None:
    _, messages = sent(Reply(b"", "text/plain", headers=(("Cache-Control", "no-store"), ("Vary", "X")), public=True))
    headers = messages[0]["headers"]
    assert [value for name, value in headers if name in (b"cache-control", b"vary")] == [b"no-store", b"X"]
