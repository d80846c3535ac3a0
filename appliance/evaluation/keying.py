"""The keys that a caller presses, where the agent has just offered them and only then.

A caller who is offered keys uses them for a plain answer; what no key says is spoken.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from appliance.dialogue.spoken.dates import parse_date
from appliance.dialogue.spoken.durations import parse_duration
from appliance.domain.calls import Asks
from appliance.evaluation import reading

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PLACE = re.compile(rf"\b({'|'.join(_NUMBERS[1:])}) for ([a-z ]+?)(?=,|\.| or | nine for |$)")
_NAMES = re.compile(rf"\b(?:{'|'.join([*calendar.day_name, *calendar.month_name[1:]])})\b", re.I)
_CHANGED = {"item": "1", "start": "2", "length": "3", "quantity": "4", "site": "5"}
_WANTS_A_PERSON = re.compile(
    r"\b(?:real person|human|(?:talk|speak|sort|put me|transfer|connect)\b.* "
    r"(?:person|someone|somebody|manager|operator))\b",
    re.I,
)
_PURPOSES = {
    "extend": "2", "return": "3", "cancel": "4", "breakdown": "5", "what is out": "6",
    "person": "0",
}  # fmt: skip


def yes_or_no(said: str, yes: bool) -> str:
    """The key for it; nothing where none was offered."""
    return ("1" if yes else "2") if "press one for yes" in said else ""


def place(said: str, names: Sequence[str], known: Sequence[str] = ()) -> str:
    """The key of the first of `names` among what was offered: 0 where it is not among it. `known`
    are the names of all machines, to tell rentals apart, which are listed without a rate."""
    if "press one to take it" in said:
        return "1" if any(_at(said, name) >= 0 for name in names) else "0"
    if "for its place among them" not in said:
        return ""
    offered = re.findall(r"(?:\btake|\bhave|\bor|,) an? ([a-z -]+?) at ", said)
    if not offered:
        every = "|".join(re.escape(one) for one in sorted(known, key=len, reverse=True))
        listed = re.findall(rf"\b({every})s?\b", said) if every else []
        return next((str(n + 1) for n, one in enumerate(listed) if one in names), "0")
    for n, one in enumerate(offered):
        if one in names:
            return str(n + 1)
    return "0"


def in_part(known: Sequence[str], told: str) -> list[str]:
    """The machines whose kind the caller named: "the crane" is a carry deck crane."""
    words = {word.rstrip("s") for word in re.findall(r"[a-z]{4,}", told.lower())}
    return [name for name in known if name.split()[-1] in words]


def kind(said: str, kinds: Sequence[str]) -> str:
    """The key of one of these kinds of machines, or that for more of them."""
    if "what kind of machine" not in said:
        return ""
    if not kinds:
        return "0"
    named = {name: str(_NUMBERS.index(word)) for word, name in _PLACE.findall(said)}
    found = next((named[one] for one in kinds if one in named), "")
    return found or ("9" if "nine for more" in said else "0")


def purpose(said: str, tests: Sequence[str], *, rents: bool) -> str:
    """The key for what the call is about, where that is offered and one of the keys says it."""
    if "press one to rent a machine" not in said:
        return ""
    if rents:
        return "1"
    return next((_PURPOSES[one] for one in tests if one in _PURPOSES), "")


def changed(said: str, fault: str) -> str:
    """The key for what of the summary was wrong."""
    return _CHANGED.get(fault, "") if "press one for the machine" in said else ""


def person(say: str, told: bool) -> str:
    """The star key for who wants to say that a person should help, where the agent has told it."""
    return "*" if told and _WANTS_A_PERSON.search(say) else ""


def none(said: str) -> str:
    """The key for having no such number."""
    return "0" if "zero if you have none" in said else ""


def number(said: str, facts: Mapping[str, str]) -> str:
    """Digits, where the agent asks for them to be keyed in: `facts` by what they are."""
    if not re.search(r"\bkey\b.*\b(?:phone|pound)\b", said):
        return ""
    for words, name in (
        ("month and the day", "start"),
        ("number of days", "days"),
        ("how many you need", "quantity"),
        ("house number", "house"),
    ):
        if words in said:
            return facts.get(name, "")
    return facts.get("identifier", "")


def asked_of(asks: Asks, said: str) -> Asks | None:
    """What a question counts as for whoever waits for it: on a poor line the operator is asked
    for by the certificate. None for the rest of a question that was counted before."""
    if asks is Asks.SITE_ADDRESS and "name of the street" in said:
        return None
    return Asks.OPERATOR_NAME if "for the operator: what is the number" in said else asks


def until(purpose: str, said: str, today: date) -> date | None:
    """The day that a caller wants a rental to end: named, or so much after the day it is due by
    what the agent has just said; where it is overdue, so much after today."""
    day = parse_date(purpose, today)
    more = parse_duration(purpose)
    told = [day for _, day in reading.dates(_NAMES.sub(lambda one: one[0].title(), said), today)]
    if not told and day is None:
        return None
    due = next((day for day in told if day is not None), today)
    return day or (due + timedelta(days=more.days) if more else None)


def month_and_day(day: date | None) -> str:
    return f"{day:%m%d}" if day else ""


def _at(said: str, name: str) -> int:
    found = re.search(rf"\ban? {re.escape(name)}\b", said)
    return found.start() if found else -1
