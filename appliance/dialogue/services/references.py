"""A machine spoken of as one that is already there: "that carry deck", "both your light towers".

Found by its article and the names that the yard's machines go by, so that how a service is put
can be read without the machine: each becomes the one sign HAD. "A skid steer" is none, being
wished for. English (US).
"""

from __future__ import annotations

import re
from functools import lru_cache

from appliance.dialogue.spoken import words as w
from appliance.ports.facts import ItemName, Yard

HAD = "@"
"""Stands for one machine, or several, that the words point at."""
_POINTS = (
    r"(?:the|that|those|this|these|our|my|your|you guys'?s?|y'all's|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day's|tomorrow's)"
)
_BEHIND = r"(?:(?<=\breserved )|(?<=\bbooked )|(?<=\bordered )|(?<=\bscheduled ))"
"""Before a machine that was booked already, whatever its article."""
_DETERMINER = re.compile(
    rf"\b(?:(?:both|all)(?: of)?(?: {_POINTS})?(?: (?:two|three|four))?|"
    rf"(?:one|two|three|any|either|some|most|half|the rest) of {_POINTS}|{_POINTS}|"
    rf"{_BEHIND}(?:an?|one|two|three|four|five|some))(?= )",
    re.I,
)
_BARE = re.compile(r"^(?:(?:hey|hi|hello|yeah|yes|uh|um|so|well|ok|okay|listen)\W+)*", re.I)
_OF_IT = re.compile(r"'|(?: (?:is|are|has|won't|keeps?|just|quit|died|ain't|isn't|needs?)\b)", re.I)
"""What is told of a machine that begins the sentence without an article."""
_WORD = re.compile(r" ([a-z][\w-]*)", re.I)
_MOST_WORDS = 5
_BREAKS = w.word_set(
    """
    i we you he she they it that this the a an my our his her its your and or but so if to for of on
    in at by with from about over under into after before until till than like as out off is are was
    were be been do does did have has had will would can could should not who which what when where
    how need want got get own
    """
)
_ANY = w.word_set("machine equipment rental unit rig gear thing booking reservation order stuff")
"""Machines by no name of their own; right after the article alone."""
_SHORT = w.word_set("skid mini scissor")
_NO_NAMES = w.word_set(
    """
    left her power song ye tear tier stair towel bump stroke john little ditch allen mini order
    truck cart
    """
)
"""Words of names, and of names as they are misheard, that are said of anything."""
_SHORTEST, _SHORTEST_MAKE = 3, 4


def marked(text: str, yard: Yard) -> str:
    """The text with each machine that is pointed at as HAD; an ending ("'s", "'ll") stays."""
    heads = _heads(yard.items)
    pieces: list[str] = []
    at = 0
    begins = _BARE.match(text)
    if begins is not None:
        end = _end(f" {text}", begins.end(), heads)
        if end is not None and _OF_IT.match(text, end - 1):
            pieces += [text[: begins.end()], HAD]
            at = end - 1
    for found in _DETERMINER.finditer(text):
        end = _end(text, found.end(), heads) if found.start() >= at else None
        if end is not None:
            pieces += [text[at : found.start()], HAD]
            at = end
    return "".join(pieces) + text[at:]


def _end(text: str, at: int, heads: frozenset[str]) -> int | None:
    """Where the machine's name ends that begins there; None where none is named."""
    end = None
    for place in range(_MOST_WORDS):
        word = _WORD.match(text, at)
        if word is None:
            break
        stem = _stem(word[1])
        if stem in heads or (place == 0 and stem in _ANY):
            end = word.end()
        elif end is not None or word[1].lower() in _BREAKS:
            break
        at = word.end()
    return end


@lru_cache(maxsize=8)
def _heads(items: tuple[ItemName, ...]) -> frozenset[str]:
    """The words that a machine's name ends in, and its makes: "lull", "plant", "kubota"."""
    found: set[str] = set(_SHORT)
    for name in (name for item in items for name in (item.name, *item.names)):
        parts = name.split()
        if any(char.isdigit() for char in name):
            found.update(one for one in parts if one.isalpha() and len(one) >= _SHORTEST_MAKE)
        elif parts[-1].isalpha() and len(parts[-1]) >= _SHORTEST:
            found.add(parts[-1])
    return frozenset(_stem(one) for one in found) - _NO_NAMES | _SHORT


def _stem(word: str) -> str:
    return re.sub(r"(\w{3,})s$", r"\1", word.lower())
