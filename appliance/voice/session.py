"""Calls under way: each gets a conversation, a pipeline and a recording, and always an end.

Whatever fails, the caller hears a sentence, the conversation is closed and the recording is
delivered or kept for the next start.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.workers.runner import WorkerRunner

from appliance.config import call_id
from appliance.domain.errors import LineError
from appliance.ports.conversation import Conversation, OpenConversation
from appliance.ports.media import CallMedia
from appliance.ports.speech import Synthesizer, Transcriber, VoiceActivityDetector
from appliance.voice import phrases, tuning
from appliance.voice.agent import Agent
from appliance.voice.figures import SpeechFigures
from appliance.voice.hearing import Hearing
from appliance.voice.phrases import SpokenPhrases
from appliance.voice.recording import CallRecorder, DeliverRecording
from appliance.voice.speaking import Speaking
from appliance.voice.transport import CallTransport
from appliance.voice.work import give_way, settle

logger = logging.getLogger(__name__)

PIPELINE_END_TIMEOUT_S = 5.0
WAIT_FOR_QUIET_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceEngines:
    """The engines of the process, loaded once, and the threads that they run in.

    `new_detector` makes one detector a call, since a detector follows one stream.
    """

    transcriber: Transcriber
    synthesizer: Synthesizer
    """The box's own voice."""
    new_detector: Callable[[], VoiceActivityDetector]
    hearing: Executor
    speaking: Executor
    voice_named: Callable[[str], Synthesizer] | None = None
    """Another voice by its name; loading blocks. Raises ModelError. None: there is one voice."""


class CallSessions:
    """The CallHandler of every line: serves calls, and can end them all."""

    def __init__(
        self,
        *,
        open_conversation: OpenConversation,
        engines: VoiceEngines,
        recordings: Path | None = None,
        deliver_recording: DeliverRecording | None = None,
        standing: Sequence[str] = (),
    ) -> None:
        """`standing` is what conversations say in the same words on every call."""
        self._open_conversation = open_conversation
        self._engines = engines
        self._recordings = recordings
        self._deliver = deliver_recording
        self._phrases = SpokenPhrases(engines.synthesizer)
        self._standing = tuple(standing)
        self.figures = SpeechFigures()
        self._others: dict[str, SpokenPhrases] = {}
        """Of the other voices; as many as the model store has."""
        self._live: dict[asyncio.Task[None], _LiveCall] = {}
        self._stopping = False

    @property
    def calls(self) -> int:
        """How many calls are under way."""
        return len(self._live)

    async def prepare(self, *sample_rates_hz: int) -> None:
        """Make the fixed phrases ahead for the lines' rates; calls do not wait for it. What else
        is said on every call is then spoken once into the voice's own cache, between calls."""
        for rate_hz in sample_rates_hz:
            for text in phrases.ALL:
                await self._prepare(text, rate_hz)
        for rate_hz in sample_rates_hz:
            for text in self._standing:
                await self._speak_ahead(text, rate_hz)

    async def _speak_ahead(self, text: str, rate_hz: int) -> None:
        while self.calls:
            await asyncio.sleep(WAIT_FOR_QUIET_S)
        speech = partial(self._engines.synthesizer.synthesize, text, rate_hz)
        work = partial(_spoken, speech)
        settled = await settle(self._engines.speaking, work, tuning.CLAUSE_TIMEOUT_S)
        if settled.failure is not None:
            logger.warning("a sentence could not be made ahead: %s", settled.failure)

    async def _prepare(self, text: str, rate_hz: int) -> None:
        work = partial(self._phrases.prepare, text, rate_hz)
        settled = await settle(self._engines.speaking, work, tuning.CLAUSE_TIMEOUT_S)
        if settled.failure is not None:
            logger.error("a phrase could not be made", exc_info=settled.failure)

    async def __call__(self, media: CallMedia) -> None:
        """Serve one call to its end."""
        live = _LiveCall()
        task = asyncio.current_task()
        if self._stopping or task is None:
            await media.hang_up()
            return
        self._live[task] = live
        executor = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="conversation", initializer=give_way
        )
        try:
            await self._serve(media, live, executor)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            self._live.pop(task, None)
            # A pipeline is one knot of cycles and old by now: left to the collector's own pace,
            # calls that have ended pile up, 0.9 MB each (measured over 200).
            gc.collect()

    async def stop(self) -> None:
        """Take no further call; tell those under way and hang up, within about 15 s."""
        self._stopping = True
        tasks = list(self._live)
        for live in list(self._live.values()):
            if live.agent is not None:
                await live.agent.leave(phrases.STOPPING)
        if not tasks:
            return
        _, pending = await asyncio.wait(tasks, timeout=tuning.FAREWELL_TIMEOUT_S)
        for task in pending:
            self._live[task].finished.set()
        if pending:
            await asyncio.wait(pending, timeout=PIPELINE_END_TIMEOUT_S)

    async def _serve(self, media: CallMedia, live: _LiveCall, executor: Executor) -> None:
        try:
            await media.answer()
        except LineError as failure:
            logger.info("a call was gone before it was answered: %s", failure)
            return
        opened = await settle(
            executor,
            partial(self._open_conversation, media.line, media.caller, media.called),
            tuning.OPEN_TIMEOUT_S,
        )
        conversation = opened.value
        if conversation is None:
            logger.error("a call could not be opened", exc_info=opened.failure)
            await self._apologize(media)
            return
        call_id.set(conversation.call_id)  # of this call's task and all that it starts
        logger.info("a call on line %s begins", media.line)
        recorder = self._recorder(conversation, media)
        try:
            await self._run(media, live, conversation, recorder, executor)
        finally:
            recording = await self._finish_recording(conversation.call_id, recorder)
            work = partial(conversation.close, recording)
            closed = await settle(executor, work, tuning.CLOSE_TIMEOUT_S)
            if closed.failure is not None:
                logger.error("the call was not closed", exc_info=closed.failure)
            else:
                logger.info("the call ended: %s", closed.value)

    async def _run(
        self,
        media: CallMedia,
        live: _LiveCall,
        conversation: Conversation,
        recorder: CallRecorder | None,
        executor: Executor,
    ) -> None:
        rate_hz = media.sample_rate_hz
        gone = asyncio.Event()
        transport = CallTransport(media, recorder, gone.set)
        agent = Agent(
            conversation=conversation,
            conversation_executor=executor,
            figures=self.figures,
            on_finished=live.finished.set,
            has_talk_button=transport.has_talk_button,
            keep_private=recorder.hide if recorder is not None else _nothing_to_hide,
        )
        hearing = Hearing(
            transcriber=self._engines.transcriber,
            detector=self._engines.new_detector(),
            sample_rate_hz=rate_hz,
            executor=self._engines.hearing,
            figures=self.figures,
        )
        voice, spoken_phrases = await self._voice_of(conversation)
        speaking = Speaking(
            synthesizer=voice,
            spoken_phrases=spoken_phrases,
            sample_rate_hz=rate_hz,
            executor=self._engines.speaking,
        )
        worker = PipelineWorker(
            Pipeline([transport.input(), hearing, agent, speaking, transport.output()]),
            params=PipelineParams(audio_in_sample_rate=rate_hz, audio_out_sample_rate=rate_hz),
            idle_timeout_secs=None,
            enable_rtvi=False,
            enable_turn_tracking=False,
            cancel_timeout_secs=PIPELINE_END_TIMEOUT_S,
        )
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        live.agent = agent
        ends = [asyncio.create_task(event.wait()) for event in (gone, live.finished)]
        try:
            await asyncio.wait([running, *ends], return_when=asyncio.FIRST_COMPLETED)
            await media.hang_up()
        finally:
            live.agent = None
            for end in ends:
                end.cancel()
            await runner.cancel(reason="the call has ended")
            await asyncio.wait({running}, timeout=PIPELINE_END_TIMEOUT_S)

    async def _voice_of(self, conversation: Conversation) -> tuple[Synthesizer, SpokenPhrases]:
        """The voice that the conversation speaks with; the box's own where it cannot be loaded."""
        own = self._engines.synthesizer, self._phrases
        named = self._engines.voice_named
        if not conversation.voice or named is None:
            return own
        loaded = await settle(
            self._engines.speaking, partial(named, conversation.voice), tuning.OPEN_TIMEOUT_S
        )
        if loaded.value is None:
            logger.error("voice %s is not there", conversation.voice, exc_info=loaded.failure)
            return own
        if loaded.value is self._engines.synthesizer:
            return own
        if conversation.voice not in self._others:
            self._others[conversation.voice] = SpokenPhrases(loaded.value)
        return loaded.value, self._others[conversation.voice]

    def _recorder(self, conversation: Conversation, media: CallMedia) -> CallRecorder | None:
        if self._recordings is None:
            return None
        try:
            return CallRecorder(self._recordings, conversation.call_id, media.sample_rate_hz)
        except OSError as failure:
            logger.warning("the call is not recorded: %s", failure)
            return None

    async def _finish_recording(self, call_id: str, recorder: CallRecorder | None) -> str | None:
        """The name under which the recording is kept; None when there is none (yet)."""
        if recorder is None:
            return None
        closed = await settle(self._engines.speaking, recorder.close, tuning.CLOSE_TIMEOUT_S)
        path = closed.value
        if path is None or self._deliver is None:
            return None
        deliver = partial(self._deliver, call_id, path)
        delivered = await settle(self._engines.speaking, deliver, tuning.DELIVER_TIMEOUT_S)
        if delivered.failure is not None:
            logger.warning("the recording stays for later: %s", delivered.failure)
            return None
        path.unlink(missing_ok=True)
        return delivered.value

    async def _apologize(self, media: CallMedia) -> None:
        """Say that there is no way to help now, and hang up; no conversation stands behind it."""
        await self._prepare(phrases.NO_RECORDS_AT_ALL, media.sample_rate_hz)
        audio = self._phrases.audio(phrases.NO_RECORDS_AT_ALL, media.sample_rate_hz) or b""
        size = media.sample_rate_hz * tuning.FRAME_MS // 1000 * 2
        for start in range(0, len(audio), size):
            await media.write(audio[start : start + size])
        await media.hang_up()


def _spoken(speech: Callable[[], Iterable[bytes]]) -> None:
    """Have it all made, and leave it to the cache."""
    for _ in speech():
        pass


class _LiveCall:
    """What `stop` needs of a call under way."""

    def __init__(self) -> None:
        self.agent: Agent | None = None
        self.finished = asyncio.Event()


def _nothing_to_hide(_private: bool) -> None:
    """The call is not recorded."""
