"""A call through the real pipeline on an in-memory line, with scripted talk and quick engines."""

from __future__ import annotations

import asyncio
import gc
import time
import wave
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from pipecat.pipeline.worker import PipelineWorker

from appliance.domain.errors import DeskUnreachable, LineError
from appliance.ports.conversation import HeardBy, Patience, Reply
from appliance.ports.speech import HearingHints
from appliance.voice import phrases, tuning
from appliance.voice.session import CallSessions, VoiceEngines
from tests.voice.calling import Desk, quiet, tone, until
from tests.voice.loop_guard import loop_guard
from tests.voice.media import RATE_HZ, MemoryMedia
from tests.voice.scripted import (
    CountingTranscriber,
    LevelDetector,
    ScriptedConversation,
    ScriptedDraft,
    ToneSynthesizer,
)


@pytest.fixture
def pools() -> Iterator[tuple[ThreadPoolExecutor, ThreadPoolExecutor]]:
    with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(2) as speaking:
        yield hearing, speaking


@pytest.fixture
def conversation() -> ScriptedConversation:
    return ScriptedConversation(
        answer=lambda text: "A mini excavator is free on Monday. Shall I book it for you?"
    )


@pytest.fixture
def desk(
    conversation: ScriptedConversation,
    pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
    tmp_path: Path,
) -> Desk:
    return Desk(conversation, pools, tmp_path / "recordings-tmp")


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 60))


def test_a_caller_is_heard_answered_and_timed(desk: Desk) -> None:
    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(700))
            await until(lambda: len(media.played) > greeted)
            await until(lambda: 1 in desk.conversation.timings)

    run(call)
    assert [heard.text for heard in desk.conversation.confirmed] == ["a mini excavator please"]
    assert desk.conversation.confirmed[0].by is HeardBy.VOICE
    timings = desk.conversation.timings[1]
    patience = tuning.TURN_OVER_MS[Patience.NORMAL]
    assert timings.endpoint_ms == pytest.approx(patience, abs=60)
    assert timings.voice_to_voice_ms is not None
    assert timings.endpoint_ms is not None
    assert timings.endpoint_ms <= timings.voice_to_voice_ms < patience + 250
    # Once each reply, the greeting first, had begun to be heard.
    assert desk.conversation.prepared[:2] == [0, 1]


def test_speech_that_goes_on_makes_one_turn_and_voids_what_ran_ahead(desk: Desk) -> None:
    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            media.say(tone(500) + quiet(400) + tone(500))
            await until(lambda: bool(desk.conversation.confirmed))

    run(call)
    assert len(desk.conversation.confirmed) == 1
    assert len(desk.conversation.considered) == 2
    longest = max(len(audio) for audio, _ in desk.transcriber.heard)
    assert longest * 1000 // (2 * RATE_HZ) >= 1400


def test_speech_after_the_turn_was_judged_over_joins_it_while_it_is_not_answered(
    conversation: ScriptedConversation,
    pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
    tmp_path: Path,
) -> None:
    conversation.thinking_s = 0.8
    desk = Desk(conversation, pools, tmp_path)

    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            media.say(tone(500) + quiet(700) + tone(500))
            await until(lambda: bool(conversation.confirmed))

    run(call)
    assert len(conversation.confirmed) == 1
    longest = max(len(audio) for audio, _ in desk.transcriber.heard)
    assert longest * 1000 // (2 * RATE_HZ) >= 1600


def test_speech_over_the_agent_stops_it_within_400_ms(desk: Desk) -> None:
    stopped: list[float] = []

    async def call() -> None:
        desk.synthesizer.ms_per_word = 300
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(600))
            await until(lambda: len(media.played) > greeted + RATE_HZ)
            began = time.monotonic()
            media.say(tone(700))
            await until(lambda: bool(media.flushes))
            stopped.append(media.flushes[0] - began)
            after = len(media.played)
            await until(lambda: len(desk.conversation.considered) == 2)
            assert len(media.played) - after <= RATE_HZ // 50 * 2 * 2

    run(call)
    assert stopped[0] < 0.4


def test_a_click_does_not_stop_the_agent(desk: Desk) -> None:
    async def call() -> None:
        desk.synthesizer.ms_per_word = 150
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(600))
            await until(lambda: len(media.played) > greeted + RATE_HZ)
            media.say(tone(80))
            await until(lambda: media.queued_ms() == 0)
            assert media.flushes == []
            words = len(desk.conversation.answer("").split())
            spoken_ms = (len(media.played) - greeted) * 1000 // (2 * RATE_HZ)
            assert spoken_ms >= words * desk.synthesizer.ms_per_word

    run(call)
    assert len(desk.conversation.confirmed) == 1


@pytest.mark.parametrize("said", ["Mm-hmm.", "Okay.", ""])
def test_a_listening_sound_lets_the_agent_go_on_where_it_fell_silent(desk: Desk, said: str) -> None:
    desk.conversation.hints = HearingHints(prompt="B-L-1-2-3-4-5-6.")

    async def call() -> None:
        desk.synthesizer.ms_per_word = 300
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(600))
            await until(lambda: len(media.played) > greeted + RATE_HZ)
            desk.transcriber.said = said
            media.say(tone(300))
            await until(lambda: bool(media.flushes))
            silent_from = len(media.played)
            await until(lambda: len(media.played) > silent_from)
            words = len(desk.conversation.answer("").split())
            whole = words * desk.synthesizer.ms_per_word * RATE_HZ * 2 // 1000
            # What was queued when the agent fell silent is played again.
            await until(lambda: len(media.played) >= greeted + whole)
            await until(lambda: media.queued_ms() == 0)

    run(call)
    assert len(desk.conversation.considered) == 1
    assert desk.conversation.missed == []
    primed, overheard = (hints for _, hints in desk.transcriber.heard)
    assert primed.prompt
    assert not overheard.prompt


def test_a_word_over_the_agents_question_answers_it(desk: Desk) -> None:
    async def call() -> None:
        desk.synthesizer.ms_per_word = 300
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(600))
            question_at = 7 * 300 * RATE_HZ * 2 // 1000
            await until(lambda: len(media.played) > greeted + question_at + RATE_HZ)
            desk.transcriber.said = "Okay."
            media.say(tone(300))
            await until(lambda: len(desk.conversation.confirmed) == 2)

    run(call)
    assert desk.conversation.confirmed[1].text == "Okay."
    assert 1 not in {turn for turn, _ in desk.conversation.missed}


def test_keys_are_heard_at_the_hash_and_after_a_quiet(desk: Desk) -> None:
    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            for key in "4711#":
                media.press_key(key)
            await until(lambda: len(desk.conversation.confirmed) == 1)
            for key in "08":
                media.press_key(key)
            waited = await until(lambda: len(desk.conversation.confirmed) == 2)
            assert waited == pytest.approx(tuning.KEYS_QUIET_S, abs=0.5)

    run(call)
    assert [heard.text for heard in desk.conversation.confirmed] == ["4711", "08"]
    assert {heard.by for heard in desk.conversation.confirmed} == {HeardBy.KEYS}


def test_a_slow_turn_is_filled_and_then_answered(desk: Desk) -> None:
    desk.conversation.thinking_s = tuning.FILLER_AFTER_S + 1.0

    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(600))
            await until(lambda: len(media.played) > greeted)
            assert desk.conversation.confirmed == []
            await until(lambda: 1 in desk.conversation.timings)

    run(call)
    timings = desk.conversation.timings[1]
    assert timings.voice_to_voice_ms is not None
    assert timings.voice_to_voice_ms > tuning.FILLER_AFTER_S * 1000


@pytest.mark.parametrize("failure", [KeyError("a bug"), DeskUnreachable("The records are away.")])
def test_a_failing_turn_ends_in_speech_and_the_third_ends_the_call(
    desk: Desk, failure: Exception
) -> None:
    desk.conversation.failure = failure

    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            for _ in range(3):
                before = len(media.played)
                media.say(tone(500))
                await until(lambda before=before: len(media.played) > before)
                await until(lambda: media.queued_ms() == 0)
            await until(media.ended.is_set)

    run(call)
    assert desk.conversation.confirmed == []


def test_a_reply_that_ends_the_call_is_played_out_and_cannot_be_interrupted(desk: Desk) -> None:
    async def call() -> None:
        desk.transcriber.said = "Goodbye"
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(500))
            await until(lambda: len(media.played) > greeted)
            media.say(tone(800))
            await until(media.ended.is_set)
            words = len(desk.conversation.answer("").split())
            spoken_ms = (len(media.played) - greeted) * 1000 // (2 * RATE_HZ)
            assert spoken_ms >= words * desk.synthesizer.ms_per_word

    run(call)


def test_a_silent_caller_is_asked_twice_and_let_go(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "IDLE_PROMPT_S", 0.3)

    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            await until(media.ended.is_set, 15)
            words = 2 * len(phrases.STILL_THERE.split()) + len(phrases.LET_GO.split())
            spoken_ms = (len(media.played) - greeted) * 1000 // (2 * RATE_HZ)
            assert spoken_ms == pytest.approx(words * desk.synthesizer.ms_per_word, rel=0.1)

    run(call)


def test_a_talk_button_ends_the_turn_on_release(desk: Desk) -> None:
    async def call() -> None:
        async with desk.call(MemoryMedia(talk_button=True)) as media:
            media.press_button(True)
            media.say(tone(500) + quiet(900) + tone(300))
            await asyncio.sleep(1.8)
            assert desk.conversation.confirmed == []
            media.press_button(False)
            waited = await until(lambda: bool(desk.conversation.confirmed))
            assert waited < 0.3

    run(call)
    assert len(desk.conversation.confirmed) == 1


def test_the_call_is_recorded_in_stereo_and_delivered(desk: Desk, tmp_path: Path) -> None:
    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            media.say(tone(700))
            await until(lambda: 1 in desk.conversation.timings)

    run(call)
    assert desk.conversation.recording == "C-1.wav"
    path = tmp_path / "delivered.wav"
    path.write_bytes(desk.delivered["C-1"])
    with wave.open(str(path)) as wav:
        assert (wav.getnchannels(), wav.getframerate()) == (2, RATE_HZ)
        both = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16).reshape(-1, 2)
    loud = [np.flatnonzero(np.abs(both[:, channel]) > 1000) for channel in (0, 1)]
    assert loud[0].size
    assert loud[1].size
    assert loud[1][0] < loud[0][0], "the agent greets before the caller speaks"
    assert list((tmp_path / "recordings-tmp").iterdir()) == []


def test_a_recording_that_cannot_be_delivered_is_kept(desk: Desk, tmp_path: Path) -> None:
    desk.refuse = DeskUnreachable("The records are away.")

    async def call() -> None:
        async with desk.call(MemoryMedia()):
            pass

    run(call)
    assert desk.conversation.recording is None
    assert [path.name for path in (tmp_path / "recordings-tmp").iterdir()] == ["C-1.wav"]


def test_calls_that_have_ended_leave_nothing_in_memory(desk: Desk) -> None:
    async def calls() -> None:
        for _ in range(3):
            async with desk.call(MemoryMedia()):
                pass
            desk.conversation.closed.clear()

    gc.collect()
    gc.disable()
    try:
        run(calls)
        left = [one for one in gc.get_objects() if isinstance(one, PipelineWorker)]
    finally:
        gc.enable()
    assert len(left) <= 1  # the last one's own tasks end after it


def test_without_records_the_caller_is_told(
    pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
) -> None:
    def unreachable(line: str, caller: str | None, called: str = "") -> ScriptedConversation:
        raise DeskUnreachable("The records are away.")

    sessions = CallSessions(
        open_conversation=unreachable,
        engines=VoiceEngines(
            transcriber=CountingTranscriber(),
            synthesizer=ToneSynthesizer(ms_per_word=20),
            new_detector=LevelDetector,
            hearing=pools[0],
            speaking=pools[1],
        ),
    )

    async def call() -> None:
        media = MemoryMedia()
        await asyncio.wait_for(sessions(media), 10)
        assert media.ended.is_set()
        assert len(media.played) > RATE_HZ // 10

    run(call)


def test_a_call_that_is_gone_before_the_answer_opens_nothing(desk: Desk) -> None:
    class GoneMedia(MemoryMedia):
        async def answer(self) -> None:
            raise LineError("Gone.")

    async def call() -> None:
        await asyncio.wait_for(desk.sessions(GoneMedia()), 5)

    run(call)
    assert not desk.conversation.closed.is_set()


def test_stopping_tells_the_caller_and_hangs_up(desk: Desk) -> None:
    async def call() -> None:
        desk.synthesizer.ms_per_word = 50
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            began = time.monotonic()
            await desk.sessions.stop()
            assert time.monotonic() - began < 8
            assert media.ended.is_set()
            assert len(media.played) > greeted
        refused = MemoryMedia()
        await desk.sessions(refused)
        assert refused.ended.is_set()
        assert refused.played == b""

    run(call)


def test_the_event_loop_never_stands_still(desk: Desk) -> None:
    desk.transcriber.takes_s = 0.3
    desk.conversation.thinking_s = 0.3

    async def call() -> None:
        async with desk.call(MemoryMedia()) as media, loop_guard():
            media.say(tone(700))
            await until(lambda: 1 in desk.conversation.timings)

    run(call)


def test_a_reply_cut_off_before_its_question_is_reported_before_the_next_turn(desk: Desk) -> None:
    async def call() -> None:
        desk.synthesizer.ms_per_word = 300
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(600))
            await until(lambda: len(media.played) > greeted + RATE_HZ)
            media.say(tone(700))
            await until(lambda: len(desk.conversation.considered) == 2)

    run(call)
    assert desk.conversation.missed == [(1, 1)]


def test_a_reply_cut_off_in_its_question_counts_as_heard(desk: Desk) -> None:
    async def call() -> None:
        desk.synthesizer.ms_per_word = 300
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(600))
            question_at = 7 * 300 * RATE_HZ * 2 // 1000
            await until(lambda: len(media.played) > greeted + question_at + RATE_HZ)
            media.say(tone(700))
            await until(lambda: len(desk.conversation.considered) == 2)
            assert media.flushes

    run(call)
    assert desk.conversation.missed == []


def test_a_reply_dropped_because_the_caller_speaks_is_reported(desk: Desk) -> None:
    carry_out = desk.conversation.confirm

    def slowly(draft: ScriptedDraft) -> Reply:
        if not desk.conversation.confirmed:
            time.sleep(1.0)
        return carry_out(draft)

    desk.conversation.confirm = slowly  # type: ignore[method-assign]

    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            media.say(tone(500) + quiet(tuning.TURN_OVER_MS[Patience.NORMAL] + 300) + tone(900))
            await until(lambda: len(desk.conversation.confirmed) == 2)

    run(call)
    assert desk.conversation.missed
    assert {turn for turn, _ in desk.conversation.missed} == {1}
