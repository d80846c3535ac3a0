"""The yard's identifiers: how they are compared, how they look, and which sound alike.

Identifiers are compared by their letters and digits alone. Nothing is guessed here: a sound
distance only says how far two identifiers are apart, for somebody to read one back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SHAPE = re.compile(r"([A-Z]*)([-/ .]?)(\d{1,20})")
_SOUNDS_ALIKE = (
    "BCDEGPTVZ3",
    "AJK8H",
    "FSX6",
    "MN",
    "IY59",
    "QU2",
    "O0",
    "L4R",
    "17",
)
ALIKE_COST = 0.5
"""Of mistaking one character for another of its sound group; any other mistake costs 1."""


def bare(identifier: str) -> str:
    """Letters and digits only, in capitals."""
    return "".join(char for char in identifier.upper() if char.isalnum())


@dataclass(frozen=True, slots=True)
class Shape:
    """Fixed letters, then a number of digits; `example` is made up."""

    prefix: str
    digits: int
    example: str


_UNKNOWN_DIGITS = 6


def common_shape(identifiers: Iterable[str]) -> Shape:
    """The shape that more than half of the identifiers share.

    Where their letters differ, the prefix is empty and the commonest number of digits counts;
    without any identifier six digits are taken.
    """
    shapes: Counter[tuple[str, str, int]] = Counter()
    lengths: Counter[int] = Counter()
    seen = 0
    for identifier in identifiers:
        seen += 1
        match = _SHAPE.fullmatch(identifier.strip().upper())
        if match:
            shapes[match[1], match[2], len(match[3])] += 1
            lengths[len(match[3])] += 1
    prefix = separator = ""
    digits = lengths.most_common(1)[0][0] if lengths else _UNKNOWN_DIGITS
    if shapes:
        shape, number = shapes.most_common(1)[0]
        if number * 2 > seen:
            prefix, separator, digits = shape
    return Shape(prefix, digits, f"{prefix}{separator}{('1234567890' * 3)[:digits]}")


def sound_distance(heard: str, known: str) -> float:
    """Weighted edit distance of two identifiers: 0 when equal, 0.5 for one misheard character
    that sounds like the right one, 1 for one that does not or is missing or too many.

    Levenshtein's recurrence with weighted substitutions.
    """
    left, right = bare(heard), bare(known)
    above = [float(column) for column in range(len(right) + 1)]
    for row, one in enumerate(left, start=1):
        current = [float(row)]
        for column, other in enumerate(right, start=1):
            current.append(
                min(
                    above[column] + 1,
                    current[column - 1] + 1,
                    above[column - 1] + _substitution(one, other),
                )
            )
        above = current
    return above[-1]


def _substitution(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if any(one in group and other in group for group in _SOUNDS_ALIKE):
        return ALIKE_COST
    return 1.0


def nearest(heard: str, known: Sequence[str]) -> tuple[str, float] | None:
    """The one known identifier at most 1 away while every other is at least 1 farther, or None."""
    length = len(bare(heard))
    ranked = sorted(
        (sound_distance(heard, one), one) for one in known if abs(len(bare(one)) - length) <= 1
    )
    if not ranked or ranked[0][0] > 1:
        return None
    if len(ranked) > 1 and ranked[1][0] < ranked[0][0] + 1:
        return None
    return ranked[0][1], ranked[0][0]
