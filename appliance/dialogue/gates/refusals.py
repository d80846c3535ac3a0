"""None of the machines on offer: more of them, another wish, and a person before it goes on for
ever."""

from __future__ import annotations

from appliance.dialogue.gates import callback, shown
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage

_MOST = 3
"""Offers refused on a poor line before a person takes over."""


def refused(w: Work) -> None:
    """None of these."""
    if w.state.outcome is Outcome.UNAVAILABLE:
        w.end(w.words.unavailable_goodbye(w.turn), Outcome.UNAVAILABLE)
        return
    if w.state.further:
        shown.show(w, w.state.further)
        return
    w.state = w.state.without_item().but(wish="", wished_ids=(), category=None, ceiling=None)
    if w.state.poor_line:
        _by_keys(w)
        return
    w.ask(Asks.NEED, w.words.ask_need_again(w.turn), Stage.DISCOVERY)


def _by_keys(w: Work) -> None:
    """First whether a machine was wanted at all: the noise may have made a wish of something
    else. Then by kind, where the yard's kinds are known in the call's language."""
    w.set(refusals=w.state.refusals + 1)
    if w.state.refusals >= _MOST:
        callback.to_a_person(w, "Wanted none of the machines that were offered")
    elif w.state.menus and w.yard.categories:
        shown.ask_kind(w, 0)
    else:
        shown.ask_purpose(w)
