"""A change of mind at any question, in Spanish: another machine, fewer of them, other dates.

Each answers only where hardly anything is said besides.
"""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.spanish import days, machines, patterns
from appliance.dialogue.spanish.folding import fold
from appliance.dialogue.spanish.numbers import parse_quantity
from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks
from appliance.ports.facts import Yard

_WISHES = frozenset({Asks.NEED, Asks.EQUIPMENT_CHOICE, Asks.ANYTHING_ELSE})
_MOST_WORDS = 12
_MOST_OF_DATES = 6
_DAYS_OF_A_MONTH = 31


def certain(text: str, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """What is changed, where nothing else is said; None otherwise."""
    if s.item is not None and s.asks not in _WISHES and s.readback is None:
        found = _machine(text, s, yard, today) or _number(text, s)
        if found is not None:
            return found
    return _dates(text, today)


def _machine(text: str, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """ "En ese caso me llevo una zanjadora"."""
    said = fold(text)
    if not patterns.OTHER_WISH.search(said) or patterns.QUESTION.search(said):
        return None
    if len(said.split()) > _MOST_WORDS or patterns.OF_OURS.search(said):
        return None
    name = machines.named(text, yard)
    if name is None or (s.item is not None and name == s.item.name):
        return None
    start, duration = days.parse_period(text, today)
    slots = {"start": text if start else "", "for_": text if duration else ""}
    return (action(Act.FIND, item=name, **slots),)


def _number(text: str, s: RentalState) -> tuple[Action, ...] | None:
    """ "Entonces nada más una", "que sean tres"; of more than the yard has, a day is meant."""
    said = fold(text)
    if s.quantity > 1 and patterns.ONLY_ONE.search(said):
        return (action(Act.QUANTITY, value="una"),)
    found = patterns.SO_MANY.search(said)
    number = parse_quantity(found[1]) if found else None
    if found is None or number is None or s.item is None:
        return None
    bare = patterns.SO_MANY_BARE.search(said)
    if bare and s.start is not None and s.item.owned < number <= _DAYS_OF_A_MONTH:
        return (action(Act.WHEN, start=f"el {number}"),)
    return (action(Act.QUANTITY, value=found[1]),)


def _dates(text: str, today: date) -> tuple[Action, ...] | None:
    """ "Mejor el jueves"."""
    said = fold(text)
    content = [word for word in re.findall(r"[\w']+", said) if word not in patterns.FILLER]
    if not patterns.CHANGE.search(said) or len(content) > _MOST_OF_DATES:
        return None
    start, duration = days.parse_period(text, today)
    if start is None and duration is None:
        return None
    return (action(Act.WHEN, start=text if start else "", for_=text if duration else ""),)
