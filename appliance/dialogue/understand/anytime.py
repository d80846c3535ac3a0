"""What may be said at any question: a person, please; never mind; hold on; what was that; questions
on the yard; other dates. Read by rule, where nothing else is said besides."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.knowledge import reading as knowledge
from appliance.dialogue.spoken import dates
from appliance.dialogue.spoken.yesno import split_yes_no
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import beside, changes, partings, patterns, wishes
from appliance.dialogue.understand.composing import OPENERS
from appliance.domain.calls import Asks
from appliance.ports.facts import Yard

_MACHINE_NAMED = 90.0
_MOST_OF_A_QUESTION = 10
_MOST_BEFORE_GOODBYE = 10
_ANSWERED_YES_OR_NO = frozenset(
    {
        Asks.CONFIRM,
        Asks.PRICE_OK,
        Asks.SITE_QUESTION,
        Asks.FINAL_CONFIRMATION,
        Asks.EQUIPMENT_CHOICE,
    }
)
"""Where "that's it" is a yes and no goodbye."""
_AGREED_TO = frozenset(
    {Asks.PRICE_OK, Asks.FINAL_CONFIRMATION, Asks.EQUIPMENT_CHOICE, Asks.START_DATE}
)
_OF_A_RENTAL = frozenset(
    {
        Asks.PRICE_OK,
        Asks.FINAL_CONFIRMATION,
        Asks.START_DATE,
        Asks.DURATION,
        Asks.SITE_ADDRESS,
        Asks.OPERATOR_NAME,
        Asks.OPERATOR_CERTIFICATE,
        Asks.POLICY_NUMBER,
    }
)
"""Where "we don't need it" is said of the rental under discussion."""
_A_PLAIN_ANSWER = re.compile(
    r"^(?:yes|yeah|yep|yup|no|nope|correct)\b(?:\W*$|\W+(?:that|it|this)(?:'s|'ll)?\b)", re.I
)
_A_NO = re.compile(r"^(?:no|nope|nah)\b", re.I)
_LET_ME_GET = re.compile(r"\blet me get\b", re.I)
_FIRST_A_MOMENT = re.compile(
    rf"^{OPENERS}(?:{patterns.WAIT.pattern})[^,.;!?]*[,.;!?]+\s*"
    r"(?:(?:um|uh|er|hmm|ah|well|so|ok|okay|right|all ?right|now|let's see)\W+)*",
    re.I,
)
_A_MOMENT = re.compile(r"^\W*a (?:sec|second|minute|moment)\b", re.I)
_ASKED_BESIDES = re.compile(
    r"\?|\b(?:(?<!know )what|how|when|where|which|who|can you|could you|wrong|waiver|deliver\w*)\b"
    r"|\ba (?:sec|second|minute|moment)\b",
    re.I,
)
"""Said with putting it off, the caller goes on all the same."""


def certain(text: str, s: RentalState, yard: Yard, today: date) -> tuple[Action, ...] | None:
    """What the words mean whatever was asked; None where they may be an answer."""
    if patterns.WHO_SPEAKS.search(text):
        return (action(Act.ASK, topic="other"),)
    if patterns.PERSON.search(text):
        return (Action(Act.PERSON),)
    if partings.STOP.match(text) or _leaves(text, s, yard, today):
        return (Action(Act.STOP),)
    goodbye = partings.BYE if s.asks in _ANSWERED_YES_OR_NO else partings.GOODBYE
    if s.asks is not Asks.ANYTHING_ELSE and goodbye.match(text):
        return (Action(Act.GOODBYE),)
    if s.asks not in _ANSWERED_YES_OR_NO and _says_goodbye(text, s, yard):
        return (Action(Act.GOODBYE),)
    changed = changes.certain(text, s, yard, today)
    if changed is not None:
        return changed
    if _waits(text, s, yard, today):
        return (Action(Act.WAIT),)
    if patterns.REPEAT.search(text) and not beside.gives_number(text, s, yard):
        return (Action(Act.REPEAT),)
    return _of_the_yard(text, s) or _question(text, yard)


def _says_goodbye(text: str, s: RentalState, yard: Yard) -> bool:
    """A goodbye with a few words before it, none of them a number, a place or a machine."""
    if not partings.LEAVES.search(text) or len(text.split()) > _MOST_BEFORE_GOODBYE:
        return False
    if any(char.isdigit() for char in text) or beside.gives_number(text, s, yard):
        return False
    return wishes.named(text, yard) is None


def _leaves(text: str, s: RentalState, yard: Yard, today: date) -> bool:
    """ "I have to ask my boss, I'll call you back"; a condition is no leaving."""
    if s.asks is Asks.CALLBACK_NUMBER or patterns.QUESTION.search(text):
        return False
    if re.search(r"\bif\b", text, re.I):
        return False
    if s.asks is not Asks.NEED and partings.DROPS_ALL.search(text):
        return True
    if s.asks in _OF_A_RENTAL and partings.GIVES_UP.search(text):
        return not patterns.CHEAPER.search(text)
    return bool(partings.CALLS_AGAIN.search(text)) or _holds_off(text, s, yard, today)


def _holds_off(text: str, s: RentalState, yard: Yard, today: date) -> bool:
    """ "Let me sleep on it", where something is to be agreed to and nothing else is said: "hold
    off until Thursday" is another day, "not ready to commit, can you do better" bargaining."""
    if s.asks not in _AGREED_TO or not partings.HOLDS_OFF.search(text):
        return False
    besides = (patterns.CHANGE, patterns.CHEAPER, patterns.WAIT, patterns.STREET, _ASKED_BESIDES)
    if any(one.search(text) for one in besides) or any(char.isdigit() for char in text):
        return False
    named = dates.parse_period(text, today) != (None, None) or dates.parse_date(text, today)
    return not named and split_yes_no(text)[0] is not True and wishes.named(text, yard) is None


def _waits(text: str, s: RentalState, yard: Yard, today: date) -> bool:
    """ "Hold on" alone: what is said after it is said instead."""
    if not patterns.WAIT.search(text) or any(char.isdigit() for char in text):
        return False
    if beside.gives_number(text, s, yard) or patterns.IS_WRONG.match(text):
        return False
    if patterns.ASKING.match(_A_MOMENT.sub("", patterns.WAIT.sub("", text)).strip(" ,.")):
        return False  # "hang on a sec, how late are you there on a Thursday?"
    if s.asks is Asks.START_DATE and dates.parse_date(patterns.WAIT.split(text)[0], today):
        return False  # "the eighth, no hang on, the ninth"
    if _LET_ME_GET.search(text) and wishes.named(text, yard) is not None:
        return False  # "let me get that boom lift"
    return not (patterns.CHANGE.search(text) or patterns.STREET.search(text))


def after_waiting(text: str, s: RentalState) -> str:
    """What follows "let me look at the calendar, um,": an answer, perhaps; nothing where the caller
    only asks for a moment, or says yes to somebody else ("hang on, yeah I'm on the phone")."""
    found = _FIRST_A_MOMENT.match(text)
    rest = text[found.end() :].strip() if found else ""
    if s.asks in (Asks.START_DATE, Asks.DURATION):
        return rest
    if s.asks is Asks.ANYTHING_ELSE:
        return rest if _A_NO.match(rest) else ""
    return rest if s.asks in _ANSWERED_YES_OR_NO and _A_PLAIN_ANSWER.match(rest) else ""


def _of_the_yard(text: str, s: RentalState) -> tuple[Action, ...] | None:
    if not patterns.QUESTION.search(text) or len(text.split()) > _MOST_OF_A_QUESTION:
        return None
    if patterns.LOCATION.search(text):
        return (action(Act.ASK, topic="location"),)
    if patterns.HOURS.search(text):
        return (action(Act.ASK, topic="hours"),)
    if patterns.DEPOSIT.search(text):
        return (action(Act.ASK, topic="deposit"),)
    figures = any(char.isdigit() for char in text)
    if s.item is not None and patterns.COST.search(text) and not figures:
        return (action(Act.ASK, topic="price"),)
    if s.item is not None and patterns.NEEDS.search(text):
        return (action(Act.ASK, topic="requirements"),)
    return None


def _question(text: str, yard: Yard) -> tuple[Action, ...] | None:
    """A question on how the yard does things, unless a machine is named in it."""
    asked = knowledge.certain(text)
    if asked is None:
        return None
    return None if wishes.named(text, yard, _MACHINE_NAMED) is not None else asked
