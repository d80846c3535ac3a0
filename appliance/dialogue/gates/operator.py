"""Gate 5: who will run the machine, with exactly the certification that it requires."""

from __future__ import annotations

from appliance.dialogue.formats import format_of
from appliance.dialogue.gates import callback, given
from appliance.dialogue.gates.credential import heard_credential
from appliance.dialogue.state import ReadBack, ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.verification import VerificationResult

_STAGE = Stage.OPERATOR_VERIFICATION


def gate(w: Work) -> None:
    """Name, then certificate, then the check; a machine that needs none passes on its record."""
    s = w.state
    period = s.period(w.yard)
    if s.item is None or period is None or s.operator is not None:
        return
    if s.item.operator_certification is None:
        check = w.desk.verify_operator(s.customer_id, s.item.class_id, period, "", "")
        w.checked(check.verification)
        w.set(operator=check)
        return
    certification = s.item.operator_certification
    early = "" if s.operator_name else given.take(w, "operator")
    if early and heard_name(w, early) and w.waiting:
        return
    s = w.state
    if not s.operator_name and not _by_certificate(w, certification):
        _ask_name(w, w.words.ask_operator(certification, w.turn))
    if w.waiting or not s.operator_name:
        return
    if s.certificate_number:
        confirmed(w, s.certificate_number)  # known from before a change of dates
    elif (number := given.take(w, "certificate")) and heard_certificate(w, (number,)):
        return
    else:
        question = w.words.ask_certificate(s.operator_name, certification)
        w.ask(Asks.OPERATOR_CERTIFICATE, question, _STAGE)


def _by_certificate(w: Work, certification: str) -> bool:
    """On a poor line the certificate comes first, since it can be keyed in and its holder's name
    then only needs a yes. False where the name has to be asked for."""
    s = w.state
    if not s.poor_line or s.asks is Asks.OPERATOR_NAME:
        return False
    if not s.certificate_number:
        number = given.take(w, "certificate")
        if not (number and heard_certificate(w, (number,))):
            question = w.words.ask_certificate_first(certification)
            w.ask(Asks.OPERATOR_CERTIFICATE, question, _STAGE)
        return True
    return _ask_back_holder(w, s.certificate_number)


def _ask_back_holder(w: Work, number: str, heard: str = "") -> bool:
    """Whether the holder of the certificate on record could be asked back: where nobody was
    named, or a poor line has made another name of what was said (`heard`)."""
    own = w.desk.credentials(w.state.customer_id)
    holder = next((one.holder for one in own if one.number == number), "")
    if not holder or holder in w.state.denied or holder.lower() == heard.lower():
        return False
    w.set(
        readback=ReadBack(ReadBackOf.NAME, holder),
        operator_name="",
        operator_heard=heard,
        certificate_number=number,
    )
    w.ask(Asks.CONFIRM, w.words.read_back_name(holder), _STAGE)
    return True


def _ask_name(w: Work, question: str) -> None:
    known = w.desk.operators(w.state.customer_id)
    w.ask(Asks.OPERATOR_NAME, question, _STAGE, likely=known)


def heard_name(w: Work, words: str) -> bool:
    """The operator's name, matched to the customer's own operators where one is clear.

    False for what can be no name: digits, or numbers in words.
    """
    known = w.desk.operators(w.state.customer_id)
    match = w.values.match_name([words, *w.texts], known)
    if match.name is None and any(
        w.values.words_to_number(word) is not None for word in words.split()
    ):
        return False
    heard = words.strip().title()
    if match.name is not None and not match.sure and match.name not in w.state.denied:
        w.set(readback=ReadBack(ReadBackOf.NAME, match.name), operator_heard=heard)
        w.ask(Asks.CONFIRM, w.words.read_back_name(match.name), _STAGE)
        return True
    denied = match.name is None or match.name in w.state.denied
    named(w, heard if denied else str(match.name))
    return True


def named(w: Work, name: str) -> None:
    """Another operator: their own certificate; one given before its holder's name is kept."""
    w.set(
        operator_name=name,
        operator_heard="",
        certificate_number="" if w.state.operator_name else w.state.certificate_number,
        operator=None,
        reviews=_other_reviews(w),
    )


def denied(w: Work) -> None:
    """Not the one on record: take the name as heard, or ask for it."""
    if w.state.operator_heard:
        named(w, w.state.operator_heard)
        return
    _ask_name(w, w.words.tell_name())


def heard_certificate(w: Work, texts: tuple[str, ...] = ()) -> bool:
    """A certificate number, in what was just heard or in `texts`; False when none was heard."""
    fmt = format_of(w.yard, "certificate")
    return heard_credential(w, fmt, "certificate", ReadBackOf.CERTIFICATE, confirmed, texts)


def confirmed(w: Work, number: str) -> None:
    """Check the operator with this certificate; whose it is, where nobody was named yet."""
    s = w.state
    if not s.operator_name and s.poor_line:
        w.set(certificate_number=number)
        return
    if s.poor_line and _ask_back_holder(w, number, s.operator_name):
        return
    period = s.period(w.yard)
    if s.item is None or period is None:
        return
    check = w.desk.verify_operator(s.customer_id, s.item.class_id, period, s.operator_name, number)
    verification = w.checked(check.verification)
    if verification.result is VerificationResult.FAIL:
        w.say(w.words.reason(verification))
        w.set(
            operator_name="",
            certificate_number="",
            operator=None,
            outcome=Outcome.VERIFICATION_FAILED,
        )
        if not callback.too_often(w, "operator", "No operator's certificate passed"):
            _ask_name(w, w.words.ask_other_operator())
        return
    if verification.result is VerificationResult.REVIEW:
        w.set(reviews=(*_other_reviews(w), "operator"))
        w.say(w.words.to_review(verification))
    else:
        w.say(w.words.operator_passed(check, number))
    w.set(
        operator=check,
        certificate_number=number,
        operator_for=s.item.operator_certification,
        operator_name=check.operator_name or s.operator_name,
        outcome=s.booking and s.outcome,
    )


def refused(w: Work) -> None:
    """No certificate of this operator: perhaps another one. No operator at all: the end."""
    if w.state.asks is Asks.OPERATOR_CERTIFICATE and w.state.operator_name:
        w.set(operator_name="")
        _ask_name(w, w.words.ask_other_operator())
        return
    w.say(w.words.operator_needed(w.state.item))
    w.end(w.words.failed_goodbye(w.turn), Outcome.VERIFICATION_FAILED)


def _other_reviews(w: Work) -> tuple[str, ...]:
    return tuple(gate for gate in w.state.reviews if gate != "operator")
