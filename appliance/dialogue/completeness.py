"""Whether an utterance is all that its speaker has to say, judged by its words.

A listening model was tried first: Smart Turn v3 called 214 of 216 utterances complete that had been
cut in the middle of a sentence (four synthetic voices at 8 kHz, cut at the quietest moment near
35, 50 and 65 % of their length), so it cannot tell here. Words can: an identifier is whole when it
has all its characters, and a sentence does not end in "for the".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from appliance.dialogue.actions import Act, Action
from appliance.domain.calls import Asks
from appliance.ports.conversation import Completeness

_WHOLE_ANSWERS: dict[Asks, frozenset[Act]] = {
    Asks.BUSINESS_LICENSE: frozenset({Act.IDENTIFY}),
    Asks.OPERATOR_CERTIFICATE: frozenset({Act.IDENTIFY}),
    Asks.POLICY_NUMBER: frozenset({Act.IDENTIFY}),
    Asks.CALLBACK_NUMBER: frozenset({Act.PHONE}),
    Asks.CONFIRM: frozenset({Act.YES, Act.IDENTIFY}),
    Asks.PRICE_OK: frozenset({Act.YES, Act.CHEAPER}),
    Asks.SITE_QUESTION: frozenset({Act.YES, Act.NO}),
    Asks.FINAL_CONFIRMATION: frozenset({Act.YES}),
    Asks.EQUIPMENT_CHOICE: frozenset({Act.CHOOSE}),
    Asks.ANYTHING_ELSE: frozenset({Act.GOODBYE}),
}
"""What leaves nothing to add. A bare no is often followed by why, a first day by a length."""
_CLOSED = frozenset({Act.YES, Act.NO, Act.CHEAPER, Act.GOODBYE})
"""Acts whose words may end in any word: "yes, it is"."""
_BARE_WORDS = 2
"""A yes of no more words may be the beginning of more: "yes, but not on Tuesday"."""
_STATED = re.compile(
    r"\W*(?:(?:that|it)(?:['\u2019]s| is)\b|(?:book|do|take) it\b|go ahead\b"
    r"|(?:that|it|which) works\b|works for\b|sounds (?:good|great|fine|right)\b)"
)
"""A short yes that is a sentence: "that's right", "book it"."""
_LEAST_PHONE_DIGITS = 9
"""Fewer are a local number, or the beginning of a whole one."""

_OPEN_ENDS = frozenset(
    {
        "a", "about", "an", "and", "another", "around", "at", "because", "but", "by", "for", "from",
        "his", "her", "if", "in", "into", "like", "my", "next", "of", "on", "or", "our", "maybe",
        "some", "starting", "than", "the", "their", "these", "those", "through", "till", "to",
        "uh", "um", "er", "until", "we", "when", "which", "with", "you", "your", "i", "i'm", "it's",
        "is", "are", "was", "be", "need", "want", "would", "could", "should", "can", "also", "plus",
        "number", "code", "hmm",
    }
)  # fmt: skip
"""Words after which an English sentence goes on."""

_NUMBER_ALONE = re.compile(r"[\d\s,.-]+")
_LAST_WORD = re.compile(r"([\w']+)\W*$")


def completeness(
    heard: str,
    asks: Asks | None,
    actions: tuple[Action, ...],
    goes_on: Callable[[str], bool],
    *,
    certain: bool,
) -> Completeness:
    """`certain` says that rules alone read the actions from the words; `goes_on` knows the
    language's words that something must follow."""
    last = _LAST_WORD.search(heard.lower())
    open_end = (
        last is not None and goes_on(last.group(1)) and not heard.rstrip().endswith("?")
    ) or (asks is Asks.SITE_ADDRESS and _NUMBER_ALONE.fullmatch(heard) is not None)
    if certain and asks is not None and _answers_whole(asks, heard, actions):
        (only,) = actions
        if not open_end or only.act in _CLOSED:
            return Completeness.WHOLE
    return Completeness.UNFINISHED if open_end else Completeness.FINISHED


def goes_on(word: str) -> bool:
    """Whether an English sentence goes on after this word."""
    return word in _OPEN_ENDS


def _answers_whole(asks: Asks, heard: str, actions: tuple[Action, ...]) -> bool:
    if len(actions) != 1:
        return False
    (only,) = actions
    if only.act is Act.WHEN:
        has_length = bool(only.slot("for") or only.slot("until"))
        return (asks is Asks.DURATION and has_length) or bool(only.slot("start") and has_length)
    if only.act is Act.NAME:
        return asks is Asks.OPERATOR_NAME and len(only.slot("value").split()) > 1
    if only.act is Act.YES and _is_bare(heard):
        return False
    if only.act is Act.PHONE and len(only.slot("value")) < _LEAST_PHONE_DIGITS:
        return False
    return only.act in _WHOLE_ANSWERS.get(asks, frozenset())


def _is_bare(heard: str) -> bool:
    return len(heard.split()) <= _BARE_WORDS and not _STATED.match(heard.lower())
