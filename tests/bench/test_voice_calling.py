"""What a recorded caller measures, on a real SIP line whose agent talks by script.

The engines are quick fakes, so the waits are those of turn-taking and the line.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pytest

from appliance.admin.turn_json import timings_object
from appliance.bootstrap.bench.stops import Stops
from appliance.bootstrap.bench.voice.calling import RecordedCall, ShortCall
from appliance.bootstrap.bench.voice.interrupting import InterruptingCall
from appliance.bootstrap.bench.voice.loads import Callers, Load
from appliance.bootstrap.bench.voice.measured import MeasuredCall, Part
from appliance.bootstrap.bench.voice.scenarios import booking_scenarios
from appliance.domain.calls import Asks
from appliance.evaluation.caller import Said
from appliance.evaluation.phone.voices import Recorded
from appliance.evaluation.scenarios import load_scenarios
from appliance.ports.conversation import Reply
from appliance.voice.session import CallSessions, VoiceEngines
from tests.sip.line_process import RunningLine, running_line
from tests.voice.scripted import (
    CountingTranscriber,
    LevelDetector,
    ScriptedConversation,
    ToneSynthesizer,
)

SHORT = "Alright. What else?"
LONG = "One two three four five six seven eight nine ten eleven twelve thirteen. And what else?"
NUMBER = "5559000"
PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(90)", "voice"])
print("there", flush=True)
child.wait()
"""


@dataclass
class ScriptedBox:
    """The records of a line by script: its conversations, as the API tells them."""

    line: RunningLine
    conversations: list[KeptConversation] = field(default_factory=list)
    pid: int = 0

    @property
    def sip_port(self) -> int:
        return self.line.port

    def get(self, path: str) -> Any:
        if path.startswith("/api/v1/classes"):
            return {"items": [{"id": "mini-excavator", "name": "Mini Excavator"}]}
        assert path.startswith("/api/v1/calls")
        return {
            "items": [
                {
                    "id": one.call_id,
                    "caller": one.caller,
                    "ended_at": "now" if one.closed.is_set() else None,
                    "outcome": "abandoned",
                    "booking_number": None,
                }
                for one in reversed(self.conversations)
            ]
        }

    def turns(self, call_id: str) -> list[dict[str, Any]]:
        one = next(one for one in self.conversations if one.call_id == call_id)
        found = []
        for reply in one.replies:
            turn: dict[str, Any] = {
                "turn": reply.turn,
                "said": reply.said,
                "asks": reply.asks.value if reply.asks else None,
            }
            if (timings := one.timings.get(reply.turn)) is not None:
                turn["timings"] = timings_object(timings)
            found.append(turn)
        return found

    def page(self, path: str) -> str:
        assert path == "/metrics"
        heard = sum(len(one.considered) for one in self.conversations)
        return (
            "# TYPE appliance_speech_events_total counter\n"
            f'appliance_speech_events_total{{kind="speculation",result="started"}} {heard}\n'
        )

    def logs(self) -> str:
        return ""


class KeptConversation(ScriptedConversation):
    """Keeps its replies where the box finds them."""

    caller: str | None
    replies: list[Reply]

    def _reply(self, said: str, *, ended: bool = False) -> Reply:
        reply = super()._reply(said, ended=ended)
        self.replies.append(reply)
        return reply


class Person:
    """Says the same thing whenever asked."""

    def answer(self, asks: Asks | None, said: str) -> Said | None:
        return Said("a mini excavator please")


class Tones:
    """A voice of 0.6 s, at once; with `pause_ms` of silence in the middle."""

    def __init__(self, pause_ms: int = 0) -> None:
        self.pause_ms = pause_ms

    def say(self, text: str, speaker: str) -> Recorded:
        half = (np.sin(np.arange(2400) * 0.3) * 6000).astype(np.int16).tobytes()
        return Recorded(half + bytes(16 * self.pause_ms) + half, self.pause_ms)


@dataclass
class Played:
    box: ScriptedBox
    call: MeasuredCall


@pytest.fixture
def pools() -> Iterator[tuple[ThreadPoolExecutor, ThreadPoolExecutor]]:
    with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(2) as speaking:
        yield hearing, speaking


def play(
    pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
    *,
    kind: type[RecordedCall] = RecordedCall,
    reply: str = SHORT,
    greeting: str = SHORT,
    thinking_s: float = 0.0,
    turns: int = 2,
    pause_ms: int = 0,
) -> Played:
    with scripted(pools, reply=reply, greeting=greeting, thinking_s=thinking_s) as box:
        asked = itertools.count()
        call = kind(
            box,
            load_scenarios()[0],
            Person(),  # type: ignore[arg-type]  (answers as a simulated caller does)
            Tones(pause_ms),
            NUMBER,
            lambda: next(asked) >= turns,
            Stops(),
        ).play()
    return Played(box, call)


@contextmanager
def scripted(
    pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
    *,
    reply: str = SHORT,
    greeting: str = SHORT,
    thinking_s: float = 0.0,
) -> Iterator[ScriptedBox]:
    """A line whose agent always answers the same."""
    conversations: list[KeptConversation] = []

    def open_conversation(line: str, caller: str | None, *_: object) -> ScriptedConversation:
        one = KeptConversation(
            answer=lambda _: reply,
            greeting=greeting,
            thinking_s=thinking_s,
            call_id=f"C-{len(conversations)}",
        )
        one.caller, one.replies = caller, []
        conversations.append(one)
        return one

    sessions = CallSessions(
        open_conversation=open_conversation,
        engines=VoiceEngines(
            transcriber=CountingTranscriber(),
            synthesizer=ToneSynthesizer(ms_per_word=300),
            new_detector=LevelDetector,
            hearing=pools[0],
            speaking=pools[1],
        ),
    )
    with running_line(sessions) as line:
        yield ScriptedBox(line, conversations)


def test_each_turn_is_timed_from_the_last_voiced_sample_to_the_reply(pools: Any) -> None:
    call = play(pools).call
    assert call.failure == ""
    answered = [turn for turn in call.turns if turn.turn is not None]
    assert [turn.turn for turn in answered] == list(range(1, len(answered) + 1))
    assert answered, call.turns
    for turn in answered:
        assert turn.answer_ms is not None
        assert turn.answer_ms == turn.first_sound_ms
        assert not turn.filler
        assert not turn.cut_off
        stored = turn.timings["voice_to_voice_ms"]
        assert -100 < turn.answer_ms - stored < 1500
        assert turn.timings["endpoint_ms"] < turn.answer_ms
        assert turn.gap_ms > 15
        assert turn.spoken_s == 0.6


def test_a_filler_is_told_from_the_reply_behind_it(pools: Any) -> None:
    call = play(pools, thinking_s=2.6, turns=1).call
    (turn,) = call.turns
    assert turn.filler
    assert turn.first_sound_ms is not None
    assert turn.answer_ms is not None
    assert turn.answer_ms > turn.first_sound_ms + 400
    assert turn.answer_ms > 2400


def test_an_utterance_that_was_broken_into_is_cut_off(pools: Any) -> None:
    call = play(pools, pause_ms=2500, turns=1).call
    (turn,) = call.turns
    assert turn.cut_off
    assert turn.paused_ms == 2500


def test_words_over_a_reply_stop_it_and_are_answered(pools: Any) -> None:
    InterruptingCall.kinds = itertools.cycle(("words",))
    call = play(pools, kind=InterruptingCall, reply=LONG, turns=2).call
    assert call.failure == ""
    assert len(call.interruptions) >= 1
    first = call.interruptions[0]
    assert first.kind == "words"
    assert first.stop_ms is not None
    assert 60 < first.stop_ms < 900
    assert first.turn_taken


def test_a_short_call_speaks_into_the_greeting(pools: Any) -> None:
    call = play(pools, kind=ShortCall, greeting=LONG, turns=1).call
    assert call.failure == ""
    assert len(call.turns) == 1
    assert call.seconds < 15


def test_several_call_at_once_until_there_is_enough(pools: Any) -> None:
    today = date(2026, 11, 26)
    part = Part(part="calls-2")
    load = Load(at_once=2, goal=3, counted=lambda call: len(call.turns), voices=Tones())
    with (
        scripted(pools) as box,
        subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent,
    ):
        try:
            assert parent.stdout is not None
            parent.stdout.readline()  # its child is there
            box.pid = parent.pid
            told: list[tuple[str, int, int]] = []
            callers = Callers(box, booking_scenarios(today), today)  # type: ignore[arg-type]
            callers.play(part, load, time.monotonic() + 60, lambda *step: told.append(step))
        finally:
            parent.kill()
    assert 3 <= load.done(part) <= 5
    assert load.is_whole(part)
    assert not any(call.failure for call in part.calls)
    assert len({one.caller for one in box.conversations}) == len(part.calls) >= 2
    assert told[-1] == ("calls-2", 3, 3)
    assert part.counts["speculation started"] >= 3
    assert part.memory
    assert part.memory[0].rss_mb > 1
