"""Spelled-out letters and digits as a transcriber writes them: every way to read a word as some.

"B as in boy", "double four", "oh", "seventy-eight", "bee el" and plain figures all become
characters, each reading with a cost for how far it strays from what was written. Words that
cannot be characters have no reading and end a run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.numbers import read_number

_PIECE: Final = re.compile(
    r"[A-Z]{1,3}(?=[A-Z][a-z]{2})|[A-Za-z]+(?:'[A-Za-z]+)?|\d+(?:st|nd|rd|th)\b|\d+|[-.,/$%#+?!:;()]"
)
"""Letters that a transcriber ran into the next word are pieces of their own: "EQNero"."""
_QUOTES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-"})
_LONGEST_CAPITALS: Final = 6
_LONGEST_PIECES: Final = 120
_SCALE_WORDS: Final = frozenset({"hundred", "thousand"})
_SPELLING_LINKS: Final = (("as", "in"), ("like",), ("for",), ("is", "for"), ("as",))
_RARE_LETTER_NAMES: Final = w.word_set(
    "bee cee dee ee eff ef gee jee aitch haitch jay el ell em ess pee cue vee zee zed wye ar"
)
_SINGLE: Final = frozenset("123456789")
_NOISE: Final = w.SEPARATORS | {"(", ")", ":", ";", "#"}

COMMON_WORD_COST: Final = 0.25
LETTER_NAME_COST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, figure or mark. `glued` is True where no space parts it from the next piece."""

    raw: str
    low: str
    glued: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Pieces up to `end` read as `chars`; `firm` where hardly anything else can be meant."""

    end: int
    chars: str
    cost: float = 0.0
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Spelling:
    """An utterance as pieces, with the readings that begin at each."""

    pieces: tuple[Piece, ...]
    readings: tuple[tuple[Reading, ...], ...]

    def is_noise(self, i: int) -> bool:
        """True for what may stand between characters: a comma, a dash, "uh"."""
        return 0 <= i < len(self.pieces) and self.pieces[i].low in _NOISE

    def firm_at(self, i: int) -> bool:
        """True where a piece is characters beyond doubt."""
        return 0 <= i < len(self.readings) and any(r.firm and r.chars for r in self.readings[i])


@lru_cache(maxsize=256)
def read_spelling(text: str) -> Spelling:
    """Split an utterance into pieces and find all character readings of each."""
    pieces = _pieces(text)
    low = [piece.low for piece in pieces]
    return Spelling(pieces, tuple(tuple(_readings(pieces, low, i)) for i in range(len(pieces))))


def _pieces(text: str) -> tuple[Piece, ...]:
    folded = text.translate(_QUOTES)
    matches = list(_PIECE.finditer(folded))[:_LONGEST_PIECES]
    found = []
    for n, match in enumerate(matches):
        after = matches[n + 1].start() if n + 1 < len(matches) else -1
        raw = match[0]
        if raw == "-" and n and after == match.end() == matches[n - 1].end() + 1:
            continue  # a hyphen inside a word or an identifier parts nothing
        found.append(Piece(raw, raw.lower(), glued=after == match.end()))
    return tuple(found)


def _readings(pieces: Sequence[Piece], low: Sequence[str], i: int) -> list[Reading]:
    piece = pieces[i]
    word = piece.low
    if word.isdigit():
        return [Reading(i + 1, word), *_parted_tens(low, i)]
    if word in _NOISE:
        return [Reading(i + 1, "", 0.1 if word in {".", "and"} else 0.0, firm=False)]
    if not word[0].isalpha():
        return []
    spelled = _as_in(pieces, i)
    if spelled is not None:
        return [spelled]
    if word in w.REPEATS:
        return _repeated(pieces, low, i)
    if word in {"capital", "letter"}:
        return [Reading(i + 1, "", 0.05, firm=False)]
    return _numbers(low, i) + _letters(pieces, i)


def _parted_tens(low: Sequence[str], i: int) -> list[Reading]:
    """Reads "60-4" as 64 as well: how a transcriber parts "sixty-four"."""
    at = i + 2 if i + 1 < len(low) and low[i + 1] == "-" else i + 1
    unit = low[at] if at < len(low) else ""
    if len(low[i]) == 2 and low[i][0] > "1" and low[i][1] == "0" and unit in _SINGLE:
        return [Reading(at + 1, low[i][0] + unit, 0.3)]
    return []


def _as_in(pieces: Sequence[Piece], i: int) -> Reading | None:
    """ "B as in boy", "N like Nancy", "B for Bravo", with the word's initial as the letter."""
    at = i + 2 if _low(pieces, i + 1) == "," else i + 1
    for link in _SPELLING_LINKS:
        end = at + len(link)
        if tuple(p.low for p in pieces[at:end]) != link:
            continue
        if _low(pieces, end) in {"a", "an"}:
            end += 1
        word = _low(pieces, end)
        if not word.isalpha() or (len(word) < 2 and link != ("as", "in")):
            continue
        letter = letter_of(pieces[i].low)
        initial = word[0].upper()
        if link in (("as", "in"), ("like",)) and len(pieces[i].low) <= 4:
            return Reading(end + 1, initial, 0.0 if letter == initial else 0.15)
        if letter == initial and (word in w.NATO or word not in w.UNITS):
            return Reading(end + 1, initial, 0.02)
    return None


def letter_of(word: str) -> str | None:
    """The letter that a word names: "b", "bee", "bravo"; None for other words."""
    if len(word) == 1 and word.isalpha():
        return word.upper()
    return w.LETTER_NAMES.get(word) or w.NATO.get(word)


def _repeated(pieces: Sequence[Piece], low: Sequence[str], i: int) -> list[Reading]:
    """ "double four" is 44, "triple seven" 777, "double you" W."""
    times, then = w.REPEATS[low[i]], _low(pieces, i + 1)
    if times == 2 and then in {"u", "you", "yu"}:
        return [Reading(i + 2, "W", 0.0)]
    found = []
    for reading in _readings(pieces, low, i + 1) if i + 1 < len(pieces) else []:
        if reading.chars and then not in w.REPEATS:
            chars = reading.chars[0] * times + reading.chars[1:]
            found.append(Reading(reading.end, chars, reading.cost, reading.firm))
    return found


def _numbers(low: Sequence[str], i: int) -> list[Reading]:
    word = low[i]
    if word in w.UNITS:
        return [Reading(i + 1, str(w.UNITS[word])), *_scaled(low, i)]
    if word in w.TEENS:
        return [Reading(i + 1, str(w.TEENS[word])), *_scaled(low, i)]
    if word in w.TENS:
        tens = str(w.TENS[word])
        unit = w.UNITS.get(low[i + 1], 0) if i + 1 < len(low) else 0
        if not unit:
            return [Reading(i + 1, tens), *_scaled(low, i)]
        pair = Reading(i + 2, tens[0] + str(unit))
        return [pair, Reading(i + 1, tens, 0.4), *_scaled(low, i)]
    if word in w.DIGIT_HOMOPHONES:
        firm = word in w.FIRM_HOMOPHONES
        return [Reading(i + 1, w.DIGIT_HOMOPHONES[word], 0.02 if firm else 0.25, firm)]
    return []


def _scaled(low: Sequence[str], i: int) -> list[Reading]:
    """ "seven hundred eighty-two" as 782, "seven hundred eighty-two thousand …" as one number."""
    if not any(word in _SCALE_WORDS for word in low[i + 1 : i + 4]):
        return []
    number = read_number(low, i, juxtapose=False)
    if number is None or number.end - i < 2 or number.value != int(number.value):
        return []
    found = [Reading(number.end, str(int(number.value)))]
    hundred = next(n for n in range(i + 1, i + 4) if low[n] in _SCALE_WORDS)
    if low[hundred] == "hundred" and hundred + 1 < number.end:
        head = read_number(low[: hundred + 1], i, juxtapose=False)
        if head is not None and head.end == hundred + 1:
            found.append(Reading(head.end, str(int(head.value)), 0.05))
    return found


def _letters(pieces: Sequence[Piece], i: int) -> list[Reading]:
    piece = pieces[i]
    word = piece.low
    if word == "x" and _low(pieces, i + 1) == "ray":
        return [Reading(i + 2, "X")]
    if len(word) == 1:
        doubtful = word in {"a", "i"}
        return [Reading(i + 1, word.upper(), 0.2 if doubtful else 0.0, firm=not doubtful)]
    if word in w.NATO:
        return [Reading(i + 1, w.NATO[word], 0.05)]
    found = []
    if word in w.LETTER_NAMES:
        rare = word in _RARE_LETTER_NAMES
        cost = LETTER_NAME_COST if rare else COMMON_WORD_COST
        found.append(Reading(i + 1, w.LETTER_NAMES[word], cost, firm=False))
    capitals = piece.raw.isupper() and len(word) <= _LONGEST_CAPITALS and word.isalpha()
    before_figure = piece.glued and i + 1 < len(pieces) and pieces[i + 1].raw[0].isdigit()
    if capitals or (before_figure and word.isalpha() and len(word) <= _LONGEST_CAPITALS):
        found.append(Reading(i + 1, word.upper()))
    return found


def _low(pieces: Sequence[Piece], i: int) -> str:
    return pieces[i].low if 0 <= i < len(pieces) else ""
