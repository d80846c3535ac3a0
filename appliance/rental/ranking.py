"""How well a class answers to free words: by its names, aliases, make, category and uses.

Words weigh by how few classes share them, so `scissor` counts for more than `lift`. A scorer for
meaning may be given besides; it only ever adds.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from appliance.domain.catalogue import EquipmentClass

Meaning = Callable[[str, Sequence[EquipmentClass]], Mapping[str, float]]
"""Scores from 0 to 1 by class id for what the words mean."""

RELEVANT = 0.34
"""A class that scores less has nothing to do with the words."""
NEAR_BEST = 0.7
"""Nor has one that scores less than this share of the best."""
_MEANING_SHARE = 0.75
_ALMOST = 84.0
_FUZZY_SHARE = 0.8
_USE_SHARE = 0.85

_FILLERS = frozenset(
    re.findall(
        r"\w+",
        """
    a an and any are at but can could do for from get give got have i id if im in is it
    its just like looking me my need of on one or our out please rent rental something
    some that the them there thing this to us use want we what with would you your hire
    machine equipment big small day days week weeks month
        """,
    )
)


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words without fillers, plural endings taken off."""
    found = re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))
    return tuple(_singular(word) for word in found if word not in _FILLERS)


def _singular(word: str) -> str:
    if word.endswith("ing") and len(word) > 5:
        return _undoubled(word[:-3])
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word


def _undoubled(stem: str) -> str:
    """`digg` of `digging` back to `dig`; `fill` and `press` keep their ends."""
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return stem


def rank(
    text: str, classes: Sequence[EquipmentClass], meaning: Meaning | None = None
) -> dict[str, float]:
    """Scores from 0 to 1 by class id; every class has one."""
    asked = words_of(text)
    fields = {one.id: _fields(one) for one in classes}
    weight = _weights(fields.values())
    scores = {
        one.id: _score(asked, text, one, fields[one.id], weight) if asked else 0.0
        for one in classes
    }
    if meaning is not None and text.strip():
        for class_id, score in meaning(text, classes).items():
            if class_id in scores:
                scores[class_id] = max(scores[class_id], _MEANING_SHARE * score)
    return scores


_Fields = tuple[tuple[float, frozenset[str]], ...]


@lru_cache(maxsize=2000)
def _fields(one: EquipmentClass) -> _Fields:
    named = " ".join((one.name, *one.aliases, one.make, one.model))
    return (
        (1.0, frozenset(words_of(named))),
        (_USE_SHARE, frozenset(words_of(" ".join(one.uses)))),
        (0.7, frozenset(words_of(one.category))),
        (0.5, frozenset(words_of(one.description))),
    )


def _weights(fields: Iterable[_Fields]) -> Callable[[str], float]:
    """Inverse document frequency over the yard's own words; unknown words weigh the most."""
    held: Counter[str] = Counter()
    total = 0
    for one in fields:
        total += 1
        held.update(frozenset().union(*(words for _, words in one)))
    return lambda word: math.log((total + 1) / (held[word] + 0.5))


def _score(
    asked: tuple[str, ...],
    text: str,
    one: EquipmentClass,
    fields: _Fields,
    weight: Callable[[str], float],
) -> float:
    got = whole = 0.0
    for word in asked:
        value = max(0.1, weight(word))
        match = _match(word, fields)
        # A word that no class knows tells little: people say more than the yard's vocabulary.
        whole += value if match else min(value, 1.0)
        got += value * match
    coverage = got / whole if whole else 0.0
    return min(1.0, 0.8 * coverage + 0.2 * _phrase(text, one))


def _match(word: str, fields: _Fields) -> float:
    """The best share of any field: whole for the word itself, less for one nearly like it."""
    best = 0.0
    for share, words in fields:
        if share <= best:
            continue
        if word in words:
            best = share
        elif len(word) > 3 and any(fuzz.ratio(word, other) >= _ALMOST for other in words):
            best = max(best, share * _FUZZY_SHARE)
    return best


def _phrase(text: str, one: EquipmentClass) -> float:
    """How nearly the words are one of the class's names, or a little less one of its uses."""
    said = " ".join(words_of(text))
    return max(share * fuzz.token_sort_ratio(said, phrase) for share, phrase in _phrases(one)) / 100


@lru_cache(maxsize=2000)
def _phrases(one: EquipmentClass) -> tuple[tuple[float, str], ...]:
    names = (one.name, *one.aliases, f"{one.make} {one.model}".strip())
    said = [(1.0, name) for name in names if name] + [(_USE_SHARE, use) for use in one.uses]
    return tuple((share, " ".join(words_of(phrase))) for share, phrase in said)
