"""The yard's identifiers: how they are compared, how they look, and which one was meant.

Identifiers are compared by their letters and digits alone. Nothing is taken for granted
here: the nearest one is for reading back to the caller.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from appliance.domain.confusion import confusion_cost

_SHAPE = re.compile(r"([A-Z]*)([-/ .]?)(\d{1,20})")
CLEAR_COST = 0.5
"""At most this far by sound, a single likely mishearing, one identifier is clearly another."""
_MARGIN = 1.0
_MOST_READINGS = 5
_RANK_COST = 0.1
_NEAR_EDITS = 3
"""Four digits misheard cost 1.4 and more: too dear to count."""


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


def nearest(heard: Sequence[str], known: Sequence[str]) -> tuple[str, float] | None:
    """The one known identifier a likely mishearing away at most, with its cost, or None.

    `heard` are readings of one utterance, likeliest first: each further one is a little dearer.
    None too when another identifier is less than one whole mistake farther.
    """
    index = {bare(one): one for one in known}
    costs: dict[str, float] = {}
    for rank, reading in enumerate(heard[:_MOST_READINGS]):
        said = bare(reading)
        near = process.extract(
            said, index.keys(), scorer=Levenshtein.distance, score_cutoff=_NEAR_EDITS, limit=None
        )
        for key, _, _ in near:
            cost = round(rank * _RANK_COST + confusion_cost(said, key), 3)
            costs[index[key]] = min(costs.get(index[key], cost), cost)
    ranked = sorted((cost, one) for one, cost in costs.items())
    if not ranked or ranked[0][0] > CLEAR_COST:
        return None
    if len(ranked) > 1 and ranked[1][0] < ranked[0][0] + _MARGIN:
        return None
    return ranked[0][1], ranked[0][0]
