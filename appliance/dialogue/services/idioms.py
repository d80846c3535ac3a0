"""Services as callers put them in their own words. English (US).

Two things must come together: a machine that is pointed at as one already there ("that carry
deck", "those pumps you've got set aside for us") and what becomes of it, in a verb of one family.
A wish for a machine that is not there yet, "a telehandler", is none of these.
"""

from __future__ import annotations

import re

from appliance.dialogue.actions import Act
from appliance.dialogue.services import families
from appliance.dialogue.services.references import HAD, marked
from appliance.ports.facts import Yard

_SUPPOSES = families.said(
    r"what happens", r"what if\b", r"how (?:late|early)\b", r"suppose\b", r"in case\b",
    r"do you (?:fix|repair)\b",
    r"(?:fee|charge\w*|penalt\w+|fine)s?\b.* if\b",
)  # fmt: skip
_IF = re.compile(r"\bif\b(?! (?:you|y'all|that's|it's|at all|possible|nobody|no one)\b)", re.I)
_INSTEAD = families.said(
    r"instead\b", r"make (?:it|that)\b", r"rather\b", r"(?:give|get) (?:me|us) (?:a|an|the)\b",
    r"gimme\b", r"switch\b", r"swap\b", r"let's (?:do|go)\b", r"(?:i|we)'ll take\b",
)  # fmt: skip
"""Another wish in place of one not booked yet."""
_COMES = re.compile(
    r"\b(?:i|we)(?:'ll|'d|'m|'re)?(?: (?:can't|can|could|will|would|want|need|like|to|have|gonna|"
    r"going|just|gotta|wanna)){0,4} (?:come|coming|swing|stop)\b(?! back)",
    re.I,
)
"""The caller comes: to pick something up, not to have it picked up."""
_ASKS_WHEN = re.compile(r"^(?:\W*\w+\W+){0,3}?(?:when|where|what time)(?:'s|'ll|s)?\b", re.I)


def act(text: str, yard: Yard, *, renting: bool) -> Act | None:
    """The service meant, or None. While a new rental is talked about, only of a machine that the
    words tell to be held or out already."""
    said = marked(text, yard)
    held = bool(families.HELD.search(said))
    if _SUPPOSES.search(said) or (renting and not held):
        return None
    if families.LOOKS_FOR_ONE.search(said) and not held:
        return None
    if families.MY_RENTALS.search(said):
        return Act.MY_RENTALS
    return _done_with(said, held=held) if HAD in said else None


def wished_for(text: str, yard: Yard) -> bool:
    """True of a machine that is looked for, or to be got or brought first: a wish with its end."""
    said = marked(text, yard)
    wishes = (families.RENTS_FIRST, families.YARD_BRINGS, families.LOOKS_FOR_ONE)
    return any(one.search(said) for one in wishes)


def _done_with(said: str, *, held: bool) -> Act | None:
    """What becomes of the machine. "If" leaves open all but how long it is kept."""
    supposed = bool(_IF.search(said))
    if not supposed and not _INSTEAD.search(said):
        if families.CANCEL.search(said) or (held and families.DECLINES.search(said)):
            return Act.CANCEL_BOOKING
        if families.BREAKDOWN.search(said) and not families.OF_CALLERS_OWN.search(said):
            return Act.BREAKDOWN
    if families.EXTEND.search(said) and not families.SPARED.search(said):
        return Act.EXTEND
    if supposed or not families.RETURN.search(said):
        return None
    otherwise = (families.YARD_BRINGS, families.RENTS_FIRST, _COMES, _ASKS_WHEN)
    return None if any(one.search(said) for one in otherwise) else Act.RETURN
