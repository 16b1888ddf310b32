"""Where verbs run that would hold up the event loop: few threads, and a queue that says when it is full."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from satupeta.control.failures import busy

P = ParamSpec("P")
T = TypeVar("T")


class DrawPool:
    """Runs calls in `threads` threads; at most `queue` more may wait. Threads start with the first call."""

    def __init__(self, threads: int, queue: int) -> None:
        self._room = threads + queue
        self._taken = 0
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="draw")

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The call's own result.

        Raises:
            Busy: The queue is full.
        """
        if self._taken >= self._room:
            raise busy()
        self._taken += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, lambda: call(*args, **kwargs))
        finally:
            self._taken -= 1

    def close(self) -> None:
        """Let running calls end and take no further ones."""
        self._threads.shutdown(wait=False, cancel_futures=True)
