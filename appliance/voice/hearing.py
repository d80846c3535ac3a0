"""What the caller says or keys, as text, with the judgement when it is complete.

Transcription begins at the first short silence and is void when the speaker goes on. Audio of
a turn that the agent has not yet taken is kept, so that speech that follows joins it.

Speech over the agent makes it fall silent at once; whether that was an interruption is decided
afterwards, by its length and its words. A cough or an "mm-hmm" lets the agent go on.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from concurrent.futures import Executor
from functools import partial

from pipecat.frames.frames import Frame, InputAudioRawFrame, InputDTMFFrame, InterruptionFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from appliance.ports.conversation import Heard, HeardBy
from appliance.ports.speech import HearingHints, Transcriber, Transcription, VoiceActivityDetector
from appliance.voice import tuning
from appliance.voice.backchannels import is_backchannel, listening
from appliance.voice.figures import SpeechFigures
from appliance.voice.frames import (
    AgentFloor,
    HoldSpeech,
    ListenFor,
    ResumeSpeech,
    SpeechBegan,
    SpeechWasNoise,
    TalkButton,
    TurnOver,
    TurnTaken,
    Utterance,
    WasHeard,
    WasJudged,
    WentOn,
)
from appliance.voice.keys import KeyEntry
from appliance.voice.turns import TurnChange, TurnDetector, Turning
from appliance.voice.work import settle

logger = logging.getLogger(__name__)


class Hearing(FrameProcessor):
    """Turns audio and keys into WasHeard and TurnOver frames; swallows the audio."""

    def __init__(
        self,
        *,
        transcriber: Transcriber,
        detector: VoiceActivityDetector,
        sample_rate_hz: int,
        executor: Executor,
        figures: SpeechFigures,
    ) -> None:
        super().__init__()
        self._transcriber = transcriber
        self._turns = TurnDetector(detector, sample_rate_hz)
        self._rate_hz = sample_rate_hz
        self._executor = executor
        self._figures = figures
        self._ran_ahead: Utterance | None = None
        """What was begun on before its turn was over, until that is known to be used or not."""
        self._hints = HearingHints()
        self._barge_in = True
        self._holding = False
        """The agent was silenced, and whether it was interrupted is not known yet."""
        self._held_at = 0.0
        self._over_held: TurnOver | None = None
        """The end of a turn that waits for that."""
        self._utterance = Utterance(0, 0)
        self._taken = True
        self._earlier = b""
        self._transcribing: tuple[Utterance, threading.Event] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._keys = KeyEntry()
        self._keys_task: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case InputAudioRawFrame():
                await self._hear(frame.audio)
            case InputDTMFFrame():
                await self._key(str(frame.button.value))
            case TalkButton():
                await self._button(frame.pressed)
            case ListenFor():
                self._hints = frame.hints
                self._turns.patience = frame.patience
                self._barge_in = frame.barge_in
                self._keys.takes_one = frame.takes_one_key
            case AgentFloor():
                self._turns.agent_speaking = frame.held
                if self._holding and not frame.held:
                    # It has nothing more to say: what is being said is an ordinary turn.
                    await self._interrupt()
                    await self._push_held_over()
            case WasJudged():
                if frame.utterance == self._utterance:
                    change = self._turns.judge(frame.completeness)
                    if change is not None:
                        await self._turn(change)
            case TurnTaken():
                if frame.utterance == self._ran_ahead:
                    self._figures.speculation_used += 1
                    self._ran_ahead = None
                if frame.utterance.number == self._utterance.number:
                    self._taken = True
                    self._earlier = b""
            case _:
                await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        if self._transcribing is not None:
            self._transcribing[1].set()
        self._drop_speculation()
        for task in [*self._tasks, *([self._keys_task] if self._keys_task else [])]:
            await self.cancel_task(task)
        await super().cleanup()  # type: ignore[no-untyped-call]  # Pipecat's

    async def _hear(self, audio: bytes) -> None:
        if not self._barge_in and self._turns.agent_speaking:
            self._turns.reset()
            return
        change = self._turns.hear(audio)
        if change is not None:
            await self._turn(change)
        elif self._holding:
            await self._judge_voice()

    async def _judge_voice(self) -> None:
        """Decide by the voice alone, where it is clear, whether the agent was interrupted."""
        if self._turns.voiced_ms >= tuning.BARGE_IN_CERTAIN_MS:
            await self._interrupt()
        elif self._turns.is_burst:
            await self._let_agent_go_on()
        elif time.monotonic() - self._held_at >= tuning.MOST_HOLD_S:
            await self._interrupt()
            await self._push_held_over()

    async def _button(self, pressed: bool) -> None:
        change = self._turns.press() if pressed else self._turns.release()
        if pressed:
            await self._take_floor()
        if change is not None:
            await self._turn(change)

    async def _take_floor(self) -> None:
        """Stop the agent if it speaks, for good: a button or a key was pressed."""
        await self.push_frame(SpeechBegan())
        if self._holding or (self._turns.agent_speaking and self._barge_in):
            await self._interrupt()

    async def _begin_speech(self) -> None:
        """Silence the agent if it speaks, until it is known whether it was interrupted."""
        await self.push_frame(SpeechBegan())
        if self._turns.agent_speaking and self._barge_in:
            self._turns.agent_speaking = False
            self._holding = True
            self._held_at = time.monotonic()
            await self.push_frame(HoldSpeech())

    async def _interrupt(self) -> None:
        self._holding = False
        self._turns.agent_speaking = False
        await self.push_frame(InterruptionFrame())

    async def _let_agent_go_on(self) -> None:
        """Nobody wanted the floor: forget what was heard."""
        self._holding = False
        self._over_held = None
        await self._void()
        self._turns.reset()
        self._taken = True
        self._earlier = b""
        self._turns.agent_speaking = True
        await self.push_frame(ResumeSpeech())

    async def _turn(self, change: TurnChange) -> None:
        match change.turning:
            case Turning.STARTED:
                await self._begin_speech()
                await self._next_attempt(joined=not self._taken)
            case Turning.PAUSED:
                self._drop_speculation()
                self._ran_ahead = self._utterance
                self._figures.speculation_started += 1
                self._transcribe(change)
            case Turning.RESUMED:
                await self._next_attempt(joined=True)
            case Turning.OVER:
                await self._over(change)
            case Turning.NOISE if self._holding and not self._earlier:
                await self._let_agent_go_on()
            case Turning.NOISE if self._earlier:
                await self._over(change)
            case Turning.NOISE:
                await self._void()
                self._taken = True
                await self.push_frame(SpeechWasNoise())

    async def _next_attempt(self, *, joined: bool) -> None:
        if joined:
            await self._void()
            self._utterance = Utterance(self._utterance.number, self._utterance.attempt + 1)
        else:
            self._utterance = Utterance(self._utterance.number + 1, 0)
            self._taken = False
            self._earlier = b""

    async def _void(self) -> None:
        """Give up on what was made of the utterance so far."""
        if self._transcribing is not None:
            self._transcribing[1].set()
            self._transcribing = None
        self._drop_speculation()
        await self.push_frame(WentOn(utterance=self._utterance))

    def _drop_speculation(self) -> None:
        if self._ran_ahead is not None:
            self._figures.speculation_dropped += 1
            self._ran_ahead = None

    async def _over(self, change: TurnChange) -> None:
        now = time.monotonic()
        if self._transcribing is None or self._transcribing[0] != self._utterance:
            self._transcribe(change)
        self._earlier = self._joined()
        over = TurnOver(
            utterance=self._utterance,
            last_voiced_at=now - change.silence_ms / 1000,
            judged_at=now,
        )
        if self._holding:
            self._over_held = over
        else:
            await self.push_frame(over)

    def _joined(self) -> bytes:
        longest = tuning.LONGEST_UTTERANCE_MS * self._rate_hz // 1000 * 2
        return (self._earlier + self._turns.audio)[-longest:]

    def _transcribe(self, change: TurnChange) -> None:
        cancel = threading.Event()
        self._transcribing = (self._utterance, cancel)
        task = self.create_task(
            self._transcribed(self._utterance, self._joined(), change.voiced_ms, cancel)
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _transcribed(
        self, utterance: Utterance, audio: bytes, voiced_ms: int, cancel: threading.Event
    ) -> None:
        if self._may_go_on(voiced_ms):
            overheard = await self._heard(audio, listening(self._hints.language), cancel)
            if overheard is None:
                return
            if self._may_go_on(voiced_ms) and is_backchannel(overheard.text):
                await self._let_agent_go_on()
                return
        if self._holding:
            await self._interrupt()
        found = await self._heard(audio, self._hints, cancel)
        if found is None:
            return
        await self.push_frame(
            WasHeard(
                utterance=utterance,
                heard=Heard(
                    text=found.text.strip(),
                    alternatives=found.alternatives,
                    by=HeardBy.VOICE,
                    speech_over_noise_db=found.speech_over_noise_db,
                ),
                transcribe_ms=round(found.elapsed_ms, 1),
                voiced_ms=voiced_ms,
            )
        )
        await self._push_held_over()

    def _may_go_on(self, voiced_ms: int) -> bool:
        """Whether what silenced the agent was short enough to want nothing of it."""
        return self._holding and voiced_ms < tuning.BARGE_IN_CERTAIN_MS

    async def _heard(
        self, audio: bytes, hints: HearingHints, cancel: threading.Event
    ) -> Transcription | None:
        """None once it was given up; without words where the engine failed."""
        work = partial(self._transcriber.transcribe, audio, self._rate_hz, hints, cancel)
        settled = await settle(self._executor, work, tuning.TRANSCRIBE_TIMEOUT_S)
        if cancel.is_set():
            return None
        if settled.failure is not None:
            logger.error("an utterance was not transcribed", exc_info=settled.failure)
        return settled.value or Transcription(text="")

    async def _push_held_over(self) -> None:
        over, self._over_held = self._over_held, None
        if over is not None and over.utterance == self._utterance:
            await self.push_frame(over)

    async def _key(self, key: str) -> None:
        if key == "#" and not self._keys.pending:
            return  # closes an entry that was complete already: nobody wants the floor
        await self._take_floor()
        if self._turns.speaking:
            await self._void()
            self._turns.reset()
            self._taken = True
        entry = self._keys.press(key)
        if self._keys_task is not None:
            await self.cancel_task(self._keys_task)
            self._keys_task = None
        if entry is not None:
            await self._keyed(entry, time.monotonic())
        elif self._keys.pending:
            self._keys_task = self.create_task(self._await_quiet(time.monotonic()))

    async def _await_quiet(self, pressed_at: float) -> None:
        await asyncio.sleep(tuning.KEYS_QUIET_S)
        self._keys_task = None
        entry = self._keys.take()
        if entry is not None:
            await self._keyed(entry, pressed_at)

    async def _keyed(self, entry: str, pressed_at: float) -> None:
        await self._next_attempt(joined=False)
        await self.push_frame(
            WasHeard(utterance=self._utterance, heard=Heard(text=entry, by=HeardBy.KEYS))
        )
        await self.push_frame(
            TurnOver(
                utterance=self._utterance, last_voiced_at=pressed_at, judged_at=time.monotonic()
            )
        )
