"""Gate 7: the summary, the customer's yes, the commit, then the facts from the committed row."""

from __future__ import annotations

from decimal import Decimal

from appliance.dialogue.gates import callback, later, periods
from appliance.dialogue.state import RentalState
from appliance.dialogue.work import Work
from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.errors import DeskUnreachable, RecordError
from appliance.domain.periods import Period
from appliance.domain.verification import Gate
from appliance.ports.booking import BookingRequest, BookingResult, EquipmentOption

_CHANGES = 4
"""Summaries disputed by keys before the call ends without a booking."""


def gate(w: Work) -> None:
    """Everything is known and checked: sum it up and ask."""
    s = w.state
    if s.item is None:
        return
    w.set(changing="")
    w.ask(
        Asks.FINAL_CONFIRMATION,
        w.words.summary(s, w.now.date()),
        Stage.CONFIRMATION,
    )


def accepted(w: Work) -> None:
    """Yes: commit when the turn is confirmed."""
    w.pending = _book


def refused(w: Work) -> None:
    """No: ask what to change once, then part politely."""
    if w.state.unanswered:
        _not_tried_again(w)
        return
    s = w.state
    again = s.poor_line and not s.changing and s.changes < _CHANGES
    if not s.change_asked or again:
        w.set(change_asked=True, changing="what", changes=s.changes + 1)
        w.ask(Asks.FINAL_CONFIRMATION, w.words.ask_change())
        return
    w.end(w.words.declined_goodbye(w.turn), Outcome.DECLINED_BY_CUSTOMER)


def _book(w: Work) -> None:
    s = w.state
    period = s.period(w.yard)
    if s.item is None or period is None or s.day_rate is None:
        raise RecordError("A booking was asked for before its facts were known.")
    try:
        result = w.desk.book(_request(w, s, s.item, period, s.day_rate))
    except DeskUnreachable:
        if s.unanswered:
            raise
        w.set(unanswered=True)
        w.say(w.words.answer_lost())
        w.ask(Asks.FINAL_CONFIRMATION, w.words.ask_try_again(), Stage.CONFIRMATION)
        return
    w.set(unanswered=False)
    _answered(w, result)


def _not_tried_again(w: Work) -> None:
    """The caller no longer wants what may have been booked: staff look."""
    callback.leave_note(w, "The answer to a booking was lost; the caller no longer wants it")
    w.say(w.words.counter_will_look())
    w.end(w.words.declined_goodbye(w.turn), Outcome.DECLINED_BY_CUSTOMER)


def _request(
    w: Work, s: RentalState, item: EquipmentOption, period: Period, day_rate: Decimal
) -> BookingRequest:
    return BookingRequest(
        call_id=w.call.call_id,
        key=f"{w.call.call_id}:book:{s.bookings_made + 1}",
        license_number=s.license_number,
        class_id=item.class_id,
        quantity=s.quantity,
        period=period,
        day_rate=day_rate,
        operator_id=s.operator.operator_id if s.operator else None,
        certificate_number=s.certificate_number or None,
        policy_number=s.policy_number,
        site_address=s.site_address,
        site_answers=s.site_answers,
        callback_number=s.callback,
        review=s.reviews,
    )


def _answered(w: Work, result: BookingResult) -> None:
    """Tell what was booked from its row, or why nothing was."""
    s = w.state
    if result.booking is None:
        _not_booked(w, result)
        return
    booked = result.booking
    review = booked.state == BookingState.PENDING_REVIEW.value
    outcome = Outcome.PENDING_REVIEW if review else Outcome.BOOKED
    w.set(
        booking=booked,
        bookings_made=s.bookings_made + 1,
        outcome=outcome,
        achieved=w.state.achieved if w.state.achieved is Outcome.BOOKED else outcome,
    )
    w.say(
        w.words.booked(
            booked,
            w.now.date(),
            review=review,
            certification=s.item.operator_certification if s.item else None,
        )
    )
    second_item(w)
    if later.next_up(w):
        return
    w.ask(Asks.ANYTHING_ELSE, w.words.anything_else(w.turn), Stage.CONFIRMATION)


def _not_booked(w: Work, result: BookingResult) -> None:
    if result.availability is not None:
        periods.not_free(w, result.availability, taken=True)
        return
    w.say(w.words.refused(result.refused))
    failed = result.verification
    if failed is None:
        w.set(start=None, period_checked=False, outcome=Outcome.UNAVAILABLE)
        w.ask(Asks.START_DATE, w.words.ask_other_start(), Stage.EQUIPMENT_SELECTION)
        return
    w.checked(failed)
    reopened: dict[Gate, dict[str, object]] = {
        Gate.SITE: {"site": None, "site_address": "", "site_answers": ()},
        Gate.PRICE: {"quote": None, "standing": None, "price_agreed": False},
        Gate.OPERATOR: {"operator": None, "operator_name": "", "certificate_number": ""},
        Gate.INSURANCE: {"insurance": None, "policy_number": ""},
    }
    if failed.gate in reopened:
        w.set(**reopened[failed.gate])
        return
    w.end(w.words.failed_goodbye(w.turn), Outcome.NOT_APPROVED)


def second_item(w: Work) -> None:
    """Another booking on the same call: the customer, site, policy, operator and callback number
    stay, and are checked again for it; its dates may be those of the booking before."""
    s = w.state
    w.state = w.state.without_item().but(
        wish="",
        wish_heard="",
        wished_ids=(),
        category=None,
        ceiling=None,
        quantity=1,
        start=None,
        days=None,
        agreed_rate=None,
        offered=(),
        earlier_dates=(s.start, s.days) if s.start and s.days else None,
        finals=0,
        change_asked=False,
    )
