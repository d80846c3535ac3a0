"""Blocking work off the event loop, with a bound on its time and its failure as a value."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


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
    from outside, only asked to stop through whatever token the work watches.
    """
    future = asyncio.get_running_loop().run_in_executor(executor, work)
    future.add_done_callback(_retrieve)
    done, _ = await asyncio.wait({future}, timeout=timeout_s)
    if not done:
        return Settled(failure=TimeoutError(f"no result within {timeout_s:g} s"))
    if (failure := future.exception()) is not None:
        return Settled(failure=failure)
    return Settled(value=future.result())
