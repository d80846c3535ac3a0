"""More than one machine on a call, changes of mind, and calls that broke off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from appliance.domain.calls import Asks, Outcome
from tests.dialogue.talking import Caller, DemoDesk
from tests.dialogue.test_gates import TO_END, TO_PRICE
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]


def unclear() -> ScriptedModel:
    return ScriptedModel(lambda prompt: "unclear")


def test_a_second_item_keeps_who_where_and_policy(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "that works", *TO_END, "yes please book it")
    asked = caller.say("yes, I also need a trench rammer")
    assert asked.asks is Asks.START_DATE
    assert "For the same dates" in asked.said
    priced = caller.say("yes")
    assert priced.asks is Asks.PRICE_OK
    assert "1420" not in caller.last.said or "fits" in caller.last.said
    summed = caller.say("yes")
    assert summed.asks is Asks.FINAL_CONFIRMATION
    assert "Trench Rammer" in summed.said
    caller.say("yes")
    end = caller.say("no that's all")
    assert (end.ended, end.outcome) == (True, Outcome.BOOKED)
    first, second = sorted(demo.new_bookings(), key=lambda one: one.number)
    assert first.lines[0].class_id == "mini-excavator"
    assert second.lines[0].class_id == "trench-rammer"
    assert second.lines[0].period == first.lines[0].period
    assert (second.site_address, second.callback_number) == (
        first.site_address,
        first.callback_number,
    )


def test_the_operator_is_kept_only_for_the_same_certification(
    demo: DemoDesk, call: OpenCall
) -> None:
    caller = call()
    caller.say(*TO_PRICE, "that works", *TO_END, "yes please book it")
    caller.say("and a forklift too", "yes", "yes")
    assert caller.asks is Asks.OPERATOR_NAME
    caller.say("Dave Kowalski", "OC 64703")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    assert "Dave Kowalski" in caller.last.said
    caller.say("yes")
    assert len(demo.new_bookings()) == 2


def test_a_machine_asked_for_besides_waits_for_its_turn(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE)
    kept = caller.say("and I also need a trench rammer")
    assert kept.asks is Asks.PRICE_OK
    assert "noted the trench rammer" in kept.said
    booked = caller.say("that works", *TO_END, "yes please book it")
    assert "Now the trench rammer" in booked.said
    assert booked.asks is Asks.START_DATE
    caller.say("yes", "yes", "yes")
    assert len(demo.new_bookings()) == 2


def test_two_machines_in_one_breath_are_two_bookings(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("I need a mini excavator and a trench rammer from next Tuesday for three days")
    assert "noted the trench rammer" in caller.last.said
    caller.say("BL 782341", "yes", "1420 Harbor Road", "that works", *TO_END, "yes")
    assert "Now the trench rammer" in caller.last.said
    caller.say("yes", "yes", "yes")
    assert sorted(one.lines[0].class_id for one in demo.new_bookings()) == [
        "mini-excavator",
        "trench-rammer",
    ]


def test_dates_item_and_quantity_may_change_until_the_end(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "that works", *TO_END)
    moved = caller.say("make it Thursday instead")
    assert moved.asks is Asks.PRICE_OK
    summed = caller.say("yes")
    assert summed.asks is Asks.FINAL_CONFIRMATION
    assert "Thursday, March" in summed.said
    caller.say("yes")
    (booking,) = demo.new_bookings()
    assert booking.lines[0].period.start.weekday() == 3


def test_no_the_other_one(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(['find need="compact soil"']))
    caller.say("something to compact soil with", "BL 782341", "yes")
    assert caller.asks is Asks.EQUIPMENT_CHOICE
    offered = caller.last.said
    caller.say("the first one")
    first = caller.last.said
    other = caller.say("no, the other one")
    assert other.said != first
    assert other.asks is Asks.EQUIPMENT_CHOICE or first not in other.said
    assert "plate compactor" not in other.said.lower(), offered


def test_a_call_that_broke_off_goes_on_by_license(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "could you do it cheaper", "yes")
    assert caller.asks is Asks.OPERATOR_NAME
    caller.say("Maria Lopez", "OC 48213")
    assert caller.conversation.close() is Outcome.ABANDONED
    demo.clock.moment += timedelta(minutes=5)
    again = call(model=unclear())
    offered = again.say("hello, we got cut off", "BL 782341", "yes")
    assert offered.asks is Asks.CONFIRM
    assert "go on with the mini excavator" in offered.said
    on = again.say("yes please")
    assert "The price we agreed still holds" in on.said
    assert on.asks is Asks.PRICE_OK
    again.say("yes")
    assert again.asks is Asks.POLICY_NUMBER
    again.say("INS 550172", "512 555 0147", "yes", "yes")
    (booking,) = demo.new_bookings()
    assert booking.lines[0].day_rate < Decimal(295)
    third = call(model=unclear())
    third.say("hello", "BL 782341", "yes")
    assert "cut off" not in third.last.said


def test_what_broke_off_is_offered_to_its_customer_alone_and_within_the_hour(
    demo: DemoDesk, call: OpenCall
) -> None:
    caller = call()
    caller.say(*TO_PRICE)
    caller.conversation.close()
    other = call()
    other.say("a trencher please", "BL 328792", "yes")
    assert "cut off" not in other.last.said
    wants_other = call()
    wants_other.say("a scissor lift please", "BL 782341", "yes")
    assert "cut off" not in wants_other.last.said
    demo.clock.moment += timedelta(minutes=61)
    late = call(model=unclear())
    late.say("hello", "BL 782341", "yes")
    assert "cut off" not in late.last.said


def test_a_no_to_going_on_starts_afresh(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE)
    caller.conversation.close()
    again = call(model=unclear())
    again.say("hello there", "BL 782341", "yes")
    fresh = again.say("no thanks")
    assert fresh.asks is Asks.NEED
    again.conversation.close()
    third = call(model=unclear())
    third.say("hello there", "BL 782341", "yes")
    assert "cut off" not in third.last.said


def test_a_call_that_ended_well_is_not_offered_again(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "no", "no")
    assert caller.conversation.close() is Outcome.DECLINED_BY_CUSTOMER
    again = call(model=unclear())
    again.say("hello", "BL 782341", "yes")
    assert "cut off" not in again.last.said
