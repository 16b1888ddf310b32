"""A verb's reply as bytes on the wire: validators, caching, compression, CORS, HEAD, streams and files."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from isal import igzip, isal_zlib

from satupeta.adapters.http.compression import (
    GZIP_LEVEL,
    LEAST_COMPRESSED_BYTES,
    accepts_gzip,
    is_compressible,
)
from satupeta.adapters.http.messages import Receive, Send
from satupeta.adapters.http.request import Request
from satupeta.adapters.http.validators import holds
from satupeta.control.settings import CONTENT_SECURITY_POLICY
from satupeta.service.reply import Reply

_PIECE_BYTES = 256 * 1024
_GZIP_WINDOW_BITS = 31
_SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
)
_PUBLIC, _PRIVATE = b"public, max-age=0, must-revalidate", b"private, no-store"
_BODILESS = (204, 304)
_EXPOSED = b"Content-Crs, ETag, Link, Location, Retry-After"


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out, for the log."""

    status: int
    size_bytes: int


async def send_reply(reply: Reply, request: Request, by_cookie: bool, receive: Receive, send: Send) -> Sent:
    """Send a reply.

    Args:
        reply: What the verb answered.
        request: What was asked: method, validators, accepted encodings.
        by_cookie: Whether the principal came from a cookie: such an answer is for this site's own pages only.
        receive, send: ASGI channels; `receive` tells when the client is gone.
    """
    body = reply.body
    packed = _packs(reply, request)
    etag = _etag(reply, packed)
    headers = _headers(reply, etag, by_cookie)
    if etag and reply.status == 200 and request.header("if-none-match") and holds(request, etag):
        _close(reply.body)
        await _send_whole(304, [pair for pair in headers if pair[0] != b"content-type"], b"", send)
        return Sent(304, 0)
    if packed:
        headers.append((b"content-encoding", b"gzip"))
        body = igzip.compress(body, GZIP_LEVEL) if isinstance(body, bytes) else _compressed(_pieces(body))
    if reply.status in _BODILESS:
        await _send_whole(reply.status, headers[1:], b"", send)
        return Sent(reply.status, 0)
    if isinstance(body, bytes):
        headers.append((b"content-length", str(len(body)).encode()))
        shown = b"" if request.method == "HEAD" else body
        await _send_whole(reply.status, headers, shown, send)
        return Sent(reply.status, len(shown))
    if isinstance(body, Path):
        headers.append((b"content-length", str(body.stat().st_size).encode()))
    if request.method == "HEAD":
        _close(reply.body)
        await _send_whole(reply.status, headers, b"", send)
        return Sent(reply.status, 0)
    return await _send_pieces(reply.status, headers, _pieces(body), receive, send)


def _headers(reply: Reply, etag: str, by_cookie: bool) -> list[tuple[bytes, bytes]]:
    headers = [(b"content-type", reply.content_type.encode("latin-1"))]
    headers += [(name.lower().encode("latin-1"), _one_line(value).encode("latin-1")) for name, value in reply.headers]
    named = {name for name, _ in headers}
    if etag:
        headers.append((b"etag", etag.encode("latin-1")))
    # A 304 made before drawing leaves what a cache already knows of the answer as it is (RFC 9110, 15.4.5).
    if b"cache-control" not in named and reply.status != 304:
        headers.append((b"cache-control", _PUBLIC if reply.public else _PRIVATE))
    if b"vary" not in named:
        headers.append((b"vary", _vary(reply)))
    if reply.public or not by_cookie:
        headers.append((b"access-control-allow-origin", b"*"))
        headers.append((b"access-control-expose-headers", _EXPOSED))
    if reply.content_type.startswith("text/html"):
        headers.append((b"content-security-policy", CONTENT_SECURITY_POLICY.encode("ascii")))
    return headers + list(_SECURITY_HEADERS)


def _vary(reply: Reply) -> bytes:
    return (
        b"Accept-Encoding" if reply.content_type.startswith("image/") else b"Accept, Accept-Encoding, Accept-Language"
    )


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")


def _etag(reply: Reply, packed: bool) -> str:
    validator = reply.etag
    if not validator and reply.status == 200 and isinstance(reply.body, bytes):
        validator = hashlib.blake2b(reply.body, digest_size=12).hexdigest()
    if not validator:
        return ""
    weak = packed or validator.startswith("W/")
    return ("W/" if weak else "") + f'"{validator.removeprefix("W/")}"'


def _packs(reply: Reply, request: Request) -> bool:
    if any(name.lower() == "content-encoding" for name, _ in reply.headers):
        return False
    if not is_compressible(reply.content_type):
        return False
    if isinstance(reply.body, bytes) and len(reply.body) < LEAST_COMPRESSED_BYTES:
        return False
    return accepts_gzip(request.header("accept-encoding"))


def _pieces(body: Iterator[bytes] | Path | bytes) -> Iterator[bytes]:
    if isinstance(body, Path):
        with body.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece
    elif isinstance(body, bytes):
        yield body
    else:
        try:
            yield from body
        finally:
            _close(body)


def _compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = isal_zlib.compressobj(GZIP_LEVEL, wbits=_GZIP_WINDOW_BITS)
    try:
        for piece in pieces:
            if out := packer.compress(piece):
                yield out
        yield packer.flush()
    finally:
        _close(pieces)


def _close(body: object) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


async def _send_whole(status: int, headers: list[tuple[bytes, bytes]], body: bytes, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _send_pieces(
    status: int, headers: list[tuple[bytes, bytes]], pieces: Iterator[bytes], receive: Receive, send: Send
) -> Sent:
    """Each piece is made in a thread; making stops when the client is gone."""
    gone = asyncio.ensure_future(_disconnected(receive))
    size = 0
    try:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        while not gone.done():
            piece = await asyncio.to_thread(next, pieces, None)
            if piece is None:
                break
            size += len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        await asyncio.to_thread(_close, pieces)
    return Sent(status, size)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
