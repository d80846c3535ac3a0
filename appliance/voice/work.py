"""Blocking work off the event loop, with a bound on its time and its failure as a value."""

from __future__ import annotations

import asyncio
import contextvars
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

COMPUTING_NICENESS = 3
"""Of threads that compute: half the share of the threads that pace audio."""


def give_way() -> None:
    """Let this thread, and those that it starts from now on, give way to the audio's.

    Native pools inherit it from the thread that makes them, so engines are loaded under it too.
    """
    thread = threading.get_native_id()
    before = os.getpriority(os.PRIO_PROCESS, thread)
    os.setpriority(os.PRIO_PROCESS, thread, max(before, COMPUTING_NICENESS))


@dataclass(frozen=True, slots=True)
class Settled(Generic[T]):
    """How a piece of work ended: `failure` is None when `value` counts."""

    value: T | None = None
    failure: BaseException | None = None


def _retrieve(future: asyncio.Future[T]) -> None:
    """Mark the failure of work that nobody waits for any more as seen."""
    if not future.cancelled():
        future.exception()


async def settle(executor: Executor, work: Callable[[], T], timeout_s: float) -> Settled[T]:
    """Run blocking `work` and return how it ended; never raises what the work raised.

    A TimeoutError as `failure` means that the work still runs: its thread cannot be stopped
    from outside, only asked to stop through whatever token the work watches. The ids of call and
    turn go with the work, so that what it logs carries them.
    """
    context = contextvars.copy_context()
    future = asyncio.get_running_loop().run_in_executor(executor, context.run, work)
    future.add_done_callback(_retrieve)
    done, _ = await asyncio.wait({future}, timeout=timeout_s)
    if not done:
        return Settled(failure=TimeoutError(f"no result within {timeout_s:g} s"))
    if (failure := future.exception()) is not None:
        return Settled(failure=failure)
    return Settled(value=future.result())
