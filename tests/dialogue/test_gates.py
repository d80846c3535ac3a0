"""Scripted calls through each gate, and into each gate: what is said, asked, and written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks, Outcome
from appliance.domain.verification import Gate, VerificationResult
from tests.dialogue.talking import Caller, DemoDesk

OpenCall = Callable[..., Caller]

TO_PRICE = (
    "I'd like to rent a mini excavator from next Tuesday for three days",
    "BL 782341",
    "yes that's right",
    "1420 Harbor Road",
)
TO_END = (
    "Maria Lopez",
    "OC 48213",
    "INS 550172",
    "512 555 0147",
    "yes",
)


def test_a_call_through_all_seven_gates_ends_booked(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = [caller.asks]
    for said in (*TO_PRICE, "that works", *TO_END, "yes please book it"):
        caller.say(said)
        asked.append(caller.asks)
    assert asked == [
        Asks.NEED,
        Asks.BUSINESS_LICENSE,
        Asks.CONFIRM,
        Asks.SITE_ADDRESS,
        Asks.PRICE_OK,
        Asks.OPERATOR_NAME,
        Asks.OPERATOR_CERTIFICATE,
        Asks.POLICY_NUMBER,
        Asks.CALLBACK_NUMBER,
        Asks.CONFIRM,
        Asks.FINAL_CONFIRMATION,
        Asks.ANYTHING_ELSE,
    ]
    end = caller.say("no that's all")
    assert (end.ended, end.outcome) == (True, Outcome.BOOKED)
    assert caller.conversation.close() is Outcome.BOOKED
    (booking,) = demo.new_bookings()
    assert booking.state is BookingState.RESERVED
    assert booking.number == end.booking
    assert booking.customer_id == "northside-paving"
    assert booking.lines[0].class_id == "mini-excavator"
    assert booking.lines[0].total == Decimal(885)
    assert booking.callback_number == "5125550147"
    checks = demo.store.read(lambda r: r.calls.verifications(caller.conversation.call_id))
    passed = {c.verification.gate for c in checks if c.verification.passed}
    assert passed >= {Gate.CUSTOMER, Gate.SITE, Gate.OPERATOR, Gate.INSURANCE}


def test_nothing_is_written_while_a_turn_is_only_considered(demo: DemoDesk, call: OpenCall) -> None:
    from appliance.ports.conversation import Heard

    caller = call()
    caller.say(*TO_PRICE, "that works", *TO_END)
    held = demo.store.read(lambda r: r.holds.of_call(caller.conversation.call_id))
    drafts = [caller.conversation.consider(Heard(text="yes")) for _ in range(3)]
    assert demo.new_bookings() == []
    assert demo.store.read(lambda r: r.holds.of_call(caller.conversation.call_id)) == held
    assert all(draft.certain_said is None for draft in drafts)
    reply = caller.conversation.confirm(drafts[-1])
    again = caller.conversation.confirm(drafts[-1])
    stale = caller.conversation.confirm(drafts[0])
    assert reply.booking == again.booking == stale.booking
    assert len(demo.new_bookings()) == 1


def test_three_unknown_licenses_end_in_a_callback(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("I need a skid steer")
    for number in ("BL 540917", "BL 540918", "BL 540919"):
        assert caller.asks is Asks.BUSINESS_LICENSE
        caller.say(number, "yes")
        assert "not on record" in caller.last.said
    assert caller.asks is Asks.CALLBACK_NUMBER
    end = caller.say("512 555 0147", "yes")
    assert (end.ended, end.outcome) == (True, Outcome.VERIFICATION_FAILED)
    kinds = [task.kind for task in demo.store.read(lambda r: r.tasks.open())]
    assert {"review", "callback"} <= set(kinds)
    assert demo.new_bookings() == []


@pytest.mark.parametrize(
    "license_number, why",
    [
        ("BL 174218", "suspended"),
        ("BL 793834", "credit hold"),
        ("BL 145061", "expired"),
        ("BL 728378", "approved"),
        ("BL 814538", "suspended"),
    ],
)
def test_a_customer_who_may_not_rent_is_told_why(
    demo: DemoDesk, call: OpenCall, license_number: str, why: str
) -> None:
    caller = call()
    reply = caller.say("a forklift please", license_number, "yes")
    assert why in reply.said
    assert reply.asks is Asks.BUSINESS_LICENSE
    caller.say("no")
    assert caller.conversation.close() is Outcome.NOT_APPROVED
    assert demo.new_bookings() == []


def test_an_expired_certificate_stops_the_rental(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(
        "I'd like a mini excavator next Tuesday for three days",
        "BL 630494",
        "yes",
        "2300 County Line Road",
        "yes",
        "Tom Becker",
    )
    reply = caller.say("OC 89171")
    assert "expired" in reply.said
    assert reply.asks is Asks.OPERATOR_NAME
    assert caller.say("no").outcome is Outcome.VERIFICATION_FAILED
    assert demo.new_bookings() == []


def test_insurance_that_ends_mid_rental_stops_it(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(
        "I need a scissor lift from tomorrow for two weeks",
        "BL 102374",
        "yes",
        "500 Fairground Avenue",
        "sure",
        "Lily Chen",
        "OC 55940",
    )
    reply = caller.say("INS 079096")
    assert "ends on" in reply.said
    assert reply.asks is Asks.POLICY_NUMBER
    assert caller.say("no").outcome is Outcome.VERIFICATION_FAILED
    assert demo.new_bookings() == []


def test_a_site_too_weak_for_the_machine_stops_it(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    reply = caller.say(
        "I need a backhoe from Tuesday for two days", "BL 701746", "yes", "9 Orchard Lane"
    )
    assert "Light" in reply.said
    assert reply.asks is Asks.SITE_ADDRESS
    assert caller.say("no").outcome is Outcome.VERIFICATION_FAILED
    assert demo.new_bookings() == []


def test_an_offer_under_the_floor_is_never_taken(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE)
    for offer in ("a hundred a day", "one fifty a day", "two hundred a day", "two ten a day"):
        if not caller.last.ended:
            assert caller.asks is Asks.PRICE_OK
            caller.say(offer)
    assert caller.last.outcome is Outcome.DECLINED_BY_CUSTOMER
    assert demo.new_bookings() == []
    floor = demo.store.read(lambda r: r.classes.get("mini-excavator")).floor_day_rate
    offers = demo.store.read(
        lambda r: r.calls.offers(caller.conversation.call_id, "mini-excavator")
    )
    assert offers
    assert min(offer.answered_day_rate for offer in offers) >= floor
    assert "two hundred fifty-five" not in caller.all_said


def test_a_unit_taken_in_the_last_second_is_not_booked_twice(
    demo: DemoDesk, call: OpenCall
) -> None:
    first, second = call(), call()
    opening = ("I need a large excavator from next Tuesday for two days", "BL 328792", "yes")
    for caller in (first, second):
        caller.say(*opening, "27 Lakeview Drive")
        assert caller.asks is Asks.PRICE_OK
    first.say("yes")
    assert first.asks is Asks.OPERATOR_NAME
    reply = second.say("yes")
    assert "taken a moment ago" in reply.said
    assert reply.asks in (Asks.EQUIPMENT_CHOICE, Asks.START_DATE)
    end = second.say("no thanks")
    assert end.outcome is Outcome.UNAVAILABLE
    first.say("Carlos Mendez", "OC 10758", "INS 283679", "512 555 0147", "yes", "yes")
    assert [b.customer_id for b in demo.new_bookings()] == ["lakeshore-builders"]


def test_a_heavy_machine_on_an_unknown_site_waits_for_review(
    demo: DemoDesk, call: OpenCall
) -> None:
    caller = call()
    caller.say("I need the excavator from Tuesday for two days", "BL 782341", "yes")
    caller.say("55 Nowhere Street", "yes")
    while caller.asks is Asks.SITE_QUESTION:
        caller.say("no" if "overhead" in caller.last.said else "yes")
    assert caller.asks is Asks.PRICE_OK
    caller.say("fine", *TO_END, "go ahead")
    assert caller.say("goodbye").outcome is Outcome.PENDING_REVIEW
    (booking,) = demo.new_bookings()
    assert booking.state is BookingState.PENDING_REVIEW
    assert any(
        task.booking_number == booking.number for task in demo.store.read(lambda r: r.tasks.open())
    )
    checks = demo.store.read(lambda r: r.calls.verifications(caller.conversation.call_id))
    assert VerificationResult.REVIEW in {c.verification.result for c in checks}


def test_a_denied_read_back_is_never_proposed_again(call: OpenCall) -> None:
    caller = call()
    reply = caller.say("a forklift please", "BL 782341")
    assert "7 8 2" in reply.said
    reply = caller.say("no")
    assert reply.asks is Asks.BUSINESS_LICENSE
    reply = caller.say("BL 782341")
    assert reply.asks is Asks.BUSINESS_LICENSE
    reply = caller.say("BL 328792")
    assert "3 2 8" in reply.said


def test_a_changed_date_reopens_only_what_depends_on_it(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "two eighty five a day", *TO_END)
    assert caller.asks is Asks.FINAL_CONFIRMATION
    reply = caller.say("make it Thursday instead")
    assert reply.asks is Asks.PRICE_OK
    assert "price we agreed still holds" in reply.said
    assert "1420" in reply.said or "ourteen twenty" in reply.said
    caller.say("yes", "OC 48213")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    caller.say("yes")
    (booking,) = demo.new_bookings()
    assert booking.lines[0].day_rate == Decimal(285)
    assert booking.lines[0].period.start.weekday() == 3


def test_an_address_that_resembles_a_known_site_is_asked_back(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE[:-1])
    reply = caller.say("1420 Harder Road")
    assert reply.asks is Asks.CONFIRM
    assert "Harbor Road" in reply.said
    assert caller.say("yes").asks is Asks.PRICE_OK


def test_a_denied_site_is_a_new_one_with_its_checklist(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE[:-1])
    reply = caller.say("1420 Harder Road", "no")
    assert reply.asks is Asks.SITE_QUESTION


def test_more_machines_than_the_yard_has_are_answered_with_how_many_there_are(
    call: OpenCall,
) -> None:
    caller = call()
    caller.say("Book me five thousand scissor lifts for tomorrow.", "BL 782341", "yes")
    assert caller.asks is Asks.DURATION
    assert "of the Scissor Lift in all" in caller.say("two days").said
