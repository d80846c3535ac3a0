"""Which of the machines on offer, read by rule; another one, or another day for the one wished."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.gates import equipment
from appliance.dialogue.spoken import dates, yesno
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import patterns, periods, wishes
from appliance.dialogue.understand.composing import OPENERS
from appliance.ports.booking import EquipmentOption
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard

_SURE = 85.0
_MOST_BESIDE_A_PLACE = 5
_MOST_BESIDE_A_CHOICE = 2
_CAN_WAIT = re.compile(r"\b(?:can|could|will|'ll) (?:wait|hold out)\b|\b(?:push|move) it\b", re.I)
"""Whoever would rather have the machine later than another one."""
_TURNED_DOWN = re.compile(
    r"\btoo (?:big|small|heavy|tall|much|high|expensive|wide|long|short|light|little)\b"
    r"|\b(?:does|is|wo|would|ca)n'?t (?:fit|work|do|enough|big|be)"
    r"|\bnot (?:the|that|big|tall|what)\b",
    re.I,
)
"""What is said of a machine that will not do."""
_ASKS_OF_IT = re.compile(
    rf"^{OPENERS}(?:would|will|could|can|does|is|are) (?:that|it|the|this|those|they|either|any)\b",
    re.I,
)
"""Whether it would do: no choice yet. "Could I get the second one" is."""
_NOT_THOSE = re.compile(
    r"\bnone of (?:that|those|them|these)\b"
    r"|\b(?:those|they|these|that|it)(?:'s| is| are|'re)? ?(?:aren'?t|isn'?t|not) (?:really |"
    r"quite |exactly )?(?:what (?:i|we)|the (?:one|kind|type))\b",
    re.I,
)
_TAKES = (
    r"(?:take|go(?:ing)? with|lean(?:ing)? (?:toward|towards|to)|prefer|choose|pick|be happy with|"
    r"say|think|believe|guess|suppose)"
)
_SUITS = (
    r"(?:would|will|'ll|should|might|sounds?|looks?|seems?|is) (?:\w+ ){0,2}?"
    r"(?:suit|do|work|fine|best|better|right|good|great|perfect)"
)
_AFTER = (
    r"(?:\W+(?:then|please|thanks|thank you|i think|i guess|i suppose|if i'm honest|to be honest|"
    r"us|me|it|best|for (?:us|me|that|this|now|what we're doing)|the job))*\W*$"
)


def certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """A choice, a yes or no to what is offered, another wish or another day; None for a question
    and where the words leave doubt."""
    text = heard.text
    if patterns.ASKING.search(text) or _ASKS_OF_IT.search(text):
        return None
    chosen = equipment.pick(s.options, text, least=_SURE)
    answer, rest = yesno.split_yes_no(text)
    wished = any(one.class_id in s.wished_ids for one in s.options) or not s.wished_ids
    if chosen is None and answer is False and not wished and patterns.HAS_TO_BE.search(rest):
        return (Action(Act.NO),)  # "no, it has to be the big one", which is not among these
    chosen = chosen or equipment.by_degree(s.options, text)
    place = patterns.ORDINAL.match(text)
    if place is None and chosen is None and len(patterns.content(text)) <= _MOST_BESIDE_A_PLACE:
        place = patterns.PLACE.search(text)
    if place is not None:
        word = next(word for word in place.groups() if word).lower()
        number = len(s.options) if word == "last" else patterns.ORDINALS[word]
        if 1 <= number <= len(s.options):
            return (action(Act.CHOOSE, option=str(number)),)
    if chosen is not None and _TURNED_DOWN.search(patterns.NOT_THE_OTHER.sub("", text)):
        return None
    if chosen is not None and (
        len(patterns.content(text)) <= len(chosen.name.split()) + _MOST_BESIDE_A_CHOICE
        or _is_taken(chosen, text, yard)
    ):
        return (action(Act.CHOOSE, option=str(s.options.index(chosen) + 1), item=chosen.name),)
    if answer is not None and not patterns.content(rest):
        return (Action(Act.YES if answer else Act.NO),)
    if chosen is None and _NOT_THOSE.search(text) and wishes.named(text, yard) is None:
        return (Action(Act.NO),)
    if chosen is None:
        other = wishes.certain(heard, s, yard, today)
        if other is None and answer is False and dates.parse_period(text, today) == (None, None):
            return (Action(Act.NO),)
        if other is not None:
            return other
    start, duration = dates.parse_period(text, today)
    if (start or duration) and len(patterns.content(text)) <= 5:
        return periods.certain(heard, s, yard, today)
    insists = answer is False or _CAN_WAIT.search(text)
    if start and chosen is None and s.item is not None and insists:
        return (action(Act.WHEN, start=text, for_=text if duration else ""),)
    return None


def _is_taken(chosen: EquipmentOption, text: str, yard: Yard) -> bool:
    """The machine by one of its names, in the words of somebody who takes it, and nothing after:
    "I was kind of leaning toward the telehandler if I'm honest"."""
    names = {chosen.name}
    names.update(n for one in yard.items if one.class_id == chosen.class_id for n in one.names)
    name = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    machine = rf"(?:the|that|your|an?) (?:{name})s?"
    taken = rf"\b{_TAKES} (?:\w+ ){{0,1}}?{machine}{_AFTER}|\b{machine} {_SUITS}{_AFTER}"
    return bool(re.search(taken, text, re.I)) and not re.search(r"n't\b|\bnot\b|\?", text)
