"""Telephone numbers as callers say them, and digit by digit as the agent reads them back.

US numbers are ten digits without the leading 1, or seven for a local one; a number said with
"plus" keeps its country code and is checked against that country's lengths. Digits that fit none
of these give None: a phone number is never completed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import phonenumbers

from appliance.dialogue.spoken.characters import Spelling, read_spelling

_LOCAL: Final = 7
_NATIONAL: Final = 10
_LONGEST: Final = 15
_LONGEST_GROUP: Final = 4
_MOST_TEXTS: Final = 12
_DIGIT_LETTERS: Final = {"O": "0", "I": "1"}
_COMMON_LENGTHS: Final = (_NATIONAL, _LOCAL)
_PLUS: Final = frozenset({"+", "plus"})
_EXTENSION: Final = re.compile(r"\b(?:extension|ext\.?|x)\s*\d+\b.*$", re.IGNORECASE)
_W_DIGIT: Final = re.compile(r"\b[Ww]\s?(\d)")


def parse_phone(texts: Sequence[str] | str) -> str | None:
    """The phone number in N-best transcripts or keyed digits, or None.

    Ten digits ("5125550134"), seven for a local number, or "+" and country code. Ten digits go
    before seven in every transcript before the next one is looked at.
    """
    several = [texts] if isinstance(texts, str) else list(texts[:_MOST_TEXTS])
    local = None
    for text in several:
        for number in _numbers(text):
            if number.startswith("+") or len(number) == _NATIONAL:
                return number
            local = local or number
    return local


def say_phone(number: str) -> str:
    """Digit by digit, grouped as it is written: "5 1 2, 5 5 5, 0 1 3 4"."""
    digits = "".join(c for c in number if c.isdigit())
    if number.lstrip().startswith("+"):
        return _say_international("+" + digits)
    if len(digits) == _NATIONAL + 1 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) == _NATIONAL:
        groups = [digits[:3], digits[3:6], digits[6:]]
    elif len(digits) == _LOCAL:
        groups = [digits[:3], digits[3:]]
    else:
        groups = _chunks(digits)
    return _say(groups)


def _numbers(text: str) -> list[str]:
    spelling = read_spelling(_W_DIGIT.sub(r"\1\1", _EXTENSION.sub("", text)))
    found: list[str] = []
    start = 0
    while start < len(spelling.pieces):
        digits, end = _run(spelling, start)
        if not digits:
            start += 1
            continue
        number = _valid(digits, plus=_has_plus(spelling, start))
        if number is not None:
            found.append(number)
        start = max(end, start + 1)
    return found


def _run(spelling: Spelling, start: int) -> tuple[str, int]:
    """The longest run of digits from a piece on, soft words only where the length needs them."""
    if spelling.is_noise(start) or not _options(spelling, start, lenient=True):
        return "", start
    firm, firm_end = _collect(spelling, start, lenient=False)
    if firm and _fits(firm):
        return firm, firm_end
    lenient, lenient_end = _collect(spelling, start, lenient=True)
    if lenient and _fits(lenient):
        return lenient, lenient_end
    return (firm, firm_end) if firm else ("", start)


def _collect(spelling: Spelling, start: int, *, lenient: bool) -> tuple[str, int]:
    digits, end, at = "", start, start
    while at < len(spelling.pieces) and len(digits) <= _LONGEST:
        options = _options(spelling, at, lenient=lenient)
        if options:
            chars, after = options[0]
            digits += chars
            end = at = after
        elif spelling.is_noise(at) and digits:
            at += 1
        else:
            break
    return digits, end


def _options(spelling: Spelling, i: int, *, lenient: bool) -> list[tuple[str, int]]:
    found = []
    for reading in sorted(spelling.readings[i], key=lambda r: r.cost):
        chars = "".join(_DIGIT_LETTERS.get(c, c) for c in reading.chars)
        if chars.isdigit() and (reading.firm or lenient):
            found.append((chars, reading.end))
    return found


def _fits(digits: str) -> bool:
    return len(digits) in _COMMON_LENGTHS or (
        len(digits) == _NATIONAL + 1 and digits.startswith("1")
    )


def _valid(digits: str, *, plus: bool) -> str | None:
    if plus and not (len(digits) == _NATIONAL + 1 and digits.startswith("1")):
        return _international(digits)
    if len(digits) == _NATIONAL + 1 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) == _NATIONAL or len(digits) == _LOCAL:
        return digits if digits[0] not in "01" else None
    return None


def _international(digits: str) -> str | None:
    try:
        parsed = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _has_plus(spelling: Spelling, start: int) -> bool:
    return start > 0 and spelling.pieces[start - 1].low in _PLUS


def _say_international(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return "plus " + _say(_chunks(number[1:]))
    country = str(parsed.country_code)
    return "plus " + _say([country, *_chunks(number[1 + len(country) :])])


def _chunks(digits: str) -> list[str]:
    groups = []
    while len(digits) > _LONGEST_GROUP:
        groups.append(digits[:3])
        digits = digits[3:]
    return [*groups, digits]


def _say(groups: Sequence[str]) -> str:
    return ", ".join(" ".join(group) for group in groups if group)
