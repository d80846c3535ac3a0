"""How soon the agent falls silent when a caller speaks over it, on real audio over real SIP.

Speech of three voices over the agent's stops it; coughs, "mm-hmm" and line noise do not stop it
for good. The words come from a script, so that only hearing, turn-taking and the line are timed.
"""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from appliance.engines.webrtc_vad import WebRtcVad
from appliance.evaluation.phone.robot import SipRobot
from appliance.voice.session import CallSessions, VoiceEngines
from tests.sip.callers import caller_says
from tests.sip.line_process import HOST, RunningLine, running_line
from tests.voice.scripted import CountingTranscriber, ScriptedConversation, ToneSynthesizer

MEDIAN_MS, P95_MS = 200, 350
REPLY = "One two three four five six seven eight nine ten eleven twelve. And so on?"
INTERRUPTIONS = (
    "No wait, hold on a second please",
    "Excuse me, I have another question",
    "Stop, that is the wrong machine",
    "Sorry, can you say that again please",
)
VOICES = ("slt", "rms", "awb")


@dataclass
class Talk:
    """A line whose agent speaks for some seconds, and what its transcriber hears."""

    transcriber: CountingTranscriber
    conversation: ScriptedConversation = field(
        default_factory=lambda: ScriptedConversation(answer=lambda _: REPLY, greeting=REPLY)
    )


@pytest.fixture
def talk() -> Talk:
    return Talk(CountingTranscriber("No wait, hold on"))


@pytest.fixture
def line(talk: Talk) -> Iterator[RunningLine]:
    with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(2) as speaking:
        sessions = CallSessions(
            open_conversation=lambda *_: talk.conversation,
            engines=VoiceEngines(
                transcriber=talk.transcriber,
                synthesizer=ToneSynthesizer(ms_per_word=350),
                new_detector=lambda: WebRtcVad(aggressiveness=2, floor_dbfs=-55.0),
                hearing=hearing,
                speaking=speaking,
            ),
        )
        with running_line(sessions) as running:
            yield running


@pytest.fixture
def robot() -> Iterator[SipRobot]:
    robot = SipRobot()
    yield robot
    robot.hang_up()


def starts_ms(pcm: bytes) -> float:
    """Where the first sound of a clip is."""
    return float(np.flatnonzero(np.abs(np.frombuffer(pcm, dtype=np.int16)) > 300)[0]) / 8


def stops(robot: SipRobot, pcm: bytes) -> float:
    """Speak over the agent; milliseconds from the first sound sent to the last one heard."""
    threading.Event().wait(0.8)
    began = robot.now()
    robot.say(pcm, wait=False)
    silent_from = robot.wait_for_quiet(3.0, quiet_s=0.15)
    return (silent_from - began) * 1000 - starts_ms(pcm)


def test_a_callers_first_word_stops_the_agent(
    talk: Talk, line: RunningLine, robot: SipRobot
) -> None:
    robot.call(HOST, line.port)
    taken = []
    for at in range(12):
        robot.wait_for_sound(8)
        clip = caller_says(INTERRUPTIONS[at % len(INTERRUPTIONS)], VOICES[at % len(VOICES)])
        taken.append(stops(robot, clip))
        threading.Event().wait(len(clip) / 16000)
    taken.sort()
    print(f"silent after, ms: {[round(one) for one in taken]}")
    assert len(talk.conversation.confirmed) >= 10, "the words over the agent were turns"
    assert statistics.median(taken) <= MEDIAN_MS
    assert taken[round(0.95 * (len(taken) - 1))] <= P95_MS


def cough() -> bytes:
    rng = np.random.default_rng(3)
    burst = rng.normal(0, 5000, 8 * 130) * np.hanning(8 * 130)
    return burst.astype(np.int16).tobytes()


def hiss() -> bytes:
    return np.random.default_rng(4).normal(0, 45, 8 * 2500).astype(np.int16).tobytes()


@pytest.mark.parametrize("kind", ["cough", "mm-hmm", "hiss"])
def test_what_wants_no_floor_lets_the_agent_finish(
    talk: Talk, line: RunningLine, robot: SipRobot, kind: str
) -> None:
    talk.transcriber.said = "Mm-hmm."
    clip = {"cough": cough, "hiss": hiss, "mm-hmm": lambda: caller_says("um hum", "slt")}[kind]()
    robot.call(HOST, line.port)
    robot.wait_for_sound(8)
    threading.Event().wait(0.8)
    robot.say(clip, wait=False)
    heard = robot.listen_until_quiet(15, quiet_s=1.5)
    words = len(REPLY.split())
    loud = np.abs(np.frombuffer(heard, dtype=np.int16).astype(np.int32)) > 1000
    spoken_ms = float(np.convolve(loud, np.ones(80), "same").astype(bool).sum()) / 8
    assert spoken_ms == pytest.approx(words * 350, rel=0.08), "every word was heard, once"
    assert talk.conversation.confirmed == []
