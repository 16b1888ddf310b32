"""The drawing threads and their queue."""

import asyncio
import threading

import pytest

from satupeta.adapters.http.pool import DrawPool
from satupeta.control.failures import Busy


def test_calls_give_their_own_results_and_errors() -> None:
    async def run() -> None:
        pool = DrawPool(1, 1)
        assert await pool.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await pool.run(divmod, 1, 0)
        pool.close()

    asyncio.run(run())


def test_a_full_queue_is_busy_and_has_room_again_afterwards() -> None:
    async def run() -> None:
        pool, gate = DrawPool(1, 1), threading.Event()
        held = [asyncio.create_task(pool.run(gate.wait, 10)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await pool.run(divmod, 7, 2)
        gate.set()
        assert await asyncio.gather(*held) == [True, True]
        assert await pool.run(divmod, 7, 2) == (3, 1)
        pool.close()

    asyncio.run(run())
