"""Numbers, amounts, dates and identifiers out of what an agent said, by its own small grammar.

Reads the agent's careful English only (numbers in words, no slang). Shares nothing with the
parsers that the agent understands callers with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from num2words import num2words

_UNITS = {str(num2words(n)): n for n in range(20)}
_TENS = {str(num2words(n)): n for n in range(20, 100, 10)}
_SCALES = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_NUMBER_WORDS = frozenset({*_UNITS, *_TENS, *_SCALES, "hundred", "oh", "a"})
_ORDINALS = {str(num2words(n, to="ordinal")): n for n in range(1, 32)}
_MONTHS = tuple(date(2000, n, 1).strftime("%B") for n in range(1, 13))
_DAYS = tuple(date(2024, 1, n).strftime("%A") for n in range(1, 8))
_NTH = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b({'|'.join(_DAYS)}), ({'|'.join(_MONTHS)}) ({_NTH})\b(, (?:twenty|nineteen) [a-z-]+)?"
)
_SAID_WITHOUT_YEAR_DAYS = 366
_LENGTH = re.compile(r"\b([a-z-]+(?: [a-z-]+){0,3}) (day|week|month)s?\b")
_SPELLED = re.compile(r"\b[A-Z0-9](?:[ ,-]{1,2}[A-Z0-9]\b){3,}")
_WORD = re.compile(r"[a-z]+|\d[\d,]*(?:\.\d\d)?|\$")


def amounts(text: str) -> Iterator[Decimal]:
    """Every amount of money: what stands before "dollars", with the cents after it."""
    words = _WORD.findall(text.lower().replace("-", " "))
    for at, word in enumerate(words):
        if word == "$" and at + 1 < len(words) and words[at + 1][0].isdigit():
            yield Decimal(words[at + 1].replace(",", ""))
        if word not in ("dollar", "dollars"):
            continue
        whole = _number_before(words, at)
        if whole is not None:
            yield whole + _cents_after(words, at)


def _number_before(words: Sequence[str], end: int) -> Decimal | None:
    if end and words[end - 1][0].isdigit():
        return Decimal(words[end - 1].replace(",", ""))
    start = end
    while start and words[start - 1] in _NUMBER_WORDS:
        start -= 1
    run = list(words[start:end])
    while run and run[0] == "a" and (len(run) == 1 or run[1] not in {*_SCALES, "hundred"}):
        run = run[1:]
    return Decimal(number(run)) if run else None


def _cents_after(words: Sequence[str], at: int) -> Decimal:
    following = list(words[at + 1 : at + 5])
    if following[:1] != ["and"]:
        return Decimal(0)
    for mark in ("cent", "cents"):
        if mark in following:
            return Decimal(number(following[1 : following.index(mark)])) / 100
    return Decimal(0)


def number(words: Sequence[str]) -> int:
    """A cardinal: ["two", "hundred", "eighty"] is 280."""
    total = group = 0
    for word in words:
        if word == "a":
            group += 1
        elif word == "hundred":
            group = max(1, group) * 100
        elif word in _SCALES:
            total += max(1, group) * _SCALES[word]
            group = 0
        else:
            group += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return total + group


def dates(text: str, today: date) -> Iterator[tuple[str, date | None]]:
    """Every "Tuesday, March ninth": the words, and the day, None where no such day is near."""
    for found in _DATE.finditer(text):
        month, day = _MONTHS.index(found.group(2)) + 1, _ORDINALS[found.group(3)]
        candidates = (_made(year, month, day) for year in range(today.year - 10, today.year + 11))
        right = [one for one in candidates if one and _DAYS[one.weekday()] == found.group(1)]
        if not found.group(4):  # said without its year, a day is one to come
            right = [one for one in right if 0 <= (one - today).days <= _SAID_WITHOUT_YEAR_DAYS]
        yield found.group(), min(right, key=lambda one: abs(one - today), default=None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def lengths(text: str) -> Iterator[int]:
    """Every length of time, in days: "for three days" is 3, "one week" 7."""
    for found in _LENGTH.finditer(text.lower()):
        words = [word for word in re.findall(r"[a-z]+", found.group(1))]
        while words and words[0] not in _NUMBER_WORDS:
            words = words[1:]
        if words and all(word in _NUMBER_WORDS for word in words) and words != ["a"]:
            unit = {"day": 1, "week": 7, "month": 28}[found.group(2)]
            yield number(words) * unit


def counted(words: str) -> int | None:
    """A small number in words or figures, None where it is none."""
    words = words.lower().strip()
    if words.isdigit():
        return int(words)
    parts = words.replace("-", " ").split()
    return number(parts) if parts and all(part in _NUMBER_WORDS for part in parts) else None


def spelled(text: str) -> Iterator[str]:
    """Identifiers said character by character: "B L, 7 8 2, 3 4 1" is BL782341."""
    for found in _SPELLED.finditer(text):
        yield re.sub(r"[^A-Z0-9]", "", found.group())


def characters(heard: str) -> str:
    """The letters and digits in what a caller said, run together: "oh four double one" is 0411."""
    out: list[str] = []
    words = re.findall(r"[a-z]+|\d+", heard.lower().replace("-", " "))
    repeat = 1
    for at, word in enumerate(words):
        if word in ("double", "triple"):
            repeat = 2 if word == "double" else 3
            continue
        if word in _UNITS or word == "oh":
            out.append(str(_UNITS.get(word, 0)) * repeat)
        elif word in _TENS:
            unit = _UNITS.get(words[at + 1], 0) if at + 1 < len(words) else 0
            out.append(str(_TENS[word] // 10) + ("" if 0 < unit < 10 else "0"))
        elif word.isdigit():
            out.append(word * repeat)
        repeat = 1
    return "".join(out)
