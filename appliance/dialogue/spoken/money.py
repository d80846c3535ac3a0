"""Amounts of money as callers say them, and as the agent says them.

An amount is what was said, never what would be plausible: whether "two" can be a day rate is
for the caller of these functions to judge. Percentages, sizes, counts and times are no amounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.numbers import (
    Found,
    find_numbers,
    is_measure,
    is_pronoun_one,
    number_to_words,
)
from appliance.dialogue.spoken.tokens import is_figure, tokens

CENT: Final = Decimal("0.01")
WEEK_DAYS: Final = 7
MONTH_DAYS: Final = 28
"""Rates are for a day, 7 days and 28 days."""
LARGEST: Final = Decimal(100_000_000)

_WHOLE: Final = w.word_set(
    "whole entire lot job rental weekend period duration all total everything"
)
_RATE_WORDS: Final = frozenset({"daily", "weekly", "monthly"})
_TOTAL_PHRASES: Final = (
    ("the", "whole"), ("for", "all"), ("for", "everything"), ("for", "it", "all"),
    ("all", "in"), ("all", "together"), ("in", "total"), ("in", "all"), ("the", "lot"),
    ("the", "entire"), ("lump", "sum"), ("flat",), ("total",), ("altogether",), ("overall",),
)  # fmt: skip


class Basis(StrEnum):
    """What an amount was offered for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TOTAL = "total"


def parse_money(text: str, near: Decimal | None = None) -> Decimal | None:
    """The first amount said, or None. An amount with a currency goes before one without.

    "2.50" in figures is 250, as a transcriber writes "two fifty". Where an amount can be read in
    several ways, the one nearest to `near` (what is being talked about) is taken.
    """
    said = tokens(text)
    found = _first_amount(said)
    return _nearest(said, found, near) if found else None


def parse_day_rate(text: str, period_days: int, near: Decimal | None = None) -> Decimal | None:
    """The amount said as a rate a day, rounded to the cent, or None.

    "1500 a week" is divided by 7, a month by 28, "1500 total" and "for the whole thing" by
    `period_days`. Without a basis the amount is taken as a day rate. `near` is the day rate
    under discussion, as for `parse_money`. Raises ValueError when `period_days` is below one.
    """
    if period_days < 1:
        raise ValueError(f"A period of {period_days} days has no day rate.")
    said = tokens(text)
    found = _first_amount(said)
    if found is None:
        return None
    basis, days = _basis(said, found)
    divisor = {
        Basis.DAY: 1,
        Basis.WEEK: WEEK_DAYS,
        Basis.MONTH: MONTH_DAYS,
        Basis.TOTAL: days or period_days,
    }[basis]
    amount = _nearest(said, found, None if near is None else near * divisor)
    return (amount / divisor).quantize(CENT, ROUND_HALF_UP)


def say_money(amount: Decimal) -> str:
    """An amount in words: "one thousand two hundred thirty-four dollars and fifty cents"."""
    cents = int((abs(amount) / CENT).quantize(Decimal(1), ROUND_HALF_UP))
    whole, rest = divmod(cents, 100)
    parts = []
    if whole or not rest:
        parts.append(f"{number_to_words(whole)} {'dollar' if whole == 1 else 'dollars'}")
    if rest:
        parts.append(f"{number_to_words(rest)} {'cent' if rest == 1 else 'cents'}")
    return ("minus " if amount < 0 and cents else "") + " and ".join(parts)


def _nearest(said: Sequence[str], found: Found, near: Decimal | None) -> Decimal:
    """The reading of an amount that is nearest to another amount in proportion."""
    ways = _ways(said, found)
    if near is None or near <= 0 or len(ways) == 1:
        return ways[0]
    return min(ways, key=lambda way: max(way / near, near / way) if way > 0 else LARGEST)


def _ways(said: Sequence[str], found: Found) -> list[Decimal]:
    """How an amount can be read, likeliest first: "2.50" as 250, "to 25" as 225."""
    value, first = found.value, said[found.start]
    if found.end - found.start > 1 or not is_figure(first):
        shorthand = 1000 <= value < 10_000 and value % 100 and "thousand" not in said
        return [value, value / 100] if shorthand else [value]
    whole, _, cents = first.partition(".")
    if len(cents) == 2 and cents >= "10" and 1 <= value < 100:
        both = [value * 100, value]
        return both if len(whole) == 1 else both[::-1]
    before = w.HUNDREDS_HOMOPHONES.get(_at(said, found.start - 1))
    if before and 10 <= value < 100 and not cents:
        return [value, before + value]
    return [value]


def _first_amount(said: Sequence[str]) -> Found | None:
    amounts = list(_amounts(said))
    marked = [found for found in amounts if _has_currency(said, found)]
    return next(iter(marked or amounts), None)


def _amounts(said: Sequence[str]) -> Iterator[Found]:
    found_numbers = list(find_numbers(said))
    skip_before = 0
    for found in found_numbers:
        if found.start < skip_before or found.value >= LARGEST or _is_other(said, found):
            continue
        if _at(said, found.start - 1) == "not":
            continue
        if _at(said, found.start - 1) == "buck" and found.value < 100:
            yield Found(found.start, found.end, found.value + 100)
            continue
        if _at(said, found.end) in w.CENTS:
            yield Found(found.start, found.end + 1, found.value / 100)
            continue
        cents = _cents_after(said, found, found_numbers)
        if cents is not None:
            skip_before = cents.end
            yield Found(found.start, cents.end + 1, found.value + cents.value / 100)
        else:
            yield found


def _cents_after(said: Sequence[str], dollars: Found, numbers: Sequence[Found]) -> Found | None:
    at = dollars.end
    while _at(said, at) in w.CURRENCY or _at(said, at) == "and":
        at += 1
    for found in numbers:
        if found.start == at and found.value < 100 and _at(said, found.end) in w.CENTS:
            return found
    return None


def _is_other(said: Sequence[str], found: Found) -> bool:
    """True for a number that is no amount: a count, a span, a size, a share, "that one"."""
    if is_pronoun_one(said, found) or _has_currency(said, found):
        return is_pronoun_one(said, found)
    after, then = _at(said, found.end), _at(said, found.end + 1)
    return (
        is_measure(said, found)
        or after in w.PERIOD_UNITS.keys() - _RATE_WORDS
        or (after == "of" and then in {"them", "those", "these", "the", "your"})
        or after in {"units", "machines", "lifts", "pieces", "people", "guys", "men"}
    )


def _has_currency(said: Sequence[str], found: Found) -> bool:
    return (
        _at(said, found.start - 1) == "$"
        or _at(said, found.end) in w.CURRENCY
        or _at(said, found.end) in w.CENTS
        or said[found.end - 1] in {"grand", "k"} | w.CENTS
    )


def _basis(said: Sequence[str], found: Found) -> tuple[Basis, int | None]:
    """What the amount is for, and the days named where it is a total for some days."""
    rest = list(said[found.end :])
    while rest and (rest[0] in w.CURRENCY or rest[0] in {"each", "even", "flat", "for"}):
        if rest[0] == "flat":
            return Basis.TOTAL, None
        if rest[0] == "for":
            return _after_for(rest[1:])
        rest = rest[1:]
    if rest and rest[0] in _RATE_WORDS:
        return Basis(w.PERIOD_UNITS[rest[0]]), None
    if len(rest) > 1 and rest[0] in {"a", "per", "each", "every", "/", "an", "the"}:
        unit = w.PERIOD_UNITS.get(rest[1])
        if unit in {"day", "week", "month"}:
            return Basis(unit), None
    everything = list(said)
    if any(_contains(everything, phrase) for phrase in _TOTAL_PHRASES):
        return Basis.TOTAL, None
    for unit in ("day", "week", "month"):
        if any(_contains(everything, (per, unit)) for per in ("a", "per", "each", "every")):
            return Basis(unit), None
    return Basis.DAY, None


def _after_for(rest: list[str]) -> tuple[Basis, int | None]:
    """Basis of "… for the week", "… for three days", "… for the whole thing"."""
    if rest[:1] == ["each"]:
        return Basis.DAY, None
    for found in find_numbers(rest, juxtapose=False):
        unit = w.PERIOD_UNITS.get(_at(rest, found.end))
        days = {"day": 1, "week": WEEK_DAYS, "month": MONTH_DAYS}.get(unit or "")
        if found.start == int(rest[:1] == ["the"]) and days and found.value >= 1:
            return Basis.TOTAL, max(1, round(found.value * days))
    if rest[:2] in (["a", "day"], ["one", "day"], ["the", "day"], ["each", "day"]):
        return Basis.DAY, None
    if rest[:2] in (["a", "week"], ["the", "week"]):
        return Basis.WEEK, None
    if rest[:2] in (["a", "month"], ["the", "month"]):
        return Basis.MONTH, None
    if rest[:1] in (["everything"], ["all"]) or _WHOLE & set(rest[:3]):
        return Basis.TOTAL, None
    return Basis.DAY, None


def _contains(said: list[str], phrase: tuple[str, ...]) -> bool:
    n = len(phrase)
    return any(tuple(said[i : i + n]) == phrase for i in range(len(said) - n + 1))


def _at(said: Sequence[str], i: int) -> str:
    return said[i] if 0 <= i < len(said) else ""
