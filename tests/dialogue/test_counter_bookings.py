"""Bookings at the counter for a named customer, moved ones, and what is free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks
from tests.dialogue.talking import Caller, DemoDesk

OpenCall = Callable[..., Caller]
ORDER = "book a mini excavator for Northside Paving from Tuesday for three days"


def test_a_booking_is_made_for_a_named_customer_on_a_yes(demo: DemoDesk, call: OpenCall) -> None:
    staff = call("desk")
    asked = staff.say(ORDER)
    assert asked.asks is Asks.SITE_ADDRESS
    assert "fourteen twenty Harbor Road or eighty-eight Mill Lane" in asked.said
    back = staff.say("the harbor road one")
    assert back.asks is Asks.CONFIRM
    for fact in ("Northside Paving", "three days", "Maria Lopez", "eight hundred eighty-five"):
        assert fact in back.said
    assert demo.new_bookings() == []
    done = staff.say("yes")
    (booking,) = demo.new_bookings()
    assert booking.number.removeprefix("R-") in done.said.replace(" ", "")
    assert booking.state is BookingState.RESERVED
    assert (booking.made_by, booking.channel) == ("desk", "counter")
    assert booking.site_address == "1420 Harbor Road"
    assert booking.certificate_number == "OC48213"
    assert staff.say("what does Northside have booked").said.count("Mini Excavator") == 1


def test_what_is_missing_is_asked(demo: DemoDesk, call: OpenCall) -> None:
    staff = call("desk")
    assert staff.say("book a skid steer").said == "For which customer?"
    assert staff.say("Northside").asks is Asks.START_DATE
    assert staff.say("next Monday").asks is Asks.DURATION
    assert staff.say("two days").asks is Asks.SITE_ADDRESS
    assert staff.say("88 Mill Lane").asks is Asks.CONFIRM
    staff.say("yes")
    (booking,) = demo.new_bookings()
    assert booking.lines[0].period.days == 2


def test_of_two_whom_a_name_may_mean_it_is_asked_which(demo: DemoDesk, call: OpenCall) -> None:
    def another(records):  # type: ignore[no-untyped-def]
        one = records.customers.get("northside-paving")
        records.customers.put(
            replace(one, id="northside-plumbing", account="A-2", name="Northside Plumbing")
        )

    demo.store.write(another)
    staff = call("desk")
    asked = staff.say("book a skid steer for Northside tomorrow for two days")
    assert asked.said == "Northside Paving or Northside Plumbing?"
    assert asked.hints.hotwords == ("Northside Paving", "Northside Plumbing")
    assert staff.say("the paving one").asks is Asks.SITE_ADDRESS
    other = call("desk").say("book a skid steer for Northside Paving tomorrow for two days")
    assert other.asks is Asks.SITE_ADDRESS


def test_a_new_site_is_asked_about_and_an_unsafe_one_refused(
    demo: DemoDesk, call: OpenCall
) -> None:
    staff = call("desk")
    staff.say("reserve a trencher for Northside tomorrow for two days")
    assert staff.say("500 Elm Street").asks is Asks.SITE_QUESTION
    assert staff.say("yes").asks is Asks.SITE_QUESTION
    refused = staff.say("yes")
    assert "overhead power lines" in refused.said
    assert refused.asks is Asks.NEED
    assert demo.new_bookings() == []


def test_a_correction_at_the_say_back_is_taken(demo: DemoDesk, call: OpenCall) -> None:
    staff = call("desk")
    assert (
        "two Scissor Lifts"
        in staff.say("put Lakeshore down for two scissor lifts Monday to Thursday").said
    )
    assert "three Scissor Lifts" in staff.say("no, make it three").said
    assert "tomorrow" in staff.say("no, from Tuesday").said
    assert "left as it was" in staff.say("never mind").said
    assert demo.new_bookings() == []


def test_a_customer_who_may_not_rent_is_refused_with_the_reason(
    demo: DemoDesk, call: OpenCall
) -> None:
    reply = call("desk").say("book a mini excavator for Summit for two days tomorrow")
    assert "has been suspended" in reply.said
    assert reply.asks is Asks.NEED
    assert demo.new_bookings() == []


def test_another_order_takes_the_place_of_a_booking_begun(demo: DemoDesk, call: OpenCall) -> None:
    staff = call("desk")
    staff.say(ORDER)
    assert "E Q, 0 0 1" in staff.say("who has unit one").said
    assert "left as it was" not in staff.say("yes").said
    assert demo.new_bookings() == []


@pytest.mark.parametrize(
    "said",
    [
        "yes no wait", "okay hold on a second", "yeah I'll be right with you",
        "sure, I'll call you back, Bob", "Valley Irrigation called, they want their pump",
        "tell Lakeshore the forklift is ready Friday", "yes and also a light tower",
    ],
)  # fmt: skip
def test_only_a_bare_yes_books_and_talk_changes_nothing(
    demo: DemoDesk, call: OpenCall, said: str
) -> None:
    staff = call("desk")
    asked = staff.say("book a plate compactor for Oakwood Farms tomorrow for three days")
    again = staff.say(said)
    assert demo.new_bookings() == []
    assert again.asks is Asks.CONFIRM
    assert asked.said.removesuffix("Right?") in again.said
    staff.say("yes, please, go ahead")
    (booking,) = demo.new_bookings()
    assert (booking.customer_id, booking.lines[0].class_id) == ("oakwood-farms", "plate-compactor")


@pytest.mark.parametrize(
    "said, fact",
    [
        ("yes, but make it two of them", "two Plate Compactors"),
        ("yes but for two days", "for two days"),
        ("make it two days", "a Plate Compactor"),
        ("no, until Saturday", "for four days"),
        ("no, three of them", "three Plate Compactors"),
        ("right, except it's for Prairie Concrete", "Prairie Concrete"),
    ],
)
def test_a_yes_with_a_correction_is_said_back_anew(
    demo: DemoDesk, call: OpenCall, said: str, fact: str
) -> None:
    staff = call("desk")
    staff.say("book a plate compactor for Oakwood Farms tomorrow for three days")
    again = staff.say(said)
    assert again.asks is Asks.CONFIRM
    assert fact in again.said
    assert demo.new_bookings() == []


def test_another_customer_takes_no_site_and_no_answers_along(
    demo: DemoDesk, call: OpenCall
) -> None:
    staff = call("desk")
    staff.say("book a plate compactor for Northside tomorrow for two days")
    for said in ("1600 Pennsylvania Avenue", "yes", "no", "yes"):
        staff.say(said)
    said = staff.say("no, for Prairie Concrete").said
    assert "Plate Compactor for Prairie Concrete." in said
    assert "Pennsylvania" not in said
    staff.say("yes")
    assert [one.site_address for one in demo.new_bookings()] != ["1600 Pennsylvania Avenue"]


def test_giving_up_answers_no_safety_question(demo: DemoDesk, call: OpenCall) -> None:
    staff = call("desk")
    staff.say("book a plate compactor for Northside tomorrow for two days")
    staff.say("1600 Pennsylvania Avenue")
    staff.say("yes")
    assert "left as it was" in staff.say("cancel that").said
    assert demo.new_bookings() == []


@pytest.mark.parametrize(
    "said",
    [
        "the customer at 1009 elm street wants to move on Friday",
        "I need to move my car by 1009 today",
        "call 512 555 1009 and cancel lunch",
        "he paid 1001 to keep it until Saturday",
        "the meter on that is 1240, it's good",
        "the 2030 model is fine",
        "who moved booking 1009 to Monday",
        "is booking 1009 moved to Monday yet",
        "Lakeshore will not cancel their booking",
        "don't approve booking 1007 yet",
        "did you approve booking 1007",
        "hey did you put the mini excavator away for Summit",
        "my buddy at Prairie Concrete wants to buy a skid steer someday",
        "we should book lunch at the bluebird",
        "hold the elevator for Lakeshore",
    ],
)
def test_talk_near_the_microphone_opens_no_order(call: OpenCall, said: str) -> None:
    staff = call("desk")
    assert staff.say(said).asks is Asks.NEED
    assert staff.say("yes").asks is Asks.NEED


def test_a_quantity_is_no_number_of_an_address_a_time_or_a_name(call: OpenCall) -> None:
    staff = call("desk")
    said = staff.say("book a skid steer for Northside at 1420 Harbor Road tomorrow for 2 days").said
    assert "Book a Skid Steer for Northside Paving" in said
    assert "fourteen twenty Harbor Road" in said


@pytest.mark.parametrize(
    "said, fact",
    [
        ("book 4 wheel drive scissor lift for Lakeshore tomorrow for a week", "a Rough Terrain"),
        ("book a couple of scissor lifts for Lakeshore tomorrow for a week", "two Scissor Lifts"),
        ("book a scissor lift for Lakeshore tomorrow at 3 for 2 days", "a Scissor Lift"),
    ],
)
def test_how_many_is_what_stands_before_the_machine(call: OpenCall, said: str, fact: str) -> None:
    assert f"Book {fact}" in call("desk").say(said).said


def test_how_many_outlives_a_machine_whose_name_was_blurred(call: OpenCall) -> None:
    staff = call("desk")
    asked = staff.say("reserve two light hours for Lakeshore Monday to Thursday")
    assert asked.said == "Which machine?"
    assert "Book two Light Towers for Lakeshore Builders" in staff.say("light towers").said


def test_what_is_free_is_counted(call: OpenCall) -> None:
    staff = call("desk")
    assert (
        "four of five free tomorrow" in staff.say("how many scissor lifts are free tomorrow").said
    )
    said = staff.say("got any mini excavators left for Friday for three days").said
    assert "three of four free from Friday, March fifth for three days" in said


def test_where_none_is_free_the_next_day_and_others_are_said(call: OpenCall) -> None:
    said = call("desk").say("how many carry deck cranes are free tomorrow").said
    assert "none of one free tomorrow" in said
    assert "Free from Saturday, March sixth. Instead: Telehandler or" in said


def test_how_many_is_no_mini_machine(call: OpenCall) -> None:
    assert call("desk").say("how many excavators are free tomorrow").said.startswith("Excavator:")


def test_a_booking_is_moved_with_its_length(demo: DemoDesk, call: OpenCall) -> None:
    before = _state(demo, "demo-7")
    staff = call("desk")
    asked = staff.say(f"move booking {before.number} to next Tuesday")
    assert asked.asks is Asks.CONFIRM
    assert "Northside Paving" in asked.said
    assert _state(demo, "demo-7").lines[0].period == before.lines[0].period
    assert "is moved to Tuesday, March ninth" in staff.say("yes").said
    after = _state(demo, "demo-7").lines[0].period
    assert (after.start.day, after.days) == (9, before.lines[0].period.days)


def test_a_move_without_a_day_asks_for_it(demo: DemoDesk, call: OpenCall) -> None:
    number = _state(demo, "demo-7").number
    staff = call("desk")
    asked = staff.say("move Northside's reservation to another day")
    assert asked.asks is Asks.START_DATE
    assert "is moved" in _said(staff, "next Tuesday", "yes")
    assert number == _state(demo, "demo-7").number


def test_two_days_later_counts_from_where_it_stands(demo: DemoDesk, call: OpenCall) -> None:
    before = _state(demo, "demo-7")
    staff = call("desk")
    staff.say(f"make {before.number} go out seven days later")
    staff.say("yes")
    after = _state(demo, "demo-7").lines[0].period.start
    assert (after - before.lines[0].period.start).days == 7


def test_of_several_bookings_it_is_asked_which(demo: DemoDesk, call: OpenCall) -> None:
    def another(records):  # type: ignore[no-untyped-def]
        one = records.bookings.by_idempotency_key("demo-7")
        lines = tuple(replace(line, id="x", booking_number="R-1500") for line in one.lines[:1])
        records.bookings.put(replace(one, number="R-1500", idempotency_key="another", lines=lines))

    demo.store.write(another)
    staff = call("desk")
    asked = staff.say("cancel Northside's reservation")
    assert asked.said.startswith("Which one: R, ")
    assert "Cancel R, 1 0 0 7" in staff.say("R ten oh seven").said


@pytest.mark.parametrize(
    "order, other, fact",
    [
        ("extend unit 1 until Saturday", "yes until Monday", "until Monday"),
        ("move booking 1009 to Monday", "no, Tuesday", "Tuesday, March second"),
        ("cancel booking 1008", "move it to Friday instead", "Move R, 1 0 0 8"),
        ("cancel booking 1008", "no, booking 1009", "Cancel R, 1 0 0 9"),
    ],
)
def test_a_correction_at_a_rentals_say_back_is_said_back(
    call: OpenCall, order: str, other: str, fact: str
) -> None:
    staff = call("desk")
    assert staff.say(order).asks is Asks.CONFIRM
    again = staff.say(other)
    assert again.asks is Asks.CONFIRM
    assert fact in again.said


def test_another_order_at_a_rentals_say_back_takes_its_place(
    demo: DemoDesk, call: OpenCall
) -> None:
    staff = call("desk")
    staff.say("cancel booking 1008")
    assert "Check in E Q, 0 0 9" in staff.say("check in unit 9").said
    staff.say("yes")
    assert demo.store.read(lambda r: r.bookings.get("R-1008")).state is BookingState.RESERVED
    staff.say("cancel booking 1008")
    assert "left as it was" in staff.say("actually keep it").said


def test_what_was_changed_meanwhile_is_left(demo: DemoDesk, call: OpenCall) -> None:
    first, second = call("desk"), call("desk")
    first.say("move booking 1009 two days later")
    second.say("move booking 1009 two days later")
    second.say("yes")
    moved = demo.store.read(lambda r: r.bookings.get("R-1009")).lines[0].period
    assert "was changed meanwhile" in first.say("yes").said
    assert demo.store.read(lambda r: r.bookings.get("R-1009")).lines[0].period == moved


def test_a_booking_that_waits_for_review_is_given_up_by_pin_alone(
    demo: DemoDesk, call: OpenCall
) -> None:
    def review(records):  # type: ignore[no-untyped-def]
        one = records.bookings.by_idempotency_key("demo-7")
        records.bookings.put(replace(one, state=BookingState.PENDING_REVIEW))

    demo.store.write(review)
    asked = call("desk").say("cancel booking 1007")
    assert asked.asks is Asks.PIN
    assert asked.said.startswith("Decline R, 1 0 0 7")


def _said(staff: Caller, *said: str) -> str:
    return " ".join(staff.say(text).said for text in said)


def _state(demo: DemoDesk, key: str):  # type: ignore[no-untyped-def]
    return demo.store.read(lambda r: r.bookings.by_idempotency_key(key))
