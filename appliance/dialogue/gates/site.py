"""Gate 3: what the machine requires, and whether the site is fit for it."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.dialogue.gates import callback, given
from appliance.dialogue.state import ReadBack, ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.verification import VerificationResult
from appliance.ports.conversation import HeardBy

_RESEMBLES = 65.0
"""Score out of 100 from which a site on record is asked back ("Harder" for "Harbor" is 82)."""
_LIKELY_SITES = 12
_DENIALS = 3
"""Addresses read back in vain before a person takes over."""
_STREETS = 2
"""Streets behind a keyed house number that were heard wrong on a poor line."""
_ADDRESS = re.compile(r"\d+\w? .*[A-Za-z]{3}")
"""A house number, then a street."""
_LEADING_NUMBERS = re.compile(r"^(?:\d+[\s,]+)+")
"""A house number as heard; the number of "5th Avenue" is its name."""
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
    if s.street_open and verification.passed:  # nobody can decide on half an address
        reason = w.words.street_to_staff()
        verification = replace(verification, result=VerificationResult.REVIEW, reason=reason)
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
        if not s.street_open:
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
    said = _said(w, words)
    match = w.values.match_address(said, known)
    if match.address is not None:
        use(w, match.address)
        return True
    if w.heard.by is HeardBy.KEYS:
        return _keyed(w, words, known)
    heard = w.values.normalise_address(said[0])
    near = match.best if match.score >= _RESEMBLES else None
    if near is None and w.heard.by is HeardBy.VOICE:
        near = w.values.misheard_site(said, known)
    if near is not None and near not in w.state.denied:
        return _read_back(w, near, w.words.read_back_address(near), heard)
    if heard in w.state.denied:
        # Another number in the same street may have been meant; other words are guesswork.
        others = (w.values.normalise_address(text) for text in said)
        heard = next(
            (one for one in others if one not in w.state.denied and _street(one) == _street(heard)),
            "",
        )
    if not _ADDRESS.match(heard):
        return False
    return _read_back(w, heard, w.words.read_back_new_address(heard))


def _read_back(w: Work, address: str, question: str, heard: str = "") -> bool:
    failures = w.state.failures_at(ReadBackOf.ADDRESS)
    readback = ReadBack(ReadBackOf.ADDRESS, address, failures=failures)
    w.set(readback=readback, site_heard=heard)
    w.ask(Asks.CONFIRM, question, Stage.SITE_SAFETY)
    return True


def _said(w: Work, words: str) -> list[str]:
    """What may be the address; with its number, where that was keyed before."""
    number = w.state.house_number if w.state.readback is None else ""
    said = [words, *w.texts]
    if not number or w.heard.by is HeardBy.KEYS:
        return said
    said = [w.heard.text, *w.texts]  # what only a candidate holds is not read back
    streets = (_street_after(number, w.values.normalise_address(one)) for one in said)
    return [f"{number} {street}" for street in streets]


def _street_after(number: str, address: str) -> str:
    """What follows the number, where it was said once more: "address is 55 Walnut Street"."""
    *_, rest = re.split(rf"\b{number}\b", address)
    return _LEADING_NUMBERS.sub("", rest.strip() or address)


def _keyed(w: Work, number: str, known: tuple[str, ...]) -> bool:
    """A house number by keys: the site on record that has it is asked back, else its street."""
    for site in known:
        if site.split()[0] == number and site not in w.state.denied:
            return _read_back(w, site, w.words.read_back_address(site))
    w.set(house_number=number)
    w.ask(Asks.SITE_ADDRESS, w.words.ask_street(), Stage.SITE_SAFETY)
    return True


def _street(address: str) -> str:
    return _NUMBERS.sub("", address)


def use(w: Work, address: str) -> None:
    """Another site: its own checklist."""
    w.set(
        site_address=w.values.normalise_address(address),
        site_heard="",
        house_number="",
        street_open=False,
        site=None,
        site_questions=(),
        site_answers=(),
        reviews=tuple(gate for gate in w.state.reviews if gate != "site"),
    )


def denied(w: Work) -> None:
    """Not the site on record: take the address as heard. Not that either: ask again, and let a
    person write it down after too many."""
    if w.state.site_heard:
        use(w, w.state.site_heard)
        return
    failures = w.state.failures_at(ReadBackOf.ADDRESS)
    if w.state.house_number and failures >= _STREETS:
        _leave_street_open(w, w.state.house_number)
        return
    if failures >= _DENIALS:
        callback.to_a_person(w, "The site's address could not be understood")
        return
    _ask_address(w, w.words.tell_address())


def _leave_street_open(w: Work, number: str) -> None:
    """A street that the line does not let through: staff ask for it, and look at the booking
    before it is final; the ground is asked about all the same."""
    w.say(w.words.street_to_staff())
    use(w, number)
    address = w.words.street_open(number)
    w.set(site_address=address, street_open=True)


def _ask_address(w: Work, question: str) -> None:
    w.set(house_number="")
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
