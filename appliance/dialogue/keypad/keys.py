"""What the keys of the telephone mean in answer to one question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Keys(StrEnum):
    YES_NO = "yes_no"
    """1 is yes, 2 is no."""
    CHOICE = "choice"
    """The place among what was offered; 0 is none of it."""
    DIGITS = "digits"
    """The digits of an identifier or a telephone number."""
    DATE = "date"
    """Month and day, two digits each."""
    DAYS = "days"
    """A number of days."""
    COUNT = "count"
    """A number of machines."""
    HOUSE_NUMBER = "house_number"
    CHANGE = "change"
    """What of a summary is to be another."""
    SERVICES = "services"
    """To rent, or what of a rental there is already."""
    KINDS = "kinds"
    """A kind of machine, a page at a time."""


ONE_KEY = frozenset({Keys.YES_NO, Keys.CHOICE, Keys.CHANGE, Keys.SERVICES, Keys.KINDS})
"""Answered by a single key, with nothing to wait for after it."""
PAGE = 4
"""Kinds of machines named in one breath."""
MORE = "9"
NONE = "0"
STAR = "*"
"""A person, on a poor line, where that was said."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The keys that the open question offers. `kinds` are those of the page, in order;
    `services` the keys of what the agent of the line may do."""

    keys: Keys
    services: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    page: int = 0
