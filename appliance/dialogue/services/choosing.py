"""Which rental is meant: by its number, its machine or its day, among the customer's own."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.language import Values
from appliance.dialogue.spoken import identifiers
from appliance.ports.booking import BookedFacts
from appliance.ports.facts import Yard

NUMBERS = identifiers.IdentifierFormat(
    name="booking", prefixes=("R",), digits=(4, 6), example="R-1001"
)
_NAMED = 85.0


def meant(
    rentals: tuple[BookedFacts, ...], words: str, yard: Yard, today: date, values: Values
) -> tuple[BookedFacts, ...]:
    """Those that the words name; all of them when the words name none."""
    by_number = _by_number(rentals, words, values)
    if by_number:
        return by_number
    found = _by_item(rentals, words, yard, values) or rentals
    if len(found) > 1:
        found = _by_day(found, words, today, values) or found
    return found


def names_any(rentals: tuple[BookedFacts, ...], words: str, yard: Yard, values: Values) -> bool:
    """True when the words name one of them, by its number or its machine."""
    return bool(_by_number(rentals, words, values) or _by_item(rentals, words, yard, values))


def foreign(rentals: tuple[BookedFacts, ...], words: str, yard: Yard, values: Values) -> str | None:
    """The machine that the words name, where none of the rentals is one."""
    ranked = values.match_phrase(words, {i.class_id: [i.name, *i.names] for i in yard.items})
    if not ranked or ranked[0][1] < 95 or _by_item(rentals, words, yard, values):
        return None
    return next(item.name for item in yard.items if item.class_id == ranked[0][0])


def _by_number(
    rentals: tuple[BookedFacts, ...], words: str, values: Values
) -> tuple[BookedFacts, ...]:
    said = {one.value for one in values.candidates([words], NUMBERS)}
    return tuple(one for one in rentals if identifiers.plain(one.number) in said)


def _by_item(
    rentals: tuple[BookedFacts, ...], words: str, yard: Yard, values: Values
) -> tuple[BookedFacts, ...]:
    """By machine: the class's own names, or a part of them ("the excavator")."""
    own = {one.class_id for one in rentals}
    phrases = {
        item.class_id: [item.name, *item.names] for item in yard.items if item.class_id in own
    }
    for one in rentals:
        phrases.setdefault(one.class_id, [one.item])
    ranked = values.match_phrase(words, phrases)
    if ranked and ranked[0][1] >= _NAMED:
        best = {key for key, score in ranked if ranked[0][1] - score < 1}
        return tuple(one for one in rentals if one.class_id in best)
    said = {word.rstrip("s") for word in re.findall(r"[^\W\d_]{4,}", words.lower())}
    return tuple(one for one in rentals if said & set(one.item.lower().split()))


def _by_day(
    rentals: tuple[BookedFacts, ...], words: str, today: date, values: Values
) -> tuple[BookedFacts, ...]:
    day = values.parse_date(words, today)
    if day is None:
        return ()
    return tuple(one for one in rentals if day in (one.period.start.date(), one.period.end.date()))
