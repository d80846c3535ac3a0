"""The conversation's side of a call: understands ahead, confirms when the turn is over, answers.

Every turn ends in speech: a failure of the model, the records or this code becomes a spoken
sentence, and silence of either side is noticed and filled.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from functools import partial
from typing import Any

from pipecat.frames.frames import Frame, InterruptionFrame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from appliance.config import turn_number
from appliance.domain.errors import DeskUnreachable
from appliance.ports.conversation import Conversation, Draft, Heard, Reply
from appliance.voice import phrases, tuning
from appliance.voice.figures import SpeechFigures
from appliance.voice.frames import (
    AgentFloor,
    FirstAudio,
    HoldSpeech,
    ListenFor,
    Played,
    Prepare,
    ResumeSpeech,
    Say,
    SayMade,
    SpeechBegan,
    SpeechWasNoise,
    TurnOver,
    TurnTaken,
    Unprepare,
    Utterance,
    WasHeard,
    WasJudged,
    WentOn,
)
from appliance.voice.metrics import TurnTimer
from appliance.voice.on_hold import OnHold
from appliance.voice.pending import LatestReply, PendingTurn, Says, Spoken, consider
from appliance.voice.silences import Silences
from appliance.voice.work import Settled, settle

logger = logging.getLogger(__name__)


class Agent(FrameProcessor):
    """Drives one Conversation. `conversation_executor` has one thread: one step at a time.
    `keep_private` is told with each reply whether the answer to it is a secret."""

    def __init__(
        self,
        *,
        conversation: Conversation,
        conversation_executor: Executor,
        figures: SpeechFigures,
        on_finished: Callable[[], None],
        keep_private: Callable[[bool], None],
        has_talk_button: bool = False,
    ) -> None:
        super().__init__()
        self._keep_private = keep_private
        self._conversation = conversation
        self._executor = conversation_executor
        self._figures = figures
        self._on_finished = on_finished
        self._has_talk_button = has_talk_button
        self._turn: PendingTurn | None = None
        self._says = Says()
        self._listen = ListenFor()
        self._latest = LatestReply()
        self._caller_speaks = False
        self._was_interrupted = False
        self._unheard = 0
        self._failures = 0
        self._silences = Silences(
            self, conversation, figures, on_finished=on_finished, has_talk_button=has_talk_button
        )
        self._background: set[asyncio.Task[None]] = set()
        self._waiting = OnHold(conversation, conversation_executor, self)
        self._leaving = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case StartFrame():
                await self.push_frame(frame, direction)
                self._spawn(self._greet())
            case WasHeard():
                self._on_heard(frame)
            case TurnOver():
                await self._on_turn_over(frame)
            case WentOn():
                await self._on_went_on(frame)
            case SpeechBegan():
                self._caller_speaks = True
                self._silences.end_idle()
            case SpeechWasNoise():
                self._caller_speaks = False
                self._figures.noise_heard += 1
                await self._answer_noise()
            case FirstAudio():
                self._on_first_audio(frame)
            case SayMade():
                if (spoken := self._says.get(frame.number)) is not None:
                    spoken.last_part_s = frame.last_part_s
            case Played():
                await self._on_played(frame)
            case InterruptionFrame():
                self._was_interrupted = True
                self._figures.speech_interrupted += 1
                self._says.interrupt(time.monotonic(), self._latest)
                await self.push_frame(frame, direction)
            case HoldSpeech():
                await self._on_hold(frame)
            case ResumeSpeech():
                self._caller_speaks = False
                self._figures.speech_resumed += 1
                self._says.resume(time.monotonic())
                await self.push_frame(frame, direction)
            case _:
                await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await self._drop_turn()
        self._silences.end_idle()
        self._silences.end_filler()
        self._waiting.follow(waits=False)
        for task in list(self._background):
            await self.cancel_task(task)
        await super().cleanup()  # type: ignore[no-untyped-call]  # Pipecat's

    async def _on_hold(self, frame: HoldSpeech) -> None:
        now = time.monotonic()
        if self._says.have_asked(now):
            # Whoever speaks over the end of a question answers it.
            await self._hold_floor(False)
            return
        self._says.hold(now)
        self._figures.speech_held += 1
        await self.push_frame(frame)

    async def leave(self, text: str) -> None:
        """Stop whatever goes on, say `text`, and finish the call."""
        if self._leaving:
            return
        await self._drop_turn()
        self._says.interrupt(time.monotonic(), self._latest)
        await self.push_frame(InterruptionFrame())
        await self.say(text, Spoken(last=True))

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self.create_task(coroutine)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    # Turns

    async def _greet(self) -> None:
        await self._hold_floor(True)
        settled = await settle(self._executor, self._conversation.greet, tuning.CONFIRM_TIMEOUT_S)
        if settled.value is None:
            await self._fail(settled.failure)
            return
        await self.answer(settled.value)

    def _turn_of(self, utterance: Utterance) -> PendingTurn | None:
        """The turn that an utterance belongs to, begun if it is new; None when it is stale."""
        turn = self._turn
        if turn is not None:
            if turn.utterance == utterance:
                return turn
            known = turn.utterance
            if turn.taken:
                # What was taken is never considered again, not even as part of more.
                newer = utterance.number > known.number
            else:
                newer = (utterance.number, utterance.attempt) > (known.number, known.attempt)
            if not newer:
                return None
            if not turn.taken:
                self._abandon(turn)
        turn = self._turn = PendingTurn(utterance)
        turn.task = self.create_task(self._answered(turn))
        return turn

    def _on_heard(self, frame: WasHeard) -> None:
        turn = self._turn_of(frame.utterance)
        if turn is None or turn.heard.done() or self._leaving:
            return
        turn.timer.transcribe_ms = frame.transcribe_ms
        turn.voiced_ms = frame.voiced_ms
        turn.heard.set_result(frame.heard)

    async def _on_turn_over(self, frame: TurnOver) -> None:
        self._caller_speaks = False
        self._silences.end_idle()
        turn = self._turn_of(frame.utterance)
        if turn is None or self._leaving:
            return
        turn.timer.last_voiced_at = frame.last_voiced_at
        turn.timer.judged_at = frame.judged_at
        turn.over.set()
        self._silences.await_reply(turn)

    async def _on_went_on(self, frame: WentOn) -> None:
        turn = self._turn
        if turn is not None and not turn.taken and turn.utterance == frame.utterance:
            await self._drop_turn()

    def _abandon(self, turn: PendingTurn) -> None:
        turn.cancel.set()
        self._silences.end_filler()
        if turn.task is not None:
            turn.task.cancel()

    async def _drop_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            self._abandon(turn)
            await self.push_frame(Unprepare())

    async def _answered(self, turn: PendingTurn) -> None:
        """Run a turn; whatever goes wrong, it ends in speech."""
        turn_number.set((self._latest.turn or 0) + 1)
        try:
            await self._run(turn)
        except Exception as failure:  # noqa: BLE001  # the caller must not be left in silence
            await self._fail(failure)

    async def _run(self, turn: PendingTurn) -> None:
        heard = await turn.heard
        if not heard.text:
            await turn.over.wait()
            await self._take(turn)
            await self._answer_noise(turn)
            return
        considered = await self._consider(turn, heard)
        draft = considered.value
        if draft is not None:
            turn.timer.understand_ms = round(draft.understand_ms, 1)
            turn.timer.decide_ms = round(draft.decide_ms, 1)
            turn.is_considered = True
            await self.push_frame(
                WasJudged(utterance=turn.utterance, completeness=draft.completeness),
                FrameDirection.UPSTREAM,
            )
            if draft.certain_said:
                await self.push_frame(Prepare(text=draft.certain_said))
        await turn.over.wait()
        await self._take(turn)
        if draft is not None and self._latest.missed not in (None, turn.told_unheard):
            # It was considered as an answer to a reply that was then never heard.
            considered = await self._consider(turn, heard)
            draft = considered.value
        if draft is None:
            turn.cancel.set()
            await self._fail(considered.failure)
            return
        confirm = partial(self._conversation.confirm, draft)
        confirmed = await settle(self._executor, confirm, tuning.CONFIRM_TIMEOUT_S)
        if confirmed.value is None:
            await self._fail(confirmed.failure)
            return
        self._failures = self._unheard = 0
        self._silences.answered()
        await self.answer(confirmed.value, turn.timer)
        if (later := self._turn) is not turn and later is not None and later.is_awaited:
            self._silences.await_reply(later)

    async def _consider(self, turn: PendingTurn, heard: Heard) -> Settled[Draft]:
        missed = turn.told_unheard = self._latest.missed
        work = partial(consider, self._conversation, heard, turn.cancel, missed)
        return await settle(self._executor, work, tuning.CONSIDER_TIMEOUT_S)

    async def _take(self, turn: PendingTurn) -> None:
        turn.taken = True
        turn.began_over_agent = self._was_interrupted
        self._was_interrupted = False
        await self.push_frame(TurnTaken(utterance=turn.utterance), FrameDirection.UPSTREAM)
        await self._hold_floor(True)

    async def answer(self, reply: Reply, timer: TurnTimer | None = None) -> None:
        self._silences.end_filler()
        self._keep_private(reply.private)
        self._latest = LatestReply(said=reply.said, turn=reply.turn, waits=reply.waits)
        self._waiting.follow(waits=reply.waits)
        self._listen = ListenFor(
            hints=reply.hints,
            patience=reply.patience,
            barge_in=not reply.ended,
            takes_one_key=reply.takes_one_key,
        )
        if not reply.ended and (self._was_interrupted or self._caller_speaks):
            # Somebody speaks already: the reply would talk over them. It stands in the
            # transcript, and their words are the next turn.
            self._latest.is_missed = True
            await self.push_frame(self._listen, FrameDirection.UPSTREAM)
            await self._hold_floor(False)
        else:
            await self.say(reply.said, Spoken(turn=reply.turn, timer=timer, last=reply.ended))
        self._spawn(self._keep(self._conversation.keep))

    async def _answer_noise(self, turn: PendingTurn | None = None) -> None:
        """Nothing was understood. Go back to what was being said, or ask."""
        self._silences.end_filler()
        was_interrupted = turn.began_over_agent if turn is not None else self._was_interrupted
        self._was_interrupted = False
        enough = turn is not None and turn.voiced_ms >= tuning.UNHEARD_VOICED_MS
        repeats = was_interrupted and not self._has_talk_button and self._latest.said
        if repeats and self._unheard < tuning.MOST_UNHEARD:
            self._unheard += 1
            await self.say(self._latest.said, Spoken(turn=self._latest.turn))
        elif enough and self._unheard < tuning.MOST_UNHEARD:
            self._unheard += 1
            await self.say(phrases.SAY_AGAIN, Spoken())
        elif not self._says:
            await self._hold_floor(False)
            self._await_caller()

    async def _fail(self, failure: BaseException | None) -> None:
        self._silences.end_filler()
        self._failures += 1
        self._figures.turn_failed += 1
        logger.error("a turn failed", exc_info=failure)
        if self._failures >= tuning.MOST_FAILURES or not self._latest.said:
            unreachable = isinstance(failure, DeskUnreachable)
            text = phrases.NO_RECORDS_AT_ALL if unreachable else phrases.GIVE_UP
            await self.say(text, Spoken(last=True))
        elif isinstance(failure, DeskUnreachable):
            await self.say(phrases.NO_RECORDS, Spoken())
        else:
            await self.say(phrases.WENT_WRONG, Spoken())

    # Speaking

    async def say(self, text: str, spoken: Spoken) -> None:
        if self._leaving:
            return
        text = phrases.said_in(self._conversation.language, text)
        if spoken.last:
            self._leaving = True
            self._listen = ListenFor(hints=self._listen.hints, barge_in=False)
        number = self._says.begin(spoken)
        if spoken.timer is not None:
            spoken.timer.say_at = time.monotonic()
        self._silences.end_idle()
        await self.push_frame(self._listen.again(), FrameDirection.UPSTREAM)
        await self._hold_floor(True)
        await self.push_frame(Say(number=number, text=text))

    async def _hold_floor(self, held: bool) -> None:
        await self.push_frame(AgentFloor(held=held), FrameDirection.UPSTREAM)

    def _on_first_audio(self, frame: FirstAudio) -> None:
        spoken = self._says.get(frame.number)
        if spoken is None:
            return
        spoken.first_audio_at = frame.at
        if spoken.turn is not None and not spoken.last:
            self._spawn(self._work_ahead())
        if spoken.timer is None or spoken.turn is None:
            return
        spoken.timer.first_audio_at = frame.at
        timings = spoken.timer.timings()
        logger.info("turn %d: %s", spoken.turn, timings, extra={"turn": spoken.turn})
        self._spawn(self._keep(partial(self._conversation.note_timings, spoken.turn, timings)))

    async def _work_ahead(self) -> None:
        await settle(self._executor, self._conversation.prepare, tuning.CONFIRM_TIMEOUT_S)

    async def _keep(self, work: Callable[[], None]) -> None:
        settled = await settle(self._executor, work, tuning.CONFIRM_TIMEOUT_S)
        if settled.failure is not None:
            logger.warning("a turn's record was not kept: %s", settled.failure)

    async def _on_played(self, frame: Played) -> None:
        spoken = self._says.played(frame.number)
        if spoken is None:
            return
        self._latest.played(spoken, to_its_end=spoken.last_part_s is not None)
        if spoken.last:
            self._on_finished()
            return
        answering = self._turn is not None and self._turn.is_awaited
        if not self._says and not answering:
            await self._hold_floor(False)
            self._await_caller()

    def _await_caller(self) -> None:
        self._silences.await_caller(self._listen.patience, waits=self._latest.waits)

    def is_quiet(self) -> bool:
        """Nobody speaks, and no turn is on its way."""
        answered = self._turn is None or self._turn.is_done
        return answered and not (self._caller_speaks or self._says or self._leaving)
