"""Blocking work off the loop: its end as a value, its ids, its share of the processor."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from appliance.config import call_id
from appliance.voice.work import COMPUTING_NICENESS, give_way, settle


def test_work_gives_its_value_its_failure_or_that_it_took_too_long() -> None:
    release = threading.Event()

    def fail() -> int:
        raise KeyError("a bug")

    async def go() -> None:
        with ThreadPoolExecutor(1) as pool:
            assert (await settle(pool, lambda: 7, 1)).value == 7
            assert isinstance((await settle(pool, fail, 1)).failure, KeyError)
            late = await settle(pool, lambda: release.wait(5), 0.05)
            assert isinstance(late.failure, TimeoutError)
            release.set()

    asyncio.run(go())


def test_work_knows_the_call_that_it_is_done_for() -> None:
    async def go(name: str, pool: ThreadPoolExecutor) -> str | None:
        call_id.set(name)
        return (await settle(pool, call_id.get, 1)).value

    async def both() -> list[str | None]:
        with ThreadPoolExecutor(2) as pool:
            return list(await asyncio.gather(go("one", pool), go("two", pool)))

    assert asyncio.run(both()) == ["one", "two"]


def test_threads_that_compute_give_way_with_all_that_they_start() -> None:
    def own() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def started() -> int:
        found: list[int] = []
        thread = threading.Thread(target=lambda: found.append(own()))
        thread.start()
        thread.join()
        return found[0]

    before = own()
    with ThreadPoolExecutor(1, initializer=give_way) as pool:
        assert pool.submit(own).result() == max(before, COMPUTING_NICENESS)
        assert pool.submit(started).result() == max(before, COMPUTING_NICENESS)
    assert own() == before
