"""The caller's words over a telephone line: a synthetic voice, 8 kHz µ-law, noise, the ear.

Voices are flite's and espeak-ng's, which are not the agent's own; the transcriber is the real
one, with the hints that the agent gave for this very answer.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
import soxr

from appliance.domain.errors import ModelError
from appliance.evaluation.caller import Said
from appliance.ports.conversation import Heard, HeardBy
from appliance.ports.speech import HearingHints, Transcriber

TELEPHONE_HZ = 8000
VOICES = ("flite:awb", "flite:rms", "flite:slt", "flite:kal16", "espeak:en-us")
_MU = 255.0
_PAUSE_S = 0.2
_SPEAK_TIMEOUT_S = 30
Samples = npt.NDArray[np.float32]


class TelephoneChannel:
    """Speaks each utterance in the scenario's voice and has it heard. `snr_db` adds white noise
    that much under the speech; None adds none."""

    def __init__(self, transcriber: Transcriber, snr_db: float | None = None) -> None:
        require_voices()
        self._transcriber = transcriber
        self._snr_db = snr_db

    def carry(self, said: Said, hints: HearingHints, voice: str) -> Heard:
        if said.keys or not said.text.strip():
            return Heard(text=said.text, by=HeardBy.KEYS if said.keys else HeardBy.VOICE)
        pcm = on_the_line(spoken(said.text, speaker_of(voice)), self._snr_db)
        found = self._transcriber.transcribe(pcm, TELEPHONE_HZ, hints)
        return Heard(
            text=found.text.strip(),
            alternatives=found.alternatives,
            by=HeardBy.VOICE,
            speech_over_noise_db=found.speech_over_noise_db,
        )


def require_voices() -> None:
    """Raises ModelError when a program that voices callers is missing."""
    missing = [name for name in ("flite", "espeak-ng") if shutil.which(name) is None]
    if missing:
        raise ModelError(
            f"Callers cannot be voiced without {' and '.join(missing)}.",
            f"Install the Debian packages {' '.join(missing)}.",
        )


def speaker_of(name: str) -> str:
    """The voice of a caller: the same for a name every time."""
    return VOICES[crc32(name.encode()) % len(VOICES)]


def spoken(text: str, speaker: str) -> Samples:
    """`text` in a voice, at 8 kHz. Raises ModelError when the voice fails."""
    engine, _, voice = speaker.partition(":")
    with tempfile.TemporaryDirectory(prefix="caller-") as folder:
        path = Path(folder) / "said.wav"
        command = {
            "flite": ["flite", "-voice", voice, "-t", text, "-o", str(path)],
            "espeak": ["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), "--", text],
        }[engine]
        try:
            subprocess.run(command, check=True, timeout=_SPEAK_TIMEOUT_S, capture_output=True)  # noqa: S603
            with wave.open(str(path)) as wav:
                rate_hz = wav.getframerate()
                pcm = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16)
        except (OSError, subprocess.SubprocessError, wave.Error) as error:
            raise ModelError(f"The voice {speaker} failed: {error}.") from error
    samples = pcm.astype(np.float32) / 32768
    return np.asarray(soxr.resample(samples, rate_hz, TELEPHONE_HZ), dtype=np.float32) * 0.8


def on_the_line(speech: Samples, snr_db: float | None) -> bytes:
    """Speech between two pauses, with noise, through µ-law and back: 16-bit mono PCM."""
    pause = np.zeros(int(TELEPHONE_HZ * _PAUSE_S), dtype=np.float32)
    whole = np.concatenate([pause, speech, pause])
    if snr_db is not None:
        loud = float(np.sqrt(np.mean(speech**2))) or 1e-6
        drawn = np.random.default_rng(len(whole)).normal(size=len(whole))
        whole = whole + (drawn * loud * 10 ** (-snr_db / 20)).astype(np.float32)
    clipped = np.clip(whole, -1.0, 1.0)
    squeezed = np.sign(clipped) * np.log1p(_MU * np.abs(clipped)) / np.log1p(_MU)
    steps = np.rint(squeezed * 127) / 127
    widened = np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(_MU)) / _MU
    return bytes((widened * 32767).astype(np.int16).tobytes())
