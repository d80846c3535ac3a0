"""However a caller speaks, pauses, interrupts and hangs up: a turn that is dropped leaves nothing.

A real conversation on real records, in the real pipeline, on a line that runs twice as fast
as a telephone. What is looked at is every row of every table before and after each turn that is
only considered, and every sample that went out.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.calls import Asks, Outcome, Timings
from appliance.ports.conversation import Conversation, Draft, Heard, Reply
from appliance.ports.speech import Cancelled, CancelToken, HearingHints, Transcription
from appliance.storage.store import DuckDbStore
from appliance.voice import phrases
from appliance.voice.session import CallSessions, VoiceEngines
from tests.dialogue.talking import DemoDesk
from tests.fakes.speech import ScriptedModel
from tests.voice.calling import quiet, tone, until
from tests.voice.marked import MarkedSynthesizer
from tests.voice.media import FRAME, RATE_HZ, MemoryMedia
from tests.voice.scripted import LevelDetector

pytestmark = pytest.mark.slow

SPEED = 2
EXAMPLES = int(os.environ.get("APPLIANCE_TEST_CALLS", "15"))

OPENINGS = (
    "I'd like to rent a mini excavator from next Tuesday for three days",
    "BL 782341",
    "yes that's right",
    "1420 Harbor Road",
    "that works",
    "Maria Lopez",
    "OC 48213",
    "INS 550172",
    "512 555 0147",
    "yes",
)
"""What was said before the part of the call that is looked at, as far as it goes."""

ANSWERS: dict[Asks | None, tuple[str, ...]] = {
    Asks.NEED: ("I need a skid steer from Monday for a week", "hello there"),
    Asks.BUSINESS_LICENSE: ("BL 782341", "BL 540917"),
    Asks.CONFIRM: ("yes that's right", "no"),
    Asks.SITE_ADDRESS: ("1420 Harbor Road", "somewhere"),
    Asks.PRICE_OK: ("yes that works", "that is too much"),
    Asks.OPERATOR_NAME: ("Maria Lopez", "Tom Becker"),
    Asks.OPERATOR_CERTIFICATE: ("OC 48213", "OC 11111"),
    Asks.POLICY_NUMBER: ("INS 550172", "I have none"),
    Asks.CALLBACK_NUMBER: ("512 555 0147", "what for"),
    Asks.FINAL_CONFIRMATION: ("yes please book it", "no"),
    Asks.ANYTHING_ELSE: ("no that's all", "goodbye"),
}

words = st.integers(8, 50)
cough = st.integers(2, 6)
breath = st.integers(20, 36)
wait = st.integers(40, 80)
parts = st.tuples(st.one_of(words, words, words, cough), st.one_of(breath, breath, wait))
steps = st.lists(parts, min_size=1, max_size=6)
"""Voice and the silence behind it, in frames of 20 ms."""


class FastMedia(MemoryMedia):
    """A telephone on which everything takes half of its time."""

    @property
    def was_heard_out(self) -> bool:
        return not self._to_hear

    async def read(self) -> bytes | None:
        self._due += 0.02 / SPEED
        await asyncio.sleep(max(0.0, self._due - time.monotonic()))
        if self._gone.is_set():
            return None
        frame = bytes(self._to_hear[:FRAME])
        del self._to_hear[:FRAME]
        return frame.ljust(FRAME, b"\0")

    async def write(self, audio: bytes) -> None:
        while self.queued_ms() > 120 / SPEED and not self._gone.is_set():
            await asyncio.sleep(0.002)
        length_s = len(audio) / (2 * RATE_HZ) / SPEED
        self._play_until = max(self._play_until, time.monotonic()) + length_s
        self.played += audio


@dataclass
class Watched:
    """A conversation whose every step is looked at from outside."""

    talk: Conversation
    store: DuckDbStore
    opening: Reply
    last: Reply = field(init=False)
    given: int = 0
    dropped: int = 0
    said: set[str] = field(default_factory=set)
    changed: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.last = self.opening

    @property
    def language(self) -> str:
        return self.talk.language

    @property
    def voice(self) -> str:
        return self.talk.voice

    @property
    def call_id(self) -> str:
        return self.talk.call_id

    def greet(self) -> Reply:
        self.said.add(self.opening.said)
        return self.opening

    def consider(self, heard: Heard, cancel: CancelToken | None = None) -> Draft:
        before = rows(self.store)
        try:
            draft = self.talk.consider(heard, cancel)
        finally:
            if (after := rows(self.store)) != before:
                self.changed.append(f"{heard.text!r} changed {differing(before, after)}")
        self.drafts.append(draft)
        return draft

    def confirm(self, draft: Draft) -> Reply:
        if draft is not self.drafts[-1]:
            self.changed.append("a draft that is not the latest was confirmed")
        self.dropped += len(self.drafts) - 1
        self.drafts = [draft]
        reply = self.talk.confirm(draft)
        self.drafts = []
        self.given += 1
        self.said.add(reply.said)
        self.last = reply
        return reply

    def prepare(self) -> None:
        self.talk.prepare()

    def poll(self) -> Reply | None:
        reply = self.talk.poll()
        if reply is not None:
            self.given += 1
            self.said.add(reply.said)
            self.last = reply
        return reply

    def note_timings(self, turn: int, timings: Timings) -> None:
        self.talk.note_timings(turn, timings)

    def unheard(self, turn: int) -> None:
        self.talk.unheard(turn)

    def close(self, recording: str | None = None) -> Outcome:
        return self.talk.close(recording)


def rows(store: DuckDbStore) -> dict[str, tuple[int, int]]:
    """Every table's number of rows and a sum over their content."""
    with store._connection.cursor() as cursor:
        names = cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        union = " UNION ALL ".join(
            f"SELECT '{name}', count(*), coalesce(sum(hash(t)), 0) FROM \"{name}\" t"  # noqa: S608
            for (name,) in names
        )
        found = cursor.execute(union).fetchall()
    return {name: (count, int(total)) for name, count, total in found}


def differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return sorted(name for name in after if after[name] != before.get(name))


class AnsweringTranscriber:
    """Hears an answer to what was asked; takes a while."""

    def __init__(self, watched: Watched, choice: int, takes_s: float) -> None:
        self._watched = watched
        self._choice = choice
        self._takes_s = takes_s

    def transcribe(
        self,
        audio: bytes,
        sample_rate_hz: int,
        hints: HearingHints,
        cancel: CancelToken | None = None,
    ) -> Transcription:
        end = time.monotonic() + self._takes_s
        while time.monotonic() < end:
            if cancel is not None and cancel.is_set():
                raise Cancelled
            time.sleep(0.002)
        answers = ANSWERS.get(self._watched.last.asks, ("yes", "no"))
        self._choice += 1  # so that what is dropped is not what is answered after it
        return Transcription(text=answers[self._choice % len(answers)])


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoDesk]:
    store = DuckDbStore(":memory:")
    try:
        yield DemoDesk(store)
    finally:
        store.close()


def open_at(demo: DemoDesk, depth: int) -> Watched:
    """A call that has come so far by text."""
    caller = demo.call("sip", ScriptedModel(lambda _: "unclear"))
    for said in OPENINGS[:depth]:
        if not caller.last.ended:
            caller.say(said)
    return Watched(caller.conversation, demo.store, caller.last, given=len(caller.replies) - 1)


async def hold(
    watched: Watched,
    synthesizer: MarkedSynthesizer,
    media: FastMedia,
    script: list[tuple[int, int]],
    transcriber: AnsweringTranscriber,
    linger_s: float,
    over_greeting: bool,
) -> None:
    with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(2) as speaking:
        sessions = CallSessions(
            open_conversation=lambda *_: watched,
            engines=VoiceEngines(
                transcriber=transcriber,
                synthesizer=synthesizer,
                new_detector=LevelDetector,
                hearing=hearing,
                speaking=speaking,
            ),
        )
        await sessions.prepare(RATE_HZ)
        call = asyncio.create_task(sessions(media))
        if not over_greeting:
            await until(lambda: len(media.played) > 0 and media.queued_ms() == 0)
        for voiced, silent in script:
            media.say(tone(20 * voiced) + quiet(20 * silent))
        await until(lambda: media.was_heard_out or media.ended.is_set(), 60)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(media.ended.wait(), linger_s)
        media.vanish()
        await asyncio.wait_for(call, 20)
        figures = sessions.figures
        assert figures.speculation_started == figures.speculation_used + figures.speculation_dropped


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    depth=st.integers(0, len(OPENINGS)),
    script=steps,
    choice=st.integers(0, 1),
    takes_s=st.sampled_from([0.0, 0.02, 0.08]),
    linger_s=st.sampled_from([0.0, 0.1, 0.6]),
    over_greeting=st.sampled_from([False, False, True]),
)
def test_what_is_dropped_leaves_no_write_no_hold_and_no_audio(
    demo: DemoDesk,
    depth: int,
    script: list[tuple[int, int]],
    choice: int,
    takes_s: float,
    linger_s: float,
    over_greeting: bool,
) -> None:
    watched = open_at(demo, depth)
    media, synthesizer = FastMedia(), MarkedSynthesizer()
    transcriber = AnsweringTranscriber(watched, choice, takes_s)
    asyncio.run(hold(watched, synthesizer, media, script, transcriber, linger_s, over_greeting))
    assert watched.said, "the caller was greeted"
    assert watched.changed == []
    assert synthesizer.unknown_in(bytes(media.played), watched.said | set(phrases.ALL)) == set()
    kept = demo.store.read(lambda records: records.calls.turns(watched.call_id))
    assert [turn.number for turn in kept] == list(range(watched.given + 1))
    assert {turn.said for turn in kept} >= watched.said
    assert demo.store.read(lambda records: records.holds.of_call(watched.call_id)) == ()
