"""What noise makes of words: a reading counts only where something that was heard bears it out.

Blurred words are still sentences, and the language model finds a meaning in every one: a refusal
in a length of time, a machine in a question about the hours. On a line whose noise was measured a
no, a goodbye and a wish therefore need words of their own among what was heard; without them the
question is asked again, with keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.bad_input import is_noisy
from appliance.dialogue.understand import patterns, wishes
from appliance.dialogue.work import Work
from appliance.ports.facts import ItemName

_DECLINING = frozenset({Act.NO, Act.STOP, Act.GOODBYE})
_NAMED = 90.0
_ALIKE = 80.0
"""Of 100, by spelling: "spissor" is the scissor of a lift, "later" is no loader."""
_ENDING = re.compile(r"(?:ing|ed|e)$")
_OF_ANYTHING = frozenset({"larg", "small", "big", "mini", "compact", "heavy", "work", "job", "sit"})
"""Words that are of a machine and of a pizza."""
_SHORTEST = 4
_SHORTEST_JOB = 3
"""Letters of a word that may tell a machine, and one of a job ("dig")."""


def borne_out(w: Work, actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """The actions as they are on a good line; on a noisy one without those that no word says."""
    if not is_noisy(w.heard):
        return actions
    kept = tuple(one for one in actions if _is_said(w, one))
    nothing = all(_says_nothing(one) for one in kept)
    if nothing and w.state.callback_for is None and w.phrases.names_a_person(w.heard.text):
        return (Action(Act.PERSON),)  # "can you make a cross relipped person please"
    return kept or (Action(Act.UNCLEAR),)


def _says_nothing(one: Action) -> bool:
    return one.act is Act.UNCLEAR or (one.act is Act.ASK and one.slot("topic") == "other")


def _is_said(w: Work, one: Action) -> bool:
    texts = (w.heard.text, *w.texts)
    if one.act in _DECLINING:
        return any(w.phrases.declines(text) for text in texts)
    if one.act is Act.FIND and (name := one.slot("item")):
        item = next((item for item in w.yard.items if item.name == name), None)
        return item is None or _is_named(w, item, texts)
    if one.act is Act.FIND and (need := one.slot("need")):
        return bool(one.slot("category") or one.slot("max")) or _is_a_job(w, need)
    return True


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
    return bool((said & known) - _OF_ANYTHING)


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
