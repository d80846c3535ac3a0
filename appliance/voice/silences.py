"""Silences of either side of a call: the agent's is filled, the caller's is asked about.

While a reply is late a short word says so; a caller who says nothing is asked twice and then let
go, and a line with a talk button is closed without a word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from appliance.ports.conversation import Patience
from appliance.voice import phrases, tuning
from appliance.voice.figures import SpeechFigures
from appliance.voice.pending import PendingTurn, Spoken

_LOOKS = 12
_LOOK_EVERY_S = tuning.FILLER_AFTER_S / _LOOKS


class Speaker(Protocol):
    """Who speaks on the call."""

    def create_task(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]: ...

    async def say(self, text: str, spoken: Spoken) -> None: ...


class Thinker(Protocol):
    """Who makes the replies."""

    @property
    def ready_in_s(self) -> float | None:
        """Seconds until the language model is likely to have answered; None while unasked."""
        ...


class Silences:
    """Watches one call. Used on the event loop alone."""

    def __init__(
        self,
        speaker: Speaker,
        thinker: Thinker,
        figures: SpeechFigures,
        *,
        on_finished: Callable[[], None],
        has_talk_button: bool,
    ) -> None:
        self._speaker = speaker
        self._thinker = thinker
        self._figures = figures
        self._on_finished = on_finished
        self._has_talk_button = has_talk_button
        self._filler: asyncio.Task[None] | None = None
        self._idle: asyncio.Task[None] | None = None
        self._prompts = 0

    # The agent's

    def await_reply(self, turn: PendingTurn) -> None:
        """The turn is over: from now on its reply may be late."""
        self.end_filler()
        self._filler = self._speaker.create_task(self._fill(turn))

    def end_filler(self) -> None:
        """The reply is there, or nobody waits for it any more."""
        task, self._filler = self._filler, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def _fill(self, turn: PendingTurn) -> None:
        """Say a short word while the reply is not ready; again every few seconds."""
        await self._until_late(turn)
        if turn.is_considered:
            # It is about to speak: a word now would only keep it waiting.
            await asyncio.sleep(tuning.FILLER_GRACE_S)
        text = phrases.FILLER
        while True:
            self._figures.filler_spoken += 1
            await self._speaker.say(text, Spoken())
            text = phrases.FILLER_AGAIN
            await asyncio.sleep(tuning.FILLER_AGAIN_S)

    async def _until_late(self, turn: PendingTurn) -> None:
        """Until a word is due: as soon as the reply is known to take longer than is borne."""
        for looked in range(_LOOKS):
            ready_in_s = self._thinker.ready_in_s
            waited_s = looked * _LOOK_EVERY_S
            late = ready_in_s is not None and waited_s + ready_in_s > tuning.FILLER_AFTER_S
            if late and not turn.is_considered:
                return
            await asyncio.sleep(_LOOK_EVERY_S)

    # The caller's

    def answered(self) -> None:
        """The caller has said something that made sense."""
        self._prompts = 0

    def end_idle(self) -> None:
        """Somebody speaks."""
        task, self._idle = self._idle, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    def await_caller(self, patience: Patience, *, waits: bool) -> None:
        """The agent has spoken. While it `waits` for somebody else silence is not the caller's."""
        self.end_idle()
        if not waits:
            self._idle = self._speaker.create_task(self._watch(patience))

    async def _watch(self, patience: Patience) -> None:
        if self._has_talk_button:
            await asyncio.sleep(tuning.IDLE_BUTTON_LINE_S)
            self._on_finished()
            return
        patient = patience is Patience.DICTATION
        await asyncio.sleep(tuning.IDLE_PROMPT_S * (1.5 if patient else 1.0))
        self._idle = None
        if self._prompts < tuning.IDLE_PROMPTS:
            self._prompts += 1
            await self._speaker.say(phrases.STILL_THERE, Spoken())
        else:
            await self._speaker.say(phrases.LET_GO, Spoken(last=True))
