"""What noise makes of words: a reading counts only where something that was heard bears it out.

Blurred words are still sentences, and the language model finds a meaning in every one: a refusal
in a length of time, a machine in a question about the hours. Where noise was measured a
no, a goodbye and a wish therefore need words of their own among what was heard; without them the
question is asked again, with keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.services.service import Wants
from appliance.dialogue.understand import patterns, wishes
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks
from appliance.ports.conversation import HeardBy
from appliance.ports.facts import ItemName

_DECLINING = frozenset({Act.NO, Act.STOP, Act.GOODBYE})
_BLURRED_DB = 22.0
"""Speech no further over the noise than that is blurred at times; 15 dB of noise measure 18 to 21.
Asking once more for what the words do not bear out costs less than the keys of a poor line."""
_OPEN = frozenset({Asks.NEED, Asks.ANYTHING_ELSE})
_WISHES = _OPEN | {Asks.EQUIPMENT_CHOICE}
_BARE = 2
_NAMED = 90.0
_ALIKE = 85.0
"""Of 100, by spelling: "spissor" is the scissor of a lift, "three" is no tree, "right" no light."""
_ENDING = re.compile(r"(?:ing|ed|e)$")
_OF_ANYTHING = frozenset({"larg", "small", "big", "mini", "heavy", "work", "job", "sit"})
"""Words that are of a machine and of a pizza."""
_SHORTEST = 4
_SHORTEST_JOB = 3
"""Letters of a word that may tell a machine, and one of a job ("dig")."""
_STEM = 6
"""Letters that words of one job share: "demolition" and "demolish"."""


def borne_out(w: Work, actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """The actions as they are on a good line; on a noisy one without those that no word says."""
    over_db = w.heard.speech_over_noise_db
    if w.heard.by is not HeardBy.VOICE or over_db is None or over_db > _BLURRED_DB:
        return actions
    kept = tuple(one for one in actions if _is_said(w, one))
    if all(_says_nothing(one) for one in kept) and w.state.callback_for is None:
        if w.phrases.names_a_person(w.heard.text):
            return (Action(Act.PERSON),)  # "can you make a cross relipped person please"
        topic = w.phrases.topic_named(w.heard.text) if w.state.asks in _OPEN else ""
        if topic:
            return (action(Act.ASK, topic=topic),)  # "now later you all open today"
    return kept or (Action(Act.UNCLEAR),)


def _says_nothing(one: Action) -> bool:
    return one.act is Act.UNCLEAR or (one.act is Act.ASK and one.slot("topic") == "other")


def _is_said(w: Work, one: Action) -> bool:
    texts = (w.heard.text, *w.texts)
    if one.act is Act.GOODBYE and _is_a_stray_goodbye(w):
        return False
    if one.act is Act.NO and w.state.asks is Asks.SITE_QUESTION:
        return True  # "it slopes": unsafe needs no word of refusal
    if one.act in _DECLINING:
        return any(w.phrases.declines(text) for text in texts)
    if one.act is Act.YES:
        return not _is_a_first_yes_to_a_write(w)
    if one.act is Act.WAIT:
        return w.words.take_your_time() not in w.state.said  # once; twice is noise
    if one.act is Act.FIND and (_is_asked_of_a_service(w) or w.phrases.asks_when(w.heard.text)):
        return False
    if one.act is Act.FIND and (name := one.slot("item")):
        item = next((item for item in w.yard.items if item.name == name), None)
        return item is None or _is_named(w, item, texts)
    if one.act is Act.FIND and (need := one.slot("need")):
        if w.state.item is not None and w.state.asks not in _WISHES:
            return False  # in the middle of a rental another machine is named
        return bool(one.slot("category") or one.slot("max")) or _is_a_job(w, need)
    return True


def _is_a_first_yes_to_a_write(w: Work) -> bool:
    """On a poor line noise is heard as "yes, yes" too: what is written is agreed to by key, or in
    words a second time."""
    s = w.state
    if not s.poor_line:
        return False
    if s.asks is Asks.FINAL_CONFIRMATION:
        return not (s.misses or s.changing)
    service = s.service
    return service is not None and service.wants is Wants.YES and not service.asked


def _is_a_stray_goodbye(w: Work) -> bool:
    """A bare goodbye in the middle of something, the first time: Whisper hears one in noise."""
    s = w.state
    under_way = s.item is not None or s.service is not None or bool(s.wish or s.customer_id)
    bare = len(w.heard.text.split()) <= _BARE
    return bare and under_way and s.asks is not Asks.ANYTHING_ELSE and not s.misses


def _is_asked_of_a_service(w: Work) -> bool:
    """Whether a question about the caller's own rental is open: no time for another machine,
    unless the question was which one."""
    service = w.state.service
    return service is not None and service.wants not in (None, Wants.WHICH)


def _is_named(w: Work, item: ItemName, texts: tuple[str, ...]) -> bool:
    """Whether the machine's name was heard, or a word that is spelled nearly as one of it."""
    names = (item.name, *item.names)
    ranked = w.values.match_phrase(texts, {item.class_id: names})
    if ranked and ranked[0][1] >= _NAMED:
        return True
    known = _stems((*names, *item.uses), _SHORTEST)
    return any(
        fuzz.ratio(said, word) >= _ALIKE for said in _stems(texts, _SHORTEST) for word in known
    )


def _is_a_job(w: Work, need: str) -> bool:
    """Whether a word of the need is one of a machine's name, its kind or what it is for, in one
    of its forms: "dig" for digging. True where the uses are not known in the call's language."""
    items = w.yard.items
    if not any(item.uses for item in items):
        return True
    phrases = [text for item in items for text in (item.name, *item.names, *item.uses)]
    known = {_root(word) for word in _stems((*phrases, *w.yard.categories), _SHORTEST_JOB)}
    said = {_root(word) for word in _stems((need,), _SHORTEST_JOB)}
    if (said & known) - _OF_ANYTHING:
        return True
    begun = {word[:_STEM] for word in known if len(word) >= _STEM}
    return any(word[:_STEM] in begun for word in said if len(word) >= _STEM)


def _root(word: str) -> str:
    """The word without a verb's ending: "dig" of digging, "mov" of move and moving."""
    root = _ENDING.sub("", word)
    if len(root) < _SHORTEST_JOB:
        return word
    doubled = root[-1] == root[-2] and root != word
    return root[:-1] if doubled else root


def _stems(texts: Iterable[str], shortest: int) -> set[str]:
    return {
        stem
        for text in texts
        for stem in wishes.stems(" ".join(patterns.content(text)))
        if len(stem) >= shortest
    }
