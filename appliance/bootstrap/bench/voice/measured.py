"""What was measured, as it is kept between runs: one JSON file a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredTurn:
    """One utterance of a caller and what came back. Times are those of the caller's own wire."""

    turn: int | None
    """The turn's number in the records; None where the agent answered without taking one."""
    caller: str
    keyed: bool = False
    """Telephone keys, no speech: not counted among spoken turns."""
    asked: str | None
    """What the agent had asked for, and what it asks for now."""
    asks: str | None
    actions: tuple[str, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    """The stages, as the records have them."""
    spoken_s: float
    paused_ms: int = 0
    """The pause within the words, where there was one."""
    first_sound_ms: float | None
    """From the last voiced sample sent to the first sound received, whatever it says."""
    answer_ms: float | None
    """To the first sound of the reply itself; None where no reply was heard."""
    filler: bool = False
    """A short word was heard before the reply."""
    cut_off: bool = False
    """The agent spoke before the caller had ended."""
    gap_ms: float = 0.0
    """The longest wait for the next packet while the reply was heard."""
    stopped_ms: float = 0.0
    """For how long of it the machine itself stood still."""

    @property
    def works(self) -> bool:
        """Whether it moved the rental on: something was done, or something else is asked now."""
        return bool(self.actions) or self.asks != self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """Something heard from the caller while the agent spoke."""

    kind: str
    """`words`, or a sound that asks for nothing: `mm-hmm`, `cough`, `noise`."""
    stop_ms: float | None
    """From its first voiced sample sent to the last of the agent's received; None where the
    agent did not stop."""
    went_on: bool
    """The agent finished what it was saying."""
    turn_taken: bool
    """It was answered as if it had been words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredCall:
    scenario: str
    voice: str
    outcome: str | None
    booking: str | None
    seconds: float
    turns: tuple[MeasuredTurn, ...]
    interruptions: tuple[Interruption, ...] = ()
    failure: str = ""
    """Why it was broken off by the caller's side; empty where it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Of the voice process, in megabytes, `at_s` seconds into a run, after so many `calls`.
    `pss_mb` is what is its own, at the end of a run."""

    at_s: float
    calls: int
    rss_mb: float
    pss_mb: float | None = None


@dataclass(slots=True, kw_only=True)
class Part:
    """Everything measured of one part, in as many runs as it took."""

    part: str
    runs: int = 0
    load_before: list[float] = field(default_factory=list)
    """The box's load when each run began."""
    calls: list[MeasuredCall] = field(default_factory=list)
    memory: list[Memory] = field(default_factory=list)
    counts: dict[str, float] = field(default_factory=dict)
    longest_stop_ms: float = 0.0
    """The longest time that a processor of the machine stood still meanwhile."""

    @property
    def spoken(self) -> list[MeasuredTurn]:
        """The spoken turns of all calls."""
        return [turn for call in self.calls for turn in call.turns if not turn.keyed]

    @property
    def own_mb(self) -> float | None:
        """The voice process's own memory at the end of a run, the most of all runs."""
        return max((one.pss_mb for one in self.memory if one.pss_mb is not None), default=None)


def read_part(folder: Path, name: str) -> Part:
    """What was measured earlier; an empty part where nothing was."""
    path = folder / f"{name}.json"
    if not path.exists():
        return Part(part=name)
    return msgspec.json.decode(path.read_bytes(), type=Part)


def write_part(folder: Path, part: Part) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{part.part}.new"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(part)))
    draft.replace(folder / f"{part.part}.json")


def as_json(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(part)
    return found
