"""Digits and letters recorded by people, one a file, put together into strings.

Two layouts are known: `{character}_{speaker}_{take}.wav`, as the Free Spoken Digit Dataset has it,
and the prompts of Debian's `asterisk-core-sounds-en-wav` (`digits/7.wav`, `letters/b.wav`), one
speaker. No audio is shipped: where no folder holds any, there is no such set.
"""

from __future__ import annotations

import re
import wave
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import soxr

from appliance.domain.errors import RecordError
from appliance.evaluation.telephone import TELEPHONE_HZ, Samples

PROMPTS: Final = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
_TAKE: Final = re.compile(r"([0-9a-z])_([a-z]+)_\d+", re.IGNORECASE)
_PROMPTED: Final = "prompts"
_SILENT: Final = 0.02
_GAP_S: Final = (0.06, 0.2)
_BREATH_S: Final = (0.25, 0.45)
_BREATH_EVERY: Final = 3


class Recordings:
    """What each speaker recorded, by character. Raises RecordError for a folder without any."""

    def __init__(self, folder: Path) -> None:
        self._takes: dict[str, dict[str, list[Path]]] = {}
        for path in sorted(folder.rglob("*.wav")):
            match = _TAKE.fullmatch(path.stem)
            if match is not None:
                self._add(match[2].lower(), match[1], path)
            elif path.parent.name in ("digits", "letters") and len(path.stem) == 1:
                self._add(_PROMPTED, path.stem, path)
        self._takes = {who: takes for who, takes in self._takes.items() if _has_digits(takes)}
        if not self._takes:
            raise RecordError(
                f"No recorded digits are in {folder}.",
                "Name them digit_speaker_number.wav, or digits/7.wav.",
            )

    def _add(self, speaker: str, character: str, path: Path) -> None:
        self._takes.setdefault(speaker, {}).setdefault(character.upper(), []).append(path)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who recorded every digit."""
        return tuple(sorted(self._takes))

    @property
    def have_letters(self) -> bool:
        """True when every speaker recorded letters too."""
        return all("B" in takes and "Q" in takes for takes in self._takes.values())

    def say(self, characters: str, speaker: str, seed: str) -> Samples:
        """The characters one after another, with pauses as between groups, at 8 kHz."""
        dice = Random(f"{speaker}:{characters}:{seed}")  # noqa: S311  (no secret is made of it)
        takes = self._takes[speaker]
        parts: list[Samples] = []
        for n, character in enumerate(characters):
            if parts:
                pause = _BREATH_S if n % _BREATH_EVERY == 0 else _GAP_S
                parts.append(np.zeros(int(TELEPHONE_HZ * dice.uniform(*pause)), dtype=np.float32))
            parts.append(_trimmed(read_recording(dice.choice(takes[character]))))
        return np.concatenate(parts)


def _has_digits(takes: Mapping[str, Sequence[Path]]) -> bool:
    return all(digit in takes for digit in "0123456789")


def read_recording(path: Path) -> Samples:
    """At 8 kHz. Raises RecordError for what is no 16-bit WAV."""
    try:
        with wave.open(str(path)) as wav:
            rate_hz = wav.getframerate()
            pcm = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16)
    except (OSError, EOFError, wave.Error, ValueError) as error:
        raise RecordError(f"{path} is not 16-bit WAV: {error}.", "Leave it out.") from error
    samples = pcm.astype(np.float32) / 32768
    return np.asarray(soxr.resample(samples, rate_hz, TELEPHONE_HZ), dtype=np.float32)


def _trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends, at an even loudness."""
    loudest = float(np.abs(samples).max(initial=0.0)) or 1.0
    loud = np.flatnonzero(np.abs(samples) > _SILENT * loudest)
    kept = samples[loud[0] : loud[-1] + 1] if len(loud) else samples
    return np.asarray(kept / loudest * 0.5, dtype=np.float32)
