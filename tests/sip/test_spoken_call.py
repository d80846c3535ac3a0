"""A spoken call over real SIP, with the real transcriber and voice and a scripted conversation."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.bootstrap.engines import build_synthesizer, build_transcriber, build_vad
from appliance.config import Settings
from appliance.evaluation.phone.robot import SipRobot
from appliance.ports.conversation import HeardBy
from appliance.ports.speech import HearingHints, Transcriber
from appliance.voice.session import CallSessions, VoiceEngines
from tests.sip.callers import caller_says
from tests.sip.line_process import HOST, RunningLine, running_line
from tests.voice.scripted import ScriptedConversation

pytestmark = pytest.mark.models

VOICE_TO_VOICE_BOUND_S = 2.0
"""What a caller waits with a conversation that answers at once; about 0.8 s on two cores."""


def reply(heard: str) -> str:
    lowered = heard.lower()
    if "goodbye" in lowered:
        return "Thank you for calling. Goodbye."
    if "excavator" in lowered:
        return "Two mini excavators are free. When do you need it?"
    if heard == "4711":
        return "I have four seven one one."
    if "hours" in lowered:
        return "Our hours are long. We open at seven in the morning and we close at six at night."
    return "Alright. What else?"


class SpokenLine:
    def __init__(self, engines: VoiceEngines) -> None:
        self.conversations: list[ScriptedConversation] = []
        self.sessions = CallSessions(open_conversation=self._open, engines=engines)
        self.opened = threading.Event()

    def _open(self, line: str, caller: str | None, called: str = "") -> ScriptedConversation:
        conversation = ScriptedConversation(
            answer=reply,
            call_id=f"C-{len(self.conversations)}",
            hints=HearingHints(hotwords=("mini excavator", "skid steer", "scissor lift")),
        )
        self.conversations.append(conversation)
        self.opened.set()
        return conversation


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VoiceEngines]:
    settings = Settings(data_dir=Path(tmp_path_factory.mktemp("data")))
    with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(2) as speaking:
        yield VoiceEngines(
            transcriber=build_transcriber(settings),
            synthesizer=build_synthesizer(settings),
            new_detector=lambda: build_vad(settings),
            hearing=hearing,
            speaking=speaking,
        )


@pytest.fixture
def spoken(engines: VoiceEngines) -> SpokenLine:
    return SpokenLine(engines)


@pytest.fixture
def line(spoken: SpokenLine) -> Iterator[RunningLine]:
    with running_line(spoken.sessions) as running:
        yield running


@pytest.fixture
def robot() -> Iterator[SipRobot]:
    robot = SipRobot()
    yield robot
    robot.hang_up()


def words(transcriber: Transcriber, pcm: bytes) -> str:
    return transcriber.transcribe(pcm, 8000, HearingHints()).text.lower()


def test_a_caller_talks_with_the_agent_to_the_end(
    spoken: SpokenLine, line: RunningLine, robot: SipRobot, engines: VoiceEngines
) -> None:
    robot.call(HOST, line.port)
    greeting = robot.listen_until_quiet(10)
    assert "thank you for calling" in words(engines.transcriber, greeting)
    waits = []
    for said, expected in (
        ("I need a mini excavator for next week", "excavator"),
        ("And what about delivery", "what else"),
        ("Thank you very much, goodbye", "bye"),
    ):
        robot.say(caller_says(said))
        spoke_until = robot.last_voice_sent_at
        answer = robot.listen_until_quiet(10)
        first = robot.first_sound_after(spoke_until)
        assert first is not None
        waits.append(first - spoke_until)
        assert expected in words(engines.transcriber, answer)
    assert robot.ended.wait(5), "the agent hangs up after its goodbye"
    conversation = spoken.conversations[0]
    assert conversation.closed.wait(5)
    assert "excavator" in conversation.confirmed[0].text.lower()
    assert len(conversation.confirmed) == 3
    assert set(conversation.timings) == {1, 2, 3}
    print(f"voice to voice on the wire: {[round(wait * 1000) for wait in waits]} ms")
    for turn, timings in conversation.timings.items():
        print(turn, timings)
    assert statistics.median(waits) < VOICE_TO_VOICE_BOUND_S


def test_speech_over_the_agent_silences_it(
    spoken: SpokenLine, line: RunningLine, robot: SipRobot
) -> None:
    robot.call(HOST, line.port)
    robot.listen_until_quiet(10)
    robot.say(caller_says("Tell me about your opening hours please"))
    robot.wait_for_sound(6)
    threading.Event().wait(0.3)
    interruption = caller_says("No wait, hold on a second please, I have another question")
    began = robot.now()
    robot.say(interruption, wait=False)
    voice_from = began + 0.1  # the clip opens with 100 ms of silence
    silent_from = robot.wait_for_quiet(3.0, quiet_s=0.3)
    assert silent_from - voice_from < 0.6
    conversation = spoken.conversations[0]
    robot.forget_heard()
    robot.listen_until_quiet(10)
    assert len(conversation.confirmed) == 2


def test_keys_are_heard(spoken: SpokenLine, line: RunningLine, robot: SipRobot) -> None:
    robot.call(HOST, line.port)
    robot.listen_until_quiet(10)
    robot.keys("4711#")
    robot.listen_until_quiet(6)
    conversation = spoken.conversations[0]
    assert [(heard.text, heard.by) for heard in conversation.confirmed] == [("4711", HeardBy.KEYS)]


def test_hanging_up_mid_sentence_closes_the_conversation(
    spoken: SpokenLine, line: RunningLine, robot: SipRobot
) -> None:
    robot.call(HOST, line.port)
    robot.wait_for_sound(10)
    robot.hang_up()
    conversation = spoken.conversations[0]
    assert conversation.closed.wait(8)
    assert conversation.confirmed == []
