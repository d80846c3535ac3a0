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
_CLAUSES = re.compile(r"[.,;?!]")
_NAMED = re.compile(rf"{HAD}(?: (?:for|on|of|off|and) {HAD})*")
"""What one booking may hold: "the order for the pumps", "the trencher and the roller"."""
_COMES = re.compile(
    r"\b(?:i|we)(?:'ll|'d|'m|'re)?(?: (?:can't|can|could|will|would|want|need|like|to|have|gonna|"
    r"going|just|gotta|wanna)){0,4} (?:come|coming|swing|stop)\b(?! back)",
    re.I,
)
"""The caller comes: to pick something up, not to have it picked up."""
_ASKS_PRICE = families.said(r"how much\b", r"(?:cost|price|charge|fee)s?\b")
_FETCHES_IT = families.said(
    rf"(?:get|fetch|pick up|collect|grab) {families.IT}(?: up)? (?:ourselves|myself)\b"
)
"""The caller comes for it, before it is rented."""
_BROUGHT_THERE = re.compile(
    r"\b(?:can|could|will|would|need|want|have|like|rather|please|instead|able to)\b.*?"
    r"\b(?:deliver(?:ed|y|ing)?(?! (?:date|day|time|charge|fee|ticket)\b)|"
    r"bring \S+ to (?:us|me))\b",
    re.I,
)
_WAS_DELIVERED = re.compile(
    rf"\b(?:{families.YARD}|they|somebody|someone)(?: guys| folks)?(?:'ve| have| had|'d)? "
    r"(?:just )?delivered\b|\binvoice\b",
    re.I,
)
_NOT_DELIVERED = re.compile(rf"{families.NOT}(?: \S+){{0,4}} deliver", re.I)
_COLLECTS = families.said(
    rf"(?:come|coming|came) (?:and |to )?(?:get|fetch|pick up|grab|collect) {families.IT}"
)
_NO_RETURN = (families.YARD_BRINGS, families.RENTS_FIRST, _COMES, _ASKS_PRICE, _FETCHES_IT)
_TIME_ASKED = re.compile(r"\b(?:when|what time|how soon)\b", re.I)
_ASKS_WHEN = re.compile(r"^(?:\W*\w+\W+){0,3}?(?:when|where|what time)(?:'s|'ll|s)?\b", re.I)


def act(text: str, yard: Yard, *, renting: bool) -> Act | None:
    """The service meant, or None. While a new rental is talked about, only of a machine that the
    words tell to be held or out already."""
    said = marked(text, yard)
    held = bool((families.HELD_BEFORE if renting else families.HELD).search(said))
    if _SUPPOSES.search(said) or (renting and not held):
        return None
    if families.LOOKS_FOR_ONE.search(said) and not held:
        return None
    if families.MY_RENTALS.search(said):
        return None if families.OF_MONEY.search(said) else Act.MY_RENTALS
    if HAD not in said:
        return None
    found = _done_with(said, held=held)
    return None if found is Act.EXTEND and not held and _only_wished(text, said) else found


def refused(found: Act, text: str, yard: Yard) -> bool:
    """True where the words of a service are those of something else: a machine looked for, or to
    be got or brought first, a price asked for, a booking to be kept."""
    said = marked(text, yard)
    match found:
        case Act.RETURN:
            return any(one.search(said) for one in (*_NO_RETURN, families.LOOKS_FOR_ONE))
        case Act.EXTEND:
            return _only_wished(text, said)
        case _:
            return bool(families.KEPT.search(said))


def to_be_delivered(text: str, yard: Yard) -> bool:
    """True where a machine that is booked already is to be brought to the site."""
    said = marked(text, yard)
    held = HAD in said and (families.HELD_BEFORE.search(said) or _COLLECTS.search(said))
    otherwise = (_WAS_DELIVERED, _NOT_DELIVERED, _SUPPOSES, _ASKS_PRICE, _ASKS_WHEN, _TIME_ASKED)
    return bool(held and _BROUGHT_THERE.search(said)) and not any(
        one.search(said) for one in otherwise
    )


def tells_of(trouble: re.Pattern[str], text: str, yard: Yard) -> bool:
    """True where a clause tells of such trouble, no question, with a machine of the yard's."""
    return not _of_another(marked(text, yard)) and any(
        trouble.search(one) and not families.TROUBLE_ASKED.search(marked(one, yard))
        for one in _CLAUSES.split(text)
    )


def _only_wished(text: str, said: str) -> bool:
    """True where the longer rental is one not begun yet, or only its price is asked for."""
    return bool(families.RATE_ASKED.search(text) or families.SPAN_WISHED.search(said))


def _of_another(said: str) -> bool:
    """True where what broke is no machine of the yard's that the caller has."""
    others = (families.OF_CALLERS_OWN, families.LOOKS_FOR_ONE, families.NEEDED)
    return any(one.search(said) for one in others)


def _gives_up(said: str, *, held: bool) -> bool:
    """True where a booking is given up, and no other machine is named beside it, unless held."""
    if families.KEPT.search(said) or families.OTHER_WISH.search(said):
        return False
    if _BROUGHT_THERE.search(said):
        return False  # "I can't pick it up, can somebody deliver it"
    if held and families.DECLINES.search(said):
        return True
    alone = len(_NAMED.findall(said)) == 1
    return bool(families.CANCEL.search(said)) and (held or alone)


def _breaks_down(said: str, *, held: bool) -> bool:
    """True where a clause tells of trouble, the machine being named in it or before it."""
    if _of_another(said) and not held:
        return False
    named = False
    for clause in _CLAUSES.split(said):
        named = named or HAD in clause
        asked = families.TROUBLE_ASKED.search(clause)
        if named and families.BREAKDOWN.search(clause) and not asked:
            return True
    return False


def _done_with(said: str, *, held: bool) -> Act | None:
    """What becomes of the machine. "If" leaves open all but how long it is kept."""
    supposed = bool(_IF.search(said))
    if not supposed and not _INSTEAD.search(said):
        if _gives_up(said, held=held):
            return Act.CANCEL_BOOKING
        if _breaks_down(said, held=held):
            return Act.BREAKDOWN
    if families.EXTEND.search(said) and not families.SPARED.search(said):
        return Act.EXTEND
    if supposed or not families.RETURN.search(said):
        return None
    return None if any(one.search(said) for one in (*_NO_RETURN, _ASKS_WHEN)) else Act.RETURN
