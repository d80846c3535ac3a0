"""Which machine the words name outright, in Spanish."""

from __future__ import annotations

import re

from appliance.dialogue.spanish import values
from appliance.dialogue.spanish.folding import fold
from appliance.ports.facts import Yard

_NAMED = 95.0


def named(text: str, yard: Yard) -> str | None:
    """The machine's name, None where none or nothing certain is named."""
    phrases = {item.name: [item.name, *item.names] for item in yard.items}
    ranked = values.match_phrase(one_and_many(text), phrases)
    return ranked[0][0] if ranked and ranked[0][1] >= _NAMED else None


def one_and_many(text: str) -> list[str]:
    """The words as said, and with plural endings off: "dos miniexcavadoras" names one."""
    said = fold(text)
    return [
        said,
        re.sub(r"(\w{3,}[aeiou])s\b", r"\1", said),
        re.sub(r"(\w{3,}[rln])es\b", r"\1", said),
    ]
