"""Gate 3: what the machine requires, and whether the site is fit for it."""

from __future__ import annotations

import re

from appliance.dialogue.gates import callback, given
from appliance.dialogue.state import ReadBack, ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.verification import VerificationResult
from appliance.ports.conversation import HeardBy

_RESEMBLES = 65.0
"""Score out of 100 from which a site on record is asked back ("Harder" for "Harbor" is 82)."""
_LIKELY_SITES = 12
_ADDRESS = re.compile(r"\d+\w? .*[A-Za-z]{3}")
"""A house number, then a street."""
_NUMBERS = re.compile(r"[\d\s,]+")


def requirements_gate(w: Work) -> None:
    """Certification, weight and insurance are said before price talk."""
    item = w.state.item
    if item is None or w.state.requirements_said:
        return
    w.set(requirements_said=True, stage=Stage.REQUIREMENTS)
    w.say(w.words.requirements(item))


def gate(w: Work) -> None:
    """A known site decides at once; for an unknown one the checklist is asked."""
    s = w.state
    if s.item is None or s.site is not None:
        return
    early = "" if s.site_address else given.take(w, "address")
    if early and heard_address(w, early) and w.waiting:
        return
    s = w.state
    if not s.site_address:
        _ask_address(w, w.words.ask_site(w.turn))
        return
    item = s.item
    if item is None:
        return
    check = w.desk.check_site(s.customer_id, item.class_id, s.site_address, s.site_answers)
    w.set(site_address=check.address)
    verification = check.verification
    if verification is None:
        w.set(site_questions=check.questions)
        w.ask(Asks.SITE_QUESTION, w.words.site_question(check.questions[0]), Stage.SITE_SAFETY)
        return
    w.checked(verification)
    if verification.result is VerificationResult.FAIL:
        w.say(w.words.reason(verification))
        w.set(
            site_address="", site_questions=(), site_answers=(), outcome=Outcome.VERIFICATION_FAILED
        )
        if not callback.too_often(w, "site", f"No site passed: {check.address}"):
            _ask_address(w, w.words.ask_other_site())
        return
    if verification.result is VerificationResult.REVIEW:
        w.set(reviews=(*w.state.reviews, "site"))
        w.say(w.words.to_review(verification))
    elif not w.state.site_answers:
        w.say(w.words.site_known(check.address))
    else:
        w.say(w.words.site_passed())
    w.set(site=verification, site_questions=(), outcome=w.state.booking and w.state.outcome)


def heard_address(w: Work, words: str) -> bool:
    """A site by its address; False for what can be none.

    A site on record that was clearly said is used. One that the words only resemble is asked
    back, and so is a new one: a site decides what may go there.
    """
    known = w.desk.sites(w.state.customer_id) if w.state.customer_id else ()
    match = w.values.match_address([words, *w.texts], known)
    if match.address is not None:
        use(w, match.address)
        return True
    heard = w.values.normalise_address(words)
    near = match.best if match.score >= _RESEMBLES else None
    if near is None and w.heard.by is HeardBy.VOICE:
        near = w.values.misheard_site([words, *w.texts], known)
    if near is not None and near not in w.state.denied:
        w.set(readback=ReadBack(ReadBackOf.ADDRESS, near), site_heard=heard)
        w.ask(Asks.CONFIRM, w.words.read_back_address(near), Stage.SITE_SAFETY)
        return True
    if heard in w.state.denied:
        # Another number in the same street may have been meant; other words are guesswork.
        others = (w.values.normalise_address(text) for text in w.texts)
        heard = next(
            (one for one in others if one not in w.state.denied and _street(one) == _street(heard)),
            "",
        )
    if not _ADDRESS.match(heard):
        return False
    w.set(readback=ReadBack(ReadBackOf.ADDRESS, heard), site_heard="")
    w.ask(Asks.CONFIRM, w.words.read_back_new_address(heard), Stage.SITE_SAFETY)
    return True


def _street(address: str) -> str:
    return _NUMBERS.sub("", address)


def use(w: Work, address: str) -> None:
    """Another site: its own checklist."""
    w.set(
        site_address=w.values.normalise_address(address),
        site_heard="",
        site=None,
        site_questions=(),
        site_answers=(),
        reviews=tuple(gate for gate in w.state.reviews if gate != "site"),
    )


def denied(w: Work) -> None:
    """Not the site on record: take the address as heard. Not that either: ask again."""
    if w.state.site_heard:
        use(w, w.state.site_heard)
        return
    _ask_address(w, w.words.tell_address())


def _ask_address(w: Work, question: str) -> None:
    known = w.desk.sites(w.state.customer_id)[:_LIKELY_SITES]
    w.ask(Asks.SITE_ADDRESS, question, Stage.SITE_SAFETY, likely=known)


def answered(w: Work, yes: bool) -> None:
    """An answer to the open checklist question."""
    if w.state.site_questions:
        question = w.state.site_questions[0]
        w.set(site_answers=(*w.state.site_answers, (question.key, yes)))


def refused(w: Work) -> None:
    """No other site."""
    w.end(w.words.failed_goodbye(w.turn), w.state.outcome or Outcome.VERIFICATION_FAILED)
