"""Counter PINs: what one must be, and how many wrong ones are borne."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from appliance.domain.errors import RecordError

SHORTEST, LONGEST = 4, 8
TRIES = 5
WINDOW = timedelta(minutes=15)
"""So many wrong PINs within this time close the counter to PINs for as long again."""


def is_pin(text: str) -> bool:
    """4 to 8 digits: what could be somebody's."""
    return text.isascii() and text.isdigit() and SHORTEST <= len(text) <= LONGEST


def require_acceptable_pin(pin: str) -> None:
    """Raises RecordError for what is no PIN, or is guessed first. Never says the digits."""
    if not is_pin(pin):
        raise RecordError(f"A PIN has {SHORTEST} to {LONGEST} digits, and nothing else.")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps == {0}:
        raise RecordError("The PIN is one digit repeated.", "Choose another PIN.")
    if steps in ({1}, {-1}):
        raise RecordError("The PIN is a run of digits.", "Choose another PIN.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPins:
    """Wrong PINs at the counter. A right one in between forgives none: whoever guesses between a
    manager's decisions has no more tries."""

    at: tuple[datetime, ...] = ()
    closed_until: datetime | None = None

    def closed(self, now: datetime) -> bool:
        """Whether every PIN is refused now."""
        return self.closed_until is not None and now < self.closed_until

    def left(self, now: datetime) -> int:
        """How many more may be wrong until every one is refused."""
        return 0 if self.closed(now) else TRIES - len(self._lately(now))

    def one_more(self, now: datetime) -> WrongPins:
        """With one that is wrong now. While every PIN is refused there is nothing to count."""
        if self.closed(now):
            return self
        lately = (*self._lately(now), now)
        if len(lately) < TRIES:
            return WrongPins(at=lately)
        return WrongPins(closed_until=now + WINDOW)

    def _lately(self, now: datetime) -> tuple[datetime, ...]:
        return tuple(one for one in self.at if now - one < WINDOW)
