"""Names and item names as a transcriber mishears them, matched by sound and spelling.

Scores are 0 to 100. A name is given only when it is near enough and clearly nearer than the
next; two people who sound alike are for the caller to tell apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import jellyfish
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.numbers import number_to_words

ACCEPT: Final = 82.0
MARGIN: Final = 6.0
FIRST_NAME_SCORE: Final = 88.0
"""Most that a first or last name alone can score."""

_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+", re.IGNORECASE)
_LEADS: Final = w.word_set(
    """the a an my our his her operator operators operator's is are will be it's it that's name
    names called driver driving running run by uh um yes yeah would going to be i'm i me myself
    this for and with need needs want wants rent rental get some one please can could you do have
    looking like take mister mr mrs ms miss doctor dr of those these let's we i'd i'll we'll"""
)
_MOST_TEXTS: Final = 12
_MOST_WORDS: Final = 24
_LONGEST_WINDOW: Final = 5
_PHONETIC_SHARE: Final = 0.97
_FLOOR: Final = 45.0
_SAID: Final = 90.0
_SURE_PART: Final = 88.0
_SURE_JOINED: Final = 93.0
_PART_COST: Final = 12.0
_SHORT_SOUND: Final = 2


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The name that was meant, None unless it is near and stands out; `best` is the nearest."""

    name: str | None
    score: float
    best: str | None = None
    runner_up: float = 0.0
    sure: bool = False
    """Each part heard is near its part of the name: "Maria Gomez" is not surely Maria Lopez."""


def match_name(heard: Sequence[str], names: Sequence[str]) -> NameMatch:
    """The one of `names` that N-best transcripts mean, nicknames and first names included."""
    scores = {name: _name_score(heard, name) for name in names}
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked:
        return NameMatch(None, 0.0)
    best, score = ranked[0]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    certain = score >= ACCEPT and score - runner_up >= MARGIN
    sure = certain and any(_is_sure(text, best) for text in heard[:_MOST_TEXTS])
    return NameMatch(best if certain else None, round(score, 1), best, round(runner_up, 1), sure)


def _is_sure(text: str, name: str) -> bool:
    wanted = [w.NICKNAMES.get(word, word) for word in _words(name)]
    said = [w.NICKNAMES.get(word, word) for word in _words(text)][:_MOST_WORDS]
    said = [word for word in said if word not in _LEADS] or said
    if len(said) == 1:
        return max(_alike(said[0], part) for part in wanted) >= _SURE_PART
    runs = [said[at : at + len(wanted)] for at in range(len(said) - len(wanted) + 1)]
    return (
        any(
            min(_alike(a, b) for a, b in zip(run, wanted, strict=True)) >= _SURE_PART
            for run in runs
        )
        or _alike("".join(said), "".join(wanted)) >= _SURE_JOINED
    )


def match_phrase(
    heard: str | Sequence[str], phrases: Mapping[str, Sequence[str]]
) -> list[tuple[str, float]]:
    """Keys by how well one of their phrases was said, best first: ("skid_steer", 93.5).

    100 is a phrase word for word, anywhere in the utterance; a longer phrase goes before a
    shorter one that is part of it. What scores under 45 is left out.
    """
    texts = [heard] if isinstance(heard, str) else list(heard)[:_MOST_TEXTS]
    known = tuple((key, phrase) for key, group in phrases.items() for phrase in group if phrase)
    index = _index(known)
    best: dict[str, float] = {}
    for rank, text in enumerate(texts):
        for n, score in _phrase_scores(text, index):
            key = known[n][0]
            score -= min(rank, 5)
            if score > best.get(key, _FLOOR):
                best[key] = score
    return sorted(((k, round(s, 1)) for k, s in best.items()), key=lambda item: -item[1])


@dataclass(frozen=True, slots=True)
class _Index:
    flat: tuple[str, ...]
    sound: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=32)
def _index(known: tuple[tuple[str, str], ...]) -> _Index:
    words = tuple(tuple(_words(phrase)) for _, phrase in known)
    return _Index(
        tuple("".join(group) for group in words),
        tuple(_sound("".join(group)) for group in words),
        words,
    )


def _phrase_scores(text: str, index: _Index) -> Iterable[tuple[int, float]]:
    said = _words(text)[:_MOST_WORDS]
    trimmed = [word for word in said if word not in _LEADS] or said
    scores: dict[int, float] = {}
    whole = "".join(trimmed)
    for window in _windows(trimmed):
        flat = "".join(window)
        covers = 0.9 + 0.1 * min(1.0, len(flat) / max(1, len(whole)))
        _collect(scores, flat, index.flat, 1.0, covers)
        _collect(scores, _sound(flat), index.sound, _PHONETIC_SHARE, covers)
    checked = {n: _checked(score, index.words[n], trimmed) for n, score in scores.items()}
    return [(n, score - _PART_COST * _is_part(n, checked, index)) for n, score in checked.items()]


def _is_part(n: int, scores: Mapping[int, float], index: _Index) -> bool:
    """True for "excavator" where "mini excavator" was said as well as known."""
    mine = index.words[n]
    return any(
        score >= scores[n] - 1
        and len(index.words[m]) > len(mine)
        and set(mine) < set(index.words[m])
        for m, score in scores.items()
        if score >= _SAID
    )


def _collect(
    scores: dict[int, float], flat: str, choices: Sequence[str], share: float, covers: float
) -> None:
    if len(flat) < 2:
        return
    found = process.extract(flat, choices, scorer=fuzz.ratio, score_cutoff=55, limit=12)
    for _, ratio, n in found:
        score = (
            ratio * share * (covers if ratio < 99.9 or share < 1 else 0.97 + 0.3 * (covers - 0.9))
        )
        if score > scores.get(n, 0.0):
            scores[n] = score


def _checked(score: float, phrase: Sequence[str], said: Sequence[str]) -> float:
    """Lower a score where both name a number and not the same: 19 and 26 foot are no match."""
    mine = {word for word in phrase if word.isdigit()}
    theirs = {word for word in said if word.isdigit()}
    return score * 0.8 if mine and theirs and not mine & theirs else score


def _windows(said: Sequence[str]) -> Iterable[tuple[str, ...]]:
    for size in range(1, min(_LONGEST_WINDOW, len(said)) + 1):
        for start in range(len(said) - size + 1):
            yield tuple(said[start : start + size])
    if len(said) > _LONGEST_WINDOW:
        yield tuple(said)


@lru_cache(maxsize=8192)
def _sound(word: str) -> str:
    """How a word sounds: its metaphone, digits kept as words."""
    if word.isdigit():
        word = number_to_words(int(word)) if len(word) < 7 else word
    return str(jellyfish.metaphone(word)).replace(" ", "")


def _name_score(heard: Sequence[str], name: str) -> float:
    wanted = [w.NICKNAMES.get(word, word) for word in _words(name)]
    best = 0.0
    for rank, text in enumerate(heard[:_MOST_TEXTS]):
        said = [w.NICKNAMES.get(word, word) for word in _words(text)][:_MOST_WORDS]
        said = [word for word in said if word not in _LEADS] or said
        best = max(best, _aligned(said, wanted) - min(rank, 5))
    return best


def _aligned(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Best score of a name's words against consecutive words heard, or run together."""
    if not said or not wanted:
        return 0.0
    size = len(wanted)
    best = 0.0
    for start in range(len(said) - size + 1):
        pairs = [_alike(a, b) for a, b in zip(said[start : start + size], wanted, strict=True)]
        best = max(best, 0.7 * sum(pairs) / size + 0.3 * min(pairs))
    joined = "".join(wanted)
    for width in range(1, min(size + 2, len(said)) + 1):
        for start in range(len(said) - width + 1):
            best = max(best, 0.98 * _alike("".join(said[start : start + width]), joined))
    if size > 1:
        singles = [_alike(a, b) for a in said for b in (wanted[0], wanted[-1])]
        best = max(best, min(FIRST_NAME_SCORE, 0.9 * max(singles)))
    return best


@lru_cache(maxsize=16_384)
def _alike(a: str, b: str) -> float:
    """0 to 100 by spelling or by sound, whichever is nearer."""
    if a == b:
        return 100.0
    spelled = 100 * JaroWinkler.similarity(a, b)
    one, other = _sound(a), _sound(b)
    if not one or not other:
        return 0.9 * spelled
    same = 96.0 if len(one) > _SHORT_SOUND else 85.0
    sounded = same if one == other else 92 * JaroWinkler.similarity(one, other)
    return max(
        0.6 * spelled + 0.4 * sounded, 0.9 * sounded + 0.1 * spelled if one == other else 0.0
    )


def _words(text: str) -> list[str]:
    found = [word.lower().replace("'s", "s").replace("'", "") for word in _WORD.findall(text)]
    return [_SPELLED.get(word, word) for word in found]


_SPELLED: Final = {number_to_words(n): str(n) for n in range(1, 21)}
