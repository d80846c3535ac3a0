from __future__ import annotations

import numpy as np
import pytest

from appliance.engines.pcm import loudest_dbfs, resample, to_pcm, to_samples


def _tone(seconds: float, rate_hz: int, amplitude: float = 0.5) -> np.ndarray:
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return (amplitude * np.sin(2 * np.pi * 440 * at)).astype(np.float32)


def test_pcm_survives_the_round_trip_and_clips() -> None:
    pcm = np.array([0, 1, -1, 32767, -32768], dtype="<i2").tobytes()
    assert to_pcm(to_samples(pcm)) == pcm
    assert to_samples(pcm + b"\x01").size == 5
    assert to_pcm(np.array([2.0, -2.0], dtype=np.float32)) == b"\xff\x7f\x00\x80"


@pytest.mark.parametrize("rate_hz", [8000, 16000, 22050, 48000])
def test_resampling_keeps_length_and_level(rate_hz: int) -> None:
    there = resample(_tone(1.0, rate_hz), rate_hz, 16000)
    assert len(there) == pytest.approx(16000, abs=2)
    assert loudest_dbfs(there, 16000) == pytest.approx(-9.0, abs=0.3)


def test_loudness_is_that_of_the_loudest_window() -> None:
    quiet_then_loud = np.concatenate([np.zeros(16000, np.float32), _tone(0.2, 16000)])
    assert loudest_dbfs(quiet_then_loud, 16000) == pytest.approx(-9.0, abs=0.3)
    assert loudest_dbfs(np.zeros(1600, np.float32), 16000) == -120
    assert loudest_dbfs(np.zeros(0, np.float32), 16000) == -120
