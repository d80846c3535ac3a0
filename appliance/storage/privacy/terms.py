"""The words by which a customer is known, as one pattern that finds them in any text.

Whole words only, in any case and with any spacing; telephone numbers by their last ten digits,
however they are punctuated. Words of fewer than four letters or digits are left out: they would
find everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHORTEST = 4
_NATIONAL_DIGITS = 10
_BETWEEN_DIGITS = r"[\s().+-]*"


def pattern_of(words: Iterable[str], phones: Iterable[str]) -> str:
    """An RE2 pattern, empty when there is nothing to look for."""
    found = {_of_words(word) for word in words} | {_of_phone(phone) for phone in phones}
    parts = sorted((part for part in found if part), key=lambda part: (-len(part), part))
    return f"(?i)(?:{'|'.join(parts)})" if parts else ""


def _of_words(text: str) -> str:
    pieces = text.split()
    if sum(one.isalnum() for one in text) < _SHORTEST:
        return ""
    body = r"\s+".join(_escaped(piece) for piece in pieces)
    start = r"\b" if _is_word(text.strip()[0]) else ""
    end = r"\b" if _is_word(text.strip()[-1]) else ""
    return f"{start}{body}{end}"


def _escaped(text: str) -> str:
    """RE2 knows no escaped space or letter, only escaped punctuation."""
    return "".join(one if one.isalnum() or ord(one) > 127 else "\\" + one for one in text)


def _is_word(letter: str) -> bool:
    """As RE2's `\\b` sees it: ASCII letters, digits and the underscore."""
    return re.fullmatch(r"[A-Za-z0-9_]", letter) is not None


def _of_phone(text: str) -> str:
    digits = [one for one in text if one.isdecimal()][-_NATIONAL_DIGITS:]
    if len(digits) < _SHORTEST:
        return ""
    return _BETWEEN_DIGITS.join(digits) + (r"\b" if digits else "")
