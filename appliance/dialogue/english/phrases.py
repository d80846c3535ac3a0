"""Set phrases in English (US), from where they are used."""

from __future__ import annotations

from appliance.dialogue.bad_input import agrees
from appliance.dialogue.completeness import goes_on
from appliance.dialogue.gates import later
from appliance.dialogue.services import returning
from appliance.dialogue.understand.beside import operator_named

__all__ = [
    "agrees",
    "goes_on",
    "operator_named",
    "says_also",
    "says_instead",
    "says_now",
    "says_pick_up",
    "time_words",
]

_TIME_WORDS: tuple[str, ...] = (
    "next", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "tomorrow",
    "days", "week", "weeks", "month",
)  # fmt: skip


def time_words() -> tuple[str, ...]:
    return _TIME_WORDS


def says_also(text: str) -> bool:
    return bool(later.ALSO.search(text))


def says_instead(text: str) -> bool:
    return bool(later.INSTEAD.search(text))


def says_now(text: str) -> bool:
    return bool(returning.NOW.search(text))


def says_pick_up(text: str) -> bool:
    return bool(returning.PICK_UP.search(text))
