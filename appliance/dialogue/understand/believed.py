"""Whether the words bear out what the model or an opinion made of them, where believing it costs.

A refusal ends a call and a wish starts a search, so neither is taken from words that name
nothing of the kind: babble, a threat to the records, "yes yes yes".
"""

from __future__ import annotations

import re

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.gates import degrees
from appliance.dialogue.spoken import money, names, numbers
from appliance.dialogue.spoken import words as w
from appliance.dialogue.spoken.yesno import split_yes_no
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import patterns, wishes
from appliance.domain.calls import BINDING, Asks

_SOMETHING_IS_TOLD = frozenset(
    {
        Asks.BUSINESS_LICENSE,
        Asks.OPERATOR_NAME,
        Asks.OPERATOR_CERTIFICATE,
        Asks.SITE_ADDRESS,
        Asks.POLICY_NUMBER,
        Asks.CALLBACK_NUMBER,
    }
)
"""Questions for a thing itself: who does not give it says so."""
_REFUSES = re.compile(
    r"\b(?:no|nope|nah|not|none|nothing|nobody|never|neither|without|cannot|unable|lost|forgot|"
    r"forgotten|refuse|rather|(?:do|does|did|is|are|was|have|has|had|ca|wo|would|could)n'?t)\b",
    re.I,
)
_WOULD_SKIP = re.compile(
    r"\b(?:skip\w*|waive|get around|do without|go without|leave (?:it|that) out|pretend|overlook|"
    r"exception|bend the|slide|bother with|hassle)\b",
    re.I,
)
_GIVES_UP = re.compile(
    r"\b(?:no longer|any ?more|any longer|instead|elsewhere|cancel\w*|unless|"
    r"(?:do|does|did|wo|would|ca|could|is|are)(?:n't| not) "
    r"(?:need|want|work|fly|afford|gonna|going to|think so|right|correct))\b",
    re.I,
)
"""Words of a no or of another wish, whatever stands beside them."""
_AGAIN = re.compile(
    r"\b(?:again|repeat\w*|what|sorry|pardon|huh|excuse|catch|caught|hear|heard|understand|"
    r"understood|follow|miss|missed|louder|slow\w*|once more|one more time|say|said|mean|meant|"
    r"lost|read|come|go over|run|explain|which|broke|breaking|cut\w*|fast|quiet|how|who|"
    r"get (?:that|it)|eh|hm+|back)\b",
    re.I,
)
"""Words without one of which nobody asks to have something said again."""
_SHARE = re.compile(r"\b(?:half|third|quarter|percent|off|discount)\b", re.I)
"""A price told by what is to be taken off."""
_NUMBERS = frozenset({Asks.BUSINESS_LICENSE, Asks.OPERATOR_CERTIFICATE, Asks.POLICY_NUMBER})
_SPELLED = re.compile(
    rf"\d|\b(?:{'|'.join((*w.UNITS, *w.TEENS, *w.TENS, 'oh', 'double', 'triple'))})\b", re.I
)
_OF_MACHINES = re.compile(r"\b(?:of (?:them|those)|machines?|units?)\b", re.I)
_BARE_NO = 2
_SHORTEST_NEED = 3
_A_SENTENCE = 4
_WISHES = re.compile(
    r"\b(?:need|want|wanna|gotta|rent|hire|get|have|got|look|looking|like|use|borrow|something|"
    r"anything|machine|equipment|to|for|take|wish|after)\b",
    re.I,
)
_ASKS_HOW_FAR = re.compile(
    r"^(?:(?:um|uh|hi|hello|hey|so|well|and|yeah|okay|ok|quick question|say)\W+)*"
    r"(?:how (?:far|late|early|soon|old|often)|when|why|who|where)\b",
    re.I,
)
"""A question that no machine answers."""
_POINTS = re.compile(
    r"\b(?:that|it|its|it's|one|two|three|first|second|third|last|middle|former|latter|yes|yeah|"
    r"yep|sure|ok|okay|fine|good|great|works|either|any|whatever|whichever|same|both|all|do)\b|\d",
    re.I,
)
"""Words that may choose among what was offered without naming it."""
_LIKE_AN_OPTION = 70.0
_SHORTEST_PART = 4


def is_believed(
    read: Action, heard: str, s: RentalState, known: frozenset[str] = frozenset()
) -> bool:
    """False for a refusal without a word of refusal, a number that is none, an empty wish, and a
    yes to more without one.

    `known` are the words of what the yard has and what it is for, plural endings off."""
    if read.act is Act.NO and s.asks in _SOMETHING_IS_TOLD:
        refused = _REFUSES.search(heard.replace("\u2019", "'"))
        return bool(refused) and not _WOULD_SKIP.search(heard)  # to skip it is not to be without
    if read.act is Act.NO and s.changing:
        return len(patterns.content(heard)) <= _BARE_NO  # more than that says what to change
    if read.act is Act.YES and s.asks is Asks.ANYTHING_ELSE:
        return split_yes_no(heard)[0] is True  # what sounds content is mostly an end
    if read.act is Act.YES and s.asks in BINDING:
        return not _GIVES_UP.search(heard.replace("\u2019", "'"))
    if read.act is Act.REPEAT:
        return bool(_AGAIN.search(heard))
    if read.act is Act.NAME and s.asks is Asks.FINAL_CONFIRMATION:
        return len(heard.split()) > 1  # "Buckhead" was "book it"
    if read.act is Act.IDENTIFY and s.asks in _NUMBERS:
        return bool(_SPELLED.search(heard))  # "can I buy the coverage from you" gives no number
    if read.act is Act.CHOOSE and patterns.ASKING.search(heard):
        return False
    if read.act is Act.QUANTITY and s.asks is Asks.DURATION:
        return bool(_OF_MACHINES.search(heard))
    if read.act is Act.QUANTITY:
        return numbers.parse_quantity(read.slot("value")) is not None
    if read.act is Act.CHOOSE and s.asks is Asks.EQUIPMENT_CHOICE:
        return _chooses(read.slot("option"), heard, s)
    if read.act is Act.OFFER:  # a house number is no price, nor is "more than I figured"
        figure = money.parse_money(heard) is not None or _SHARE.search(heard)
        return bool(figure) and not patterns.STREET.search(heard)
    if read.act is Act.FIND and read.slot("need") and not read.slot("item"):
        if _ASKS_HOW_FAR.match(heard):
            return False
        return _is_need(read.slot("need"), heard, known)
    return True


def _is_need(need: str, heard: str, known: frozenset[str]) -> bool:
    """Words that are wished for in so many words, that the yard knows, or enough for a sentence:
    "da da mama" is none of these."""
    content = {word for word in patterns.content(need) if len(word) >= _SHORTEST_NEED}
    if not content:
        return False
    if _WISHES.search(heard) or len(content) >= _A_SENTENCE:
        return True
    return any(known.intersection(wishes.stems(word)) for word in content)


def _chooses(place: str, heard: str, s: RentalState) -> bool:
    """Whether the words are like that option's name, or point at what was offered."""
    at = int(place) - 1 if place.isdecimal() else -1
    if not 0 <= at < len(s.options):
        return True
    declined = split_yes_no(heard)[0] is False
    if not declined and (_POINTS.search(heard) or degrees.asked_for(heard)):
        return True
    name = s.options[at].name
    parts = {word for word in name.lower().split() if len(word) >= _SHORTEST_PART}
    if parts & set(re.findall(r"\w+", heard.lower())):
        return True
    return any(score >= _LIKE_AN_OPTION for _, score in names.match_phrase(heard, {name: [name]}))
