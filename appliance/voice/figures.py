"""Counts of what happens on calls, for the process; they tell how well turn-taking works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(slots=True)
class SpeechFigures:
    """Counts since the process started. Used on the event loop alone.

    Every speculation, work on an utterance begun before its turn was over, ends used or dropped.
    """

    speculation_started: int = 0
    speculation_used: int = 0
    speculation_dropped: int = 0
    speech_held: int = 0
    """The agent fell silent because somebody seemed to speak."""
    speech_resumed: int = 0
    """Nobody did: it went on."""
    speech_interrupted: int = 0
    filler_spoken: int = 0
    noise_heard: int = 0
    turn_failed: int = 0
    loop_late: int = 0
    """The event loop stood still for a packet of audio or longer."""

    def as_json(self) -> Mapping[str, int]:
        return asdict(self)
