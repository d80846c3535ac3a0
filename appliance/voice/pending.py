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
    task: asyncio.Task[None] | None = None
    filler: asyncio.Task[None] | None = None


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

    @property
    def missed(self) -> int | None:
        """The turn whose reply the caller has missed."""
        return self.turn if self.is_missed else None

    def played(self, spoken: Spoken, *, to_its_end: bool) -> None:
        """Keep whether it was heard; hearing it again makes good that it was missed."""
        if spoken.turn is not None and spoken.turn == self.turn:
            self.is_missed = not to_its_end


def consider(
    conversation: Conversation, heard: Heard, cancel: CancelToken, missed: int | None
) -> Draft:
    """Consider what was heard, knowing which reply was missed before it."""
    if missed is not None:
        conversation.unheard(missed)
    return conversation.consider(heard, cancel)
