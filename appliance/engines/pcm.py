"""Samples of sound: 16-bit PCM and floats in -1..1, rates and loudness. Mono only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import soxr

Samples = npt.NDArray[np.float32]

_FULL_SCALE = 32768.0
_QUIETEST_DBFS = -120.0


def to_samples(audio: bytes) -> Samples:
    """16-bit little-endian PCM as floats in -1..1; a trailing odd byte is dropped."""
    whole = len(audio) - len(audio) % 2
    pcm = np.frombuffer(audio, dtype="<i2", count=whole // 2)
    return pcm.astype(np.float32) / np.float32(_FULL_SCALE)


def to_pcm(samples: Samples) -> bytes:
    """Floats as 16-bit little-endian PCM, clipped to full scale."""
    scaled = np.clip(samples * _FULL_SCALE, -_FULL_SCALE, _FULL_SCALE - 1)
    pcm: npt.NDArray[np.int16] = np.rint(scaled).astype("<i2")
    return pcm.tobytes()


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """The same sound at another rate (soxr, high quality)."""
    if from_hz == to_hz or not len(samples):
        return samples
    return np.asarray(soxr.resample(samples, from_hz, to_hz, quality="HQ"), dtype=np.float32)


def loudest_dbfs(samples: Samples, sample_rate_hz: int, window_ms: int = 100) -> float:
    """Level of the loudest window, RMS in dB under full scale; -120 for silence."""
    if not len(samples):
        return _QUIETEST_DBFS
    size = max(1, min(len(samples), sample_rate_hz * window_ms // 1000))
    count = len(samples) // size
    windows = samples[: count * size].reshape(count, size)
    power = float(np.max(np.mean(np.square(windows, dtype=np.float64), axis=1)))
    return max(_QUIETEST_DBFS, 10.0 * float(np.log10(power))) if power > 0 else _QUIETEST_DBFS
