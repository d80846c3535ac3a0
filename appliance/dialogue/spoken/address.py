"""Job-site addresses: heard words to a written address, matched to known sites, and said.

Nothing is looked up: whether a street exists is not known here, so an address is only compared
with addresses on record, house number by house number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.characters import read_spelling
from appliance.dialogue.spoken.days import read_ordinal
from appliance.dialogue.spoken.numbers import number_to_words, ordinal_words

ACCEPT: Final = 85.0
MARGIN: Final = 6.0

_PIECE: Final = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|\d+(?:st|nd|rd|th)\b|\d+|[,#]", re.IGNORECASE)
_QUOTES: Final = str.maketrans({"\u2019": "'", "-": " "})
_TAIL: Final = re.compile(
    r"[\s,.]*\b(?:please|thanks|thank you|sir|ma'am|is the address|that's it)[\s.!]*$",
    re.IGNORECASE,
)
_LEADS: Final = tuple(sorted(w.ADDRESS_LEADS, key=len, reverse=True))
_NUMBER_WORDS: Final = frozenset(w.UNITS) | frozenset(w.TEENS) | frozenset(w.TENS) | {
    "hundred", "thousand", "oh", "double", "triple",
}  # fmt: skip
_SMALL_WORDS: Final = frozenset({"of", "the", "and", "at", "on", "in", "by", "to", "off", "near"})
_KEEP_SHORT: Final = frozenset({"st", "dr"})
_CITY_WORD_COST: Final = 0.95
_GROUPED = re.compile(r"(?<=\d),(?=\d)")
"""Whisper writes "fourteen twenty" as 1,420 at times; no house number has a comma in it."""


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """The known address that was meant, None unless it is near and stands out."""

    address: str | None
    score: float
    best: str | None = None


def normalise_address(text: str) -> str:
    """ "fourteen twenty harbor rd." is "1420 Harbor Road"; what is no address is only tidied."""
    said = _GROUPED.sub("", _without_leads(text.translate(_QUOTES)))
    pieces = [m[0] for m in _PIECE.finditer(said)]
    out: list[str] = []
    i = 0
    while i < len(pieces):
        number = _number(pieces, i)
        if number is not None:
            out.append(number[0])
            i = number[1]
            continue
        out.append(_word(pieces, i, out))
        i += 1
    return _joined(out)


def match_address(heard: str | Sequence[str], known: Sequence[str]) -> AddressMatch:
    """The one of `known` that was said: same house number, street nearest in letters.

    Without a house number the street alone may do, where only one known site is on it.
    """
    texts = [heard] if isinstance(heard, str) else list(heard)
    scores = {site: max((_score(text, site) for text in texts), default=0.0) for site in known}
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked:
        return AddressMatch(None, 0.0)
    best, score = ranked[0]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    certain = score >= ACCEPT and score - runner_up >= MARGIN
    return AddressMatch(best if certain else None, round(score, 1), best)


def misheard_site(heard: Sequence[str], known: Sequence[str]) -> str | None:
    """The only known site that was said but for one digit of its house number, to be asked back:
    "300 Elm Street" for 305 Elm Street; else the only one with the house number, where no street
    was heard behind it: "1420 by the lights". None where no site or more than one is that near."""
    texts = [normalise_address(text).lower() for text in heard]
    sites = {site: normalise_address(site).lower() for site in known}
    near = {
        site
        for site, address in sites.items()
        for text in texts
        if _one_digit_apart(_house(text), _house(address))
        and fuzz.ratio(_street(text), _street(address)) >= ACCEPT
    }
    if not near and texts and not _has_street(texts[0]):
        near = {site for site, address in sites.items() if _house(address) == _house(texts[0])}
    return near.pop() if len(near) == 1 else None


def say_address(address: str) -> str:
    """An address as it is said: "fourteen twenty Harbor Road"; ZIP codes digit by digit."""
    pieces = [m[0] for m in _PIECE.finditer(address.translate(_QUOTES))]
    out: list[str] = []
    for i, piece in enumerate(pieces):
        if piece.isdigit():
            out.append(_say_number(piece, zip_code=i > 1 and len(piece) == 5))
        elif piece[0].isdigit():
            out.append(ordinal_words(int(re.sub(r"\D", "", piece))))
        elif piece == "#":
            out.append("number")
        else:
            out.append(_expanded(pieces, i))
    return _joined(out)


def _without_leads(text: str) -> str:
    said = _TAIL.sub("", text.strip(" \t\n,.!?"))
    changed = True
    while changed:
        changed = False
        low = said.lower()
        for lead in _LEADS:
            if low.startswith(lead) and not low[len(lead) : len(lead) + 1].isalnum():
                said = said[len(lead) :].strip(" ,.")
                changed = bool(said)
                break
    return said


def _number(pieces: Sequence[str], i: int) -> tuple[str, int] | None:
    """A number from piece `i` on, in figures: "fourteen twenty" is 1420, "fifth" is 5th."""
    low = [piece.lower() for piece in pieces]
    ordinal = read_ordinal(low, i)
    if ordinal is not None and not pieces[i][0].isdigit():
        follows = low[ordinal[1]] if ordinal[1] < len(low) else ""
        return (_ordinal(ordinal[0]), ordinal[1]) if follows in w.STREET_TYPES else None
    if low[i] not in _NUMBER_WORDS and not low[i].isdigit():
        return None
    end = i
    while end < len(low) and (low[end] in _NUMBER_WORDS or low[end].isdigit()):
        end += 1
    if low[i:end] == ["one"] and end < len(low) and low[end] not in w.STREET_TYPES and i:
        return None
    digits = _digits(" ".join(pieces[i:end]))
    return (digits, end) if digits else None


def _digits(words: str) -> str:
    spelling, out, i = read_spelling(words), "", 0
    while i < len(spelling.pieces):
        options = [r for r in spelling.readings[i] if r.chars.isdigit()]
        if not options:
            return ""
        best = max(options, key=lambda r: (r.end, -r.cost))
        out += best.chars
        i = best.end
    return out


def _ordinal(day: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day // 10 != 1 else 0, "th")
    return f"{day}{suffix}"


def _word(pieces: Sequence[str], i: int, out: Sequence[str]) -> str:
    piece, low = pieces[i], pieces[i].lower()
    if piece in {",", "#"}:
        return piece
    expanded = _expanded(pieces, i)
    if expanded != piece:
        return expanded
    if low in _SMALL_WORDS and out:
        return low
    if piece.isupper() and len(piece) <= 3:
        return piece
    return piece[0].upper() + piece[1:].lower() if piece.islower() or piece.isupper() else piece


def _expanded(pieces: Sequence[str], i: int) -> str:
    """Street types and directions in full; "St" before a name stays "St" (St Mary's Road)."""
    low = pieces[i].lower()
    after = pieces[i + 1].lower() if i + 1 < len(pieces) else ""
    if low in w.STREET_TYPES and i:
        saint = low in _KEEP_SHORT and after[:1].isalpha() and after not in w.DIRECTIONS
        leads_number = pieces[i - 1].isdigit() and low in _KEEP_SHORT
        if not (saint and (leads_number or _type_follows(pieces, i + 1))):
            return w.STREET_TYPES[low]
    if low in w.DIRECTIONS and (len(low) > 2 or i):
        single = len(low) == 1 and not (i and (pieces[i - 1][0].isdigit() or not after.isalpha()))
        return pieces[i] if single else w.DIRECTIONS[low]
    return pieces[i]


def _type_follows(pieces: Sequence[str], i: int) -> bool:
    rest = []
    for piece in pieces[i:]:
        if piece == ",":
            break
        rest.append(piece.lower())
    return any(word in w.STREET_TYPES for word in rest)


def _joined(words: Sequence[str]) -> str:
    return re.sub(r"\s+,", ",", " ".join(words)).replace("# ", "#").strip(" ,")


def _say_number(digits: str, *, zip_code: bool) -> str:
    if zip_code or len(digits) > 5 or digits.startswith("0"):
        return " ".join(number_to_words(int(d)) for d in digits)
    if len(digits) <= 2 or digits.endswith("000") or (len(digits) == 3 and digits[1:] == "00"):
        return number_to_words(int(digits))
    if digits.endswith("00"):
        return f"{number_to_words(int(digits[:-2]))} hundred"
    head, tail = digits[:-2], digits[-2:]
    spoken = number_to_words(int(tail)) if tail[0] != "0" else f"oh {number_to_words(int(tail[1]))}"
    lead = (
        number_to_words(int(head))
        if len(head) < 3
        else " ".join(number_to_words(int(d)) for d in head)
    )
    return f"{lead} {spoken}"


def _score(heard: str, site: str) -> float:
    mine, theirs = normalise_address(heard).lower(), normalise_address(site).lower()
    my_numbers, their_numbers = _house(mine), _house(theirs)
    if my_numbers and their_numbers and my_numbers != their_numbers:
        return 0.0
    street = fuzz.ratio(_street(mine), _street(theirs))
    whole = fuzz.token_set_ratio(_no_numbers(mine), _no_numbers(theirs))
    score = max(street, _CITY_WORD_COST * whole)
    return score if my_numbers and their_numbers else min(score, 94.0) * 0.95


def _house(address: str) -> str:
    match = re.search(r"\b\d+\b", address)
    return match[0] if match else ""


def _has_street(address: str) -> bool:
    """Whether a name with its kind of street is in it: "Harbor Road", but not "the road"."""
    words = address.lower().replace(",", " ").split()
    return any(
        word in w.STREET_TYPES and not (name.isdigit() or name in _SMALL_WORDS)
        for name, word in pairwise(words)
    )


def _one_digit_apart(one: str, other: str) -> bool:
    return bool(one and other) and Levenshtein.distance(one, other) == 1


def _street(address: str) -> str:
    return _no_numbers(address.partition(",")[0])


def _no_numbers(address: str) -> str:
    return re.sub(r"\b\d+\b|[,#]", " ", address).strip()
