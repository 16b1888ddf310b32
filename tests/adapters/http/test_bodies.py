"""Bodies that are taken whole before anything waits for them."""

import asyncio
from collections.abc import Iterable

import pytest

from satupeta.adapters.http import bodies
from satupeta.adapters.http.bodies import BODY_LIMIT_BYTES, replayed, whole_body
from satupeta.adapters.http.messages import Message, Receive
from satupeta.control.failures import BodyTooLarge, BodyTooSlow


def _channel(messages: Iterable[Message]) -> Receive:
    coming = iter(messages)

    async def receive() -> Message:
        message = next(coming, None)
        if message is None:
            await asyncio.Event().wait()
        assert message is not None
        return message

    return receive


def _piece(body: bytes, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_pieces_are_joined() -> None:
    channel = _channel([_piece(b"a", True), _piece(b"", True), _piece(b"b", False)])
    assert asyncio.run(whole_body(channel)) == b"ab"


def test_client_that_is_gone_leaves_nothing() -> None:
    assert asyncio.run(whole_body(_channel([_piece(b"a", True), {"type": "http.disconnect"}]))) is None


def test_large_body_is_refused_before_its_end() -> None:
    half = b"x" * (BODY_LIMIT_BYTES // 2 + 1)
    with pytest.raises(BodyTooLarge):
        asyncio.run(whole_body(_channel([_piece(half, True), _piece(half, True)])))


def test_body_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_S", 0.05)
    with pytest.raises(BodyTooSlow):
        asyncio.run(whole_body(_channel([_piece(b"a", True)])))


def test_replay_gives_the_body_once() -> None:
    async def heard() -> list[Message]:
        channel = replayed(b"ab", _channel([{"type": "http.disconnect"}]))
        return [await channel(), await channel()]

    assert asyncio.run(heard()) == [_piece(b"ab", False), {"type": "http.disconnect"}]
