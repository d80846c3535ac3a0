"""Which words of an utterance say when and for how long."""

from __future__ import annotations

import calendar
import re
from datetime import date

from appliance.dialogue.spoken import dates
from appliance.dialogue.spoken.words import ORDINALS
from appliance.dialogue.understand import patterns

_SOON = r"(?:today|tomorrow|now)"
_WEEKDAY = r"(?:this |next |coming )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_AHEAD = re.compile(
    rf"(?<!for )\b(?:a|one|two|three|four|a couple(?: of)?|\d) "
    rf"(?:days? from {_SOON}|weeks? from (?:{_SOON}|{_WEEKDAY}))\b",
    re.I,
)
"""Counted from a day: "a week from Monday" is a day, "two days from March ninth" a length and a
day."""


_ORDINAL = rf"(?:(?:twenty|thirty)[- ])?(?:{'|'.join(ORDINALS)})|\d{{1,2}}(?:st|nd|rd|th)"
_MONTH = "|".join(name for name in calendar.month_name if name)
_NO_DAY = r"(?! (?:thing|floor|guy|one|time|shift|story|of us))"
_GOES_ON = re.compile(
    rf",?\s+the (?:{_ORDINAL})(?: of (?:{_MONTH}))?\b{_NO_DAY}"
    rf"|,?\s+(?:{_MONTH})(?: the)? (?:{_ORDINAL})\b|\s+of (?:{_MONTH})\b",
    re.I,
)
"""The rest of a day that was copied by half: "Monday" of "Monday the twenty-second"."""


_BEGINS = re.compile(r"\b(?:(?:next|this(?: coming)?|the following) )$", re.I)


def unbroken(day: str, text: str) -> str:
    """A day's words as they stand in the text, with what names it directly before and after."""
    places = [found.span() for found in re.finditer(re.escape(day), text, re.I)] if day else []
    for start, end in places:
        if (goes_on := _GOES_ON.match(text, end)) is not None:
            return text[start : goes_on.end()]
    if not places:
        return day
    start, end = places[-1]
    begins = _BEGINS.search(text[:start])
    return text[begins.start() if begins else start : end]


def slots(text: str, today: date) -> dict[str, str]:
    """The slots of a first day and a length, each in the words that hold it."""
    ahead = _AHEAD.search(text)
    if ahead is not None and dates.parse_date(ahead.group(), today):
        rest = text.replace(ahead.group(), " ")
        length = dates.parse_duration(rest)
        return {"start": ahead.group(), **({"for_": rest.strip()} if length else {})}
    found = patterns.TIME.search(text)
    before, words = (text[: found.start()], text[found.start() :]) if found else ("", text)
    start, length = dates.parse_period(words, today)
    named: dict[str, str] = {}
    if start is not None:
        named["start"] = words
    elif found and dates.parse_period(text, today)[0] is not None:
        named["start"] = text
    if length is not None:
        named["for_"] = words
    elif before and dates.parse_duration(before) is not None:
        named["for_"] = before.strip(" ,")
    return named
