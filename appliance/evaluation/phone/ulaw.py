"""G.711 µ-law and loudness, by tables; 16-bit mono PCM."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def _ulaw_tables() -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    codes = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (codes >> 4) & 7, codes & 15
    magnitude = ((mantissa.astype(np.int32) << 3) + 132 << exponent) - 132
    decode = np.where(codes & 0x80, -magnitude, magnitude).astype(np.int16)
    order = np.argsort(decode, kind="stable")
    middles = (decode[order][1:].astype(np.int32) + decode[order][:-1]) // 2
    samples = np.arange(-32768, 32768)
    encode = order[np.searchsorted(middles, samples)].astype(np.uint8)
    return encode, decode


ENCODE, DECODE = _ulaw_tables()
SILENCE = bytes([0xFF]) * 160
"""20 ms."""


def encode(pcm: bytes) -> bytes:
    samples = np.frombuffer(pcm, dtype=np.int16).astype(np.int32)
    return ENCODE[samples + 32768].tobytes()


def decode(payload: bytes) -> bytes:
    return DECODE[np.frombuffer(payload, dtype=np.uint8)].tobytes()


def rms(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float64)
    return float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0
