"""Reading a Spanish utterance: rules first, then the language model, and never an invented span."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.formats import format_of
from appliance.dialogue.language.once import OnceATurn
from appliance.dialogue.spanish import (
    characters,
    machines,
    patterns,
    phrases,
    prompts,
    rules,
    values,
)
from appliance.dialogue.spanish.folding import fold
from appliance.dialogue.spanish.numbers import parse_quantity
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import grammar
from appliance.dialogue.understand.prompts import turn, turn_start
from appliance.domain.calls import Asks
from appliance.domain.errors import RecordError
from appliance.ports.conversation import Heard, HeardBy
from appliance.ports.facts import Yard
from appliance.ports.speech import CancelToken, LanguageModel

_MAX_ACTIONS = 3
_MAX_TOKENS = 72
_CANDIDATE_ITEMS = 8
_CANDIDATE_SCORE = 55
_NAMED_SCORE = 80
_LONGEST_NEED = 120
_WITH_LETTERS = 0.1
_ASKED = {
    "certificate": Asks.OPERATOR_CERTIFICATE,
    "policy": Asks.POLICY_NUMBER,
    "business_license": Asks.BUSINESS_LICENSE,
}
_DICTATED = frozenset({Asks.CONFIRM, Asks.CALLBACK_NUMBER, *_ASKED.values()})


class SpanishReader:
    """Turns what was heard into one to three actions."""

    def __init__(self, model: LanguageModel, yard: Yard) -> None:
        self._model = model
        self._yard = yard
        self._rules = OnceATurn(lambda heard, s, today: rules.certain(heard, s, self._yard, today))

    def read(
        self, heard: Heard, s: RentalState, today: date, cancel: CancelToken | None = None
    ) -> tuple[Action, ...]:
        """Actions in the order meant; at least one. Raises Cancelled, ModelError."""
        sure = self._rules.certain(heard, s, today)
        if sure is not None:
            return self._completed(sure, heard.text, s)
        if heard.by is HeardBy.KEYS:
            return (Action(Act.UNCLEAR),)  # keys that no rule reads tell a model nothing
        items = tuple(dict.fromkeys((*s.option_names, *self._candidates(heard.text))))
        completion = self._model.complete(
            prompts.PREFIX,
            turn(s, items, heard.text),
            grammar=grammar.build(s, items),
            max_tokens=_MAX_TOKENS,
            stop=("<|im_end|>",),
            cancel=cancel,
        )
        acts = self._actions(completion.text, heard.text, s)
        if all(one.act is Act.UNCLEAR for one in acts):
            acts = (_left_open(heard.text, s),)
        return self._completed(acts, heard.text, s)

    def prepare(self, s: RentalState) -> None:
        """Have the model read what the next prompt begins with, before anything is said."""
        self._model.prepare(prompts.PREFIX, turn_start(s, s.option_names))

    def is_certain(
        self, heard: Heard, s: RentalState, today: date, actions: tuple[Action, ...]
    ) -> bool:
        """Whether rules alone read exactly these actions."""
        sure = self._rules.certain(heard, s, today)
        return sure is not None and self._completed(sure, heard.text, s) == actions

    def _candidates(self, text: str) -> tuple[str, ...]:
        known = {item.name: [item.name, *item.names] for item in self._yard.items}
        ranked = values.match_phrase(machines.one_and_many(text), known)
        return tuple(name for name, score in ranked if score >= _CANDIDATE_SCORE)[:_CANDIDATE_ITEMS]

    def _completed(self, acts: tuple[Action, ...], text: str, s: RentalState) -> tuple[Action, ...]:
        """What rules find beside the rest: numbers with their letters, a site, an operator."""
        if s.asks in _DICTATED or s.callback_for is not None:
            return acts
        have = {one.act for one in acts}
        more: list[Action] = []
        street = patterns.STREET.search(fold(text))
        asked = s.asks is Asks.SITE_ADDRESS or bool(s.site_address)
        if street and Act.ADDRESS not in have and not asked:
            more.append(action(Act.ADDRESS, value=values.normalise_address(street[0])))
        name = phrases.operator_named(text)
        if name and Act.NAME not in have and not s.operator_name:
            more.append(action(Act.NAME, value=name))
        for kind in _ASKED:
            if kind == "business_license" and s.customer_id:
                continue
            found = characters.candidates([text], format_of(self._yard, kind))
            if found and found[0].cost < _WITH_LETTERS and _lettered(text):
                more.append(action(Act.IDENTIFY, value=found[0].value))
        rest = tuple(one for one in acts if not more or one.act is not Act.UNCLEAR)
        return (*rest, *more)

    def _actions(self, written: str, heard: str, s: RentalState) -> tuple[Action, ...]:
        named = values.match_phrase(
            machines.one_and_many(heard),
            {item.name: [item.name, *item.names] for item in self._yard.items},
        )
        backed = {name for name, score in named if score >= _NAMED_SCORE}
        if s.asks is Asks.EQUIPMENT_CHOICE:
            backed |= set(s.option_names)
        acts: list[Action] = []
        for line in written.splitlines()[:_MAX_ACTIONS]:
            try:
                read = Action.parse(line)
            except RecordError:
                continue  # a line cut off by the token limit
            kept = _copied(read, heard, backed)
            if kept is not None and kept not in acts:
                acts.append(kept)
        return tuple(acts) or (Action(Act.UNCLEAR),)


def _lettered(text: str) -> bool:
    """True where letters were said with the number, so that it is no other number."""
    return bool(re.search(r"\b[A-Z](?: [A-Z])+ \d", characters.characters(text)))


def _left_open(heard: str, s: RentalState) -> Action:
    """A question that was not understood gets an honest answer."""
    asked = patterns.QUESTION.search(fold(heard)) and s.asks is not Asks.CONFIRM
    if asked and len(heard.split()) > 2:
        return action(Act.ASK, topic="other")
    return Action(Act.UNCLEAR)


def _copied(read: Action, heard: str, backed: set[str]) -> Action | None:
    """The action with only those spans that the speaker really said; None if nothing is left."""
    said = fold(heard)
    if read.act is Act.PERSON and not patterns.STAFF.search(said):
        return None
    slots = [slot for one in read.slots for slot in _slot(*one, heard, backed)]
    if read.slots and not slots:
        return None
    if read.act is Act.FIND and not any(name in ("item", "need") for name, _ in slots):
        return Action(Act.WHEN, tuple(slots)) if slots else None
    return Action(read.act, tuple(slots))


def _slot(name: str, value: str, heard: str, backed: set[str]) -> list[tuple[str, str]]:
    if name in ("option", "topic") or (name == "item" and value in backed):
        return [(name, value)]
    if name == "item":
        return [("need", heard[:_LONGEST_NEED])]
    said = set(re.findall(r"\w+", fold(heard)))
    words = re.findall(r"\w+", fold(value))
    if not words or not all(word in said for word in words):
        return []
    if name == "quantity" and parse_quantity(heard) is None:
        return []
    return [(name, value)]
