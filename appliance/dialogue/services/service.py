"""A service in progress: what is wanted, of which rental, and what the caller is being asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from appliance.dialogue.actions import Act
from appliance.ports.booking import BookedFacts

SERVICES = frozenset({Act.MY_RENTALS, Act.EXTEND, Act.RETURN, Act.CANCEL_BOOKING, Act.BREAKDOWN})


class Wants(StrEnum):
    """What the open question of a service is about."""

    WHICH = "which"
    UNIT = "unit"
    UNTIL = "until"
    YES = "yes"
    MORE = "more"
    SWAP = "swap"
    PICK_UP = "pick_up"


CLOSED = frozenset({Wants.YES, Wants.SWAP, Wants.MORE, Wants.PICK_UP})
"""Answered by a yes or a no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service being rendered. `words` is all that was said of it, to tell the rental by."""

    act: Act
    words: str
    length: str = ""
    until: str = ""
    wants: Wants | None = None
    question: str = ""
    rental: BookedFacts | None = None
    choices: tuple[BookedFacts, ...] = ()
    """What "the first" and "the last" mean: the rentals that were just listed."""
    listed: int = 0
    end: datetime | None = None
    replacement: str = ""
    tag: str | None = None
    """Which of several machines; empty when the caller cannot tell."""
    pick_up: bool | None = None
    """Whether the yard is to come for the machine, where that was asked; None goes by `words`."""
    asked: int = 0
    """How often the open question was not answered."""
