"""Reading an utterance: rules first, then the language model, and never an invented span."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.language.once import OnceATurn
from appliance.dialogue.services import reading as services
from appliance.dialogue.spoken import names
from appliance.dialogue.spoken.yesno import split_yes_no
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import (
    beside,
    garbled,
    grammar,
    opinions,
    patterns,
    prompts,
    rules,
    times,
    wished,
    wishes,
)
from appliance.dialogue.understand.believed import is_believed
from appliance.domain.calls import Asks
from appliance.domain.errors import ModelError, RecordError
from appliance.ports.conversation import Heard, HeardBy
from appliance.ports.facts import Yard
from appliance.ports.opinion import FirstOpinion, Opinion
from appliance.ports.speech import CancelToken, LanguageModel

_log = logging.getLogger(__name__)
_MAX_ACTIONS = 3
_MAX_TOKENS = 72
_MOST_NAMED, _MOST_USED = 3, 2
_BACKED_SCORE = 70
_NAMED_SCORE, _ASKED_SCORE = 80, 85
"""An item is named, not just like what was said; in a question, more surely still."""
_AS_NEAR = 10
"""One that is this much less like what was said than the nearest was not meant."""
_LONGEST_NEED = 120
_JOB_TOLD = re.compile(
    r"\bwhat (?:would|do|can|should|could) (?:you|i|we|y'all|a guy) "
    r"(?:use|have|recommend|suggest|got|get|rent)\b|\bgot a job\b"
    r"|\b(?:something|whatever|anything) (?:to|that|for|lets|will|would|does)\b",
    re.I,
)
"""The job is told and the machine asked for: what only sounds like one is none."""
_FEWEST_ASKED, _MOST_ASKED = 3, 25
_SPAN_AFTER = r"\W+(?:more |full |whole |working )?(?:day|night|week|month|hour|year)s?\b"
_PRICE_LIMIT = re.compile(
    r"\$|\b(?:under|below|less|most|max|budget|cheaper|spend|dollars?|bucks|a day|per day)\b", re.I
)


class Reader:
    """Turns what was heard into one to three actions."""

    def __init__(
        self, model: LanguageModel, yard: Yard, opinion: FirstOpinion | None = None
    ) -> None:
        self._model = model
        self._yard = yard
        self._known = wished.known_words(yard.items)
        self._rules = OnceATurn(lambda heard, s, today: rules.certain(heard, s, self._yard, today))
        self._opinion = opinion

    def read(
        self, heard: Heard, s: RentalState, today: date, cancel: CancelToken | None = None
    ) -> tuple[Action, ...]:
        """Actions in the order meant; at least one. Raises Cancelled, ModelError."""
        heard = _as_heard(heard)
        sure = self._rules.certain(heard, s, today)
        if sure is not None:
            return self._completed(sure, heard, s, today)
        if heard.by is HeardBy.KEYS:
            return (Action(Act.UNCLEAR),)  # keys that no rule reads tell a model nothing
        blurred = garbled.dictated(heard, s)
        if blurred is not None:
            return blurred
        opinion = self._opinion_of(heard.text, s)
        spared = opinions.alone(opinion, heard.text, s, self._yard, today)
        if spared is not None:
            return self._completed(spared, heard, s, today)
        likened = self._likened(heard.text)
        items = likened.shown(s)
        completion = self._model.complete(
            prompts.PREFIX,
            prompts.turn(s, items, heard.text),
            grammar=grammar.build(s, items),
            max_tokens=_MAX_TOKENS,
            stop=("<|im_end|>",),
            cancel=cancel,
        )
        read = _actions(completion.text, heard.text, s, likened.backed(s), self._known)
        acts = opinions.voted(opinion, read, heard.text, s, today)
        if all(one.act is Act.UNCLEAR for one in acts):
            acts = (_left_open(heard.text, s),)
        return self._completed(acts, heard, s, today)

    def _opinion_of(self, text: str, s: RentalState) -> Opinion | None:
        """None where there is none to be had; the language model then reads alone."""
        if self._opinion is None or s.asks is None:
            return None
        try:
            return self._opinion.of(text, s.asks.value)
        except ModelError as error:
            _log.warning("no first opinion: %s", error)
            return None

    def prepare(self, s: RentalState) -> None:
        """Have the model read what the next prompt begins with, before anything is said."""
        self._model.prepare(prompts.PREFIX, prompts.turn_start(s, s.option_names))

    def is_certain(
        self, heard: Heard, s: RentalState, today: date, actions: tuple[Action, ...]
    ) -> bool:
        """Whether rules alone read exactly these actions."""
        heard = _as_heard(heard)
        sure = self._rules.certain(heard, s, today)
        return sure is not None and self._completed(sure, heard, s, today) == actions

    def _completed(
        self, acts: tuple[Action, ...], heard: Heard, s: RentalState, today: date
    ) -> tuple[Action, ...]:
        """What rules find beside the rest: a number of machines, facts given unasked."""
        acts = wished.whole(acts, heard.text, s, self._yard, today)
        more = beside.found(heard.text, s, self._yard, acts, today)
        if not more:
            return acts
        numbered = any(one.act is Act.IDENTIFY for one in more)
        rest = tuple(
            one
            for one in acts
            if one.act is not Act.UNCLEAR and not (numbered and one.act is Act.IDENTIFY)
        )
        return (*rest, *more)

    def _likened(self, heard: str) -> _Likened:
        least = _ASKED_SCORE if patterns.QUESTION.search(heard) else _NAMED_SCORE
        texts = patterns.one_and_many(heard)
        items = self._yard.items
        named = names.match_phrase(texts, {item.name: [item.name, *item.names] for item in items})
        used = names.match_phrase(texts, {item.name: list(item.uses) for item in items})
        if _JOB_TOLD.search(heard):
            spelled = {item.name for item in items if wishes.is_spelled(item, heard)}
            named = [one for one in named if one[0] in spelled]
        near = max(least, named[0][1] - _AS_NEAR) if named else least
        return _Likened(
            tuple(name for name, score in named if score >= near),
            tuple(name for name, score in used if score >= _BACKED_SCORE),
        )


def _actions(
    written: str, heard: str, s: RentalState, backed: _Backed, known: frozenset[str]
) -> tuple[Action, ...]:
    acts: list[Action] = []
    for line in written.splitlines()[:_MAX_ACTIONS]:
        try:
            read = Action.parse(line)
        except RecordError:
            continue  # a line cut off by the token limit
        meant = services.borne_out(read, heard, s)
        kept = _copied(meant, heard, backed) if meant is not None else None
        if kept is not None and kept not in acts and is_believed(kept, heard, s, known):
            acts.append(kept)
    return tuple(acts) or (Action(Act.UNCLEAR),)


def _left_open(heard: str, s: RentalState) -> Action:
    """Nothing that was understood: a question is one all the same, and gets an honest answer."""
    final = s.asks is Asks.FINAL_CONFIRMATION and not s.changing
    if final and split_yes_no(heard)[0] is False:
        return Action(Act.NO)  # "no, make it <lost>": what it is to be is asked
    asked = patterns.QUESTION.search(heard) and s.asks is not Asks.CONFIRM
    if asked and _FEWEST_ASKED <= len(heard.split()) <= _MOST_ASKED:
        return action(Act.ASK, topic="other")
    return Action(Act.UNCLEAR)


@dataclass(frozen=True, slots=True)
class _Backed:
    """Items named by the words, and items whose use the words are like: those are no choice of
    the caller's, so what was said is searched by."""

    named: frozenset[str]
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Likened:
    """The machines that the words name, and those whose use they are like, nearest first."""

    named: tuple[str, ...]
    used: tuple[str, ...]

    def shown(self, s: RentalState) -> tuple[str, ...]:
        """Those on offer, then the nearest. The model is shown none that would not be taken from
        it: each costs it time."""
        nearest = (*self.named[:_MOST_NAMED], *self.used[:_MOST_USED])
        return tuple(dict.fromkeys((*s.option_names, *nearest)))

    def backed(self, s: RentalState) -> _Backed:
        """Those that may be taken from the model: on offer, or like what was said."""
        on_offer = s.option_names if s.asks is Asks.EQUIPMENT_CHOICE else ()
        return _Backed(named=frozenset((*on_offer, *self.named)), used=frozenset(self.used))


def _copied(read: Action, heard: str, backed: _Backed) -> Action | None:
    """The action with only those spans that the speaker really said; None if nothing is left."""
    if read.act is Act.PERSON and not patterns.STAFF.search(heard):
        return None
    if read.act is Act.NAME and patterns.QUESTION.search(heard):
        return None
    slots = [slot for one in read.slots for slot in _slot(*one, heard, backed)]
    if read.act is Act.FIND and not slots and backed.used:
        return Action(Act.FIND, (("need", heard[:_LONGEST_NEED]),))
    if read.slots and not slots:
        return None
    if read.act is Act.FIND and not any(name == "item" for name, _ in slots):
        slots = [one for one in slots if one[0] != "quantity" or _counts_machines(one[1], heard)]
    if read.act is Act.FIND and not any(name in ("item", "need") for name, _ in slots):
        return Action(Act.WHEN, tuple(slots)) if slots else None
    return Action(read.act, tuple(slots))


def _counts_machines(number: str, heard: str) -> bool:
    """Whether so many machines are wished for, of a job that may have numbers of its own: "forty
    light fixtures to swap out"."""
    after = r"\W+(?:of (?:them|those|these)|machines?|units?|ones?|lifts?|rigs?)\b"
    return bool(re.search(rf"\b{re.escape(number)}{after}", heard, re.I))


def _slot(name: str, value: str, heard: str, backed: _Backed) -> list[tuple[str, str]]:
    """The slot as it may be kept: once, under another name, or not at all."""
    if name in ("option", "topic") or (name == "item" and value in backed.named):
        return [(name, value)]
    if name == "item":
        return [("need", heard[:_LONGEST_NEED])] if value in backed.used else []
    if name == "max" and not _PRICE_LIMIT.search(heard):
        return []
    said = set(re.findall(r"[\w']+", heard.lower()))
    words = re.findall(r"[\w']+", value.lower())
    if not words or not all(word in said for word in words):
        return []
    if name in ("start", "until"):
        return [(name, times.unbroken(value, heard))]
    if name != "quantity":
        return [(name, value)]
    if _PRICE_LIMIT.search(value):
        return [("max", value)]
    # "two" of "for two days" counts no machines
    of_time = re.findall(rf"\b{re.escape(value)}(?={_SPAN_AFTER})", heard, re.I)
    alone = re.findall(rf"\b{re.escape(value)}\b", heard, re.I)
    return [(name, value)] if len(alone) > len(of_time) else []


def _as_heard(heard: Heard) -> Heard:
    """What was spoken, with what a telephone does to lengths of time undone."""
    if heard.by is not HeardBy.VOICE:
        return heard
    return replace(
        heard,
        text=patterns.days_as_heard(heard.text),
        alternatives=tuple(patterns.days_as_heard(text) for text in heard.alternatives),
    )
