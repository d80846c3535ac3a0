"""A change of mind at any question: another machine, number, day, place or operator, by rule.

Each answers only where it is said outright and hardly anything is said besides; the question
under way keeps its own answers.
"""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.services import reading as services
from appliance.dialogue.spoken import money, numbers
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import beside, patterns, quantities, times, wishes
from appliance.domain.calls import Asks
from appliance.ports.facts import ItemName, Yard

_MOST_WORDS = 12
_MOST_LEFT = 3
_DAYS_OF_A_MONTH = 31
_RESEMBLES = 80
"""A machine so like what was said, with a word in common, is asked back on a poor line."""
_WISHES = frozenset({Asks.NEED, Asks.EQUIPMENT_CHOICE, Asks.ANYTHING_ELSE})
_TIMES = frozenset({Asks.START_DATE, Asks.DURATION})
_DICTATED = frozenset(
    {
        Asks.BUSINESS_LICENSE,
        Asks.OPERATOR_CERTIFICATE,
        Asks.POLICY_NUMBER,
        Asks.CALLBACK_NUMBER,
        Asks.CONFIRM,
    }
)
_SPELLED = re.compile(r"\d|\b[A-Z]{2,}\b")
"""Figures or capitals in a row: a number that is dictated, and no name."""


def certain(text: str, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """What is changed, where nothing else is said; None otherwise."""
    holds = s.override is not None  # a manager is asked, and the caller nothing
    if (s.asks is None and not holds) or s.readback is not None or s.callback_for is not None:
        return None
    text, taken_back = patterns.TAKEN_BACK.subn("", text)
    if patterns.ASKING.search(text) or len(text.split()) > _MOST_WORDS:
        return None
    return (
        _machine(text, s, yard, today)
        or _number(text, s)
        or _days(text, s, today, changes=bool(taken_back))
        or _place(text, s)
        or _operator(text, s, yard)
    )


def _machine(text: str, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """ "A mini excavator would be enough", "not that one, I need a boom lift"."""
    if s.asks in _WISHES or not patterns.OTHER_WISH.search(text) or services.of_own(text):
        return None
    text = patterns.NOT_THE_OTHER.sub("", text)
    named = wishes.named(text, yard) or (_resembled(text, yard) if s.poor_line else None)
    if named is None or (s.item is not None and named.class_id == s.item.class_id):
        return None
    if len(wishes.left(patterns.OTHER_WISH.sub(" ", text), named)) > _MOST_LEFT:
        return None
    count = quantities.COUNT_BEFORE.search(text)
    return (
        action(
            Act.FIND,
            item=named.name,
            quantity=count.group(1) if count else "",
            **times.slots(text, today),
        ),
    )


def _resembled(text: str, yard: Yard) -> ItemName | None:
    item = wishes.named(text, yard, _RESEMBLES)
    if item is None:
        return None
    parts = {stem for name in (item.name, *item.names) for stem in wishes.stems(name)}
    return item if parts.intersection(wishes.stems(text)) else None


def _number(text: str, s: RentalState) -> tuple[Action, ...] | None:
    """ "We need three of them", "make it two"."""
    if s.asks in _WISHES or s.item is None:
        return None
    if s.quantity > 1 and quantities.ONLY_ONE.search(text):
        return (action(Act.QUANTITY, value="one"),)
    count = quantities.OF_THEM.search(text) or quantities.MAKE_IT_SO_MANY.search(text)
    if count is None or money.parse_money(text.replace(count.group(1), " ")) is not None:
        return None
    if numbers.parse_quantity(count.group(1)) == s.quantity:
        return None  # "seeing as I'm taking two of them" tells nothing new
    day = _day_of_month(count.group(1), s) if quantities.MAKE_IT_BARE.search(text) else None
    if day:
        return (action(Act.WHEN, start=f"the {numbers.ordinal_words(day)}"),)
    return (action(Act.QUANTITY, value=count.group(1)),)


def _day_of_month(said: str, s: RentalState) -> int | None:
    """The eleventh, of "make it 11", where a first day is known and the yard has not so many."""
    number = numbers.parse_quantity(said)
    if s.item is None or s.start is None or number is None:
        return None
    return number if s.item.owned < number <= _DAYS_OF_A_MONTH else None


def _days(text: str, s: RentalState, today: date, *, changes: bool) -> tuple[Action, ...] | None:
    """ "Make it Thursday instead", "no, it should start on the ninth", "I want it five days"."""
    rest = patterns.WAIT.sub(" ", text)
    changes = changes or bool(patterns.CHANGE.search(rest))
    if not changes and (s.asks in (_WISHES | _TIMES | _DICTATED) or not patterns.IT.search(rest)):
        return None
    if not changes and money.parse_money(patterns.TIME_WORDS.sub(" ", rest)) is not None:
        return None
    rest = patterns.TAIL.sub(" ", rest)
    found = times.slots(rest, today)
    if not found or len(wishes.left(rest, None)) > _MOST_LEFT:
        return None
    return (action(Act.WHEN, **found),)


def _place(text: str, s: RentalState) -> tuple[Action, ...] | None:
    """Another address than the one that is known."""
    if not s.site_address or s.asks is Asks.SITE_ADDRESS:
        return None
    address = patterns.STREET.search(text)
    if address is None or beside.same_place(address.group(), s.site_address):
        return None
    return (action(Act.ADDRESS, value=address.group()),)


def _operator(text: str, s: RentalState, yard: Yard) -> tuple[Action, ...] | None:
    """Another operator than the one that is known, or one named before the question. "Oscar
    Charlie" is nobody where a number follows."""
    if s.asks in (_WISHES | {Asks.OPERATOR_NAME, Asks.BUSINESS_LICENSE}):
        return None
    if beside.gives_number(text, s, yard):
        return None
    name = beside.operator_named(text)
    taken_back = patterns.NAMED_BEFORE.search(text)
    told = taken_back or patterns.SOMEBODY.search(text)
    if not name and s.asks is Asks.OPERATOR_CERTIFICATE and told:
        capitals = patterns.ONE_NAME.findall(patterns.NAMED_BEFORE.sub("", text))
        name = capitals[0] if len(capitals) == 1 else ""
    if not name or name.lower() == s.operator_name.lower() or _SPELLED.search(name):
        return None
    return (action(Act.NAME, value=name),)
