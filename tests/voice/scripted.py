"""A conversation by script, and quick engines, for trying the pipeline without models."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from appliance.domain.calls import Asks, Outcome, Stage, Timings
from appliance.ports.conversation import Completeness, Heard, Patience, Reply
from appliance.ports.speech import Cancelled, CancelToken, HearingHints, Transcription


@dataclass(frozen=True)
class ScriptedDraft:
    heard: Heard
    certain_said: str | None
    completeness: Completeness = Completeness.FINISHED
    understand_ms: float = 1.0
    decide_ms: float = 1.0


@dataclass
class ScriptedConversation:
    """Answers by `answer(heard_text)`; keeps everything that was asked of it."""

    answer: Callable[[str], str]
    greeting: str = "Thank you for calling. What do you need?"
    ends_on: str = "goodbye"
    patience: Patience = Patience.NORMAL
    hints: HearingHints = field(default_factory=HearingHints)
    completeness: Completeness = Completeness.FINISHED
    thinking_s: float = 0.0
    ready_in_s: float | None = None
    failure: BaseException | None = None
    call_id: str = "C-1"
    language: str = "en"
    voice: str = ""
    considered: list[Heard] = field(default_factory=list)
    confirmed: list[Heard] = field(default_factory=list)
    timings: dict[int, Timings] = field(default_factory=dict)
    prepared: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    missed: list[tuple[int, int]] = field(default_factory=list)
    """Turns reported unheard, each with how much had been considered before."""
    recording: str | None = None
    closed: threading.Event = field(default_factory=threading.Event)
    _turn: int = 0

    def greet(self) -> Reply:
        return self._reply(self.greeting)

    def consider(self, heard: Heard, cancel: CancelToken | None = None) -> ScriptedDraft:
        self.considered.append(heard)
        deadline = time.monotonic() + self.thinking_s
        while time.monotonic() < deadline:
            if cancel is not None and cancel.is_set():
                raise Cancelled
            time.sleep(0.005)
        if self.failure is not None:
            raise self.failure
        return ScriptedDraft(
            heard=heard,
            certain_said=self.answer(heard.text),
            completeness=self.completeness,
        )

    def confirm(self, draft: ScriptedDraft) -> Reply:
        self.confirmed.append(draft.heard)
        self._turn += 1
        said = self.answer(draft.heard.text)
        return self._reply(said, ended=self.ends_on in draft.heard.text.lower())

    def keep(self) -> None:
        self.kept.append(self._turn)

    def prepare(self) -> None:
        self.prepared.append(self._turn)

    def poll(self) -> Reply | None:
        return None

    def note_timings(self, turn: int, timings: Timings) -> None:
        self.timings[turn] = timings

    def unheard(self, turn: int) -> None:
        self.missed.append((turn, len(self.considered)))

    def close(self, recording: str | None = None) -> Outcome:
        self.recording = recording
        self.closed.set()
        return Outcome.ABANDONED

    def _reply(self, said: str, *, ended: bool = False) -> Reply:
        return Reply(
            turn=self._turn,
            said=said,
            asks=None if ended else Asks.NEED,
            stage=Stage.DISCOVERY,
            patience=self.patience,
            hints=self.hints,
            ended=ended,
        )


class ToneSynthesizer:
    """Speaks any text as a tone, `ms_per_word` a word, a clause per sentence."""

    sample_rate_hz = 16000

    def __init__(self, ms_per_word: int = 60) -> None:
        self.ms_per_word = ms_per_word
        self.spoken: list[str] = []

    def synthesize(self, text: str, sample_rate_hz: int | None = None) -> Iterator[bytes]:
        self.spoken.append(text)
        rate_hz = sample_rate_hz or self.sample_rate_hz
        for clause in text.replace("?", ".").split("."):
            if words := clause.split():
                length = rate_hz * self.ms_per_word * len(words) // 1000
                wave = np.sin(np.arange(length) * 2 * np.pi * 440 / rate_hz) * 8000
                yield wave.astype(np.int16).tobytes()


class CountingTranscriber:
    """Hears `said` in whatever audio it gets; keeps the audio."""

    def __init__(self, said: str = "a mini excavator please", takes_s: float = 0.0) -> None:
        self.said = said
        self.takes_s = takes_s
        self.heard: list[tuple[bytes, HearingHints]] = []

    def transcribe(
        self,
        audio: bytes,
        sample_rate_hz: int,
        hints: HearingHints,
        cancel: CancelToken | None = None,
    ) -> Transcription:
        self.heard.append((audio, hints))
        deadline = time.monotonic() + self.takes_s
        while time.monotonic() < deadline:
            if cancel is not None and cancel.is_set():
                raise Cancelled
            time.sleep(0.005)
        return Transcription(text=self.said, elapsed_ms=self.takes_s * 1000)


class LevelDetector:
    """Voice is whatever is loud."""

    def is_speech(self, frame: bytes, sample_rate_hz: int) -> bool:
        samples = np.frombuffer(frame, dtype=np.int16).astype(np.float64)
        return bool(samples.size) and float(np.sqrt(np.mean(samples**2))) > 300
