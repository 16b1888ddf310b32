"""Small bodies, taken whole before anything waits for them: a body that never ends holds up no thread."""

import asyncio

from satupeta.adapters.http.messages import Message, Receive
from satupeta.control.failures import body_too_large, body_too_slow

BODY_LIMIT_BYTES = 2_500_000
"""Largest body that is not an upload."""
BODY_S = 20.0
"""Longest time that such a body may take to arrive."""


async def whole_body(receive: Receive) -> bytes | None:
    """The body of a request; None when the client is gone.

    Raises:
        BodyTooLarge: It is larger than any that is no upload.
        BodyTooSlow: It did not arrive in time.
    """
    try:
        return await asyncio.wait_for(_gathered(receive), BODY_S)
    except TimeoutError as error:
        raise body_too_slow(int(BODY_S)) from error


def replayed(body: bytes, receive: Receive) -> Receive:
    """A channel that gives the body in one piece, then whatever else comes."""
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay


async def _gathered(receive: Receive) -> bytes | None:
    pieces: list[bytes] = []
    size_bytes = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        piece = message.get("body", b"")
        size_bytes += len(piece)
        if size_bytes > BODY_LIMIT_BYTES:
            raise body_too_large(BODY_LIMIT_BYTES)
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)
