"""What was heard of an identifier: now, and the last time, when its read-back was denied."""

from __future__ import annotations

from appliance.dialogue.spoken import identifiers, matching
from appliance.dialogue.state import ReadBack, ReadBackOf
from appliance.dialogue.work import Work
from appliance.ports.conversation import HeardBy


def candidates(
    w: Work,
    fmt: identifiers.IdentifierFormat,
    of: ReadBackOf,
    texts: tuple[str, ...] = (),
) -> list[identifiers.Candidate]:
    """Identifiers in `texts`, else in what was just heard, best first, denied ones among them.

    Keys are not misheard: what was heard before counts for nothing beside them.
    """
    found = w.values.candidates(texts or w.texts, fmt)
    before = w.state.unclear
    if before is None or before.of is not of or w.heard.by is HeardBy.KEYS:
        return found
    return matching.summed(found, w.values.candidates(before.heard, fmt))


def read_back(w: Work, of: ReadBackOf, value: str, texts: tuple[str, ...] = ()) -> None:
    """Put the value as the open read-back, with what it was heard from."""
    heard = () if w.heard.by is HeardBy.KEYS else texts or w.texts
    failures = w.state.failures_at(of) + w.state.misses
    w.set(readback=ReadBack(of, value, heard, failures), unclear=None)
