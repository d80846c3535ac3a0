"""Dates, times and rental periods as callers say them, and as the agent says them.

How each form is read is documented in `days` (dates) and `durations`. An end named with
"through" or "to" is the last charged day; one named with "until", "till", "by" or "back on" is
the day of return, which is not charged. Nothing is guessed: "a few days" or a weekday that
contradicts its date give None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise, zip_longest
from typing import Final

from num2words import num2words

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.days import NamedDay, find_days, read_day, read_day_number, roll_day
from appliance.dialogue.spoken.durations import (
    LONGEST_DAYS,
    Duration,
    DurationUnit,
    find_duration,
    parse_duration,
    say_duration,
)
from appliance.dialogue.spoken.numbers import number_to_words, ordinal_words
from appliance.dialogue.spoken.tokens import tokens

__all__ = [
    "Duration",
    "DurationUnit",
    "days_until",
    "parse_date",
    "parse_duration",
    "parse_end_date",
    "parse_period",
    "say_date",
    "say_duration",
    "say_time",
]

_ISO: Final = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DASHED: Final = re.compile(r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b")
_DASHED_ALONE: Final = re.compile(r"^\s*(\d{1,2})-(\d{1,2})\s*\.?\s*$")
_DAY_NAME: Final = "(?:" + "|".join(sorted({*w.WEEKDAYS, *w.MONTHS}, key=len, reverse=True)) + ")"
_RANGE: Final = re.compile(
    rf"\b({_DAY_NAME}\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?)\s*[-\u2013\u2014]\s*"
    rf"({_DAY_NAME}\b|\d{{1,2}}(?:st|nd|rd|th)?\b)",
    re.IGNORECASE,
)
_LAST_DAY_MARKS: Final = frozenset({"through", "thru", "to", "throughout"})
_RETURN_MARKS: Final = frozenset(
    {"until", "till", "til", "by", "back", "return", "returning", "returned", "ending", "ends",
     "end", "finish", "finishing"}
)  # fmt: skip
_MARK_FILLERS: Final = w.word_set(
    "on it them by around about maybe next up and including is that the"
)
_FILLERS: Final = w.word_set(
    """on um uh yes yeah okay ok well so i'd say maybe like please it's it is , . ? ! that would be
    let's make the thanks sir ma'am back by until morning afternoon noon evening should oughta ought
    to do work will probably call say i we think guess figure"""
)
_TAKING_BACK: Final = w.word_set(
    ", . no sorry i mean wait make that it actually uh um the on hang hold"
)
_WEEK_OR_WEEKEND: Final = frozenset({DurationUnit.WEEK, DurationUnit.WEEKEND})
_SAID_WITHOUT_YEAR_DAYS: Final = 300


@dataclass(frozen=True, slots=True)
class _End:
    named: NamedDay
    mark: int
    inclusive: bool


def parse_date(text: str, today: date) -> date | None:
    """The first day named, or None. "Not Monday, Tuesday" is Tuesday. Never guesses a past day:
    what has gone by is taken in the month or year to come, unless its year was said."""
    said = _tokens(text)
    wanted = _standing(said, find_days(said, today))
    return wanted[0].day if wanted and wanted[0].agrees else None


def parse_end_date(text: str, start: date) -> date | None:
    """The day a rental that begins on `start` ends, as named: "until Friday", "back on the 30th".

    A bare day counts only when it is all that was said. None when it does not lie after `start`.
    Whether the named day is charged differs by the word used: `days_until` counts it.
    """
    said = _tokens(text)
    end = _end(said, start, start)
    if end is not None:
        return end.named.day if end.named.agrees else None
    days = find_days(said, start)
    if len(days) != 1 or days[0].day <= start:
        return None
    rest = {*said[: days[0].start], *said[days[0].end :]}
    return days[0].day if rest <= _FILLERS else None


def days_until(text: str, start: date) -> int | None:
    """Charged days from `start` to the end that was named, or None where none was.

    "through Friday" charges Friday, "until Friday" and a bare "Friday" do not.
    """
    day = parse_end_date(text, start)
    if day is None or day <= start:
        return None
    end = _end(_tokens(text), start, start)
    days = (day - start).days + int(end is not None and end.inclusive)
    return days if days <= LONGEST_DAYS else None


def parse_period(text: str, today: date) -> tuple[date | None, Duration | None]:
    """Start and duration out of one utterance, each None where it was not said.

    "From Monday for three days", "Monday to Friday" (five days), "Monday until Friday" (four:
    returned on Friday), "this weekend" (Saturday, two days).
    """
    said = _tokens(text)
    mentioned = find_days(said, today)
    days = _standing(said, mentioned)
    if any(_is_past(said, named) for named in days):
        return None, None
    probe = _end(said, days[0].day if days else today, today)
    starts = [n for n in days if probe is None or n.end <= probe.mark or n.start > probe.named.end]
    start = starts[0] if starts else None
    span = find_duration(said)
    duration = Duration(span.days, span.unit) if span else None
    if start is None or not start.agrees:
        return None, duration
    end = _end(said, start.day, today) or _between_end(said, starts)
    if duration is None or duration.unit in _WEEK_OR_WEEKEND:
        duration = _between(start, end) or duration
    if duration is None and start.weekend:
        duration = Duration(1 if start.day.weekday() == 6 else 2, DurationUnit.WEEKEND)
    if duration is None and _is_whole_week(said, start):
        duration = Duration(7, DurationUnit.WEEK)
    if duration is None and (days_listed := _listed(said, starts)):
        duration = Duration(days_listed)
    return start.day, duration


def say_date(day: date, today: date) -> str:
    """Says "Tuesday, November twenty-fourth", led by "today" or "tomorrow" where it is.

    The year is said only for days in the past or far ahead.
    """
    spoken = (
        f"{w.WEEKDAY_NAMES[day.weekday()]}, {w.MONTH_NAMES[day.month - 1]} {ordinal_words(day.day)}"
    )
    ahead = (day - today).days
    if not 0 <= ahead <= _SAID_WITHOUT_YEAR_DAYS:
        year = str(num2words(day.year, to="year")).replace(" and ", " ")
        return f"{spoken}, {year}"
    lead = {0: "today, ", 1: "tomorrow, "}.get(ahead, "")
    return lead + spoken


def say_time(at: time) -> str:
    """Says "seven a.m.", "four thirty p.m.", "noon", "midnight"."""
    if at.minute == 0 and at.hour in {0, 12}:
        return "midnight" if at.hour == 0 else "noon"
    hour = number_to_words(at.hour % 12 or 12)
    half = "a.m." if at.hour < 12 else "p.m."
    if at.minute == 0:
        return f"{hour} {half}"
    minute = number_to_words(at.minute)
    return f"{hour} {minute if at.minute >= 10 else f'oh {minute}'} {half}"


def _tokens(text: str) -> list[str]:
    """Tokens of an utterance with written forms of dates and ranges spelled for the grammar."""
    text = _ISO.sub(r"\2/\3/\1", text)
    text = _DASHED.sub(r"\1/\2/\3", text)
    text = _DASHED_ALONE.sub(r"\1/\2", text)
    return tokens(_RANGE.sub(r"\1 through \2", text))


def _standing(said: Sequence[str], days: Sequence[NamedDay]) -> list[NamedDay]:
    """The days that are neither denied nor taken back for the next: "Wednesday, no, Thursday"."""
    kept = [named for named in days if not _is_denied(said, named)]
    return [
        named
        for named, following in zip_longest(kept, kept[1:])
        if following is None or not _is_taken_back(said[named.end : following.start])
    ]


def _is_taken_back(between: Sequence[str]) -> bool:
    rest = set(between) - {"from", "on", "for", "starting"}
    return rest <= _TAKING_BACK and bool(rest & {"no", "sorry", "mean", "wait"})


def _is_denied(said: Sequence[str], named: NamedDay) -> bool:
    at = named.start
    if at and said[at - 1] in {"on", "the", "for"}:
        at -= 1
    before = tuple(said[max(0, at - 2) : at])
    return before[-1:] == ("not",) or before in {("instead", "of"), ("rather", "than")}


def _is_past(said: Sequence[str], named: NamedDay) -> bool:
    """True for "last Monday", "this past Friday": nothing is rented from a day gone by."""
    return named.start > 0 and said[named.start - 1] in {"last", "past", "previous"}


def _end(said: Sequence[str], start: date, today: date) -> _End | None:
    """The first day after an end word that lies after `start`."""
    for mark, word in enumerate(said):
        inclusive = word in _LAST_DAY_MARKS
        if not inclusive and word not in _RETURN_MARKS:
            continue
        at = mark + 1
        if word == "end" and said[at : at + 1] == ["of"]:
            continue
        while at < len(said) and said[at] in _MARK_FILLERS:
            if read_day(said, at, today) is not None:
                break
            inclusive = inclusive or said[at] == "including"
            at += 1
        named = _day_after(said, at, start, today)
        if named is not None:
            return _End(named, mark, inclusive)
    return None


def _day_after(said: Sequence[str], at: int, start: date, today: date) -> NamedDay | None:
    for base in (today, start):
        named = read_day(said, at, base)
        if named is not None and named.day > start:
            return named
    number = read_day_number(said, at)
    if number is None or (number[1] < len(said) and said[number[1]] not in {",", ".", "?", "!"}):
        return None
    rolled = roll_day(number[0], start)
    return NamedDay(at, number[1], rolled) if rolled and rolled > start else None


def _is_whole_week(said: Sequence[str], start: NamedDay) -> bool:
    """True for "all of next week": the day named stands for its whole week."""
    named = said[start.start : start.end]
    before = said[max(0, start.start - 2) : start.start]
    return named[-2:] == ["next", "week"] and bool({"all", "whole", "entire"} & set(before))


def _between_end(said: Sequence[str], starts: Sequence[NamedDay]) -> _End | None:
    """The end of "between Monday and Wednesday", both days counted."""
    if len(starts) < 2 or said[starts[0].end : starts[1].start] != ["and"]:
        return None
    opened = starts[0].start > 0 and said[starts[0].start - 1] == "between"
    return _End(starts[1], starts[0].end, True) if opened else None


def _listed(said: Sequence[str], starts: Sequence[NamedDay]) -> int | None:
    """Days counted out: "Monday, Tuesday and Wednesday" is 3, "just Monday" 1."""
    before = set(said[max(0, starts[0].start - 3) : starts[0].start])
    if len(starts) == 1:
        return 1 if before & {"just", "only"} else None
    for one, following in pairwise(starts):
        parted = set(said[one.end : following.start]) <= {",", "and"}
        if not parted or (following.day - one.day).days != 1:
            return None
    return len(starts)


def _between(start: NamedDay, end: _End | None) -> Duration | None:
    if end is None or not end.named.agrees or end.named.start == start.start:
        return None
    days = (end.named.day - start.day).days + int(end.inclusive)
    last_day = end.named.day + timedelta(1) if end.inclusive else end.named.day
    return Duration(days) if last_day > start.day and days <= LONGEST_DAYS else None
