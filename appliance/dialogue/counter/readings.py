"""The unit, the meter and the condition in an order at the counter.

A tag that is not on record is never made up, the digits of a meter reading are never a tag, and a
reading below zero is no reading.
"""

from __future__ import annotations

import re

from appliance.dialogue.formats import format_of
from appliance.dialogue.spoken import identifiers, numbers
from appliance.dialogue.spoken import words as w
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard

_MARGIN = 0.3
"""How much dearer than the best candidate a tag may be (the measured margin between records)."""

_WORD = rf"(?:{'|'.join([*w.UNITS, *w.TEENS, *w.TENS, 'hundred', 'thousand', 'oh'])})"
_SPOKEN = rf"\b(?:a )?{_WORD}\b(?:[ -](?:and |point )?{_WORD}\b)*"
_DIGITS = r"\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b|\b\d+(?:\.\d+)?\b"
_SIGN = r"(?P<minus>\b(?:minus|negative)\s+|(?<!\w)-\s?)?"
_VALUE = rf"{_SIGN}(?:(?P<digits>{_DIGITS})|(?P<spoken>{_SPOKEN}))"
_METER_WORD = r"\b(?:(?:hour[ -]?)?meter|hours?|reading|clock)\b"
_FILLER = r"(?:[\s:,]|'s\b|\b(?:is|at|reads?|reading|of|now|meter|shows?|says|hours?|are)\b)*"
_HOURS = re.compile(
    rf"{_VALUE}\s*(?:hours?\b(?!\s+(?:late|early|ago|overdue|meter))|on the (?:meter|clock)\b)",
    re.I,
)
_METER = re.compile(rf"{_METER_WORD}(?:{_FILLER}{_VALUE}(?:\s*hours?\b)?)?", re.I)
_CUE = r"(?:unit|number|tag|machine|asset|equipment|eq)"
_AFTER_CUE = re.compile(rf"\b{_CUE}\s*$", re.I)
_FROM_CUE = re.compile(rf"\b{_CUE}[\s\d].*", re.I | re.S)

_NOT_THAT = re.compile(rf"\bnot (?:{_CUE} ?)?(?:{_SPOKEN}|\d+)", re.I)  # "not unit seven, unit ten"
_COUNTED = re.compile(
    rf"\b(?:(?:{'|'.join(w.TENS)})[ -])?(?:{'|'.join((*w.UNITS, *w.TEENS, *w.TENS))}|\d+)\s+"
    r"(?:more\s+|extra\s+|other\s+|new\s+|big\s+)?"
    r"(?:days?|weeks?|months?|hours? (?:more|longer|late)|"
    r"scratch(?:es)?|dents?|flats?|tires?|cracks?|leaks?|teeth)\b",
    re.I,
)
"""Numbers that count something, and are no part of a tag: "unit nine, two scratches"."""
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b")
_INTO = re.compile(r"\bin\b", re.I)
_BARE = re.compile(
    r"(?P<lead>^\W*(?:(?:please|okay|ok|and|so|no|actually|sorry|i mean|i meant|make (?:it|that)|"
    r"put|mark|take|send|bring|return(?:ed)?|find|status of|who has|who's got|where is|where's|"
    r"check(?:ing|ed)?(?:[ -]?(?:into|out))?)\b[\s,]*)*)"
    rf"(?P<number>(?:{_SPOKEN}|\d+\b)(?!\s+(?:of|more|days?|weeks?|hours?)\b))",
    re.I,
)

_DAMAGE = (
    r"(?:condition|with|has (?=(?:a|an|some|no|new|two|three|lots)\b)|"
    r"damage\w*|scratch\w*|dent\w*|leak\w*|clean|dirty|muddy|flat|crack\w*|broken?|bent|torn|"
    r"missing|worn|loose|rust\w*|stuck)"
)
_CONDITION = re.compile(rf"\b{_DAMAGE}\b", re.I)
_STATED = re.compile(r"\bcondition\b(?: is|:)?\s*(?P<words>.+)", re.I | re.S)
_CLAUSE = re.compile(r"[,;.](?:\s+|$)(?:and\s+)?")
_ORDER_WORDS = re.compile(
    r"^.*?\b(?:check(?:ing|ed)?(?:[ -](?:it|that|this))?[ -]?(?:back )?in|"
    r"returned|return|came back|coming back|is back|back in|brought back|bring(?:ing)? back|"
    r"tak(?:e|ing) back)\b\s*",
    re.I,
)
_TAG_WORDS = re.compile(rf"^\W*(?:the )?{_CUE}\W*(?:{_SPOKEN}|\d+)\b\s*", re.I)
_BARE_TAG = re.compile(rf"^\W*(?:{_SPOKEN}|\d+)\b\s*", re.I)
_EQ_SPOKEN = re.compile(rf"\beq[ -]?(?={_SPOKEN})", re.I)
_EDGES = re.compile(
    r"^(?:\s|with\b|and\b|but\b)+|(?:\s|\bwith|\band|\bat|\bthank(?:s| you))+$", re.I
)


def tag_in(heard: Heard, yard: Yard, tags: tuple[str, ...]) -> str:
    """The asset tag that was said, if it stands in the records; else an empty string.

    A number alone is a tag only where a unit's name belongs: "put twelve in maintenance".
    """
    fmt = format_of(yard, "asset_tag")
    said = heard.texts
    texts = [_without_meter(_COUNTED.sub(" ", _POSSESSIVE.sub("", text))) for text in said]
    for reading in (texts, [_cued(text) for text in texts]):
        found = identifiers.candidates(reading, fmt)
        primed = bool(found) and found[0].value in fmt.primed  # what stands beside it leaked too
        nearest = found[:1] if primed else found
        likely = [one.value for one in nearest if one.cost <= found[0].cost + _MARGIN]
        on_record = next((value for value in likely if value in set(tags)), "")
        if on_record:
            return on_record
    return ""


def meter_in(text: str) -> str:
    """The reading in hours, in digits: "meter twelve hundred" and "1,250 hours" alike; else ""."""
    found = _meter(text)
    if found is None or found["minus"]:
        return ""
    if found["digits"]:
        return found["digits"].replace(",", "")
    value = numbers.words_to_number(found["spoken"]) if found["spoken"] else None
    return str(value) if value is not None else ""


def condition_in(text: str) -> str:
    """What is said of the unit's condition, in its own words: "mirror is broken"; else ""."""
    found = _meter(text)
    if found is not None:
        text = f"{text[: found.start()]}, {text[found.end() :]}"
    stated = _STATED.search(text)
    if stated is not None:
        return _trimmed(stated["words"])
    clauses = [_about_the_unit(c) for c in _CLAUSE.split(text) if _CONDITION.search(c)]
    return ", ".join(clause for clause in clauses if clause)


def _about_the_unit(clause: str) -> str:
    rest, orders = _ORDER_WORDS.subn("", _TAG_WORDS.sub("", clause))
    rest = _TAG_WORDS.sub("", rest)
    if orders:
        rest = _BARE_TAG.sub("", rest)
    return _trimmed(rest) if _CONDITION.search(rest) else ""


def _trimmed(words: str) -> str:
    return _EDGES.sub("", words.strip(" .,;:!")).strip(" .,;:!")


def _meter(text: str) -> re.Match[str] | None:
    for found in _HOURS.finditer(text):
        if not _AFTER_CUE.search(text[: found.start()]):
            return found
    return _METER.search(text)


def _without_meter(text: str) -> str:
    """The words around a meter reading; after it, only what names a unit."""
    text = _NOT_THAT.sub(" ", text)
    found = _meter(text)
    if found is not None:
        unit = _FROM_CUE.search(text[found.end() :])
        text = f"{text[: found.start()].strip(' ,')}. {unit.group() if unit else ''}".strip(" .")
    return _INTO.sub("into", text)  # "twelve in" would be twelve inches


def _cued(text: str) -> str:
    text = _EQ_SPOKEN.sub("unit ", text)
    return _BARE.sub(lambda found: f"{found['lead']}unit {found['number']}", text)
