"""Gate 3: what the machine requires, and whether the site is fit for it."""

from __future__ import annotations

from appliance.dialogue import wording
from appliance.dialogue.spoken import address as addresses
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.verification import VerificationResult


def requirements_gate(w: Work) -> None:
    """Certification, weight and insurance are said before price talk."""
    item = w.state.item
    if item is None or w.state.requirements_said:
        return
    w.set(requirements_said=True, stage=Stage.REQUIREMENTS)
    w.say(wording.requirements(item))


def gate(w: Work) -> None:
    """A known site decides at once; for an unknown one the checklist is asked."""
    s = w.state
    if s.item is None or s.site is not None:
        return
    if not s.site_address:
        w.ask(Asks.SITE_ADDRESS, wording.ask_site(w.turn), Stage.SITE_SAFETY)
        return
    check = w.desk.check_site(s.customer_id, s.item.class_id, s.site_address, s.site_answers)
    w.set(site_address=check.address)
    verification = check.verification
    if verification is None:
        w.set(site_questions=check.questions)
        w.ask(Asks.SITE_QUESTION, check.questions[0].text, Stage.SITE_SAFETY)
        return
    w.checked(verification)
    if verification.result is VerificationResult.FAIL:
        w.say(wording.reason(verification))
        w.set(
            site_address="", site_questions=(), site_answers=(), outcome=Outcome.VERIFICATION_FAILED
        )
        w.ask(Asks.SITE_ADDRESS, wording.ask_other_site(), Stage.SITE_SAFETY)
        return
    if verification.result is VerificationResult.REVIEW:
        w.set(reviews=(*w.state.reviews, "site"))
        w.say(wording.to_review(verification))
    elif not w.state.site_answers:
        w.say(wording.site_known(check.address))
    else:
        w.say(wording.site_passed())
    w.set(site=verification, site_questions=(), outcome=w.state.booking and w.state.outcome)


def heard_address(w: Work, words: str) -> None:
    """Another site: its own checklist."""
    w.set(
        site_address=addresses.normalise_address(words),
        site=None,
        site_questions=(),
        site_answers=(),
        reviews=tuple(gate for gate in w.state.reviews if gate != "site"),
    )


def answered(w: Work, yes: bool) -> None:
    """An answer to the open checklist question."""
    if w.state.site_questions:
        question = w.state.site_questions[0]
        w.set(site_answers=(*w.state.site_answers, (question.key, yes)))


def refused(w: Work) -> None:
    """No other site."""
    w.end(wording.failed_goodbye(w.turn), w.state.outcome or Outcome.VERIFICATION_FAILED)
