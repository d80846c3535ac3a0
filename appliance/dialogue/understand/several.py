"""Two machines in one breath, "no, the other one", and long speeches: read by rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from appliance.dialogue import bad_input
from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.gates.equipment import OTHER
from appliance.dialogue.gates.later import ALSO
from appliance.dialogue.services import reading as services
from appliance.dialogue.services.service import SERVICES
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import times, wishes
from appliance.domain.calls import Asks
from appliance.ports.facts import Yard

_AND = re.compile(
    r"\b(?:and|plus)\s+(?=(?:also |maybe )?(?:a|an|the|some|one|two|three|four)\b)", re.I
)
_OTHER_ONE = re.compile(
    r"^\W*(?:(?:no|nope|sorry|actually|wait|not that(?: one)?|i (?:meant|mean|want(?:ed)?)|make it|"
    r"let'?s (?:take|do)|give me|rather)\W+)*the other(?: one)?(?: please| instead| then)?\W*$",
    re.I,
)
_COUNT = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|a couple of|a pair of|\d{1,2})\b"
    r"(?!\W+(?:more |full |whole )?(?:days?|nights?|weeks?|months?|hours?)\b)",
    re.I,
)
_HARMLESS = frozenset(
    {Act.FIND, Act.WHEN, Act.IDENTIFY, Act.ASK, Act.PERSON, Act.MY_RENTALS, Act.EXTEND, Act.RETURN,
     Act.CANCEL_BOOKING, Act.BREAKDOWN}
)  # fmt: skip
"""What may be taken out of a long speech: nothing that agrees to anything."""
_OF_OURS = re.compile(r"\b(?:rentals?|bookings?|reservations?|from you)\b", re.I)
_MOST_ACTIONS = 3
_MOST_WORDS = 24
_WISHES = frozenset({Asks.NEED, Asks.ANYTHING_ELSE})


def certain(text: str, s: RentalState, yard: Yard) -> tuple[Action, ...] | None:
    """The other one of those offered, or a machine wanted besides; None otherwise."""
    if _OTHER_ONE.match(text) and s.offered and s.item is not None:
        return (action(Act.CHOOSE, item=OTHER),)
    if services.of_own(text) or services.names_one(text):
        return None
    if s.item is not None and ALSO.search(text) and s.asks is not Asks.SITE_QUESTION:
        name = machine(text, yard)
        if name is not None and name != s.item.name:
            return (action(Act.FIND, item=name, quantity=_count(text), also="yes"),)
    return None


def pair(text: str, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """Two machines wished for in one sentence, with its dates; None otherwise."""
    if s.asks not in _WISHES or s.item is not None or len(text.split()) > _MOST_WORDS:
        return None
    first = machine(_AND.split(text)[0], yard)
    if first is None:
        return None
    when = times.slots(text, today)
    wish = action(Act.FIND, item=first, quantity=_count(_AND.split(text)[0]), **when)
    found = besides(text, (wish,), yard)
    return found if len(found) > 1 else None


def machine(text: str, yard: Yard) -> str | None:
    """The machine that the words name outright."""
    named = wishes.named(text, yard)
    return named.name if named is not None else None


def besides(text: str, found: tuple[Action, ...], yard: Yard) -> tuple[Action, ...]:
    """What was found, with a second machine that is named after an "and"."""
    if len(found) != 1 or found[0].act is not Act.FIND or not found[0].slot("item"):
        return found
    parts = _AND.split(text)
    named = [(machine(part, yard), part) for part in parts]
    first = next((name for name, _ in named if name), None)
    more = [(name, part) for name, part in named if name and name != first]
    if first is None or not more:
        return found
    slots = {**dict(found[0].slots), "item": first}
    more_finds = tuple(
        action(Act.FIND, item=name, quantity=_count(part), also="yes") for name, part in more[:2]
    )
    return (Action(Act.FIND, tuple(slots.items())), *more_finds)


def _count(text: str) -> str:
    found = _COUNT.search(text)
    return found.group(1) if found else ""


def from_speech(
    text: str, yard: Yard, read: Callable[[str], tuple[Action, ...] | None]
) -> tuple[Action, ...] | None:
    """What a speech of a minute holds that is certain and harmless; LONG where there is nothing;
    None for an utterance of usual length."""
    if len(text.split()) <= bad_input.LONG_WORDS:
        return None
    found: dict[Act, Action] = {}
    for part in bad_input.sentences(text):
        if len(part.split()) > bad_input.LONG_WORDS:
            continue
        for one in read(part) or ():
            if one.act in SERVICES and not (machine(part, yard) or _OF_OURS.search(part)):
                continue  # "my truck broke down twice"
            if one.act in _HARMLESS:
                found[one.act] = one
    if found.keys() <= {Act.IDENTIFY}:
        return (Action(Act.LONG), *found.values())
    return tuple(found.values())[:_MOST_ACTIONS]
