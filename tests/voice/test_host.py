"""The voice process: its lines, what it reports, how it stops and fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.domain.errors import ConfigurationError, DeskUnreachable, LineError
from appliance.ports.media import CallHandler
from appliance.voice import phrases
from appliance.voice.figures import SpeechFigures
from appliance.voice.host import VoiceHost
from appliance.voice.session import CallSessions, VoiceEngines
from tests.voice.media import MemoryMedia
from tests.voice.scripted import (
    CountingTranscriber,
    LevelDetector,
    ScriptedConversation,
    ToneSynthesizer,
)


class PretendLine:
    sample_rate_hz = 8000

    def __init__(self, name: str, *, essential: bool = True, refuses: bool = False) -> None:
        self.name = name
        self.essential = essential
        self.refuses = refuses
        self.fault = ""
        self.dies = asyncio.Event()
        self.started = asyncio.Event()
        self.stopped = False

    async def start(self, handler: CallHandler) -> None:
        if self.refuses:
            raise ConfigurationError("The port is taken.")
        self.started.set()

    async def wait_failed(self) -> None:
        await self.dies.wait()
        raise LineError("The stack has stopped.")

    async def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


class Heartbeats:
    def __init__(self) -> None:
        self.sent: list[Mapping[str, object]] = []
        self.failure: Exception | None = None
        self.chores = 0

    def do_chores(self) -> None:
        self.chores += 1

    def __call__(self, status: Mapping[str, object]) -> None:
        if self.failure is not None:
            raise self.failure
        self.sent.append(status)


def host(lines: list[PretendLine], heartbeats: Heartbeats, pool: ThreadPoolExecutor) -> VoiceHost:
    sessions = CallSessions(
        open_conversation=lambda *_: ScriptedConversation(answer=str),
        engines=VoiceEngines(
            transcriber=CountingTranscriber(),
            synthesizer=ToneSynthesizer(),
            new_detector=LevelDetector,
            hearing=pool,
            speaking=pool,
        ),
    )
    return VoiceHost(
        sessions=sessions,
        lines=lines,
        heartbeat=heartbeats,
        executor=pool,
        chores=heartbeats.do_chores,
    )


def test_it_serves_until_told_to_stop_and_reports(pool: ThreadPoolExecutor) -> None:
    heartbeats = Heartbeats()

    async def serve() -> None:
        lines = [PretendLine("sip"), PretendLine("desk", essential=False)]
        lines[1].fault = "no microphone"
        stop = asyncio.Event()
        running = asyncio.create_task(host(lines, heartbeats, pool).run(stop))
        async with asyncio.timeout(5):
            await lines[1].started.wait()
            while not heartbeats.sent:
                await asyncio.sleep(0.01)
            stop.set()
            await running
        assert all(line.stopped for line in lines)

    asyncio.run(serve())
    first, last = heartbeats.sent[0], heartbeats.sent[-1]
    assert first == {
        "ok": True,
        "detail": "desk: no microphone",
        "calls": 0,
        "figures": SpeechFigures().as_json(),
        "sip": {"ok": True, "detail": "takes calls"},
        "desk": {"ok": False, "detail": "no microphone"},
    }
    assert last["ok"] is False
    assert last["detail"] == "stopping"
    assert heartbeats.chores == 1


def test_an_essential_line_that_dies_ends_the_process(pool: ThreadPoolExecutor) -> None:
    async def serve() -> None:
        lines = [PretendLine("sip"), PretendLine("desk", essential=False)]
        lines[0].dies.set()
        with pytest.raises(LineError, match="stopped"):
            await asyncio.wait_for(host(lines, Heartbeats(), pool).run(asyncio.Event()), 5)
        assert all(line.stopped for line in lines)

    asyncio.run(serve())


def test_a_line_that_cannot_start_is_one_clear_error(pool: ThreadPoolExecutor) -> None:
    async def serve() -> None:
        lines = [PretendLine("sip", refuses=True), PretendLine("desk", essential=False)]
        with pytest.raises(ConfigurationError, match="port is taken"):
            await asyncio.wait_for(host(lines, Heartbeats(), pool).run(asyncio.Event()), 5)
        assert not lines[1].started.is_set()

    asyncio.run(serve())


def test_records_that_are_away_do_not_disturb_the_lines(pool: ThreadPoolExecutor) -> None:
    heartbeats = Heartbeats()
    heartbeats.failure = DeskUnreachable("Away.")

    async def serve() -> None:
        lines = [PretendLine("sip")]
        stop = asyncio.Event()
        running = asyncio.create_task(host(lines, heartbeats, pool).run(stop))
        async with asyncio.timeout(5):
            await lines[0].started.wait()
            await asyncio.sleep(0.1)
            assert not running.done()
            stop.set()
            await running

    asyncio.run(serve())


def test_what_every_call_says_is_spoken_ahead_between_calls(pool: ThreadPoolExecutor) -> None:
    synthesizer = ToneSynthesizer(ms_per_word=1)
    conversation = ScriptedConversation(answer=str)
    sessions = CallSessions(
        open_conversation=lambda *_: conversation,
        engines=VoiceEngines(
            transcriber=CountingTranscriber(),
            synthesizer=synthesizer,
            new_detector=LevelDetector,
            hearing=pool,
            speaking=pool,
        ),
        standing=("What else?", "Which days?"),
    )

    async def serve() -> None:
        media = MemoryMedia()
        call = asyncio.create_task(sessions(media))
        async with asyncio.timeout(20):
            while not media.played:
                await asyncio.sleep(0.01)
            preparing = asyncio.create_task(sessions.prepare(8000))
            while phrases.ALL[-1] not in synthesizer.spoken:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.2)
            assert "What else?" not in synthesizer.spoken, "not while somebody calls"
            media.vanish()
            await call
            await preparing

    asyncio.run(serve())
    assert synthesizer.spoken[-2:] == ["What else?", "Which days?"]
