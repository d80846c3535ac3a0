"""Reading an utterance: rules first, then the language model, and never an invented span."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.spoken import names
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import grammar, prompts, rules
from appliance.domain.calls import Asks
from appliance.domain.errors import RecordError
from appliance.ports.conversation import Heard
from appliance.ports.desk import Yard
from appliance.ports.speech import CancelToken, LanguageModel

_MAX_ACTIONS = 3
_MAX_TOKENS = 72
_CANDIDATE_ITEMS = 8
_CANDIDATE_SCORE = 55
_BACKED_SCORE = 70
_COUNT = (
    r"two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|a hundred|a dozen|"
    r"a couple of|a pair of|\d{1,3}"
)
_PRICE_LIMIT = re.compile(
    r"\$|\b(?:under|below|less|most|max|budget|cheaper|spend|dollars?|bucks|a day|per day)\b", re.I
)


class Reader:
    """Turns what was heard into one to three actions."""

    def __init__(self, model: LanguageModel, yard: Yard) -> None:
        self._model = model
        self._yard = yard

    def read(
        self, heard: Heard, s: RentalState, today: date, cancel: CancelToken | None = None
    ) -> tuple[Action, ...]:
        """Actions in the order meant; at least one. Raises Cancelled, ModelError."""
        sure = rules.certain(heard, s, self._yard, today)
        if sure is not None:
            return self._completed(sure, heard, s)
        offered = tuple(option.name for option in s.options)
        items = tuple(dict.fromkeys((*offered, *self.candidate_items(heard.text))))
        completion = self._model.complete(
            prompts.PREFIX,
            prompts.turn(s, items, heard.text),
            grammar=grammar.build(s, items),
            max_tokens=_MAX_TOKENS,
            stop=("<|im_end|>",),
            cancel=cancel,
        )
        return self._completed(self._actions(completion.text, heard.text, s), heard, s)

    def is_certain(
        self, heard: Heard, s: RentalState, today: date, actions: tuple[Action, ...]
    ) -> bool:
        """Whether rules alone read exactly these actions."""
        sure = rules.certain(heard, s, self._yard, today)
        return sure is not None and self._completed(sure, heard, s) == actions

    def candidate_items(self, text: str) -> tuple[str, ...]:
        """The yard's names that the words may mean, nearest first, at most eight."""
        phrases = {item.name: [item.name, *item.names, *item.uses] for item in self._yard.items}
        ranked = names.match_phrase(rules.one_and_many(text), phrases)
        return tuple(name for name, score in ranked if score >= _CANDIDATE_SCORE)[:_CANDIDATE_ITEMS]

    def _completed(
        self, acts: tuple[Action, ...], heard: Heard, s: RentalState
    ) -> tuple[Action, ...]:
        """What rules find beside the rest: a number of machines, a license given unasked."""
        acts = tuple(_counted(one, heard.text) for one in acts)
        if s.customer_id or s.asks in (Asks.BUSINESS_LICENSE, Asks.CONFIRM) or s.callback_for:
            return acts
        number = rules.license_said(heard.text, self._yard)
        if number is None or len(acts) >= _MAX_ACTIONS:
            return acts
        rest = tuple(one for one in acts if one.act not in (Act.UNCLEAR, Act.IDENTIFY))
        return (*rest, action(Act.IDENTIFY, value=number))

    def _backed(self, heard: str, s: RentalState) -> frozenset[str]:
        """Items that may be taken from the model: on offer, or like what was said."""
        phrases = {item.name: [item.name, *item.names, *item.uses] for item in self._yard.items}
        said = {
            name
            for name, score in names.match_phrase(rules.one_and_many(heard), phrases)
            if score >= _BACKED_SCORE
        }
        return frozenset(
            said | ({o.name for o in s.options} if s.asks is Asks.EQUIPMENT_CHOICE else set())
        )

    def _actions(self, written: str, heard: str, s: RentalState) -> tuple[Action, ...]:
        acts: list[Action] = []
        backed = self._backed(heard, s)
        for line in written.splitlines()[:_MAX_ACTIONS]:
            try:
                read = Action.parse(line)
            except RecordError:
                continue  # a line cut off by the token limit
            kept = _copied(read, heard, backed)
            if kept is not None and kept not in acts:
                acts.append(kept)
        return tuple(acts) or (Action(Act.UNCLEAR),)


def _copied(read: Action, heard: str, backed: frozenset[str]) -> Action | None:
    """The action with only those spans that the speaker really said; None if nothing is left."""
    said = set(re.findall(r"[\w']+", heard.lower()))
    slots = []
    for name, value in read.slots:
        if name in ("option", "topic") or (name == "item" and value in backed):
            slots.append((name, value))
            continue
        if name == "item":
            continue
        words = re.findall(r"[\w']+", value.lower())
        if name == "max" and not _PRICE_LIMIT.search(heard):
            continue
        if words and all(word in said for word in words):
            priced = name == "quantity" and _PRICE_LIMIT.search(value)
            slots.append(("max" if priced else name, value))
    if read.slots and not slots:
        return None
    if read.act is Act.FIND and not any(name in ("item", "need") for name, _ in slots):
        return Action(Act.WHEN, tuple(slots)) if slots else None
    return Action(read.act, tuple(slots))


def _counted(found: Action, heard: str) -> Action:
    """A find with the number that stands before its machine: "two scissor lifts"."""
    item = found.slot("item")
    if found.act is not Act.FIND or not item or found.slot("quantity"):
        return found
    first = re.escape(item.split()[0][:4])
    number = re.search(rf"\b({_COUNT})\s+(?:\w+\s+)?{first}", heard, re.I)
    if number is None:
        return found
    return Action(Act.FIND, (*found.slots, ("quantity", number.group(1))))
