"""What a sure first opinion is good for: sparing the language model, and outvoting it.

An opinion names an act and copies nothing, so it stands alone only where code finds the rest in
the words. It never agrees to anything on its own: a yes that binds is a rule's or the model's.
"""

from __future__ import annotations

from datetime import date

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.services import reading as services
from appliance.dialogue.spoken import dates
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import grammar, patterns, wishes
from appliance.dialogue.understand.believed import is_believed
from appliance.domain.calls import BINDING
from appliance.ports.facts import Yard
from appliance.ports.opinion import Opinion

_ALONE = 0.85
_ALONE_HARMLESS, _ALONE_A_WISH = 0.6, 0.75
"""For acts that ask for patience or a person, and for wishes, which code looks through for a
service first. Cross-validated, 23 of 25 and 15 of 18 of those between these shares and 0.85 are
right, before that look."""
_OUTVOTES = 0.9
_AGAINST_NOTHING = 0.6
"""Shares from which an opinion stands without the model, against what the model read, and where
the model read nothing."""
_MOST_WORDS = 16
_PLAIN = frozenset(
    {
        Act.NO, Act.ASK, Act.PERSON, Act.REPEAT, Act.WAIT, Act.STOP, Act.GOODBYE, Act.CHEAPER,
        Act.UNCLEAR, Act.MY_RENTALS, Act.RETURN, Act.CANCEL_BOOKING, Act.BREAKDOWN,
    }
)  # fmt: skip
"""Acts that are whole without a word copied."""
_HARMLESS = frozenset({Act.REPEAT, Act.WAIT, Act.PERSON})


def alone(
    opinion: Opinion | None, text: str, s: RentalState, yard: Yard, today: date
) -> tuple[Action, ...] | None:
    """The actions of a sure opinion, where code finds all that belongs to them; else None."""
    if opinion is None or len(text.split()) > _MOST_WORDS:
        return None
    act = Act(opinion.act)
    least = _ALONE_HARMLESS if act in _HARMLESS else _ALONE
    if opinion.share < (_ALONE_A_WISH if act is Act.FIND else least):
        return None
    if act is Act.FIND and act in grammar.allowed(s):
        return wishes.read(text, yard, today)
    return _plain(act, text, s, today)


def voted(
    opinion: Opinion | None, read: tuple[Action, ...], text: str, s: RentalState, today: date
) -> tuple[Action, ...]:
    """What the model read, or the opinion's act where that is far surer."""
    if opinion is None or any(one.act.value == opinion.act for one in read):
        return read
    nothing = all(one.act is Act.UNCLEAR for one in read)
    if opinion.share < (_AGAINST_NOTHING if nothing else _OUTVOTES):
        return read
    return _plain(Act(opinion.act), text, s, today) or read


def _plain(act: Act, text: str, s: RentalState, today: date) -> tuple[Action, ...] | None:
    yes_to_nothing_binding = act is Act.YES and s.asks not in BINDING
    if act not in _PLAIN and not yes_to_nothing_binding:
        return None
    if act not in (*grammar.allowed(s), Act.WAIT):
        return None
    if act is Act.PERSON and not patterns.STAFF.search(text):
        return None
    if not is_believed(Action(act), text, s):
        return None
    if dates.parse_period(text, today) != (None, None) and act not in (Act.ASK, Act.UNCLEAR):
        return None  # a day or a length is said besides, which someone must copy
    if act is Act.ASK:
        return (action(Act.ASK, topic=patterns.topic_of(text)),)
    borne_out = services.borne_out(Action(act), text, s)
    return (borne_out,) if borne_out is not None else None
