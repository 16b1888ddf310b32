"""uvicorn's HTTP protocol with an end to the head of a request, in time and in bytes: who begins one finishes it."""

import asyncio
import logging
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 10.0
"""Longest time that a connection may take until the head of a request is whole."""
HEAD_LIMIT_BYTES = 65_536
"""Largest head."""
_log = logging.getLogger("satupeta.connections")


class BoundedProtocol(HttpToolsProtocol):
    """Closes a connection whose request does not begin, or whose head does not end."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a head from now on."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        self._head_is_whole()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hand bytes to the parser and look whether the head has grown too large."""
        if self._head_timer is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()
        super().data_received(data)
        if self._head_timer is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_LIMIT_BYTES and not self.transport.is_closing():
                _log.info("a head of more than %d bytes from %s was refused", HEAD_LIMIT_BYTES, self.client)
                self.send_400_response("The head of the request is too large.")

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._head_is_whole()
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._head_timer = self.loop.call_later(HEAD_S, self._let_go)

    def _head_is_whole(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _let_go(self) -> None:
        # Browsers open connections that they may never use: such a one is no news.
        level = logging.INFO if self._head_bytes else logging.DEBUG
        _log.log(level, "a connection from %s was let go: no whole request head in %.0f s", self.client, HEAD_S)
        self._head_timer = None
        self.transport.close()
