"""A wish made whole: what the model or an opinion left out of it and the words hold all the same.

The machine that a need names, the days, how many, and another machine than those on offer. Each
is found by rule in the words; nothing that was read is taken back but a choice of a machine that
nobody named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.gates import degrees
from appliance.dialogue.services import reading as services
from appliance.dialogue.spoken import numbers
from appliance.dialogue.spoken import words as w
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import patterns, times, wishes
from appliance.domain.calls import Asks
from appliance.ports.facts import ItemName, Yard

_MOST_WORDS = 20
_TIMES = ("start", "for", "until")
_COUNT = (
    r"two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|a hundred|"
    r"a dozen|a couple(?: of)?|a pair of|\d{1,5}"
)
_TIMES_MORE = r"(?: (?:hundred|thousand))?"
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}\b)")
_MOST_BETWEEN = 2
_TWO_AS_HEARD = r"\b(?:need(?:ed)?|want(?:ed)?|get|have|rent|take|order) (?:to|too|to do|do)"
"""What a telephone makes of "two" before a machine's name."""


def whole(
    acts: tuple[Action, ...], text: str, s: RentalState, yard: Yard, today: date
) -> tuple[Action, ...]:
    """The actions, each wish among them with what the words say besides."""
    acts = _another(acts, text, s, yard)
    wished = [one for one in acts if one.act is Act.FIND]
    if len(wished) != 1:
        return acts
    dated = any(one.act is Act.WHEN for one in acts)
    return tuple(
        _completed(one, text, yard, today, dated=dated, before=s.quantity)
        if one.act is Act.FIND
        else one
        for one in acts
    )


def _another(acts: tuple[Action, ...], text: str, s: RentalState, yard: Yard) -> tuple[Action, ...]:
    """A machine that is named and not on offer is a wish, and no choice of those on offer."""
    if s.asks is not Asks.EQUIPMENT_CHOICE or [one.act for one in acts] != [Act.CHOOSE]:
        return acts
    text = patterns.NOT_THE_OTHER.sub("", text)
    item = wishes.named(text, yard)
    if item is None or item.name in s.option_names or services.of_own(text):
        return acts
    spoken = set(wishes.stems(text))
    on_offer = [one for one in yard.items if one.name in s.option_names]
    known = [name for one in on_offer for name in (one.name, *one.names)]
    if any(spoken.issuperset(wishes.stems(name)) for name in known):
        return acts
    return (action(Act.FIND, item=item.name),)


def _completed(
    found: Action, text: str, yard: Yard, today: date, *, dated: bool, before: int
) -> Action:
    slots = dict(found.slots)
    if (item := _of_need(slots.get("need", ""), text, yard)) is not None:
        slots = {"item": item.name, **{k: v for k, v in slots.items() if k not in ("need", "item")}}
    item = next((one for one in yard.items if one.name == slots.get("item")), None)
    if item is not None and not slots.get("quantity"):
        count = _counted(text, item) or _blurred_count(text, item, before)
        slots.update({"quantity": count} if count else {})
    short = len(text.split()) <= _MOST_WORDS
    if short and not dated and not any(slots.get(name) for name in _TIMES):
        slots.update(dict(action(Act.FIND, **times.slots(text, today)).slots))
    return Action(Act.FIND, tuple(slots.items()))


def _of_need(need: str, text: str, yard: Yard) -> ItemName | None:
    """The machine that a need is, no more and no less: "dozer" of "what's the rate on a dozer"."""
    if not need or services.of_own(text) or degrees.asked_for(text):
        return None
    item = wishes.named(need, yard)
    return item if item is not None and not wishes.left(need, item) else None


def _counted(text: str, item: ItemName) -> str:
    """The number before the machine by any of its names: "two diesel generators". A size and a
    price ("a ten thousand lumen light tower") are none."""
    said = re.findall(r"[\w']+", _SEPARATOR.sub("", text.lower()))
    named = {stem for name in (item.name, *item.names) for stem in wishes.stems(name)}
    for found in re.finditer(rf"\b(?:{_COUNT}){_TIMES_MORE}\b", " ".join(said)):
        before, after = found.string[: found.start()].split(), found.string[found.end() :].split()
        if before and before[-1] in w.UNITS | w.TEENS | w.TENS:
            continue  # "one eighty five compressor"
        if before and before[-1] in ("a", "an"):
            continue  # "a twenty thousand dollar excavator"
        for word in after[: _MOST_BETWEEN + 1]:
            if word in w.PERIOD_UNITS or word in w.MEASURES or word in w.CURRENCY:
                break
            if named.intersection(wishes.stems(word)):
                count = found.group()
                return numbers.number_to_words(int(count)) if count.isdecimal() else count
    return ""


def _blurred_count(text: str, item: ItemName, before: int) -> str:
    """Two, of "I need to scissor lift"; one, of "a scissor lift" where there were to be several."""
    name = re.escape(item.name)
    if re.search(rf"{_TWO_AS_HEARD} {name}s?\b", text, re.I):
        return "two"
    return "one" if before > 1 and re.search(rf"\b(?:an?|one) {name}\b", text, re.I) else ""


def known_words(items: Iterable[ItemName]) -> frozenset[str]:
    """Every word of what the yard has and what it is for, plural endings off."""
    return frozenset(
        stem
        for one in items
        for phrase in (one.name, one.category, *one.names, *one.uses)
        for stem in wishes.stems(phrase)
    )
