"""Set phrases that decisions ask about, in Spanish."""

from __future__ import annotations

from appliance.dialogue.spanish import patterns, yesno
from appliance.dialogue.spanish.folding import fold


def time_words() -> tuple[str, ...]:
    return patterns.TIME_WORDS


def agrees(text: str) -> bool:
    return bool(yesno.parse_yes_no(text)) or bool(patterns.AGREES.search(fold(text)))


def goes_on(text: str) -> bool:
    return fold(text) in patterns.OPEN_ENDS


def says_also(text: str) -> bool:
    return bool(patterns.ALSO.search(fold(text)))


def says_instead(text: str) -> bool:
    return bool(patterns.INSTEAD.search(fold(text)))


def says_now(text: str) -> bool:
    return bool(patterns.NOW.search(fold(text)))


def says_pick_up(text: str) -> bool:
    return bool(patterns.PICK_UP.search(fold(text)))


def operator_named(text: str) -> str:
    found = patterns.OPERATOR.search(fold(text))
    return next((one.strip() for one in found.groups() if one), "") if found else ""
