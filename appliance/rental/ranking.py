"""How well a class answers to free words: by its names, aliases, make, category and uses.

Words weigh by how few classes share them, so `scissor` counts for more than `lift`. A scorer for
meaning may be given besides: a class that is named stands as it is, of the others meaning tells
more than shared words ("pool" and "yard" are in many a job).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz, process

from appliance.domain.catalogue import EquipmentClass

Meaning = Callable[[str, Sequence[EquipmentClass]], Mapping[str, float]]
"""Scores from 0 to 1 by class id for what the words mean. It may take some milliseconds and is
asked before the records are entered."""

RELEVANT = 0.34
"""A class that scores less has nothing to do with the words."""
NEAR_BEST = 0.7
"""Nor has one that scores less than this share of the best."""
_NAMED = 0.85
"""A class that scores so by its words is named, whatever they mean."""
_WORDS_ALONE = 0.7
_MEANING_SHARE = 0.6
"""Shares of the words where they mean something else, and of the meaning where both are weighed:
of 106 jobs in callers' words these offered the right class first most often."""
_ALMOST = 84.0
_FUZZY_SHARE = 0.8
_USE_SHARE = 0.85
_SHORT = 3
"""Words of at most so many letters have no near likeness."""

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


_Fields = tuple[tuple[float, frozenset[str]], ...]


class Vocabulary:
    """The words of the yard's classes, indexed once for any number of searches."""

    def __init__(self, classes: Sequence[EquipmentClass]) -> None:
        self.classes = tuple(classes)
        fields = [_fields(one) for one in self.classes]
        held = Counter(word for one in fields for word in frozenset().union(*(w for _, w in one)))
        total = len(fields)
        self._weight = {word: math.log((total + 1) / (n + 0.5)) for word, n in held.items()}
        self._unknown = math.log((total + 1) / 0.5)
        self._words = tuple(held)
        self._shares: dict[str, dict[int, float]] = {}
        """By word, the best share that any field of a class (by its place) gives it."""
        for place, one in enumerate(fields):
            for share, words in one:
                for word in words:
                    known = self._shares.setdefault(word, {})
                    known[place] = max(share, known.get(place, 0.0))
        self._phrases = tuple(
            (place, share, phrase)
            for place, one in enumerate(self.classes)
            for share, phrase in _phrases(one)
        )
        self._texts = tuple(phrase for _, _, phrase in self._phrases)

    def rank(self, text: str, meanings: Mapping[str, float] | None = None) -> dict[str, float]:
        """Scores from 0 to 1 by class id; every class has one. A class without a meaning is judged
        by its words."""
        asked = words_of(text)
        scores = self._by_words(asked) if asked else [0.0] * len(self.classes)
        found = {one.id: score for one, score in zip(self.classes, scores, strict=True)}
        for class_id, score in (meanings or {}).items():
            if class_id in found:
                found[class_id] = _weighed(found[class_id], score)
        return found

    def _by_words(self, asked: tuple[str, ...]) -> list[float]:
        got = [0.0] * len(self.classes)
        whole = [0.0] * len(self.classes)
        for word in asked:
            value = max(0.1, self._weight.get(word, self._unknown))
            # A word that a class does not know tells little: people say more than the yard's
            # vocabulary.
            missed = min(value, 1.0)
            matches = self._matches(word)
            for place in range(len(whole)):
                match = matches.get(place)
                whole[place] += value if match else missed
                if match:
                    got[place] += value * match
        nearness = self._nearness(" ".join(asked))
        return [
            min(1.0, 0.8 * (have / of if of else 0.0) + 0.2 * near)
            for have, of, near in zip(got, whole, nearness, strict=True)
        ]

    def _matches(self, word: str) -> dict[int, float]:
        """By class the best share of any field: whole for the word itself, less for one nearly
        like it."""
        best = dict(self._shares.get(word, {}))
        if len(word) <= _SHORT:
            return best
        near = process.extract_iter(word, self._words, scorer=fuzz.ratio, score_cutoff=_ALMOST)
        for other, _, _ in near:
            for place, share in self._shares[other].items():
                best[place] = max(best.get(place, 0.0), share * _FUZZY_SHARE)
        return best

    def _nearness(self, said: str) -> list[float]:
        """How nearly the words are one of a class's names, or a little less one of its uses."""
        best = [0.0] * len(self.classes)
        for _, score, at in process.extract_iter(said, self._texts, scorer=fuzz.token_sort_ratio):
            place, share, _ = self._phrases[at]
            best[place] = max(best[place], share * score / 100)
        return best


def _weighed(words: float, meaning: float) -> float:
    if words > _NAMED:
        return words
    both = (1 - _MEANING_SHARE) * words + _MEANING_SHARE * meaning
    return max(_WORDS_ALONE * words, both)


def _fields(one: EquipmentClass) -> _Fields:
    named = " ".join((one.name, *one.unmarked_aliases, one.make, one.model))
    return (
        (1.0, frozenset(words_of(named))),
        (_USE_SHARE, frozenset(words_of(" ".join(one.uses)))),
        (0.7, frozenset(words_of(one.category))),
        (0.5, frozenset(words_of(one.description))),
    )


def _phrases(one: EquipmentClass) -> tuple[tuple[float, str], ...]:
    names = (one.name, *one.unmarked_aliases, f"{one.make} {one.model}".strip())
    said = [(1.0, name) for name in names if name] + [(_USE_SHARE, use) for use in one.uses]
    return tuple((share, " ".join(words_of(phrase))) for share, phrase in said)
