"""Starts, pauses and ends of utterances, frame by frame."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.ports.conversation import Completeness, Patience
from appliance.voice import tuning
from appliance.voice.turns import TurnChange, TurnDetector, Turning
from tests.voice.scripted import LevelDetector

RATE_HZ = 8000
QUIET = bytes(320)
LOUD = (np.sin(np.arange(160) * 0.3) * 6000).astype(np.int16).tobytes()


def detector() -> TurnDetector:
    return TurnDetector(LevelDetector(), RATE_HZ)


def hear(turns: TurnDetector, *parts: tuple[bytes, int]) -> list[tuple[int, TurnChange]]:
    """Feed (frame, milliseconds) parts; the changes with the moment in ms at which they came."""
    changes = []
    at_ms = 0
    for frame, length_ms in parts:
        for _ in range(length_ms // tuning.FRAME_MS):
            at_ms += tuning.FRAME_MS
            if (change := turns.hear(frame)) is not None:
                changes.append((at_ms, change))
    return changes


def kinds(changes: list[tuple[int, TurnChange]]) -> list[Turning]:
    return [change.turning for _, change in changes]


def test_an_utterance_starts_pauses_and_ends() -> None:
    changes = hear(detector(), (QUIET, 500), (LOUD, 600), (QUIET, 1500))
    assert kinds(changes) == [Turning.STARTED, Turning.PAUSED, Turning.OVER]
    started, paused, over = (at for at, _ in changes)
    assert started == 500 + tuning.START_VOICED_MS
    assert paused == 1100 + tuning.PAUSE_MS
    assert over == 1100 + tuning.TURN_OVER_MS[Patience.NORMAL]
    assert changes[-1][1].voiced_ms == 600
    assert changes[-1][1].silence_ms == tuning.TURN_OVER_MS[Patience.NORMAL]


def test_patience_decides_how_long_a_silence_ends_the_turn() -> None:
    ends = {}
    for patience in Patience:
        turns = detector()
        turns.patience = patience
        ends[patience] = hear(turns, (LOUD, 400), (QUIET, 2000))[-1][0] - 400
    assert ends == dict(tuning.TURN_OVER_MS)


def test_going_on_after_a_pause_takes_it_back() -> None:
    changes = hear(detector(), (LOUD, 400), (QUIET, 300), (LOUD, 400), (QUIET, 1000))
    assert kinds(changes) == [
        Turning.STARTED,
        Turning.PAUSED,
        Turning.RESUMED,
        Turning.PAUSED,
        Turning.OVER,
    ]
    assert changes[-1][1].voiced_ms == 800


def test_a_click_does_not_prolong_a_silence() -> None:
    changes = hear(detector(), (LOUD, 400), (QUIET, 300), (LOUD, 20), (QUIET, 1000))
    assert kinds(changes) == [Turning.STARTED, Turning.PAUSED, Turning.OVER]
    assert changes[-1][0] == 400 + tuning.TURN_OVER_MS[Patience.NORMAL]


def test_what_was_before_speech_was_noticed_is_kept() -> None:
    turns = detector()
    hear(turns, (QUIET, 1000), (LOUD, 300), (QUIET, 200))
    kept_ms = len(turns.audio) * 1000 // (2 * RATE_HZ)
    assert kept_ms >= 300 + 200 + tuning.PREROLL_MS


def test_a_short_sound_is_noise() -> None:
    changes = hear(detector(), (LOUD, 80), (QUIET, 1000))
    assert kinds(changes) == [Turning.STARTED, Turning.PAUSED, Turning.NOISE]


def test_while_the_agent_speaks_a_click_begins_nothing() -> None:
    turns = detector()
    turns.agent_speaking = True
    assert hear(turns, (LOUD, 80), (QUIET, 500), (LOUD, 80), (QUIET, 500)) == []
    (at, change), *_ = hear(turns, (LOUD, 400))
    assert change.turning is Turning.STARTED
    assert at == tuning.BARGE_IN_VOICED_MS


def test_a_held_talk_button_keeps_the_turn_open_until_release() -> None:
    turns = detector()
    assert (change := turns.press()) is not None
    assert change.turning is Turning.STARTED
    changes = hear(turns, (LOUD, 400), (QUIET, 3000), (LOUD, 200))
    assert Turning.OVER not in kinds(changes)
    assert (change := turns.release()) is not None
    assert change.turning is Turning.OVER
    assert change.silence_ms == 0


def test_a_monologue_is_cut_before_the_transcriber_refuses_it() -> None:
    changes = hear(detector(), (LOUD, 30_000))
    assert changes[1][1].turning is Turning.OVER
    assert changes[1][0] <= tuning.LONGEST_UTTERANCE_MS


@pytest.mark.parametrize(
    "words, silence_ms",
    [
        (Completeness.WHOLE, tuning.WHOLE_ANSWER_MS),
        (Completeness.FINISHED, tuning.TURN_OVER_MS[Patience.DICTATION]),
        (Completeness.UNFINISHED, tuning.UNFINISHED_MS),
    ],
)
def test_words_shorten_or_lengthen_the_silence(words: Completeness, silence_ms: int) -> None:
    turns = detector()
    turns.patience = Patience.DICTATION
    assert kinds(hear(turns, (LOUD, 400), (QUIET, tuning.PAUSE_MS))) == [
        Turning.STARTED,
        Turning.PAUSED,
    ]
    turns.judge(words)
    ((_, change),) = hear(turns, (QUIET, 2000))[:1]
    assert change.turning is Turning.OVER
    assert change.silence_ms == silence_ms


def test_words_from_before_the_speaker_went_on_count_no_more() -> None:
    turns = detector()
    hear(turns, (LOUD, 400), (QUIET, tuning.PAUSE_MS))
    turns.judge(Completeness.WHOLE)
    hear(turns, (LOUD, 400))
    turns.judge(Completeness.WHOLE)  # late: the speaker has gone on by now
    changes = hear(turns, (QUIET, 2000))
    assert changes[-1][1].silence_ms == tuning.TURN_OVER_MS[Patience.NORMAL]
