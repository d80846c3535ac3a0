"""How long: durations as callers say them, in whole charged days.

A started day counts whole. A week is 7 days; a month is 28, as the rates are. Rates ("a day" in
"two fifty a day"), dates ("in two weeks", "next week") and open ranges ("two or three days",
"a few days") are not durations: the first two mean something else, the last need asking.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.numbers import Found, number_to_words, read_number
from appliance.dialogue.spoken.tokens import tokens


class DurationUnit(StrEnum):
    """The unit the caller used."""

    HOUR = "hour"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    YEAR = "year"


DAYS_OF: Final[dict[DurationUnit, Decimal]] = {
    DurationUnit.HOUR: Decimal(1) / 24,
    DurationUnit.DAY: Decimal(1),
    DurationUnit.WEEKEND: Decimal(2),
    DurationUnit.WEEK: Decimal(7),
    DurationUnit.FORTNIGHT: Decimal(14),
    DurationUnit.MONTH: Decimal(28),
    DurationUnit.YEAR: Decimal(365),
}
LONGEST_DAYS: Final = 3_650

_BETWEEN: Final = frozenset(
    {"of", "full", "whole", "more", "extra", "business", "working", "work", "calendar", "rental",
     "consecutive", "straight", "solid"}
)  # fmt: skip
_WHOLE: Final = frozenset({"whole", "full", "entire", "all"})
_RATE_BEFORE: Final = frozenset(
    {"much", "by", "rate", "cost", "price", "charge", "twice", "once", "times"}
) | w.CURRENCY | frozenset(w.SCALES)  # fmt: skip
_FROM: Final = frozenset({"from", "after", "before", "ago", "later", "since"})
_DATE_BEFORE: Final = frozenset({"in", "within", "after", "next", "this", "last", "following"})
_FOR: Final = frozenset({"for", "just", "only", "about", "maybe", "is", "it's", "like", "over"})


@dataclass(frozen=True, slots=True)
class Duration:
    """A number of charged days, and the unit in which it was said."""

    days: int
    unit: DurationUnit = DurationUnit.DAY

    @property
    def spoken(self) -> str:
        """The duration in words, weeks where it is whole weeks."""
        return say_duration(self.days)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in a token list: tokens `start` up to `end` say `amount` of `unit`."""

    start: int
    end: int
    amount: Decimal
    unit: DurationUnit
    extra_days: int = 0

    @property
    def days(self) -> int:
        """Whole days, a started one counted."""
        return max(1, math.ceil(self.amount * DAYS_OF[self.unit])) + self.extra_days


def parse_duration(text: str) -> Duration | None:
    """The first duration said, or None: "three days", "a week and a half", "the weekend"."""
    found = find_duration(tokens(text))
    return Duration(found.days, found.unit) if found else None


def say_duration(days: int) -> str:
    """Days in words, as weeks where they come out even: "three days", "one week"."""
    if days >= 7 and days % 7 == 0:
        weeks = days // 7
        return f"{number_to_words(weeks)} {'week' if weeks == 1 else 'weeks'}"
    return f"{number_to_words(days)} {'day' if days == 1 else 'days'}"


def find_duration(said: Sequence[str]) -> Span | None:
    """The first stretch of time that is a duration rather than a rate or a date."""
    for span in spans(said):
        if _at(said, span.start - 1) in {"not", "minus", "negative"}:
            continue
        if span.days <= LONGEST_DAYS and not _is_rate(said, span) and not _is_date(said, span):
            return span
    return None


def spans(said: Sequence[str]) -> Iterator[Span]:
    """Every stretch of time said, whatever it is used for."""
    i = 0
    while i < len(said):
        span = read_span(said, i)
        if span is None:
            i += 1
            continue
        yield span
        i = span.end


def read_span(said: Sequence[str], i: int) -> Span | None:
    """The stretch of time that begins at token `i`: "ten days", "a week and a half"."""
    word = _at(said, i)
    if word == "overnight":
        return Span(i, i + 1, Decimal(1), DurationUnit.DAY)
    head = _amount(said, i)
    if head is None:
        return None
    amount, at = head
    while _at(said, at) in _BETWEEN:
        at += 1
    unit = _unit(said, at)
    if unit is None:
        return None
    return _with_more(said, Span(i, at + 1, amount, unit))


def _amount(said: Sequence[str], i: int) -> tuple[Decimal, int] | None:
    word = _at(said, i)
    if word == "half":
        after = i + 2 if _at(said, i + 1) in {"a", "an"} else i + 1
        return Decimal("0.5"), after
    number = read_number(said, i, juxtapose=False)
    if number is not None and number.value > 0:
        return number.value, number.end
    if word in {"a", "an", "another"}:
        if _at(said, i + 1) == "half":
            return Decimal("0.5"), i + 2
        if _at(said, i + 1) == "long":
            return None
        return Decimal(1), i + 1
    if word in {"the", "all"} and _at(said, i + 1) in _WHOLE | {"rest"}:
        return Decimal(1), i + 2
    if word in {"all", "whole", "full", "the", "long"}:
        return Decimal(1), i + 1
    if word == "fortnight" and _at(said, i - 1) not in _DATE_BEFORE:
        return Decimal(1), i
    if word in {"week", "day", "month"} and _at(said, i + 1) == "and" and _at(said, i + 2) == "a":
        return Decimal(1), i
    return None


def _unit(said: Sequence[str], i: int) -> DurationUnit | None:
    name = w.PERIOD_UNITS.get(_at(said, i))
    if name is None or _at(said, i) in {"daily", "weekly", "monthly"}:
        return None
    return DurationUnit(name)


def _with_more(said: Sequence[str], span: Span) -> Span:
    """Add "and a half" and "and three days" to a span."""
    after = span.end
    if _at(said, after) == "and" and _at(said, after + 1) == "a" and _at(said, after + 2) == "half":
        return Span(span.start, after + 3, span.amount + Decimal("0.5"), span.unit)
    if _at(said, span.start) == "long" and span.unit is DurationUnit.WEEKEND:
        return Span(span.start, after, span.amount, span.unit, extra_days=1)
    if span.unit in {DurationUnit.WEEK, DurationUnit.MONTH, DurationUnit.FORTNIGHT}:
        at = after + 1 if _at(said, after) in {"and", "plus"} else after
        more = read_span(said, at) if _at(said, at) not in {"", "the", "all"} else None
        if more and DAYS_OF[more.unit] < DAYS_OF[span.unit] and at != after:
            return Span(span.start, more.end, span.amount, span.unit, extra_days=more.days)
    return span


def _is_rate(said: Sequence[str], span: Span) -> bool:
    """True for "a day" in "two fifty a day" and for open ranges, which only asking settles."""
    first, before = said[span.start], _at(said, span.start - 1)
    if first in {"a", "an", "the"} and (before in _RATE_BEFORE or _ends_number(said, span.start)):
        return True
    if before in {"or", "to"} and _ends_number(said, span.start - 1):
        return True
    return _at(said, span.end) == "or" and read_number(said, span.end + 1) is not None


def _ends_number(said: Sequence[str], end: int) -> bool:
    return any(
        (found := read_number(said, i, juxtapose=False)) is not None and _reaches(found, end)
        for i in range(max(0, end - 3), end)
    )


def _reaches(found: Found, end: int) -> bool:
    return found.end == end


def _is_date(said: Sequence[str], span: Span) -> bool:
    """True for spans that name a day: "in two weeks", "a week from Monday", "the week of"."""
    before, after = _at(said, span.start - 1), _at(said, span.end)
    first = said[span.start]
    if first in {"the", "all"} and span.end - span.start == 2:
        named = span.unit is not DurationUnit.WEEKEND and first == "the" and before not in _FOR
        return named or after in {"of", "after", "before"}
    if before == "for":
        return False
    if after == "on":
        return span.unit is DurationUnit.WEEK
    return before in _DATE_BEFORE or after in _FROM


def _at(said: Sequence[str], i: int) -> str:
    return said[i] if 0 <= i < len(said) else ""
