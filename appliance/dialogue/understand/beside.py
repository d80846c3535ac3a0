"""What was said beside the rest: numbers with their letters, an address, who will operate.

Callers give everything in one breath. Rules find these pieces in any utterance, whatever was
asked, because each has a shape of its own; what has none is left to the model.
"""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.formats import ASKED_BY, format_of
from appliance.dialogue.spoken import address as addresses
from appliance.dialogue.spoken import identifiers, phones
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import patterns, quantities, times
from appliance.domain.calls import Asks
from appliance.ports.facts import Yard

_WITH_LETTERS = 0.1
"""Below this cost a candidate was said with its letters, so it is no other number."""
_PLACE = re.compile(r"\b(?:the )?(?:first|second|third|last|1st|2nd|3rd)(?: one)?\b", re.I)
"""A place among what was offered, which is no day of the month."""
_DICTATED = frozenset({Asks.CONFIRM, Asks.CALLBACK_NUMBER, *ASKED_BY})


def found(
    text: str, s: RentalState, yard: Yard, acts: tuple[Action, ...], today: date
) -> tuple[Action, ...]:
    """Pieces that `acts` do not hold yet; the license last, since it is read back at once."""
    if s.asks in _DICTATED or s.callback_for is not None:
        return ()
    more: list[Action] = []
    have = {one.act for one in acts}
    if Act.ADDRESS not in have and s.asks is not Asks.SITE_ADDRESS:
        address = patterns.STREET.search(text)
        if address and not same_place(address.group(), s.site_address):
            more.append(action(Act.ADDRESS, value=address.group()))
    if Act.CHOOSE in have:
        count = quantities.OF_THEM.search(text)
        if count and Act.QUANTITY not in have:
            more.append(action(Act.QUANTITY, value=count.group(1)))
        when = times.slots(_PLACE.sub(" ", text), today)
        if when and Act.WHEN not in have:
            more.append(action(Act.WHEN, **when))
    if Act.NAME not in have and s.asks is not Asks.OPERATOR_NAME and not s.operator_name:
        name = operator_named(text)
        if name:
            more.append(action(Act.NAME, value=name))
    for kind in ("certificate", "policy", "business_license"):
        if kind == "business_license" and s.customer_id:
            continue
        number = number_said(text, yard, kind)
        if number is not None:
            more.append(action(Act.IDENTIFY, value=number))
    return tuple(more)


def same_place(heard: str, known: str) -> bool:
    """An address that is the one known already, said again."""
    return bool(known) and addresses.match_address([heard], [known]).address is not None


def number_said(text: str, yard: Yard, kind: str) -> str | None:
    """An identifier said with its letters, so that no other number is taken for it."""
    candidates = identifiers.candidates([text], format_of(yard, kind))
    if candidates and candidates[0].cost < _WITH_LETTERS:
        return candidates[0].value
    return None


def gives_number(text: str, s: RentalState, yard: Yard) -> bool:
    """ "Let me see, it's B L one four five …": what was looked for has been found."""
    name = ASKED_BY.get(s.asks) if s.asks is not None else None
    if name is not None:
        return bool(identifiers.candidates([text], format_of(yard, name)))
    return s.asks is Asks.CALLBACK_NUMBER and phones.parse_phone(text) is not None


def operator_named(text: str) -> str:
    """The name of whoever is said to operate the machine, else nothing."""
    for pattern in patterns.OPERATORS:
        named = pattern.search(text)
        if named:
            return re.sub(r"'s$", "", named.group(1))
    return ""


def kind_of(number: str, yard: Yard) -> str:
    """Which of the yard's identifiers a number with letters is; empty where none."""
    letters = "".join(char for char in number if char.isalpha())
    return next((rule.name for rule in yard.identifiers if letters and rule.prefix == letters), "")
