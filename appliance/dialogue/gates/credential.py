"""Certificates and policies as heard: matched to the customer's own, read back when unsure."""

from __future__ import annotations

from collections.abc import Callable

from appliance.dialogue.gates import again
from appliance.dialogue.spoken import identifiers, matching
from appliance.dialogue.state import ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks
from appliance.ports.conversation import HeardBy


def heard_credential(
    w: Work,
    fmt: identifiers.IdentifierFormat,
    kind: str,
    of: ReadBackOf,
    confirmed: Callable[[Work, str], None],
    texts: tuple[str, ...] = (),
) -> bool:
    """Use what was heard if it is one of the customer's own, else read it back; False if none.

    A customer holds a handful, so an exact hit is safe to go on with: the answer names the
    number, which lets the caller object. Anything else is read back character by character.
    """
    found = again.candidates(w, fmt, of, texts)
    values = [c for c in found if c.value not in w.state.denied]
    if not values and w.heard.by is HeardBy.KEYS:
        values = found[:1]  # keys are not misheard
    if not values:
        return False
    own = tuple(c.number for c in w.desk.credentials(w.state.customer_id) if c.kind == kind)
    heard = {c.value for c in values}
    match = matching.match_records(
        values, [number for number in own if number in heard or number not in w.state.denied]
    )
    if match.exact and match.record:
        confirmed(w, match.record)
        return True
    proposal = match.record if match.clear and match.record else values[0].value
    again.read_back(w, of, proposal, texts)
    w.ask(Asks.CONFIRM, w.words.read_back(proposal))
    return True
