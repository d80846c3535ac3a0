"""Questions about how the yard does things, heard by rule. English (US)."""

from __future__ import annotations

import re

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.spoken.words import WEEKDAYS
from appliance.dialogue.understand import patterns

_MOST_WORDS = 18
_MOST_OF_A_QUESTION = 30
"""Words, where it ends in a question mark: what goes before it is why it is asked."""
_LAST_CLAUSE = re.compile(r"[.;,]\s+")
_ASKS = re.compile(
    r"\b(?:do|does|can|could|will|would|are|is|am|what|how|when|where|who|which|should|may|what's|"
    r"who's)\b.{0,30}?\b(?:you|i|we|it|there|the|they|if|papers?|hitch|happens|insurance|"
    r"included|much)\b",
    re.I,
)
_DAYS_OF_WEEK = rf"(?:{'|'.join(WEEKDAYS)}|weekends?|the weekend|holidays?)"
_HOURS = re.compile(
    r"\b(?:you|y'all|anybody|anyone|somebody|they) (?:guys |folks |all )?(?:be )?"
    r"(?:around|there|in|working|open|closed) (?:on |over |this |late |early )*"
    rf"{_DAYS_OF_WEEK}\b"
    r"|\bhow (?:early|late) (?:can|could|do|does|are|is|will)\b.*"
    r"\b(?:in|by|there|open|close|stay)\b"
    r"|\b(?:until |till |to )?(?:when|what time|how late|how long) (?:(?:do|does|will|are|is) "
    r"(?:you|y'all|they|the gate|the yard)|(?:you|y'all)(?: are|'re| will|'ll)?)\b.*"
    r"\b(?:open|close|closing|shut|lock|start|quit|get in|done)\b",
    re.I,
)
_DELIVERY = re.compile(
    r"\b(?:deliver\w*|drop (?:it|them) off (?:at|to|for)|transport\w*|"
    r"haul (?:it|them|the machine)|"
    r"bring(?:ing)? (?:it|them|one|that|those|everything) (?:out |over |here )?"
    r"to (?:me|us|my|our|the (?:job|site))|"
    r"how far (?:out |away |from \w+ )?(?:will|do|would|can|could|does) (?:you|y'all|your)"
    r"(?! (?:reach|see|dig|lift|go up|go down))|"
    r"(?:truck|haul|bring|run|send) (?:something|stuff|equipment|machines?|things|one) "
    r"(?:out|over|to (?:me|us|my|our|the)))\b",
    re.I,
)
_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("hours", _HOURS),
    ("delivery", _DELIVERY),
    (
        "other",
        re.compile(
            r"\b(?:fuel\w*|gas(?:oline)?|diesel|fill it|tank|damage\w*|waiver|scratch\w*|liable|"
            r"dents?|dinged?|banged up|on the hook|"
            r"break it|breaks|broke(?:n)?|pay(?:ing|ment|ments)?|credit cards?|cash|checks?|"
            r"invoice|late fee|late return|back late|bring it back late|i'?m late|after hours|"
            r"drop box|weekends?|clean(?:ing)?|wash|mud\w*|trailers?|tow(?:ing)?|hitch|"
            r"train(?:ing)?|show me how|manual|half(?:[ -]?a)? day|by the hour|hours is a day|"
            r"account|private person|papers|photo id|need id|to bring|cancellation|refund)\b",
            re.I,
        ),
    ),
)  # fmt: skip


_WISH = re.compile(
    r"\b(?:rent|get|book|reserve|need|want|have) "
    r"(?:a|an|some|something|anything|one|two|three)\b(?! (?:discount|refund|receipt|credit))",
    re.I,
)
"""A wish for a machine, in the form of a question."""


def certain(text: str) -> tuple[Action, ...] | None:
    """A question on a topic that no record answers; None where it may be anything else."""
    marked = text.rstrip().endswith("?")
    most = _MOST_OF_A_QUESTION if marked else _MOST_WORDS
    if len(text.split()) > most or _WISH.search(text):
        return None
    if len(text.split()) > _MOST_WORDS:
        text = _LAST_CLAUSE.split(text.strip(" ?"))[-1]
    asks = marked or patterns.QUESTION.search(text) or _ASKS.search(text)
    if not asks:
        return None
    for topic, pattern in _TOPICS:
        if pattern.search(text):
            return (action(Act.ASK, topic=topic),)
    return None
