"""What is said in Spanish read without the language model, where the words leave no doubt: first
what may be said at any time, then by the question that is open (`questions`)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from appliance.dialogue import bad_input
from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.gates import equipment
from appliance.dialogue.spanish import (
    changes,
    characters,
    days,
    machines,
    patterns,
    questions,
    yesno,
)
from appliance.dialogue.spanish import service_reading as services
from appliance.dialogue.spanish.folding import fold
from appliance.dialogue.spanish.numbers import parse_quantity
from appliance.dialogue.spanish.questions import MOST_WORDS, Found
from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard

_ALTERNATIVES = 5
_LONGEST_PAIR = 24
_MOST_FINDS = 3
_YES_OR_NO = frozenset(
    {
        Asks.CONFIRM,
        Asks.PRICE_OK,
        Asks.SITE_QUESTION,
        Asks.FINAL_CONFIRMATION,
        Asks.EQUIPMENT_CHOICE,
    }
)
_NUMBERED = frozenset(
    {
        Asks.BUSINESS_LICENSE,
        Asks.OPERATOR_CERTIFICATE,
        Asks.POLICY_NUMBER,
        Asks.CALLBACK_NUMBER,
        Asks.CONFIRM,
    }
)


def certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    """Actions that the words leave no doubt about, or None; other transcripts of the same audio
    are looked at where the best tells nothing."""
    tried = list(dict.fromkeys(text.strip() for text in (heard.text, *heard.alternatives)))
    for text in tried[:_ALTERNATIVES]:
        found = _certain(replace(heard, text=text), s, yard, today)
        if found is not None and found[0].act is not Act.UNCLEAR:
            return found
    return None if re.search(r"\w", heard.text) else (Action(Act.UNCLEAR),)


def _certain(heard: Heard, s: RentalState, yard: Yard, today: date) -> Found:
    text = heard.text
    if len(text.split()) > bad_input.LONG_WORDS:
        return (Action(Act.LONG),)
    if s.override is not None and (held := questions.on_hold(heard, s, yard, today)):
        return held
    served = services.certain(text, s, yard, today)
    if served is not None:
        return served
    found = _odd(text, s) or _another(text, s, yard) or _pair(text, s, yard, today)
    found = found or _universal(text, s, yard)
    if found is not None:
        return found
    changed = changes.certain(text, s, yard, today)
    if changed is not None:
        return changed
    rule = questions.BY_QUESTION.get(s.asks) if s.asks else None
    return rule(heard, s, yard, today) if rule else None


def _odd(text: str, s: RentalState) -> Found:
    """Profanity, or English; names and addresses may be of any language."""
    if s.asks in (Asks.OPERATOR_NAME, Asks.SITE_ADDRESS):
        return None
    said = fold(text)
    rest = patterns.RUDE.sub(" ", said)
    if rest != said and yesno.parse_yes_no(rest) is None and not re.search(r"\d{3}", rest):
        return (Action(Act.RUDE),)
    words = re.findall(r"[a-z']+", said)
    english = sum(word in patterns.ENGLISH for word in words)
    if len(words) >= 3 and english >= 2 and english * 2 >= len(words):
        return (Action(Act.FOREIGN),)
    return None


def _another(text: str, s: RentalState, yard: Yard) -> Found:
    """The other one of those offered, or a machine wanted besides."""
    said = fold(text)
    if patterns.OTHER_ONE.match(said) and s.offered and s.item is not None:
        return (action(Act.CHOOSE, item=equipment.OTHER),)
    if s.item is not None and patterns.ALSO.search(said) and s.asks is not Asks.SITE_QUESTION:
        name = machines.named(text, yard)
        if name is not None and name != s.item.name:
            count = parse_quantity(text)
            return (action(Act.FIND, item=name, quantity=str(count or ""), also="yes"),)
    return None


def _pair(text: str, s: RentalState, yard: Yard, today: date) -> Found:
    """Two machines wished for in one sentence, with its dates; None otherwise."""
    if s.asks not in (Asks.NEED, Asks.ANYTHING_ELSE) or s.item is not None:
        return None
    parts = patterns.AND.split(fold(text))
    named = [(machines.named(part, yard), part) for part in parts]
    wanted = {name: part for name, part in reversed(named) if name is not None}
    if len(wanted) < 2 or len(text.split()) > _LONGEST_PAIR:
        return None
    start, duration = days.parse_period(text, today)
    finds = [
        action(
            Act.FIND,
            item=name,
            quantity=str(parse_quantity(wanted[name]) or ""),
            start=text if start and at == 0 else "",
            for_=text if duration and at == 0 else "",
            also="yes" if at else "",
        )
        for at, name in enumerate(dict.fromkeys(name for name, _ in named if name is not None))
    ]
    return tuple(finds[:_MOST_FINDS])


def _universal(text: str, s: RentalState, yard: Yard) -> Found:
    said = fold(text)
    if patterns.WHO_SPEAKS.search(said):
        return (action(Act.ASK, topic="other"),)
    if patterns.PERSON.search(said):
        return (Action(Act.PERSON),)
    leaves = s.asks is not Asks.CALLBACK_NUMBER and patterns.CALLS_AGAIN.search(said)
    if patterns.STOP.match(said) or (leaves and not patterns.QUESTION.search(said)):
        return (Action(Act.STOP),)
    goodbye = patterns.BYE if s.asks in _YES_OR_NO else patterns.GOODBYE
    if s.asks is not Asks.ANYTHING_ELSE and goodbye.match(said):
        return (Action(Act.GOODBYE),)
    spelled = s.asks in _NUMBERED and bool(re.search(r"\d", characters.characters(text)))
    if patterns.WAIT.search(said) and not spelled and not re.search(r"\d", said):
        return (Action(Act.WAIT),)
    if patterns.REPEAT.search(said):
        return (Action(Act.REPEAT),)
    if patterns.QUESTION.search(said) and len(said.split()) <= MOST_WORDS:
        topic = _topic(said, s)
        if topic and machines.named(text, yard) in (None, s.item.name if s.item else None):
            return (action(Act.ASK, topic=topic),)
    return None


def _topic(said: str, s: RentalState) -> str:
    for topic, pattern in (
        ("location", patterns.LOCATION),
        ("hours", patterns.HOURS),
        ("deposit", patterns.DEPOSIT),
        ("delivery", patterns.DELIVERY),
    ):
        if pattern.search(said):
            return topic
    if patterns.COST.search(said) and not re.search(r"\d", said):
        return "price"
    if patterns.NEEDS.search(said):
        return "requirements" if s.item is not None or s.options else "other"
    return "other" if patterns.OTHER_TOPICS.search(said) else ""
