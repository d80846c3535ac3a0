"""Recorded callers: voiced once, and pausing between their words."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from appliance.evaluation.phone.voices import (
    PAUSES_MS,
    PausingVoices,
    Recorded,
    RecordedVoices,
    cough,
    line_noise,
)

TEXT = "I would like to rent a mini excavator from Tuesday"


def longest_silence_ms(pcm: bytes) -> int:
    """Within the words, in whole 10 ms."""
    samples = np.abs(np.frombuffer(pcm, dtype=np.int16).astype(np.int32))
    quiet = [samples[at : at + 80].max() < 300 for at in range(0, len(samples) - 80, 80)]
    voiced = [at for at, silent in enumerate(quiet) if not silent]
    return int(max(np.diff(voiced))) * 10


def test_what_was_said_once_is_read_from_its_file(tmp_path: Path) -> None:
    voices = RecordedVoices(tmp_path)
    first = voices.say(TEXT, "flite:slt")
    assert 16_000 < len(first.pcm) < 100_000
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"kept")
    assert voices.say(TEXT, "flite:slt") == Recorded(b"kept")
    assert voices.say(TEXT, "flite:rms").pcm != b"kept"


def test_a_pause_lies_within_the_words_and_leaves_them_as_they_are(tmp_path: Path) -> None:
    voices = RecordedVoices(tmp_path)
    for text in (TEXT, "B L seven eight two three four one", "fourteen twenty Harbor Road"):
        plain, paused = voices.say(text, "flite:awb"), PausingVoices(voices).say(text, "flite:awb")
        assert paused.paused_ms in PAUSES_MS
        assert len(paused.pcm) - len(plain.pcm) == paused.paused_ms * 16
        assert longest_silence_ms(paused.pcm) >= paused.paused_ms - 20


def test_a_short_utterance_has_no_pause(tmp_path: Path) -> None:
    voices = RecordedVoices(tmp_path)
    assert PausingVoices(voices).say("yes please", "flite:slt") == voices.say(
        "yes please", "flite:slt"
    )


def test_sounds_that_ask_for_nothing_are_loud_enough_to_be_heard() -> None:
    for pcm in (cough(1), line_noise(1)):
        samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float64)
        assert np.sqrt(np.mean(samples**2)) > 150
