"""Answers given before their question: kept in the caller's words until a gate wants them."""

from __future__ import annotations

from appliance.dialogue.work import Work


def take(w: Work, kind: str) -> str:
    """The words given for `address`, `operator`, `certificate` or `policy`, once; else nothing."""
    words = dict(w.state.given).get(kind, "")
    if words:
        w.set(given=tuple(one for one in w.state.given if one[0] != kind))
    return words
