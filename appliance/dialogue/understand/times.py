"""Which words of an utterance say when and for how long."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.spoken import dates
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
