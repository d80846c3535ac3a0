"""Engines that follow a script: quick, exact, and held to the same contract as the real ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from appliance.domain.errors import ModelError
from appliance.ports.speech import (
    Cancelled,
    CancelToken,
    Completion,
    HearingHints,
    Transcription,
)

_TONE_HZ = 440
_LOUD = 8000


class ScriptedTranscriber:
    """Hears the next text of its script in anything but silence; keeps what it was asked.

    A script line may be one text or the N-best, best first. Out of lines it hears nothing.
    """

    def __init__(self, script: Iterable[str | tuple[str, ...]] = ()) -> None:
        self.script = deque(script)
        self.asked: list[HearingHints] = []

    def transcribe(
        self,
        audio: bytes,
        sample_rate_hz: int,
        hints: HearingHints,
        cancel: CancelToken | None = None,
    ) -> Transcription:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        self.asked.append(hints)
        samples = np.frombuffer(audio, dtype="<i2")
        audio_ms = len(samples) / sample_rate_hz * 1000
        if not len(samples) or not np.any(np.abs(samples.astype(np.int32)) > 30):
            return Transcription(text="", no_speech_probability=1.0, audio_ms=audio_ms)
        line = self.script.popleft() if self.script else ""
        texts = (line,) if isinstance(line, str) else line
        alternatives = tuple(text for text in texts if text)[: hints.alternatives]
        return Transcription(
            text=alternatives[0] if alternatives else "",
            alternatives=alternatives,
            audio_ms=audio_ms,
        )


class ScriptedModel:
    """Answers from a script, or by a function of the prompt; keeps what it was asked.

    Counts words as tokens, keeps every prefix it has seen "evaluated", and treats `stop`,
    `max_tokens` and `cancel` as a real model does. It does not read grammars: the script
    must keep to them.
    """

    def __init__(self, answers: Iterable[str] | Callable[[str], str] = ()) -> None:
        self._answer = answers if callable(answers) else None
        self.script = deque(() if callable(answers) else answers)
        self.prompts: list[str] = []
        self.grammars: list[str | None] = []
        self.prefixes: set[str] = set()
        self.prepared: list[str] = []

    def complete(
        self,
        prefix: str,
        prompt: str,
        *,
        grammar: str | None = None,
        max_tokens: int = 64,
        stop: tuple[str, ...] = (),
        cancel: CancelToken | None = None,
    ) -> Completion:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        if grammar is not None and "root" not in grammar:
            raise ModelError("A grammar is wrong: it has no rule `root`.")
        self.prompts.append(prompt)
        self.grammars.append(grammar)
        read = len(prompt.split()) + (0 if prefix in self.prefixes else len(prefix.split()))
        self.prefixes.add(prefix)
        text = self._next(prompt)
        for ending in stop:
            text = text.split(ending, 1)[0]
        words = text.split(" ")[:max_tokens]
        return Completion(
            text=" ".join(words),
            prompt_tokens=read,
            generated_tokens=len(words) if text else 0,
            elapsed_ms=0.0,
        )

    def prepare(self, prefix: str, prompt_start: str) -> None:
        self.prepared.append(prompt_start)
        self.prefixes.add(prefix)

    def _next(self, prompt: str) -> str:
        if self._answer is not None:
            return self._answer(prompt)
        if not self.script:
            raise ModelError("The script has no further answer.", "Add one to the test.")
        return self.script.popleft()


class ToneSynthesizer:
    """Speaks any text as a tone of `ms_per_word`, one chunk a sentence; keeps the texts."""

    def __init__(self, sample_rate_hz: int = 16000, ms_per_word: int = 150) -> None:
        self._rate_hz = sample_rate_hz
        self._ms_per_word = ms_per_word
        self.spoken: list[str] = []

    @property
    def sample_rate_hz(self) -> int:
        return self._rate_hz

    def synthesize(self, text: str, sample_rate_hz: int | None = None) -> Iterator[bytes]:
        self.spoken.append(text)
        rate_hz = sample_rate_hz or self._rate_hz
        for sentence in text.replace("?", ".").replace("!", ".").split("."):
            if words := sentence.split():
                length = rate_hz * self._ms_per_word * len(words) // 1000
                tone = np.sin(np.arange(length) * 2 * np.pi * _TONE_HZ / rate_hz) * _LOUD
                yield tone.astype("<i2").tobytes()


class LoudnessDetector:
    """Voice is whatever is louder than `threshold` (RMS of 16-bit samples)."""

    def __init__(self, threshold: float = 300.0) -> None:
        self._threshold = threshold

    def is_speech(self, frame: bytes, sample_rate_hz: int) -> bool:
        if sample_rate_hz <= 0 or len(frame) * 500 / sample_rate_hz not in (10, 20, 30):
            raise ValueError(f"{len(frame)} bytes at {sample_rate_hz} Hz is no frame")
        samples = np.frombuffer(frame, dtype="<i2").astype(np.float64)
        return float(np.sqrt(np.mean(samples**2))) > self._threshold


class WordEmbedder:
    """Texts that share words point the same way; a text without words points nowhere else."""

    def __init__(self, size: int = 64) -> None:
        self._size = size

    def embed(self, texts: list[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = np.zeros(self._size)
        vector[0] = 0.1
        for word in text.lower().split():
            vector[1 + sum(word.encode()) % (self._size - 1)] += 1.0
        return [float(value) for value in vector / np.linalg.norm(vector)]
