"""The voice process at work: its lines, the calls on them, and what it reports of itself.

One line that fails for good ends the process, since its stack cannot be mended from within;
the supervisor starts it again. A line that is not essential fails alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Protocol

from appliance.domain.errors import ApplianceError
from appliance.ports.media import CallHandler
from appliance.voice.loop_watch import watch_loop
from appliance.voice.session import CallSessions
from appliance.voice.work import settle

logger = logging.getLogger(__name__)

HEARTBEAT_S = 4.0
HEARTBEAT_TIMEOUT_S = 10.0
CHORES_S = 60.0
CHORES_TIMEOUT_S = 600.0

Heartbeat = Callable[[Mapping[str, object]], None]
"""Tells the records how this process is. Blocks. Raises ApplianceError."""


class Line(Protocol):
    """A way in, as the lines room builds them."""

    @property
    def name(self) -> str: ...

    @property
    def essential(self) -> bool:
        """Whether the process is of no use without it."""
        ...

    @property
    def fault(self) -> str:
        """Why it cannot take calls just now; empty when it can."""
        ...

    @property
    def sample_rate_hz(self) -> int: ...

    async def start(self, handler: CallHandler) -> None: ...

    async def wait_failed(self) -> None: ...

    async def stop(self) -> None: ...


class VoiceHost:
    """Runs the lines until told to stop. `chores` blocks and is done once a minute."""

    def __init__(
        self,
        *,
        sessions: CallSessions,
        lines: Sequence[Line],
        heartbeat: Heartbeat,
        executor: Executor,
        chores: Callable[[], object],
    ) -> None:
        self._sessions = sessions
        self._lines = lines
        self._heartbeat = heartbeat
        self._executor = executor
        self._chores = chores
        self._stopping = False

    def status(self) -> dict[str, object]:
        """`{"ok", "detail", "calls", "figures", LINE: {"ok", "detail"}, …}`."""
        faults = [f"{line.name}: {line.fault}" for line in self._lines if line.fault]
        detail = "stopping" if self._stopping else "; ".join(faults) or "takes calls"
        broken = any(line.fault and line.essential for line in self._lines)
        return {
            "ok": not self._stopping and not broken,
            "detail": detail,
            "calls": self._sessions.calls,
            "figures": self._sessions.figures.as_json(),
            **{
                line.name: {"ok": not line.fault, "detail": line.fault or "takes calls"}
                for line in self._lines
            },
        }

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; then tell the callers, hang up and close the lines.

        Raises ConfigurationError or LineError when an essential line cannot start or dies.
        """
        started: list[Line] = []
        background: list[asyncio.Task[None]] = []
        try:
            for line in self._lines:
                started.append(line)
                await line.start(self._sessions)
            logger.info("voice takes calls")
            rates_hz = {line.sample_rate_hz for line in self._lines}
            background = [
                asyncio.create_task(self._beat()),
                asyncio.create_task(self._do_chores()),
                asyncio.create_task(watch_loop(self._sessions.figures)),
                asyncio.create_task(self._sessions.prepare(*rates_hz)),
            ]
            await self._wait(stop)
        finally:
            self._stopping = True
            for task in background:
                task.cancel()
            await self._sessions.stop()
            for line in started:
                await line.stop()
            await self._report()

    async def _wait(self, stop: asyncio.Event) -> None:
        waits = [asyncio.create_task(line.wait_failed()) for line in self._lines if line.essential]
        stopped = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*waits, stopped], return_when=asyncio.FIRST_COMPLETED)
            for ended in done - {stopped}:
                ended.result()
        finally:
            for task in (*waits, stopped):
                task.cancel()

    async def _beat(self) -> None:
        while True:
            await self._report()
            await asyncio.sleep(HEARTBEAT_S)

    async def _do_chores(self) -> None:
        while True:
            settled = await settle(self._executor, self._chores, CHORES_TIMEOUT_S)
            if settled.failure is not None:
                logger.error("a chore was not done", exc_info=settled.failure)
            await asyncio.sleep(CHORES_S)

    async def _report(self) -> None:
        work = partial(self._heartbeat, self.status())
        settled = await settle(self._executor, work, HEARTBEAT_TIMEOUT_S)
        if isinstance(settled.failure, ApplianceError | TimeoutError):
            logger.info("the records were not told how the lines are: %s", settled.failure)
        elif settled.failure is not None:
            raise settled.failure
