"""A dictated number that the line has blurred: told from a sentence without the language model.

"I-N-S time time 0-1-7-2" says nothing that a model could make more of; asking for it again at once
is worth more than three seconds of thought.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.dialogue import formats
from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.spoken import words as w
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import patterns
from appliance.ports.conversation import Heard, HeardBy

_FEWEST_CHARACTERS: Final = 4
_CHARACTERS_A_WORD: Final = 2
"""For so many characters one other word, each counted once: what some of them were taken for."""
_NAMES_ITSELF: Final = frozenset(
    {"number", "license", "policy", "certificate", "insurance", "letter", "letters", "digits"}
)
_TOKEN: Final = re.compile(r"\d|[A-Za-z']+")
_LETTERS: Final = re.compile(r"[A-Z]{2,4}")
"""Written together: "BL 782341"."""
_OF_ANOTHER: Final = re.compile(
    r"\b(?:phone|cell|mobile|call|days?|weeks?|months?|dollars?|street|road|avenue)\b|\$|\?", re.I
)


def dictated(heard: Heard, s: RentalState) -> tuple[Action, ...] | None:
    """What was dictated at the question for a number, as it was heard; None for anything else."""
    if heard.by is not HeardBy.VOICE or s.asks not in formats.DICTATED:
        return None
    if _OF_ANOTHER.search(heard.text):
        return None
    characters = 0
    others: set[str] = set()
    for token in _TOKEN.findall(heard.text):
        word = token.lower()
        if len(token) == 1 or _LETTERS.fullmatch(token):
            characters += len(token)
        elif word in w.UNITS:
            characters += 1
        elif word not in _NAMES_ITSELF and word not in patterns.FILLER:
            others.add(word)
    if characters < _FEWEST_CHARACTERS or len(others) * _CHARACTERS_A_WORD > characters:
        return None
    if s.asks in formats.ASKED_BY:
        return (action(Act.IDENTIFY, value=heard.text),)
    return (Action(Act.UNCLEAR),)
