"""Read-backs: a value said back to the caller, then confirmed, repaired or denied."""

from __future__ import annotations

from collections.abc import Callable

from appliance.dialogue.gates import callback, customer, insurance, operator, periods, site
from appliance.dialogue.keypad import offering
from appliance.dialogue.state import QUESTION_OF, ReadBack, ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks

_CONFIRMED: dict[ReadBackOf, Callable[[Work, str], None]] = {
    ReadBackOf.LICENSE: customer.confirmed,
    ReadBackOf.CERTIFICATE: operator.confirmed,
    ReadBackOf.POLICY: insurance.confirmed,
    ReadBackOf.CALLBACK: callback.confirmed,
    ReadBackOf.ADDRESS: site.use,
    ReadBackOf.NAME: operator.named,
    ReadBackOf.PERIOD: periods.confirmed,
}

_HEARD_AGAIN: dict[ReadBackOf, Callable[[Work], bool]] = {
    ReadBackOf.LICENSE: customer.heard_license,
    ReadBackOf.CERTIFICATE: operator.heard_certificate,
    ReadBackOf.POLICY: insurance.heard_policy,
    ReadBackOf.CALLBACK: callback.heard_number,
}


def failures_before(w: Work) -> int:
    """How often the identifier that is being asked for was denied before, or not understood."""
    of = next((of for of, asks in QUESTION_OF.items() if asks is w.state.asks), None)
    return w.state.failures_at(of) if of is not None else 0


def confirmed(w: Work) -> bool:
    """Yes: the value is used. False when nothing was read back."""
    readback = w.state.readback
    if readback is None:
        return False
    w.set(readback=None)
    _CONFIRMED[readback.of](w, readback.value)
    return True


def denied(w: Work) -> bool:
    """No: a value given along with the no is read back next, else it is asked for again."""
    readback = w.state.readback
    if readback is None:
        return False
    offering.troubled(w)
    if readback.of is ReadBackOf.PERIOD:
        w.set(readback=None)
        periods.denied(w)
        return True
    w.set(readback=None, denied=(*w.state.denied, readback.value), unclear=readback)
    if readback.of is ReadBackOf.ADDRESS:
        site.denied(w)
        return True
    if readback.of is ReadBackOf.NAME:
        operator.denied(w)
        return True
    if readback.of is ReadBackOf.LICENSE and customer.denied(w):
        return True
    if readback.of is ReadBackOf.CALLBACK and callback.denied(w):
        return True
    if corrected(w, readback):
        return True
    failures = w.state.failures_at(readback.of)
    w.ask(QUESTION_OF[readback.of], w.words.ask_identifier_again(readback.of, failures))
    return True


def corrected(w: Work, readback: ReadBack) -> bool:
    """Another value, or a repair of a few characters, in what was just heard."""
    repaired = w.values.spoken_repair(readback.value, w.heard.text)
    if repaired and repaired != readback.value and repaired not in w.state.denied:
        w.set(readback=ReadBack(readback.of, repaired))
        w.ask(Asks.CONFIRM, w.words.read_back(repaired))
        return True
    again = _HEARD_AGAIN.get(readback.of)
    return again(w) if again else False
