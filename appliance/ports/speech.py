"""Engines by role: hearing, understanding and speaking. Calls block; run them off the event loop.

Audio is mono 16-bit little-endian PCM throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Cancelled(Exception):
    """The work was given up through its CancelToken; nothing was produced."""


class CancelToken(Protocol):
    """`threading.Event` fits: set it and the engine gives up at its next step."""

    def is_set(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingHints:
    """What is likely to be said now. Prompts leak into what is heard (measured), so
    `prompt` is set only while an identifier is expected."""

    hotwords: tuple[str, ...] = ()
    prompt: str = ""
    language: str = ""
    """The code of the language that is spoken; empty for the transcriber's own."""
    alternatives: int = 1
    """How many candidates to return, best first; 1 decodes greedily, which is fastest."""
    second_prompt: str = ""
    """Where it is set, the audio is decoded with either prompt and the candidates' probabilities
    are summed: half a decoding more, for what must be heard right, unless `suffices` is set and the
    first prompt leaves no doubt."""
    suffices: Callable[[Sequence[str]], bool] | None = field(default=None, compare=False)
    """Whether the candidates of the first prompt leave nothing for the second one to tell. Called
    in the thread that transcribes; does not raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcription:
    """What was heard. `text` is empty when there was no speech. `alternatives` holds the
    N-best texts, best first, `text` among them."""

    text: str
    alternatives: tuple[str, ...] = ()
    log_probabilities: tuple[float, ...] = ()
    """Of each alternative, by the decoder: of the whole text, or of all that were decoded with two
    prompts; empty where it tells none."""
    no_speech_probability: float = 0.0
    speech_over_noise_db: float | None = None
    """How far the speech lies over the steady noise; None where that cannot be told."""
    audio_ms: float = 0.0
    elapsed_ms: float = 0.0


class Transcriber(Protocol):
    def transcribe(
        self,
        audio: bytes,
        sample_rate_hz: int,
        hints: HearingHints,
        cancel: CancelToken | None = None,
    ) -> Transcription:
        """Speech to text for one utterance of at most 30 s. Raises Cancelled."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    text: str
    prompt_tokens: int
    """Tokens evaluated for this call, without those found in the cache."""
    generated_tokens: int
    elapsed_ms: float


class LanguageModel(Protocol):
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
        """Greedy completion of `prefix + prompt`, bound to a GBNF `grammar` if one is given.

        `prefix` is the part that is the same from turn to turn: it stays evaluated in the
        model's cache, so only `prompt` costs time. Both are raw text: chat markers, where
        the model wants them, are the caller's to write. Raises Cancelled, ModelError.
        """
        ...

    def prepare(self, prefix: str, prompt_start: str) -> None:
        """Read ahead what a prompt is going to begin with, whenever nothing else is to be done.

        Returns at once and never raises; a later `complete` answers the same, only sooner."""
        ...


class Synthesizer(Protocol):
    @property
    def sample_rate_hz(self) -> int:
        """The rate of the audio that `synthesize` yields unless another is asked for."""
        ...

    def synthesize(self, text: str, sample_rate_hz: int | None = None) -> Iterator[bytes]:
        """Text to speech, a clause at a time so that the first can play while the next is made."""
        ...


class VoiceActivityDetector(Protocol):
    def is_speech(self, frame: bytes, sample_rate_hz: int) -> bool:
        """True when a frame of 10, 20 or 30 ms holds speech."""
        ...


class Embedder(Protocol):
    def embed(self, texts: list[str]) -> list[list[float]]:
        """One unit-length vector a text."""
        ...
