"""A conversation as a line sees it: heard text in, a reply out.

Two steps a turn. `consider` reads only and may be thrown away when the speaker goes on;
`confirm` carries out what was considered, with its writes, once the turn is over.
Calls block (model, records); run them off the event loop, one at a time per conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from appliance.domain.calls import Asks, Outcome, Stage, Timings
from appliance.ports.speech import CancelToken, HearingHints


class HeardBy(StrEnum):
    VOICE = "voice"
    KEYS = "keys"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One utterance. `alternatives` is the transcriber's N-best, best first."""

    text: str
    alternatives: tuple[str, ...] = ()
    by: HeardBy = HeardBy.TEXT
    speech_over_noise_db: float | None = None
    """How far the speech lay over the noise of its line, where that was measured."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The candidates, best first, never empty."""
        return self.alternatives or (self.text,)


class Patience(StrEnum):
    """How long a silence ends the turn after the question that was just asked."""

    SHORT = "short"
    """Yes or no, a choice."""
    NORMAL = "normal"
    DICTATION = "dictation"
    """An identifier or a phone number: people pause between groups."""


class Completeness(StrEnum):
    """Whether the words of an utterance let one expect more of them."""

    WHOLE = "whole"
    """Code is certain that they answer the open question in full."""
    FINISHED = "finished"
    """They may be all; only silence tells."""
    UNFINISHED = "unfinished"
    """They end in a word that something must follow: "I need it for"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the agent says and what it then waits for."""

    turn: int
    said: str
    asks: Asks | None
    stage: Stage
    actions: tuple[str, ...] = ()
    hints: HearingHints = HearingHints()
    patience: Patience = Patience.NORMAL
    takes_one_key: bool = False
    """True where one key of the telephone answers: the next one pressed is all that is keyed."""
    ended: bool = False
    """True when the agent is done: play `said`, then hang up."""
    waits: bool = False
    """True while somebody else is asked: the conversation goes on by itself; see `poll`."""
    outcome: Outcome | None = None
    booking: str | None = None
    private: bool = False
    """True where the answer is a secret: it is neither kept in words nor recorded."""


class Draft(Protocol):
    """A considered turn, not yet carried out."""

    @property
    def certain_said(self) -> str | None:
        """The reply's text when no write can change it, so speech may be made ahead; else None."""
        ...

    @property
    def completeness(self) -> Completeness:
        """Whether the speaker seems to have finished, by the words alone."""
        ...

    @property
    def understand_ms(self) -> float: ...

    @property
    def decide_ms(self) -> float: ...


class Conversation(Protocol):
    @property
    def call_id(self) -> str: ...

    @property
    def language(self) -> str:
        """The code of the language that is spoken."""
        ...

    @property
    def voice(self) -> str:
        """The voice of the model store that speaks; empty for the box's own."""
        ...

    def greet(self) -> Reply:
        """Turn 0. Call once, first."""
        ...

    def consider(self, heard: Heard, cancel: CancelToken | None = None) -> Draft:
        """Understand and decide without writing. Raises Cancelled.

        Failures of the model or the records do not raise: the draft then holds a spoken
        way on, so that every turn ends in speech."""
        ...

    @property
    def ready_in_s(self) -> float | None:
        """Seconds until the language model is likely to have answered; None while it is not
        asked. Any thread may look."""
        ...

    def confirm(self, draft: Draft) -> Reply:
        """Carry out a draft: at most once, and only the latest one considered."""
        ...

    def keep(self) -> None:
        """Write the record of what was said, once the reply is on its way: nobody waits for it.
        What is not kept so is kept by the next `confirm`, or by `close`."""
        ...

    def prepare(self) -> None:
        """Work ahead on the answer to the question that is open; returns at once. Call it when
        the last reply has begun to be heard: before that, its speech needs the processor."""
        ...

    def poll(self) -> Reply | None:
        """Call about every second while the last reply `waits` and nobody speaks: the next turn
        once there is one, else None. What is heard meanwhile is considered as ever."""
        ...

    def note_timings(self, turn: int, timings: Timings) -> None:
        """Keep a spoken turn's timings with its record; called after its first audio went out."""
        ...

    def unheard(self, turn: int) -> None:
        """The reply of that turn was not heard to its end: a bare yes accepts nothing of it, and
        has it said again. Call it before considering what was said next; safe to repeat."""
        ...

    def close(self, recording: str | None = None) -> Outcome:
        """The line is gone: release holds, store the outcome (`abandoned` unless there was one)."""
        ...


class OpenConversation(Protocol):
    def __call__(self, line: str, caller: str | None, called: str = "") -> Conversation:
        """Open a call's record and the conversation on it; `called` is the number that was
        dialed, where the line knows it. Raises DeskUnreachable."""
        ...
