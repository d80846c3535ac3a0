"""Set phrases in English (US), from where they are used."""

from __future__ import annotations

import calendar
import re
from datetime import date

from appliance.dialogue.bad_input import agrees
from appliance.dialogue.completeness import goes_on
from appliance.dialogue.gates import later
from appliance.dialogue.services import returning
from appliance.dialogue.spoken.yesno import split_yes_no
from appliance.dialogue.understand import partings, patterns
from appliance.dialogue.understand.beside import operator_named

__all__ = [
    "agrees",
    "answer_words",
    "asks_what_is_required",
    "asks_when",
    "asks_who_speaks",
    "booking_words",
    "declines",
    "goes_on",
    "length_words",
    "names_a_person",
    "operator_named",
    "says_also",
    "says_begin",
    "says_instead",
    "says_now",
    "says_pick_up",
    "says_same_dates",
    "says_yes",
    "time_words",
    "topic_named",
]

_TIME_WORDS: tuple[str, ...] = (
    "next", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "tomorrow",
)  # fmt: skip
_LENGTH_WORDS: tuple[str, ...] = ("two days", "three days", "a week", "two weeks", "one month")
_ANSWER_WORDS: tuple[str, ...] = ("Yes", "no", "that's right", "that's fine", "okay")
_A_PERSON = re.compile(
    r"\b(?:person|human|representative)\b"
    r"|\b(?:talk|speak|sort|deal|work|transfer|connect|put me)\b.*\b(?:to|with|through to) "
    r"(?:someone|somebody|a (?:manager|guy|man|lady|woman)|the (?:manager|owner|boss|office))\b",
    re.I,
)
_WHEN = re.compile(r"\W*(?:(?:and|so|hi|hello|hey|um|uh)\W+)*(?:when|why|who|how late)\b", re.I)
_REQUIRED = re.compile(
    r"\b(?:requir\w+|need\w*|certif\w+|licen[cs]e\w*|insur\w+|cover\w*|qualif\w+|train\w*|card|"
    r"heavy|weigh\w*|class|operat\w+|allowed|who (?:can|may|runs)|papers?|ticket)\b",
    re.I,
)
_DECLINES = (
    partings.CALLS_AGAIN,
    partings.HOLDS_OFF,
    partings.LEAVES,
    patterns.NONE_TO_GIVE,
    patterns.NOBODY,
    patterns.IS_WRONG,
)
_REFUSES = re.compile(
    r"\b(?:nope|nah|none of|nothing|nobody|never mind|cannot|unable|unsure|no (?:idea|clue|way)|"
    r"(?:can|could)(?:no|n'?)t (?:tell|find|say|do|see|remember)|not (?:sure|what|interested|that)|"
    r"do(?:n'?t| not) (?:know|want|like|have|need|remember)|lost|forgot|forgotten|"
    r"more than (?:we|i)|have to (?:go|run|leave)|(?:gotta|got to) (?:go|run)|see you|take care|"
    r"have a (?:good|great|nice)|wrong)\b",
    re.I,
)
"""A no, or giving up, in whatever sentence: "I can't tell", "I lost the card", "take care"."""
_NO_CALL_FOR_ONE = re.compile(
    r"\b(?:one|two|three|single|another|other|second|different|which|what|same)[ -]"
    r"(?:person|human|representative)\b|\b(?:am i|are you|is this|real)\b.*\b(?:person|human)\b",
    re.I,
)
"""A lift for one person, somebody else who comes for it, a question who speaks."""
_BEGINS = re.compile(
    r"\b(?:start\w*|begin\w*|from|as of|pick(?:ing|ed)? (?:it |them |that )?up|pickup|not|"
    r"no(?! later| longer| more)|actually|sorry|i mean|i meant|wait)\b",
    re.I,
)
_PLAIN_YES = re.compile(r"\b(?:yes|yeah|yep|yup|correct)\b", re.I)


def time_words(today: date) -> tuple[str, ...]:
    months = calendar.month_name[today.month], calendar.month_name[today.month % 12 + 1]
    return (*_TIME_WORDS, *months)


def length_words() -> tuple[str, ...]:
    return _LENGTH_WORDS


def answer_words() -> tuple[str, ...]:
    return _ANSWER_WORDS


def booking_words() -> tuple[str, ...]:
    return ("Book it",)  # unprimed it was "Buckhead", "Lock it" and "Bye-bye" (measured)


def says_yes(text: str) -> bool:
    return bool(_PLAIN_YES.search(text))


def declines(text: str) -> bool:
    if split_yes_no(text)[0] is False or partings.NOTHING_MORE.match(text):
        return True
    if any(one.match(text) for one in (partings.STOP, partings.GOODBYE, partings.BYE)):
        return True
    return any(one.search(text) for one in (*_DECLINES, _REFUSES))


def names_a_person(text: str) -> bool:
    return bool(_A_PERSON.search(text)) and not _NO_CALL_FOR_ONE.search(text)


def asks_what_is_required(text: str) -> bool:
    return bool(_REQUIRED.search(text))


def asks_when(text: str) -> bool:
    return bool(_WHEN.match(text))


def topic_named(text: str) -> str:
    topic = patterns.topic_of(text)
    return topic if topic in ("hours", "location") else ""


def says_also(text: str) -> bool:
    return bool(later.ALSO.search(text))


def says_instead(text: str) -> bool:
    return bool(later.INSTEAD.search(text))


def says_same_dates(text: str) -> bool:
    return bool(later.SAME_DATES.search(text))


def says_begin(text: str) -> bool:
    return bool(_BEGINS.search(text)) or bool(patterns.CHANGE.search(text))


def asks_who_speaks(text: str) -> bool:
    return bool(patterns.WHO_SPEAKS.search(text))


def says_now(text: str) -> bool:
    return bool(returning.NOW.search(text))


def says_pick_up(text: str) -> bool:
    return bool(returning.PICK_UP.search(text))
