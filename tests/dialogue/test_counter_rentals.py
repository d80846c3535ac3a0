"""Rentals at the counter: quote, extend, cancel, and what waits for review."""

from __future__ import annotations

from collections.abc import Callable

from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks
from tests.dialogue.talking import Caller, DemoDesk

OpenCall = Callable[..., Caller]


def test_a_unit_is_extended_on_a_yes(demo: DemoDesk, call: OpenCall) -> None:
    staff = call("desk")
    asked = staff.say("extend unit one until next Friday")
    assert asked.asks is Asks.CONFIRM
    assert "Lakeshore Builders" in asked.said
    assert "more. Right?" in asked.said
    before = _state(demo, "demo-1")
    assert before.lines[0].period.end.day == 5
    done = staff.say("yes")
    assert "is due Friday, March twelfth" in done.said
    after = _state(demo, "demo-1")
    assert after.lines[0].period.end.day == 12
    trail = demo.store.read(lambda r: r.audit.page(record=f"booking:{after.number}")).items
    assert (trail[0].action, trail[0].actor) == ("extend", "desk")


def test_until_when_is_asked_and_a_no_leaves_it(demo: DemoDesk, call: OpenCall) -> None:
    staff = call("desk")
    assert staff.say("extend unit one").asks is Asks.DURATION
    assert staff.say("until next Friday").asks is Asks.CONFIRM
    assert "left as it was" in staff.say("no").said
    assert _state(demo, "demo-1").lines[0].period.end.day == 5


def test_a_booking_is_canceled_by_its_number_on_a_yes(demo: DemoDesk, call: OpenCall) -> None:
    number = _state(demo, "demo-7").number
    staff = call("desk")
    asked = staff.say(f"cancel booking {number}")
    assert "Northside Paving" in asked.said
    assert _state(demo, "demo-7").state is BookingState.RESERVED
    staff.say("yes")
    assert _state(demo, "demo-7").state is BookingState.CANCELLED


def test_what_is_out_is_not_canceled(demo: DemoDesk, call: OpenCall) -> None:
    number = _state(demo, "demo-1").number
    staff = call("desk")
    reply = staff.say(f"cancel booking {number}")
    assert "cannot be cancelled" in reply.said
    assert reply.asks is Asks.NEED


def test_a_quote_is_said_at_once(call: OpenCall) -> None:
    reply = call("desk").say("quote a mini excavator for three days")
    assert "eight hundred eighty-five dollars" in reply.said
    assert reply.asks is Asks.NEED


def test_nothing_waits_for_review(call: OpenCall) -> None:
    assert "Nothing waits for review" in call("desk").say("read me the pending reviews").said


def test_a_review_is_read_and_left_to_a_manager(demo: DemoDesk, call: OpenCall) -> None:
    def review(records):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        one = records.bookings.by_idempotency_key("demo-7")
        records.bookings.put(replace(one, state=BookingState.PENDING_REVIEW))

    demo.store.write(review)
    said = call("desk").say("what reviews are pending").said
    assert "One waits for review" in said
    assert "Northside Paving" in said


def _state(demo: DemoDesk, key: str):  # type: ignore[no-untyped-def]
    return demo.store.read(lambda r: r.bookings.by_idempotency_key(key))
