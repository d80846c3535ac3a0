"""Days as they are named in speech: the grammar that finds a date at a place in an utterance.

"Monday" is the next Monday after today, never today. "This Friday" is the first Friday from
today on. "Next Tuesday" is Tuesday of the next calendar week, weeks beginning on Monday; said on
a Monday it is eight days away, said on a Saturday three. A day or a month that has passed is
taken in the month or year to come. A weekday that contradicts its date is refused.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.durations import DAYS_OF, DurationUnit, read_span
from appliance.dialogue.spoken.numbers import read_number
from appliance.dialogue.spoken.tokens import is_figure, ordinal_figure

_AT_ONCE: Final = (
    ("as", "soon", "as", "possible"), ("as", "soon", "as", "you", "can"),
    ("right", "away"), ("right", "now"), ("straight", "away"),
    ("asap",), ("immediately",), ("today",), ("tonight",), ("this", "morning"),
    ("this", "afternoon"), ("this", "evening"), ("now",),
)  # fmt: skip
_TALKED_ABOUT: Final = w.word_set("that this it what i we you they let about")
"""After "now" these are what is talked of: "now that one", "now I need"."""
_DAY_FOLLOWERS: Final = w.word_set(
    """for until till til through thru to and at please of or in if when , . ? ! is would works
    will by sharp morning afternoon evening"""
) | {""}  # fmt: skip
_DAY_LEADS: Final = w.word_set(
    """on from by until till til through thru starting start beginning is it's to for be around
    about maybe ,"""
) | {""}  # fmt: skip
_CLAUSE_ENDS: Final = frozenset({",", ".", "?", "!", ""})
_NOT_THAT_DAY: Final = w.word_set(
    "before after but than past except since due end ends ending finish pour"
)
"""Before a day on which it neither begins nor ends."""
_LAST_PLACE: Final = 3
"""The first, second and third may be places among what was offered."""
_SHORT_NAMES: Final = frozenset({"sun", "sat"})
_YEARS: Final = range(2000, 2200)
_WEEKEND: Final = frozenset({"weekend", "weekends"})
_START_WORDS: Final = frozenset({"beginning", "start", "first"})


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A date in a token list: tokens `start` up to `end` name `day`.

    `agrees` is False where the weekday said is not that of the date said.
    """

    start: int
    end: int
    day: date
    weekend: bool = False
    agrees: bool = True


def find_days(said: Sequence[str], today: date) -> list[NamedDay]:
    """Every date in a token list, left to right."""
    found, i = [], 0
    while i < len(said):
        named = read_day(said, i, today)
        if named is None:
            i += 1
            continue
        found.append(named)
        i = named.end
    return found


def read_day(said: Sequence[str], i: int, today: date) -> NamedDay | None:
    """The date named from token `i` on, or None."""
    for reader in _READERS:
        named = reader(said, i, today)
        if named is not None:
            return named
    return None


def next_weekday(after: date, weekday: int) -> date:
    """The first such weekday strictly after a day."""
    return after + timedelta((weekday - after.weekday() - 1) % 7 + 1)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where the month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def read_ordinal(said: Sequence[str], i: int) -> tuple[int, int] | None:
    """A day of the month as an ordinal: "25th", "twenty-fifth"; (day, token after)."""
    word = _at(said, i)
    figure = ordinal_figure(word)
    if figure is not None:
        return (figure, i + 1) if 1 <= figure <= 31 else None
    if word in w.TENS:
        unit = w.ORDINALS.get(_at(said, i + 1), 0)
        day = w.TENS[word] + unit
        return (day, i + 2) if 1 <= unit <= 9 and day <= 31 else None
    if word in w.ORDINALS:
        return w.ORDINALS[word], i + 1
    return None


def read_day_number(said: Sequence[str], i: int) -> tuple[int, int] | None:
    """A day of the month as an ordinal or a cardinal, with or without "the"."""
    at = i + 1 if _at(said, i) == "the" else i
    ordinal = read_ordinal(said, at)
    if ordinal is not None:
        return ordinal
    number = read_number(said, at, juxtapose=False)
    if number is None or number.value not in _MONTH_DAYS or _at(said, at) in {"a", "an"}:
        return None
    return int(number.value), number.end


def roll_day(day: int, today: date, weekday: int | None = None) -> date | None:
    """The next time the month has this day, on the weekday if one is given."""
    for months in range(13):
        first = add_months(today.replace(day=1), months)
        candidate = _made(first.year, first.month, day)
        if candidate is None or candidate < today:
            continue
        if weekday is None or candidate.weekday() == weekday:
            return candidate
        if months > 1:
            break
    return None


def roll_month_day(month: int, day: int, today: date) -> date | None:
    """The next such date from today on; 29 February waits for its year."""
    for year in range(today.year, today.year + 9):
        candidate = _made(year, month, day)
        if candidate is not None and candidate >= today:
            return candidate
    return None


def _read_at_once(said: Sequence[str], i: int, today: date) -> NamedDay | None:
    for phrase in _AT_ONCE:
        counted = _at(said, i - 1) == "from" and _at(said, i - 2) in w.PERIOD_UNITS
        by_the_way = phrase == ("now",) and _at(said, i + 1) in _TALKED_ABOUT
        if tuple(said[i : i + len(phrase)]) == phrase and not counted and not by_the_way:
            return NamedDay(i, i + len(phrase), today)
    at = i + 1 if _at(said, i) == "the" else i
    if list(said[at : at + 3]) == ["day", "after", "tomorrow"]:
        return NamedDay(i, at + 3, today + timedelta(2))
    if list(said[at : at + 2]) == ["next", "day"] and _at(said, i - 1) != "every":
        return NamedDay(i, at + 2, today + timedelta(1))
    if _at(said, i) == "tomorrow":
        return NamedDay(i, i + 1, today + timedelta(1))
    return None


def _read_offset(said: Sequence[str], i: int, today: date) -> NamedDay | None:
    """Reads "in two weeks", "a week from Monday", "three days from now"."""
    if _at(said, i) == "in":
        span = read_span(said, i + 1)
        if span is None or said[i + 1] == "the":
            return None
        end = span.end + (_at(said, span.end) == "time")
        return NamedDay(i, end, _moved(today, span.amount, span.unit))
    span = read_span(said, i)
    if span is None or span.unit is DurationUnit.HOUR or said[i] in {"the", "all"}:
        return None
    link = _at(said, span.end)
    if link not in {"from", "after", "on"} or _at(said, i - 1) == "for":
        return None
    at = span.end + 1
    if _at(said, at) in {"now", "today", "here"}:
        return NamedDay(i, at + 1, _moved(today, span.amount, span.unit))
    base = read_day(said, at, today)
    if base is None or (link == "on" and span.unit is not DurationUnit.WEEK):
        return None
    return NamedDay(i, base.end, _moved(base.day, span.amount, span.unit))


def _moved(day: date, amount: Decimal, unit: DurationUnit) -> date:
    if unit is DurationUnit.MONTH:
        whole = int(amount)
        rest = round((amount - whole) * 30)
        return add_months(day, min(whole, 120)) + timedelta(rest)
    if unit is DurationUnit.YEAR:
        return add_months(day, min(round(amount * 12), 120))
    return day + timedelta(min(int(amount * DAYS_OF[unit]), 3_650))


def _read_week_or_month(said: Sequence[str], i: int, today: date) -> NamedDay | None:
    """Reads "next week", "next weekend", "end of the month", "first of next month"."""
    at = i + 1 if _at(said, i) == "the" else i
    word, then = _at(said, at), _at(said, at + 1)
    monday = today + timedelta(7 - today.weekday())
    if word == "next" and then == "week":
        inner = at + 3 if _at(said, at + 2) == "on" else at + 2
        if _at(said, inner) in w.WEEKDAYS:
            return NamedDay(i, inner + 1, monday + timedelta(w.WEEKDAYS[said[inner]]))
        return NamedDay(i, at + 2, monday)
    if word == "next" and then in _WEEKEND:
        return NamedDay(i, at + 2, monday + timedelta(5), weekend=True)
    if word == "next" and then == "month":
        on = at + 2 + (_at(said, at + 2) == "on")
        day = read_ordinal(said, on + 1) if _at(said, on) == "the" else None
        first = add_months(today.replace(day=1), 1)
        made = _made(first.year, first.month, day[0]) if day else None
        if day and made:
            return NamedDay(i, day[1], made)
        return NamedDay(i, at + 2, add_months(today.replace(day=1), 1))
    if word in {"this", "coming"} and then in _WEEKEND:
        return NamedDay(i, at + 2, _saturday(today), weekend=True)
    if word in _WEEKEND and at == i + 1:
        return NamedDay(i, at + 1, _saturday(today), weekend=True)
    if word == "last" and then == "day" and _at(said, at + 2) == "of":
        return _read_end_of(said, i, at + 3, today)
    if word == "end" and then == "of":
        return _read_end_of(said, i, at + 2, today)
    if word in _START_WORDS and then == "of":
        return _read_start_of(said, i, at + 2, today)
    return None


def _read_end_of(said: Sequence[str], i: int, at: int, today: date) -> NamedDay | None:
    which, unit = _at(said, at), _at(said, at + 1)
    if which not in {"the", "this", "next"}:
        month = w.MONTHS.get(which)
        last = _last_of(roll_month_day(month, 28, today)) if month else None
        return NamedDay(i, at + 1, last) if last else None
    if unit == "week":
        friday = today + timedelta((4 - today.weekday()) % 7)
        if which == "next":
            friday = today + timedelta(11 - today.weekday())
        return NamedDay(i, at + 2, friday)
    if unit == "month":
        last = _last_of(add_months(today, 1 if which == "next" else 0))
        return NamedDay(i, at + 2, last) if last else None
    return None


def _read_start_of(said: Sequence[str], i: int, at: int, today: date) -> NamedDay | None:
    if _at(said, at) == "next" and _at(said, at + 1) == "week":
        return NamedDay(i, at + 2, today + timedelta(7 - today.weekday()))
    if _at(said, at) == "next" and _at(said, at + 1) == "month":
        return NamedDay(i, at + 2, add_months(today.replace(day=1), 1))
    if _at(said, at) == "the" and _at(said, at + 1) == "month":
        first = roll_day(1, today)
        return NamedDay(i, at + 2, first) if first else None
    if _at(said, at) in w.MONTHS:
        first = roll_month_day(w.MONTHS[said[at]], 1, today)
        return NamedDay(i, at + 1, first) if first else None
    return None


def _read_weekday(said: Sequence[str], i: int, today: date) -> NamedDay | None:
    """A weekday with what narrows it: "next Tuesday", "Monday the 23rd", "Friday next week"."""
    the = _at(said, i) == "the" and _at(said, i + 1) in {"next", "coming", "following"}
    lead = _at(said, i + the)
    at = i + the + 1 if lead in {"next", "this", "coming", "following"} else i
    word = _at(said, at)
    weekday = w.WEEKDAYS.get(word)
    if weekday is None or (word in _SHORT_NAMES and at == i and len(said) > 2):
        return None
    monday = today + timedelta(7 - today.weekday())
    after = at + 1
    if list(said[after : after + 2]) == ["after", "next"]:
        return NamedDay(i, after + 2, monday + timedelta(weekday + 7))
    if lead == "next":
        return NamedDay(i, after, monday + timedelta(weekday))
    if lead == "this":
        return NamedDay(i, after, today + timedelta((weekday - today.weekday()) % 7))
    inner = after + (_at(said, after) == "of")
    if list(said[inner : inner + 2]) == ["next", "week"]:
        return NamedDay(i, inner + 2, monday + timedelta(weekday))
    inner = after + (_at(said, after) in {",", "on"})
    dated = _read_month_day(said, inner, today)
    if dated is not None:
        agrees = dated.day.weekday() == weekday
        return NamedDay(i, dated.end, dated.day, agrees=agrees)
    if _at(said, inner) == "the" and (day := read_ordinal(said, inner + 1)):
        rolled = roll_day(day[0], today, weekday)
        named = rolled or roll_day(day[0], today)
        return NamedDay(i, day[1], named, agrees=rolled is not None) if named else None
    return NamedDay(i, after, next_weekday(today, weekday))


def _read_month_day(said: Sequence[str], i: int, today: date) -> NamedDay | None:
    """Reads "November 25th", "the twenty-fifth of November", "25 November 2026"."""
    if _at(said, i) in w.MONTHS:
        at = i + 1 + (_at(said, i + 1) == ".")
        day = read_day_number(said, at)
        return _dated(said, i, w.MONTHS[said[i]], *day, today) if day else None
    day = read_day_number(said, i)
    if day is None:
        return None
    at = day[1] + (_at(said, day[1]) == "of")
    if _at(said, at) in w.MONTHS and (at > day[1] or said[at] not in {"may", "march"}):
        return _dated(said, i, w.MONTHS[said[at]], day[0], at + 1, today)
    if at > day[1] and list(said[at : at + 2]) == ["next", "month"]:
        first = add_months(today.replace(day=1), 1)
        made = _made(first.year, first.month, day[0])
        return NamedDay(i, at + 2, made) if made else None
    if at > day[1] and list(said[at : at + 2]) in (["the", "month"], ["this", "month"]):
        rolled = roll_day(day[0], today)
        return NamedDay(i, at + 2, rolled) if rolled else None
    return None


def _dated(
    said: Sequence[str], i: int, month: int, day: int, end: int, today: date
) -> NamedDay | None:
    at = end + (_at(said, end) in {",", "."})
    year = read_number(said, at)
    if year is not None and year.value in _YEARS:
        made = _made(int(year.value), month, day)
        return NamedDay(i, year.end, made) if made else None
    rolled = roll_month_day(month, day, today)
    return NamedDay(i, end, rolled) if rolled else None


def _read_figures(said: Sequence[str], i: int, today: date) -> NamedDay | None:
    """Reads "11/25", "11/25/26", "11/25/2026": month first, as it is written in the US."""
    if not (is_figure(_at(said, i)) and _at(said, i + 1) == "/" and is_figure(_at(said, i + 2))):
        return None
    if _at(said, i - 1) == "/" or "." in said[i] + said[i + 2]:
        return None
    month, day = int(said[i]), int(said[i + 2])
    if not (1 <= month <= 12 and 1 <= day <= 31) or (month, day) == (1, 2):
        return None
    if _at(said, i + 3) == "/" and is_figure(_at(said, i + 4)) and "." not in said[i + 4]:
        year = int(said[i + 4])
        made = _made(year + 2000 if year < 100 else year, month, day)
        return NamedDay(i, i + 5, made) if made else None
    rolled = roll_month_day(month, day, today)
    return NamedDay(i, i + 3, rolled) if rolled else None


def _read_bare_day(said: Sequence[str], i: int, today: date) -> NamedDay | None:
    """Reads "the twenty-fifth", "25th": a day of the month by itself."""
    the = _at(said, i) == "the"
    at = i + 1 if the else i
    ordinal = read_ordinal(said, at)
    if ordinal is None:
        return None
    day, end = ordinal
    of_month = _at(said, end) == "of" and _at(said, end + 1) in w.MONTHS
    if of_month or _at(said, i - 1) in w.MONTHS:
        return None
    figure = ordinal_figure(said[at]) is not None
    follows = _at(said, end) in _DAY_FOLLOWERS
    alone = the and day > _LAST_PLACE and _at(said, end) in _CLAUSE_ENDS
    alone = alone and _at(said, i - 1) not in _NOT_THAT_DAY
    leads = alone or _at(said, i - 1) in _DAY_LEADS
    if not follows or not (figure or (leads and (the or end == len(said)))):
        return None
    rolled = roll_day(day, today)
    return NamedDay(i, end, rolled) if rolled else None


def _saturday(today: date) -> date:
    """The Saturday of this weekend; Sunday itself on a Sunday."""
    return today if today.weekday() == 6 else today + timedelta(5 - today.weekday())


def _last_of(day: date | None) -> date | None:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if day else None


def _made(year: int, month: int, day: int) -> date | None:
    if year not in range(1900, 2400) or day > calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _at(said: Sequence[str], i: int) -> str:
    return said[i] if 0 <= i < len(said) else ""


_MONTH_DAYS: Final = frozenset(Decimal(n) for n in range(1, 32))
_READERS: Final[tuple[Callable[[Sequence[str], int, date], NamedDay | None], ...]] = (
    _read_at_once, _read_figures, _read_week_or_month, _read_weekday, _read_month_day,
    _read_offset, _read_bare_day,
)  # fmt: skip
