"""Steady noise goes, speech stays."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.engines.denoising import without_noise
from appliance.engines.pcm import Samples

RATE_HZ = 8000


def tone(seconds: float) -> Samples:
    """Something like a voice: a few harmonics that come and go, with silence around it."""
    times = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    voice = sum(np.sin(2 * np.pi * 150 * k * times) / k for k in range(1, 8))
    swelling = np.clip(np.sin(2 * np.pi * 2.5 * times), 0, None)
    return np.asarray(np.pad(0.2 * voice * swelling, RATE_HZ // 4), dtype=np.float32)


def with_noise(speech: Samples, snr_db: float) -> Samples:
    loud = float(np.sqrt(np.mean(speech**2)))
    noise = np.random.default_rng(7).normal(size=len(speech)) * loud * 10 ** (-snr_db / 20)
    return np.asarray(speech + noise, dtype=np.float32)


def error_db(found: Samples, speech: Samples) -> float:
    return float(10 * np.log10(np.mean((found - speech) ** 2) / np.mean(speech**2)))


@pytest.mark.parametrize("snr_db", [5.0, 10.0])
def test_noise_is_taken_off(snr_db: float) -> None:
    speech = tone(2.0)
    noisy = with_noise(speech, snr_db)
    found = without_noise(noisy, RATE_HZ).samples
    assert len(found) == len(noisy)
    assert error_db(found, speech) < error_db(noisy, speech) - 4.0


@pytest.mark.parametrize("snr_db", [35.0, 60.0])
def test_clean_speech_is_left_as_it_is(snr_db: float) -> None:
    speech = with_noise(tone(2.0), snr_db)
    assert without_noise(speech, RATE_HZ).samples is speech


def test_noise_alone_and_silence_are_left_as_they_are() -> None:
    noise = np.random.default_rng(3).normal(size=RATE_HZ).astype(np.float32) * 0.1
    silence = np.zeros(RATE_HZ, dtype=np.float32)
    assert without_noise(noise, RATE_HZ).samples is noise
    assert without_noise(silence, RATE_HZ).samples is silence


@pytest.mark.parametrize("count", [0, 1, 255, 256, 1024, 1031, 5000])
def test_any_length_comes_back_as_long_and_finite(count: int) -> None:
    rng = np.random.default_rng(count)
    swelling = np.linspace(0.01, 1.0, count) ** 2
    swollen = (rng.normal(size=count) * swelling).astype(np.float32)
    found = without_noise(swollen, RATE_HZ).samples
    assert len(found) == count
    assert np.isfinite(found).all()


def test_another_rate_is_taken_as_well() -> None:
    speech = tone(1.0).repeat(2)
    assert len(without_noise(with_noise(speech, 10.0), 2 * RATE_HZ).samples) == len(speech)
