from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from appliance.bootstrap.ops import model_path
from appliance.domain.errors import ModelError
from appliance.engines.pcm import loudest_dbfs, to_samples
from appliance.engines.piper import PiperSynthesizer
from appliance.ports.speech import HearingHints
from tests import real_engines
from tests.engines.callers import word_errors


@pytest.fixture(scope="module")
def voice() -> PiperSynthesizer:
    return PiperSynthesizer(model_path(real_engines.settings(), "voice"))


@pytest.mark.parametrize("rate_hz", [8000, 16000, 48000])
def test_what_is_said_can_be_heard(voice: PiperSynthesizer, rate_hz: int) -> None:
    said = "Your booking is confirmed. The excavator will be ready on Monday morning."
    audio = b"".join(voice.synthesize(said, rate_hz))
    heard = real_engines.transcriber().transcribe(audio, rate_hz, HearingHints())
    errors, words = word_errors(said, heard.text)
    assert errors / words <= 0.2, heard.text
    assert 2500 < heard.audio_ms < 7000


def test_clauses_come_one_by_one_with_pauses_between(voice: PiperSynthesizer) -> None:
    rate_hz = 8000
    chunks = list(voice.synthesize("One moment. Thank you. Goodbye.", rate_hz))
    assert len(chunks) == 3
    pause = 2 * rate_hz * 150 // 1000
    assert not any(chunks[0][-pause:])
    assert any(chunks[2][-pause:])


def test_speech_begins_at_once_and_without_a_click(voice: PiperSynthesizer) -> None:
    for chunk in voice.synthesize("Hello. Please hold the line."):
        samples = to_samples(chunk)
        start = np.flatnonzero(np.abs(samples) > 0.02)[0]
        assert start < 0.06 * voice.sample_rate_hz
        assert abs(samples[0]) < 0.01
        assert abs(samples[-1]) < 0.01
        assert -16 < loudest_dbfs(samples, voice.sample_rate_hz) < 0
        assert np.max(np.abs(samples)) < 0.9


def test_warmed_phrases_are_kept_for_their_rate() -> None:
    voice = PiperSynthesizer(model_path(real_engines.settings(), "voice"))
    voice.warm(["One moment.", "Still with you, one moment please."], 8000)
    made = voice.cache.misses
    first = b"".join(voice.synthesize("One moment.", 8000))
    assert first == b"".join(voice.synthesize("One  moment.", 8000))
    assert (voice.cache.hits, voice.cache.misses) == (2, made)
    assert b"".join(voice.synthesize("One moment.", 16000)) != first
    assert voice.cache.misses == made + 1


def test_nothing_is_said_for_blank_text_and_markup_is_plain(voice: PiperSynthesizer) -> None:
    assert list(voice.synthesize("  ")) == []
    assert b"".join(voice.synthesize("Say [[ h e l ]] now."))
    assert b"".join(voice.synthesize("...")) is not None


def test_a_pace_over_one_is_quicker(voice: PiperSynthesizer) -> None:
    text = "The rate is two hundred dollars a day, and the deposit is five hundred."
    quick = PiperSynthesizer(model_path(real_engines.settings(), "voice"), pace=1.5)
    slow_bytes = sum(map(len, voice.synthesize(text)))
    assert sum(map(len, quick.synthesize(text))) < 0.85 * slow_bytes


def test_an_odd_rate_is_refused_at_once(voice: PiperSynthesizer) -> None:
    with pytest.raises(ValueError, match="4000 Hz"):
        voice.synthesize("Hello.", 4000)


def test_a_missing_or_damaged_voice_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lacks .*voice\.onnx"):
        PiperSynthesizer(tmp_path / "voice.onnx")
    good = model_path(real_engines.settings(), "voice")
    shutil.copy(f"{good}.json", tmp_path / "voice.onnx.json")
    (tmp_path / "voice.onnx").write_bytes(b"no voice at all")
    with pytest.raises(ModelError, match="cannot be loaded"):
        PiperSynthesizer(tmp_path / "voice.onnx")
    (tmp_path / "voice.onnx.json").write_text('{"audio": 1}')
    with pytest.raises(ModelError, match="cannot be loaded"):
        PiperSynthesizer(tmp_path / "voice.onnx")
