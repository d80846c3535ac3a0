"""What the agent keeps of a turn until it is answered, and of speech until it has been played."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field

from appliance.ports.conversation import Conversation, Draft, Heard
from appliance.ports.speech import CancelToken
from appliance.voice.frames import Utterance
from appliance.voice.metrics import TurnTimer


@dataclass(slots=True)
class PendingTurn:
    """One utterance on its way to a reply."""

    utterance: Utterance
    timer: TurnTimer = field(default_factory=TurnTimer)
    heard: asyncio.Future[Heard] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    over: asyncio.Event = field(default_factory=asyncio.Event)
    cancel: threading.Event = field(default_factory=threading.Event)
    voiced_ms: int = 0
    taken: bool = False
    began_over_agent: bool = False
    """It stopped the agent mid-sentence."""
    told_unheard: int | None = None
    """The reply that the conversation knew to be unheard when it considered this."""
    is_considered: bool = False
    """Only its end and its writes stand between it and its reply."""
    task: asyncio.Task[None] | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing more comes of it."""
        return self.task is None or self.task.done()

    @property
    def is_awaited(self) -> bool:
        """Whether it is over and its reply still on its way."""
        return self.over.is_set() and not self.is_done


@dataclass(slots=True)
class Spoken:
    """What a Say belongs to, until it has been played."""

    turn: int | None = None
    timer: TurnTimer | None = None
    last: bool = False
    first_audio_at: float | None = None
    last_part_s: float | None = None
    """Where its last words begin, from its first audio; None while that is not known."""

    def reached_its_end(self, now: float) -> bool:
        """Whether its last words, the question, had begun to play."""
        if self.first_audio_at is None or self.last_part_s is None:
            return False
        return now - self.first_audio_at >= self.last_part_s


@dataclass(slots=True)
class LatestReply:
    """The latest reply, and whether the caller has missed its end."""

    said: str = ""
    turn: int | None = None
    is_missed: bool = False
    waits: bool = False
    """Somebody else is being asked: silence is not the caller's."""

    @property
    def missed(self) -> int | None:
        """The turn whose reply the caller has missed."""
        return self.turn if self.is_missed else None

    def played(self, spoken: Spoken, *, to_its_end: bool) -> None:
        """Keep whether it was heard; hearing it again makes good that it was missed."""
        if spoken.turn is not None and spoken.turn == self.turn:
            self.is_missed = not to_its_end


class Says:
    """What is being said or waits to be, by number, with the moments at which it was heard."""

    def __init__(self) -> None:
        self._says: dict[int, Spoken] = {}
        self._number = 0
        self._held_at: float | None = None

    def __bool__(self) -> bool:
        return bool(self._says)

    def begin(self, spoken: Spoken) -> int:
        """Its number."""
        self._number += 1
        self._says[self._number] = spoken
        return self._number

    def get(self, number: int) -> Spoken | None:
        return self._says.get(number)

    def played(self, number: int) -> Spoken | None:
        """It has been played to its end."""
        return self._says.pop(number, None)

    def have_asked(self, now: float) -> bool:
        """Whether the last words of all of it, the question, had begun to play."""
        return all(spoken.reached_its_end(now) for spoken in self._says.values())

    def hold(self, now: float) -> None:
        """Playing stops for a while."""
        if self._held_at is None:
            self._held_at = now

    def resume(self, now: float) -> None:
        """Playing goes on: what was silent in between was not heard."""
        if self._held_at is None:
            return
        for spoken in self._says.values():
            if spoken.first_audio_at is not None:
                spoken.first_audio_at += now - self._held_at
        self._held_at = None

    def interrupt(self, now: float, latest: LatestReply) -> None:
        """Forget it all; keep with the latest reply whether its end was heard."""
        at = now if self._held_at is None else self._held_at
        self._held_at = None
        for spoken in self._says.values():
            latest.played(spoken, to_its_end=spoken.reached_its_end(at))
        self._says.clear()


def consider(
    conversation: Conversation, heard: Heard, cancel: CancelToken, missed: int | None
) -> Draft:
    """Consider what was heard, knowing which reply was missed before it."""
    if missed is not None:
        conversation.unheard(missed)
    return conversation.consider(heard, cancel)
