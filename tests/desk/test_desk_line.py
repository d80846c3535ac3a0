"""The desk on a virtual sound card: pressed, spoken to, answered; and its faults."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.bootstrap.engines import build_synthesizer, build_transcriber, build_vad
from appliance.config import Settings
from appliance.domain.errors import ConfigurationError, LineError
from appliance.lines.desk import DeskControl, DeskLine, DeskLineSettings
from appliance.ports.media import CallHandler
from appliance.ports.speech import HearingHints
from appliance.voice.logs import route_pipecat_logs
from appliance.voice.session import CallSessions, VoiceEngines
from tests.desk.sound import RATE_HZ, SoundCard, virtual_sound_card
from tests.sip.callers import caller_says
from tests.voice.scripted import (
    CountingTranscriber,
    LevelDetector,
    ScriptedConversation,
    ToneSynthesizer,
)

route_pipecat_logs()


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with virtual_sound_card() as card:
        yield card


class RunningDesk:
    def __init__(self, line: DeskLine, loop: asyncio.AbstractEventLoop, path: Path) -> None:
        self.line = line
        self.loop = loop
        self.path = path

    def control(self) -> DeskControl:
        return DeskControl(self.path)


def wait_for(condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
    deadline = time.monotonic() + timeout_s
    tick = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        tick.wait(0.02)


@contextmanager
def running_desk(
    handler: CallHandler, path: Path, *, ready: bool = True, **settings: object
) -> Iterator[RunningDesk]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    line = DeskLine(DeskLineSettings(control_socket=path, **settings))  # type: ignore[arg-type]
    asyncio.run_coroutine_threadsafe(line.start(handler), loop).result(10)
    try:
        if ready:
            wait_for(lambda: line.fault == "")
        yield RunningDesk(line, loop, path)
    finally:
        asyncio.run_coroutine_threadsafe(line.stop(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
        assert not path.exists()


@pytest.fixture
def pools() -> Iterator[tuple[ThreadPoolExecutor, ThreadPoolExecutor]]:
    with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(2) as speaking:
        yield hearing, speaking


def scripted_sessions(
    conversation: ScriptedConversation, pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor]
) -> tuple[CallSessions, CountingTranscriber]:
    transcriber = CountingTranscriber("check in unit seven")
    engines = VoiceEngines(
        transcriber=transcriber,
        synthesizer=ToneSynthesizer(),
        new_detector=LevelDetector,
        hearing=pools[0],
        speaking=pools[1],
    )
    return CallSessions(open_conversation=lambda *_: conversation, engines=engines), transcriber


@pytest.mark.models
def test_a_clerk_presses_speaks_and_is_answered_aloud(
    card: SoundCard,
    pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path)
    engines = VoiceEngines(
        transcriber=build_transcriber(settings),
        synthesizer=build_synthesizer(settings),
        new_detector=lambda: build_vad(settings),
        hearing=pools[0],
        speaking=pools[1],
    )
    conversation = ScriptedConversation(
        answer=lambda heard: "Unit seven is back in the yard, four hundred hours on the meter."
    )
    sessions = CallSessions(open_conversation=lambda *_: conversation, engines=engines)
    with running_desk(sessions, tmp_path / "desk.sock") as desk, desk.control() as button:
        assert button.send("status") == "waiting"
        assert button.send("press") == "listening"
        with card.listening() as ear:
            card.say(caller_says("Check in unit seven, the meter says four hundred", "rms", 16000))
            released = time.monotonic()
            assert button.send("release") == "in conversation"
            answer = ear.wait_until_spoken(released, 12)
            first = ear.loud(released)[0]
    heard = conversation.confirmed[0].text.lower()
    assert "unit" in heard
    assert "meter" in heard
    said = engines.transcriber.transcribe(answer, RATE_HZ, HearingHints()).text.lower()
    assert "back in the yard" in said
    assert conversation.closed.wait(5)
    timings = conversation.timings[1]
    assert timings.endpoint_ms is not None
    print(f"release to first sound at the ear: {(first - released) * 1000:.0f} ms; {timings}")
    assert first - released < 2.5


def test_pressing_silences_the_agent(
    card: SoundCard, pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor], tmp_path: Path
) -> None:
    conversation = ScriptedConversation(answer=lambda heard: "word " * 60)
    sessions, _ = scripted_sessions(conversation, pools)
    with running_desk(sessions, tmp_path / "desk.sock") as desk, desk.control() as button:
        button.send("press")
        with card.listening() as ear:
            card.say(caller_says("What is overdue", "rms", 16000))
            button.send("release")
            released = time.monotonic()
            wait_for(lambda: len(ear.loud(released)) > 20)
            pressed = time.monotonic()
            button.send("press")
            threading.Event().wait(1.0)
            button.send("release")
            assert max(ear.loud(released)) - pressed < 0.4


def test_nothing_is_heard_while_the_button_is_up(
    card: SoundCard, pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor], tmp_path: Path
) -> None:
    conversation = ScriptedConversation(answer=lambda heard: "Done.")
    sessions, transcriber = scripted_sessions(conversation, pools)
    with running_desk(sessions, tmp_path / "desk.sock") as desk, desk.control() as button:
        button.send("press")
        card.say(caller_says("Check in unit seven", "rms", 16000))
        button.send("release")
        wait_for(lambda: len(conversation.confirmed) == 1)
        heard = len(transcriber.heard)
        card.say(caller_says("This is somebody else talking in the shop", "rms", 16000))
        assert len(transcriber.heard) == heard
    assert len(conversation.confirmed) == 1


def test_an_open_microphone_begins_by_voice_and_does_not_hear_the_agent(
    card: SoundCard, pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor], tmp_path: Path
) -> None:
    conversation = ScriptedConversation(answer=lambda heard: "Done.", greeting="Yes?")
    sessions, _ = scripted_sessions(conversation, pools)
    path = tmp_path / "desk.sock"
    with running_desk(sessions, path, push_to_talk=False) as desk:
        with desk.control() as button, pytest.raises(LineError, match="always open"):
            button.send("press")
        card.say(caller_says("Which machines are due back today", "rms", 16000))
        wait_for(lambda: len(conversation.confirmed) == 1)
        with desk.control() as button:
            assert button.send("status") == "in conversation"


def test_a_client_that_goes_away_releases_the_button(
    card: SoundCard, pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor], tmp_path: Path
) -> None:
    conversation = ScriptedConversation(answer=lambda heard: "Done.")
    sessions, _ = scripted_sessions(conversation, pools)
    with running_desk(sessions, tmp_path / "desk.sock") as desk:
        with desk.control() as button:
            assert button.send("press") == "listening"
        with desk.control() as button:
            wait_for(lambda: button.send("status") == "in conversation")


@pytest.mark.parametrize("sent", [b"x" * 10_000, b"\xff\xfe\n", b"shout\n", b""])
def test_what_is_no_command_changes_nothing(
    card: SoundCard,
    pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
    tmp_path: Path,
    sent: bytes,
) -> None:
    conversation = ScriptedConversation(answer=lambda heard: "Done.")
    sessions, _ = scripted_sessions(conversation, pools)
    with running_desk(sessions, tmp_path / "desk.sock") as desk:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(desk.path))
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
            answer = client.recv(200)
        assert not answer.startswith(b"ok")
        with desk.control() as button:
            assert button.send("status") == "waiting"


def test_a_missing_sound_card_is_a_fault_and_not_an_end(
    card: SoundCard, pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor], tmp_path: Path
) -> None:
    sessions, _ = scripted_sessions(ScriptedConversation(answer=str), pools)
    path = tmp_path / "desk.sock"
    with running_desk(sessions, path, ready=False, input_device="no such card") as desk:
        wait_for(lambda: "cannot be used" in desk.line.fault)
        with desk.control() as button, pytest.raises(LineError, match="cannot be used"):
            button.send("press")


def test_without_the_appliance_the_button_says_so(tmp_path: Path) -> None:
    with pytest.raises(LineError, match="does not answer"), DeskControl(tmp_path / "desk.sock"):
        raise AssertionError("nobody listens")


def test_a_rate_that_no_detector_takes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="44100"):
        DeskLineSettings(control_socket=tmp_path / "s", sample_rate_hz=44100)
