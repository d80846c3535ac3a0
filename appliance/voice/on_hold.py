"""A conversation that waits for somebody else's word goes on by itself when it has come.

Asks once in a while, and only while nobody speaks: what a caller says meanwhile is a turn as ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Executor
from typing import Any, Protocol

from appliance.ports.conversation import Conversation, Reply
from appliance.voice import phrases, tuning
from appliance.voice.pending import Spoken
from appliance.voice.work import settle


class OnTheLine(Protocol):
    """Who speaks for the conversation."""

    def create_task(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]: ...

    def is_quiet(self) -> bool:
        """Nobody speaks, and no turn is on its way."""
        ...

    async def answer(self, reply: Reply) -> None: ...

    async def say(self, text: str, spoken: Spoken) -> None: ...


class OnHold:
    """Polls one conversation while it waits. Used on the event loop alone."""

    def __init__(self, conversation: Conversation, executor: Executor, line: OnTheLine) -> None:
        self._conversation = conversation
        self._executor = executor
        self._line = line
        self._task: asyncio.Task[None] | None = None

    def follow(self, *, waits: bool) -> None:
        """After each reply: go on polling, begin to, or stop."""
        if waits and self._task is None:
            self._task = self._line.create_task(self._run())
        elif not waits and self._task is not None:
            task, self._task = self._task, None
            if task is not asyncio.current_task():
                task.cancel()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        spoke_at = loop.time()
        while True:
            await asyncio.sleep(tuning.POLL_EVERY_S)
            if not self._line.is_quiet():
                spoke_at = loop.time()
                continue
            settled = await settle(
                self._executor, self._conversation.poll, tuning.CONFIRM_TIMEOUT_S
            )
            if settled.value is not None:
                await self._line.answer(settled.value)
                return
            if loop.time() - spoke_at >= tuning.ON_HOLD_WORDS_S:
                await self._line.say(phrases.ON_HOLD, Spoken())
