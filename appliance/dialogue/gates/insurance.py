"""Gate 6: a policy that covers the whole period and the class's minimum."""

from __future__ import annotations

from appliance.dialogue.formats import format_of
from appliance.dialogue.gates import callback, given
from appliance.dialogue.gates.credential import heard_credential
from appliance.dialogue.state import ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.verification import VerificationResult

_STAGE = Stage.INSURANCE_VERIFICATION


def gate(w: Work) -> None:
    """Check the policy that was given, or ask for it."""
    s = w.state
    if s.item is None or s.insurance is not None:
        return
    if s.policy_number or not s.item.minimum_insurance:
        confirmed(w, s.policy_number)
        return
    early = given.take(w, "policy")
    if early and heard_policy(w, (early,)):
        return
    w.ask(Asks.POLICY_NUMBER, w.words.ask_policy(s.item, s.quantity, w.turn), _STAGE)


def heard_policy(w: Work, texts: tuple[str, ...] = ()) -> bool:
    """A policy number, in what was just heard or in `texts`; False when none was heard."""
    fmt = format_of(w.yard, "policy")
    return heard_credential(w, fmt, "policy", ReadBackOf.POLICY, confirmed, texts)


def confirmed(w: Work, number: str) -> None:
    """Check the policy for the period and the quantity."""
    s = w.state
    period = s.period(w.yard)
    if s.item is None or period is None:
        return
    verification = w.checked(
        w.desk.verify_insurance(s.customer_id, s.item.class_id, period, s.quantity, number)
    )
    if verification.result is VerificationResult.FAIL:
        w.say(w.words.reason(verification))
        w.set(policy_number="", insurance=None, outcome=Outcome.VERIFICATION_FAILED)
        if not callback.too_often(w, "insurance", "No insurance policy passed"):
            w.ask(Asks.POLICY_NUMBER, w.words.ask_other_policy(), _STAGE)
        return
    if verification.result is VerificationResult.REVIEW:
        w.set(reviews=(*s.reviews, "insurance"))
        w.say(w.words.to_review(verification))
    elif number:
        w.say(w.words.insurance_passed(number))
    w.set(policy_number=number, insurance=verification, outcome=s.booking and s.outcome)


def refused(w: Work) -> None:
    """No policy, or no other one."""
    w.say(w.words.policy_needed(w.state.item))
    w.end(w.words.failed_goodbye(w.turn), Outcome.VERIFICATION_FAILED)
