"""Gate 1: the business license, read back, then verified against the registry."""

from __future__ import annotations

from appliance.dialogue.formats import format_of
from appliance.dialogue.gates import again, callback
from appliance.dialogue.state import ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.verification import VerificationResult
from appliance.ports.conversation import HeardBy

_DENIALS = 4
"""Denied read-backs before staff take over: numbers are not to be guessed on the telephone."""


def gate(w: Work) -> None:
    """Ask for the license until a customer is verified."""
    if w.state.customer_id:
        return
    if w.state.license_failures >= w.yard.license_tries:
        _give_up(w)
        return
    w.ask(Asks.BUSINESS_LICENSE, w.words.ask_license(w.turn), Stage.CUSTOMER_VERIFICATION)


def heard_license(w: Work) -> bool:
    """Read back the license that was heard; False when none was.

    A candidate on record comes before one that is only well-formed, and one that was denied
    before is never proposed again.
    """
    fmt = format_of(w.yard, "business_license")
    found = again.candidates(w, fmt, ReadBackOf.LICENSE)
    values = tuple(c.value for c in found if c.value not in w.state.denied)
    if not values:
        return bool(found) and _said_again(w, found[0].value)
    match = w.desk.match_license(values)
    on_record = [value for value in match.on_record if value not in w.state.denied]
    keyed = w.heard.by is HeardBy.KEYS  # keys are not misheard
    near = match.nearest if match.nearest not in w.state.denied and not keyed else None
    value = on_record[0] if on_record else near or values[0]
    clear = (match.nearest,) if not on_record else match.on_record
    name = match.nearest_name if clear == (value,) else None
    again.read_back(w, ReadBackOf.LICENSE, value)
    w.ask(Asks.CONFIRM, w.words.read_back_license(value, name), Stage.CUSTOMER_VERIFICATION)
    return True


def _said_again(w: Work, number: str) -> bool:
    """The same number as before: turned down once more if it was turned down; read back once
    more if it was keyed, since keys are not misheard."""
    if number in w.state.failed_licenses:
        confirmed(w, number)
        return True
    if w.heard.by is not HeardBy.KEYS:
        return False
    again.read_back(w, ReadBackOf.LICENSE, number)
    w.ask(Asks.CONFIRM, w.words.read_back_license(number, None), Stage.CUSTOMER_VERIFICATION)
    return True


def confirmed(w: Work, number: str) -> None:
    """The caller said yes to the read-back: verify it."""
    check = w.desk.verify_customer(number)
    verification = w.checked(check.verification)
    if verification.passed and check.customer_id:
        w.set(
            license_number=number,
            customer_id=check.customer_id,
            customer_name=check.customer_name or "",
            denied=(),
            outcome=None,
        )
        w.say(w.words.customer_verified(check.customer_name or "", w.turn))
        return
    failures = w.state.license_failures + 1
    known = verification.result is VerificationResult.FAIL
    w.set(
        license_failures=failures,
        denied=(*w.state.denied, number),
        failed_licenses=(*w.state.failed_licenses, number),
        outcome=Outcome.NOT_APPROVED if known else Outcome.VERIFICATION_FAILED,
    )
    if failures >= w.yard.license_tries:
        w.say(w.words.reason(verification))
        _give_up(w)
        return
    w.say(w.words.reason(verification))
    question = w.words.ask_other_license() if known else w.words.ask_license_again(failures)
    w.ask(Asks.BUSINESS_LICENSE, question, Stage.CUSTOMER_VERIFICATION)


def denied(w: Work) -> bool:
    """The read-back was wrong once more; True when that was too often to go on guessing."""
    w.set(license_denials=w.state.license_denials + 1)
    if w.state.license_denials < _DENIALS:
        return False
    _give_up(w)
    return True


def refused(w: Work) -> None:
    """The caller has no license to give."""
    outcome = w.state.outcome or Outcome.VERIFICATION_FAILED
    w.say(w.words.no_license())
    callback.instead(
        w, outcome, kind="callback", subject="Caller without a license", detail=w.state.wish
    )


def _give_up(w: Work) -> None:
    """Too many licenses failed: staff look at the last one and call back."""
    callback.instead(
        w,
        w.state.outcome or Outcome.VERIFICATION_FAILED,
        kind="review",
        subject=f"License {w.state.denied[-1]}" if w.state.denied else "License",
        detail=f"{w.state.license_failures} licenses failed; wanted: {w.state.wish}",
    )
