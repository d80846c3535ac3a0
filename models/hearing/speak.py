"""Lines spoken by synthetic voices that are nobody's in the evaluation.

`speak.py OUT [--general FILE]` writes a clip a line (16-bit mono PCM at 8 kHz) and `lines.jsonl`.
Voices: Piper's joe, festival's ked, and espeak-ng's variants in several accents; flite's voices and
espeak's plain `en-us` measure and are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tempfile
import wave
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr
from rich.progress import track
from texts import ROOT, TRADE, Line, Texts

RATE_HZ = 8000
JOE = ROOT / "models/store/piper-en_US-joe-medium/en_US-joe-medium.onnx"
ACCENTS = ("en-us",) * 6 + ("en-gb", "en-gb-x-rp", "en-gb-scotland", "en-029", "en-gb-x-gbcwmd")
SPANISH = ("es", "es-419", "es-419", "es-419")
VARIANTS = TRADE["variants"]
SEED = 20261127
LONGEST_S = 14
SHARES = {"en": (0.38, 0.14, 0.48), "es": (1.0,)}
Samples = npt.NDArray[np.float32]
_own: dict[str, Any] = {}
Speak = Callable[[str, random.Random], tuple[Samples, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--general", type=Path, help="sentences about anything, one a line")
    chosen = parser.parse_args()
    out: Path = chosen.out
    out.mkdir(parents=True, exist_ok=True)
    general = chosen.general.read_text(encoding="utf-8").splitlines() if chosen.general else ()
    lines = list(enumerate(Texts(SEED, general).lines()))
    with (
        (out / "lines.jsonl").open("w", encoding="utf-8") as listed,
        ProcessPoolExecutor(initializer=_begin, initargs=(out,)) as pool,
    ):
        for (number, line), voice in zip(
            lines, track(pool.map(_spoken, lines), total=len(lines)), strict=True
        ):
            if voice:
                listed.write(json.dumps({**asdict(line), "clip": number, "voice": voice}) + "\n")


def _begin(out: Path) -> None:
    """What each process has: the folder, and the voices, loaded once."""
    _own["out"] = out
    _own["speakers"] = {
        "en": {"piper": _piper(), "festival": _festival, "espeak": _espeak(ACCENTS)},
        "es": {"espeak": _espeak(SPANISH)},
    }


def _spoken(numbered: tuple[int, Line]) -> str:
    """Speak a line into a clip; the voice's name, empty where it said nothing to learn from."""
    number, line = numbered
    dice = random.Random(SEED * 100_000 + number)  # noqa: S311  (no secret is made of it)
    speakers: dict[str, Speak] = _own["speakers"][line.language]
    voice = dice.choices(list(speakers), SHARES[line.language])[0]
    samples = trimmed(*speakers[voice](line.said, dice))
    if not 0.15 * RATE_HZ < len(samples) < LONGEST_S * RATE_HZ:
        return ""
    pcm = (samples / np.abs(samples).max() * 0.6 * 32767).astype(np.int16)
    pcm.tofile(_own["out"] / f"{number:05}.s16")
    return voice


def _piper() -> Speak:
    from piper import PiperVoice, SynthesisConfig

    voice = PiperVoice.load(str(JOE))

    def speak(text: str, dice: random.Random) -> tuple[Samples, int]:
        config = SynthesisConfig(
            length_scale=dice.uniform(0.8, 1.2), noise_scale=0.7, noise_w_scale=0.8
        )
        pieces = [one.audio_float_array for one in voice.synthesize(text, syn_config=config)]
        silence = np.zeros(0, dtype=np.float32)
        return np.concatenate([silence, *pieces]), voice.config.sample_rate

    return speak


def _espeak(accents: Sequence[str]) -> Speak:
    def speak(text: str, dice: random.Random) -> tuple[Samples, int]:
        voice = f"{dice.choice(accents)}+{dice.choice(VARIANTS)}"
        pace, pitch = str(dice.randint(125, 185)), str(dice.randint(20, 80))
        return _run(["espeak-ng", "-v", voice, "-s", pace, "-p", pitch, "-w", "{wav}", "--", text])

    return speak


def _festival(text: str, dice: random.Random) -> tuple[Samples, int]:
    stretch = f"(Parameter.set 'Duration_Stretch {dice.uniform(0.85, 1.25):.2f})"
    command = ["text2wave", "-eval", "(voice_ked_diphone)", "-eval", stretch, "-o", "{wav}"]
    return _run(command, text.replace('"', "'"))


def _run(command: list[str], text: str = "") -> tuple[Samples, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        made = [str(path) if word == "{wav}" else word for word in command]
        subprocess.run(made, input=text.encode(), check=True, capture_output=True, timeout=60)  # noqa: S603
        with wave.open(str(path)) as wav:
            pcm = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16)
            return pcm.astype(np.float32) / 32768, wav.getframerate()


def trimmed(samples: Samples, rate_hz: int) -> Samples:
    """At 8 kHz, with 50 ms before and 100 ms behind the words."""
    slow = soxr.resample(samples, rate_hz, RATE_HZ)
    loud = np.flatnonzero(np.abs(slow) > 0.01 * np.abs(slow).max(initial=1e-6))
    if not len(loud):
        return np.zeros(0, dtype=np.float32)
    return np.asarray(slow[max(0, loud[0] - RATE_HZ // 20) : loud[-1] + RATE_HZ // 10])


if __name__ == "__main__":
    main()
