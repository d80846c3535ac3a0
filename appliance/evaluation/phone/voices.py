"""Callers' words recorded beforehand: each voiced once, then kept in a folder.

16-bit mono PCM at 8 kHz. Besides words there are the sounds of people who listen, and of lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from appliance.evaluation.telephone import TELEPHONE_HZ, require_voices, spoken

PAUSES_MS: Final = (300, 400, 500, 600, 700)
FEWEST_WORDS: Final = 3
"""Nobody pauses within a shorter utterance."""
_QUIET: Final = 300
"""Samples under this, of 32767, are the silence around an utterance."""
_NEAR_MS: Final = 150
_STEP: Final = TELEPHONE_HZ // 100
Pcm = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Recorded:
    """`paused_ms` is the length of a pause within the words; 0 for none."""

    pcm: bytes
    paused_ms: int = 0


class Voices(Protocol):
    def say(self, text: str, speaker: str) -> Recorded:
        """`text` in a voice of `telephone.VOICES`. Raises ModelError when the voice fails."""
        ...


class RecordedVoices:
    """Files in `folder` are named by what is said and by whom."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelError when a program that voices callers is missing."""
        require_voices()
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def say(self, text: str, speaker: str) -> Recorded:
        name = sha256(f"{speaker}\n{text}".encode()).hexdigest()[:24]
        path = self._folder / f"{name}.s16"
        if path.exists():
            return Recorded(path.read_bytes())
        samples = np.clip(spoken(text, speaker), -1.0, 1.0) * 32767
        pcm = samples.astype(np.int16).tobytes()
        draft = path.with_suffix(f".{id(samples):x}.new")
        draft.write_bytes(pcm)
        draft.replace(path)
        return Recorded(pcm)


class PausingVoices:
    """People who stop to think once in every longer utterance, between two words."""

    def __init__(self, voices: Voices) -> None:
        self._voices = voices

    def say(self, text: str, speaker: str) -> Recorded:
        whole = self._voices.say(text, speaker)
        words = text.split()
        if len(words) < FEWEST_WORDS:
            return whole
        drawn = int.from_bytes(sha256(text.encode()).digest()[:4], "big")
        begins = " ".join(words[: 1 + drawn % (len(words) - 1)])
        until = _voiced(self._voices.say(begins, speaker).pcm)
        pause_ms = PAUSES_MS[drawn // len(words) % len(PAUSES_MS)]
        return Recorded(_parted(whole.pcm, until, pause_ms), pause_ms)


def _voiced(pcm: bytes) -> int:
    """Samples up to the end of the words."""
    loud = np.flatnonzero(np.abs(np.frombuffer(pcm, dtype=np.int16).astype(np.int32)) > _QUIET)
    return int(loud[-1]) + 1 if loud.size else 0


def _parted(pcm: bytes, near: int, pause_ms: int) -> bytes:
    """Silence put in where it is quietest near a sample: the same words end a little later when
    nothing follows them."""
    samples = np.frombuffer(pcm, dtype=np.int16)
    reach = _NEAR_MS * TELEPHONE_HZ // 1000
    first, last = max(_STEP, near - reach), min(len(samples) - 2 * _STEP, near + reach // 3)
    places = range(first, max(first + 1, last), _STEP)
    at = min(places, key=lambda place: _loudness(samples[place - _STEP : place + _STEP]))
    pause = np.zeros(pause_ms * TELEPHONE_HZ // 1000, dtype=np.int16)
    return np.concatenate([samples[:at], pause, samples[at:]]).tobytes()


def _loudness(samples: Pcm) -> float:
    return float(np.abs(samples.astype(np.int32)).sum())


def cough(seed: int) -> bytes:
    """Two bursts of breath, 160 ms each."""
    noise = np.random.default_rng(seed)
    burst = noise.normal(size=TELEPHONE_HZ * 160 // 1000)
    burst *= np.exp(-np.linspace(0, 5, len(burst))) * 7000
    gap = np.zeros(TELEPHONE_HZ * 120 // 1000)
    return _clipped(np.concatenate([burst, gap, burst]))


def hum(seed: int) -> bytes:
    """ "Mm-hmm" with the mouth closed: two syllables, the second higher and with breath before it.
    Speech synthesizers spell it out, so it is made of the harmonics of a voice under 500 Hz, where
    the nose lets them through."""
    drawn = np.random.default_rng(seed)
    pitch_hz = drawn.uniform(95, 210)
    first = _hummed(pitch_hz * np.linspace(1.0, 0.92, TELEPHONE_HZ * 200 // 1000))
    breath = drawn.normal(0, 300, TELEPHONE_HZ * 60 // 1000)
    second = _hummed(pitch_hz * np.linspace(1.15, 1.3, TELEPHONE_HZ * 260 // 1000))
    return _clipped(np.concatenate([first, breath, second]))


def _hummed(pitch_hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    phase = 2 * np.pi * np.cumsum(pitch_hz) / TELEPHONE_HZ
    sound = np.zeros(len(phase))
    for harmonic in range(1, 12):
        sound += np.sin(harmonic * phase) * np.exp(-harmonic * pitch_hz / 250)
    swell = np.sin(np.linspace(0, np.pi, len(phase))) ** 0.5
    loudest = float(np.abs(sound).max())
    return np.asarray(sound * swell * 6000 / loudest)


def line_noise(seed: int, seconds: float = 1.0) -> bytes:
    """Hiss as loud as a poor line has it, well over a quiet one."""
    noise = np.random.default_rng(seed)
    return _clipped(noise.normal(0, 250, int(TELEPHONE_HZ * seconds)))


def _clipped(samples: npt.NDArray[np.float64]) -> bytes:
    return np.clip(samples, -32768, 32767).astype(np.int16).tobytes()
