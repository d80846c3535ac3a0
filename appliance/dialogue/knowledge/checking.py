"""The number-and-name check: what an answer may utter is what the article or the question says.

An answer that holds a number or a name of neither is held back whole. Numbers are compared by
value, whether written or spoken; a name is a capitalized word inside a sentence.
"""

from __future__ import annotations

import re
from decimal import Decimal

from appliance.dialogue.spoken import numbers, tokens

_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
_INSIDE = re.compile(r"(?<=[a-z0-9,;:] )([A-Z][A-Za-z'\u2019-]+)")
_STEM, _SHORT, _STRANGE = 5, 3, 0.34
_EVERYDAY = frozenset(
    re.findall(
        r"\S+",
        """
    able about after again also back before bring called calling cannot could customer
    down each first from have into just know like make need only other over please rather
    right should some than that their them then there these they this those through time
    under until very want well were what when where which while will with without would
    you'd you'll your yours
        """,
    )
)
_NOT_NAMES = frozenset({"I", "I'm", "I'll", "ID", "OK", "AM", "PM"})
_REFUSALS = re.compile(
    r"\b(?:not in the article|article|as an ai|language model|i don't know|i do not know|"
    r"no information|not mention(?:ed)?|doesn't say|does not say)\b",
    re.I,
)
_NUMBER_WORDS = frozenset(
    {"half", "quarter", "dozen", "twice", "double", "free", "no", "none", "never", "always"}
)
"""Words that change a fact as a number does: they too must be said in the article."""


def unsupported(answer: str, *sources: str) -> tuple[str, ...]:
    """Numbers, names and words of amount in an answer that none of the sources holds."""
    held_words = {word.lower().rstrip("s") for text in sources for word in _WORD.findall(text)}
    held_numbers = {value for text in sources for value in values_in(text)}
    found = [str(value) for value in values_in(answer) if value not in held_numbers]
    found += [
        name
        for name in _INSIDE.findall(answer)
        if name not in _NOT_NAMES and name.lower().rstrip("s") not in held_words
    ]
    found += [
        word
        for word in _WORD.findall(answer)
        if word.lower() in _NUMBER_WORDS and word.lower().rstrip("s") not in held_words
    ]
    return tuple(dict.fromkeys(found))


def is_refusal(answer: str) -> bool:
    """True where the model says that it cannot tell."""
    return bool(_REFUSALS.search(answer))


def values_in(text: str) -> tuple[Decimal, ...]:
    """Every number in a text by value: "$1,250", "twelve hundred", "two-inch"."""
    said = tokens.tokens(text)
    found = numbers.find_numbers(said, juxtapose=False)
    return tuple(one.value for one in found if not numbers.is_pronoun_one(said, one))


def strays(answer: str, *sources: str) -> bool:
    """True where most of what an answer says stands in none of the sources."""
    held = {word.lower()[:_STEM] for text in sources for word in _WORD.findall(text)}
    said = [word.lower() for word in _WORD.findall(answer) if len(word) > _SHORT]
    strange = [word for word in said if word[:_STEM] not in held and word not in _EVERYDAY]
    return bool(said) and len(strange) > _STRANGE * len(said)
