"""Whether a question is answered by what is on record of the machine itself. English (US)."""

from __future__ import annotations

import re

from appliance.dialogue.spoken.words import word_set
from appliance.ports.booking import EquipmentOption

_HOW_BIG = re.compile(
    r"\bhow (?:high|tall|wide|deep|heavy|big|powerful) (?:is|are|does|do|can|will|would) "
    r"(?:it|that|this|they|those|the)\b(?! (?:deposit|insurance|discount|price|rate|fee|bill|yard))"
    r"|\bwhat does (?:it|that|this) weigh\b",
    re.I,
)
_MEASURE = re.compile(r"\b(?:feet|foot|inch(?:es)?|tons?|pounds?|kilowatts?|cfm)\b", re.I)
_OF_ANYTHING = word_set(
    """
    with that this have does need come will would from what when where your yours about feet foot
    inch pound yard trailer five four three nine seven eight forty sixty pickup small large front
    wide deep high loader excavator boom lift machine ground digging arm behind hand floor wear
    charged long into onto over under walk ride stand track tracked wheel wheeled
    """
)
"""Words of a description that a question of anything else holds as well."""


def is_asked_for(item: EquipmentOption, question: str) -> bool:
    """True where a word of the record is asked after, or a size that it tells: "does it come with
    the hoses", "how high does it go"."""
    if _HOW_BIG.search(question):
        return bool(_MEASURE.search(item.description))
    named = _words(f"{item.name} {item.category}")
    return bool((_words(item.description) - named - _OF_ANYTHING) & _words(question))


def _words(text: str) -> frozenset[str]:
    """Of four letters and more, plural endings off."""
    return frozenset(re.sub(r"s$", "", word) for word in re.findall(r"[a-z]{4,}", text.lower()))
