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

from appliance.dialogue.spoken.identifiers import IdentifierFormat, candidates

_LOCAL: Final = 7
_NATIONAL: Final = 10
_LONGEST_GROUP: Final = 4
_MOST_TEXTS: Final = 12
_TEN: Final = IdentifierFormat(name="phone", digits=(_NATIONAL, _NATIONAL))
_ELEVEN: Final = IdentifierFormat(name="phone", digits=(_NATIONAL + 1, _NATIONAL + 1))
_SEVEN: Final = IdentifierFormat(name="phone", digits=(_LOCAL, _LOCAL))
_ABROAD: Final = IdentifierFormat(name="phone", digits=(8, 15))
_PLUS: Final = re.compile(r"\+|\bplus\b", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"\b(?:extension|ext\.?|x)\s*\d+\b.*$", re.IGNORECASE)


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
    """Numbers in one transcript, international first, then ten digits, then seven."""
    said = _EXTENSION.sub("", text).replace(".", " ")
    found: list[str] = []
    plus = _PLUS.search(said)
    if plus is not None:
        foreign = [_international(c.value) for c in candidates([said[plus.end() :]], _ABROAD)]
        found.extend(number for number in foreign if number)
    for fmt in (_TEN, _ELEVEN, _SEVEN):
        for cand in candidates([said], fmt):
            digits = cand.value[1:] if fmt is _ELEVEN else cand.value
            if digits[0] not in "01" and (fmt is not _ELEVEN or cand.value[0] == "1"):
                found.append(digits)
    return found


def _international(digits: str) -> str | None:
    try:
        parsed = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    if parsed.country_code == 1:
        return str(parsed.national_number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


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
