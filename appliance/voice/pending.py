"""What the agent keeps of a turn until it is answered, and of speech until it has been played."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field

from appliance.ports.conversation import Heard
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
    task: asyncio.Task[None] | None = None
    filler: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Spoken:
    """What a Say belongs to, until it has been played."""

    turn: int | None = None
    timer: TurnTimer | None = None
    last: bool = False
