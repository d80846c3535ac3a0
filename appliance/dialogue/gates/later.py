"""More than one machine on a call: what was asked for besides waits for its turn.

A second machine is a booking of its own. Who, where, with which policy and by whom it is run are
kept from the first and checked again for the second; its dates are asked, or taken over.
"""

from __future__ import annotations

import re

from appliance.dialogue.actions import Action
from appliance.dialogue.gates import equipment, periods
from appliance.dialogue.state import Later
from appliance.dialogue.work import Work

ALSO = re.compile(
    r"\b(?:also|too|as well|in addition|on top of that|plus (?:a|an|one|two|the)|"
    r"another (?:machine|thing|item))\b",
    re.I,
)
SAME_DATES = re.compile(r"\bsame (?:days?|dates?|time|period|length|week)\b", re.I)
INSTEAD = re.compile(r"\b(?:instead|rather|not the|change)\b", re.I)
_MOST = 4


def keep(w: Work, action: Action) -> bool:
    """Note a machine that is wanted besides the one under way; False when none is under way or
    the words are about that one."""
    s = w.state
    beside = bool(action.slot("also")) or w.phrases.says_also(w.heard.text)
    if not beside or w.phrases.says_instead(w.heard.text):
        return False
    under_way = s.item is not None or bool(s.wished_ids) or bool(s.options)
    name = action.slot("item") or action.slot("need")
    ids = equipment.named(w, action.slot("item"))
    if not under_way or not name or len(s.later) >= _MOST:
        return False
    if s.item is not None and s.item.class_id in ids:
        return False
    w.set(later=(*s.later, Later(name=name, ids=ids, quantity=action.slot("quantity"))))
    w.say(w.words.after_this_one(name))
    return True


def next_up(w: Work) -> bool:
    """Turn to what was asked for besides; False when there is nothing."""
    if not w.state.later:
        return False
    one, *rest = w.state.later
    w.set(later=tuple(rest), wish=one.name, wish_heard=one.name, wished_ids=one.ids)
    periods.change_quantity(w, one.quantity)
    w.say(w.words.now_the(one.name))
    return True


def same_dates(w: Work, yes: bool) -> bool:
    """The answer to "for the same dates?"; False when that was not asked."""
    earlier = w.state.earlier_dates
    if earlier is None or w.state.start is not None:
        return False
    if yes:
        start, days = earlier
        w.state = w.state.without_period().but(start=start, days=days)
    w.set(earlier_dates=None)
    return True
