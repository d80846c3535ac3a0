"""Callers over a telephone, in voices that are not the agent's own, and how they were heard."""

from __future__ import annotations

import re
import subprocess
import tempfile
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from appliance.engines.pcm import Samples, resample, to_pcm, to_samples

TELEPHONE_HZ = 8000
VOICES = ("slt", "rms", "awb", "kal16")
_MU = 255.0


@lru_cache(maxsize=128)
def telephoned(text: str, voice: str = "slt", sample_rate_hz: int = TELEPHONE_HZ) -> bytes:
    """`text` said by a flite voice, through 8 kHz µ-law, at a rate."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(
            ["flite", "-voice", voice, "-t", text, "-o", str(path)],
            check=True,
            timeout=30,
            capture_output=True,
        )
        with wave.open(str(path)) as said:
            rate_hz = said.getframerate()
            spoken = to_samples(said.readframes(said.getnframes()))
    quiet = np.zeros(TELEPHONE_HZ // 5, dtype=np.float32)
    on_the_line = companded(np.concatenate([quiet, resample(spoken, rate_hz, 8000), quiet]))
    return to_pcm(resample(on_the_line, TELEPHONE_HZ, sample_rate_hz))


def companded(samples: Samples) -> Samples:
    """Through µ-law and back: 8 bits a sample, as a telephone line carries."""
    clipped = np.clip(samples, -1.0, 1.0)
    squeezed = np.sign(clipped) * np.log1p(_MU * np.abs(clipped)) / np.log1p(_MU)
    steps = np.rint(squeezed * 127) / 127
    widened = np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(_MU)) / _MU
    return np.asarray(widened, dtype=np.float32)


def noise(seconds: float, level_dbfs: float, sample_rate_hz: int = TELEPHONE_HZ) -> bytes:
    """White noise at a level (RMS)."""
    size = int(seconds * sample_rate_hz)
    drawn: npt.NDArray[np.float64] = np.random.default_rng(7).normal(size=size)
    return to_pcm((drawn * 10 ** (level_dbfs / 20)).astype(np.float32))


def word_errors(said: str, heard: str) -> tuple[int, int]:
    """Substituted, missing and added words, and how many words were said."""
    wanted, got = _words(said), _words(heard)
    row = list(range(len(got) + 1))
    for i, word in enumerate(wanted, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1], len(wanted)


_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _words(text: str) -> list[str]:
    found = re.findall(r"[a-z']+|\d", text.lower())
    return [_DIGITS[int(word)] if word.isdigit() else word for word in found]
