"""What is compressed on its way out, and what is not."""

import asyncio
import gzip
import http.client
from typing import Any

import pytest
from tests.adapters.http.running import Served

from satupeta.adapters.http.compression import CompressedPages, accepts_gzip, is_compressible
from satupeta.adapters.http.messages import Message

LONG = b"peta " * 1000


def sent(pieces: list[bytes], takes_gzip: bool, status: int = 200, **headers: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of an answer that went through the channel."""
    out: list[Message] = []

    async def send(message: Message) -> None:
        out.append(message)

    async def answer() -> None:
        channel = CompressedPages(send, takes_gzip)
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        await channel({"type": "http.response.start", "status": status, "headers": named})
        for piece in pieces:
            await channel({"type": "http.response.body", "body": piece, "more_body": True})
        await channel({"type": "http.response.body", "body": b""})

    asyncio.run(answer())
    said = {name.decode(): value.decode() for name, value in out[0]["headers"]}
    return said, b"".join(message.get("body", b"") for message in out[1:])


def test_a_text_in_pieces_is_compressed_whole() -> None:
    headers, body = sent([LONG, LONG], True, Content_Type="text/html; charset=utf-8", vary="Cookie", content_length="9")
    assert gzip.decompress(body) == LONG + LONG
    assert headers["content-encoding"] == "gzip"
    assert headers["content-length"] == str(len(body))
    assert headers["vary"] == "Cookie, Accept-Encoding"


@pytest.mark.parametrize(
    ("kind", "body", "takes_gzip", "varies"),
    [
        ("text/html", LONG, False, "Accept-Encoding"),
        ("application/json", b"{}", True, "Accept-Encoding"),
        ("image/png", LONG, True, None),
    ],
)
def test_what_stays_as_it_is(kind: str, body: bytes, takes_gzip: bool, varies: str | None) -> None:
    headers, given = sent([body], takes_gzip, Content_Type=kind)
    assert given == body
    assert "content-encoding" not in headers
    assert headers.get("vary") == varies


def test_what_is_packed_already_or_has_no_body_goes_through() -> None:
    assert sent([LONG], True, content_type="text/html", content_encoding="br")[1] == LONG
    assert "content-length" not in sent([b""], True, 304, content_type="text/html")[0]


@pytest.mark.parametrize(("kind", "is_text"), [("application/geo+json", True), ("TEXT/CSV; a=b", True), ("", False)])
def test_types_that_become_smaller(kind: str, is_text: bool) -> None:
    assert is_compressible(kind) is is_text


@pytest.mark.parametrize(("header", "takes"), [("gzip, br", True), ("*", True), ("gzip;q=0", False), ("", False)])
def test_who_takes_gzip(header: str, takes: bool) -> None:
    assert accepts_gzip(header) is takes


def page(served: Served, path: str, method: str = "GET") -> Any:
    """One answer of the node, read whole."""
    connection = http.client.HTTPConnection("127.0.0.1", served.facts["port"], timeout=20)
    connection.request(method, path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize("path", ["/", "/masuk", "/en/masuk", "/tidak-ada"])
def test_pages_of_the_portal_are_compressed(served: Served, path: str) -> None:
    answer, body = page(served, path)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(body).rstrip().endswith(b"</html>")
    headed, nothing = page(served, path, "HEAD")
    assert (headed.status, headed.headers["Content-Encoding"], nothing) == (answer.status, "gzip", b"")


def test_the_mark_against_forged_writes_is_another_in_every_answer(served: Served) -> None:
    marks = set()
    for _ in range(3):
        text = gzip.decompress(page(served, "/masuk")[1]).decode()
        marks.add(text.partition('name="csrfmiddlewaretoken" value="')[2][:64])
    assert len(marks) == 3
