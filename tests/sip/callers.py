"""Callers' voices that are not the agent's own: flite, at telephone quality."""

from __future__ import annotations

import subprocess
import tempfile
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np
import soxr

TELEPHONE_HZ = 8000


@lru_cache(maxsize=256)
def caller_says(text: str, voice: str = "slt", sample_rate_hz: int = TELEPHONE_HZ) -> bytes:
    """`text` spoken by a flite voice: 16-bit mono PCM, with a little silence around it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(
            ["flite", "-voice", voice, "-t", text, "-o", str(path)],
            check=True,
            timeout=30,
            capture_output=True,
        )

        with wave.open(str(path)) as wav:
            rate_hz = wav.getframerate()
            samples = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16)
    spoken = soxr.resample(samples.astype(np.float32) / 32768, rate_hz, sample_rate_hz)
    quiet = np.zeros(sample_rate_hz // 10, dtype=np.float32)
    whole = np.concatenate([quiet, np.clip(spoken * 0.8, -1, 1), quiet])
    return (whole * 32767).astype(np.int16).tobytes()
