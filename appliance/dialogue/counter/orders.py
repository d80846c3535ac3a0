"""Orders at the counter, read by rule: what is to be done, and to which unit.

Staff speak in set phrases, so no language model is needed; an order that is not recognised is
asked for again with an example.
"""

from __future__ import annotations

import re

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.formats import format_of
from appliance.dialogue.spoken import identifiers, numbers, yesno
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.desk import Yard


def _said(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.I)


_ORDERS: tuple[tuple[Act, re.Pattern[str]], ...] = (
    (Act.GOODBYE, _said("that's all", "that is all", "goodbye", "bye", "thanks", "thank you")),
    (Act.OVERDUE, _said("overdue", "over due", "late")),
    (Act.DUE_TODAY, _said("due", "coming back", "expected")),
    (
        Act.MAINTENANCE,
        _said(
            "maintenance", "out of service", "out of order", "back in service", "in service",
            "repair", "fixed", "broken",
        ),
    ),
    (
        Act.CHECK_OUT,
        _said(
            "check(?:ing|ed)?[ -]?out", "going out", "goes out", "pick(?:ed|ing)? up",
            "hand(?:ed|ing)? out",
        ),
    ),
    (
        Act.CHECK_IN,
        _said(
            "check(?:ing|ed)?[ -]?in", "return(?:ed|ing|s)?", "came back", "is back", "back in",
            "bring(?:ing)? back", "brought back", "tak(?:e|ing) back",
        ),
    ),
    (Act.WHERE, _said("who has", "who's got", "where is", "where's", "status", "find", "look up")),
)  # fmt: skip
_BACK = re.compile(
    r"\b(?:back in service|out of maintenance|off maintenance|fixed|ready|in service)\b", re.I
)
_OUT_OF_SERVICE = re.compile(r"\bout of (?:service|order)\b", re.I)
_METER = re.compile(r"\b(?:meter|hours?|reading|clock)\b", re.I)
_CONDITION = re.compile(
    r"\b(?:condition|with|has|damage[d]?|scratch|dent|leak|clean|dirty|flat|crack)\b.*", re.I
)
_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
_MARGIN = 0.3
"""How much dearer than the best candidate a tag may be (the measured margin between records)."""
_NUMBER_AT_END = re.compile(r"\b(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*$")
_REPEAT = re.compile(r"\b(?:say (?:that|it) again|repeat|pardon|what was that)\b", re.I)


def read(heard: Heard, asks: Asks | None, yard: Yard, tags: tuple[str, ...]) -> tuple[Action, ...]:
    """The order in an utterance, as one action; UNCLEAR when there is none.

    `tags` are the yard's asset tags: a tag outside them is never made up from what was heard.
    """
    text = heard.text
    if asks is Asks.CONFIRM:
        answer = yesno.parse_yes_no(text)
        if answer is not None:
            return (Action(Act.YES if answer else Act.NO),)
    if _REPEAT.search(text):
        return (Action(Act.REPEAT),)
    act = next((act for act, pattern in _ORDERS if pattern.search(text)), None)
    tag = tag_in(heard, yard, tags)
    if act is None:
        return (action(Act.WHERE, tag=tag),) if tag else (Action(Act.UNCLEAR),)
    if act is Act.MAINTENANCE:
        back = bool(_BACK.search(text)) and not _OUT_OF_SERVICE.search(text)
        return (action(act, tag=tag, state="off" if back else "on"),)
    if act in (Act.CHECK_IN, Act.CHECK_OUT):
        return (action(act, tag=tag, meter=_meter(text), condition=_condition(text)),)
    return (action(act, tag=tag),)


def tag_in(heard: Heard, yard: Yard, tags: tuple[str, ...]) -> str:
    """The asset tag that was said, if it stands in the records; else an empty string."""
    fmt = format_of(yard, "asset_tag")
    texts = [_before_meter(text) for text in heard.alternatives or (heard.text,)]
    found = identifiers.candidates(texts, fmt)
    likely = [one.value for one in found if one.cost <= found[0].cost + _MARGIN]
    return next((value for value in likely if value in set(tags)), "")


def _before_meter(text: str) -> str:
    """The words before a meter reading, so that its digits are not taken for a tag."""
    found = _METER.search(text)
    if found is None:
        return text
    number = _NUMBER_AT_END.search(text[: found.start()])
    end = number.start() if number and _is_hours(found) else found.start()
    return text[:end].strip(" ,") or text


def _meter(text: str) -> str:
    """The reading, in digits: "meter twelve hundred" and "1,250 hours" alike; else empty."""
    found = _METER.search(text)
    if found is None:
        return ""
    number = _NUMBER_AT_END.search(text[: found.start()])
    if number and _is_hours(found):
        return number.group(1).replace(",", "")
    after = text[found.end() :]
    digits = _NUMBER.search(after)
    if digits:
        return digits.group().replace(",", "")
    spoken = re.sub(r"^\W*(?:is|at|reads|reading|of|now|meter)?\b", "", after, flags=re.I)
    value = numbers.words_to_number(re.split(r"[,.]", spoken)[0])
    return str(value) if value is not None else ""


def _is_hours(found: re.Match[str]) -> bool:
    return found.group().lower().startswith("hour")


def _condition(text: str) -> str:
    found = _CONDITION.search(text)
    if found is None:
        return ""
    words = re.sub(r"^(?:condition|with)\b(?: is)?", "", found.group(), flags=re.I)
    return "" if _METER.search(words) else words.strip(" .,")
