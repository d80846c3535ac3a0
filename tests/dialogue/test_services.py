"""By-phone services in conversation: what is out, extend, return, cancel, breakdown, a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.dialogue.actions import Act
from appliance.dialogue.services import reading
from appliance.dialogue.state import RentalState
from appliance.domain.bookings import Booking, BookingState
from appliance.domain.calls import Asks, Outcome
from appliance.domain.catalogue import DowntimeKind
from appliance.ports.conversation import Heard
from tests.dialogue.talking import NOW, Caller, DemoDesk
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]
LAKESHORE = ("BL 328792", "yes")
"""Out: a mini excavator, two light towers, a carry deck crane; booked: a telehandler."""
PRAIRIE = ("BL 619345", "yes")
"""Out: a concrete mixer, overdue, and a skid steer, due at closing."""
NORTHSIDE = ("BL 782341", "yes")
"""Booked: a plate compactor from tomorrow."""


@pytest.mark.parametrize(
    "said, act",
    [
        ("what do I have out right now", Act.MY_RENTALS),
        ("can you tell me what we've got out", Act.MY_RENTALS),
        ("when is the excavator due back", Act.MY_RENTALS),
        ("when do I have to bring the skid steer back", Act.MY_RENTALS),
        ("I'm calling about my reservation", Act.MY_RENTALS),
        ("do we have anything out with you", Act.MY_RENTALS),
        ("I'd like to extend the mini excavator", Act.EXTEND),
        ("can I keep the excavator two more days", Act.EXTEND),
        ("we need the skid steer till Friday, can we keep it longer", Act.EXTEND),
        ("we need to hold on to the crane another week", Act.EXTEND),
        ("I want to keep it until Friday", Act.EXTEND),
        ("I'm going to need this skid steer past Friday", Act.EXTEND),
        ("what's the deadline for bringing our crane in", Act.MY_RENTALS),
        ("can you come pick up the light towers", Act.RETURN),
        ("we're done with the crane", Act.RETURN),
        ("the mixer is ready to be picked up", Act.RETURN),
        ("I want to return the excavator early", Act.RETURN),
        ("you can come and get the skid steer", Act.RETURN),
        ("I need to cancel my reservation", Act.CANCEL_BOOKING),
        ("please cancel the booking for the telehandler", Act.CANCEL_BOOKING),
        ("cancel the plate compactor for tomorrow", Act.CANCEL_BOOKING),
        ("the excavator broke down", Act.BREAKDOWN),
        ("your skid steer won't start", Act.BREAKDOWN),
        ("the crane is leaking hydraulic fluid", Act.BREAKDOWN),
        ("I want to report a breakdown", Act.BREAKDOWN),
        ("the light tower stopped working", Act.BREAKDOWN),
        ("one of the light towers won't come on", Act.BREAKDOWN),
        ("that mini excavator keeps stalling on us", Act.BREAKDOWN),
    ],
)
def test_a_service_is_heard_by_rule(demo: DemoDesk, said: str, act: Act) -> None:
    assert _read(demo, said) is act


@pytest.mark.parametrize(
    "said",
    [
        "I'd like to rent a mini excavator from next Tuesday for three days",
        "I need a forklift, our own broke down",
        "what happens if it breaks down",
        "do you have any excavators",
        "I'll pick it up on Tuesday",
        "can I have it until Friday",
        "how long can I rent it for",
        "I need something to lift pallets until Friday",
        "what do you have to dig a trench",
        "never mind, cancel that",
        "do you deliver",
        "can I come pick up the trencher tomorrow",
        "I'd like to come and get the forklift on Tuesday",
        "we need two light towers for three days",
        "what do I have to bring",
        "we won't go over three hundred a day",
        "no, that won't work for us",
    ],
)
def test_a_wish_for_a_machine_is_no_service(demo: DemoDesk, said: str) -> None:
    assert _read(demo, said) is None


def _read(demo: DemoDesk, said: str) -> Act | None:
    yard = demo.desk.open_call("sip", None).yard
    found = reading.certain(Heard(text=said), RentalState(asks=Asks.NEED), yard, NOW.date())
    return found[0].act if found else None


def test_what_is_out_is_told_after_the_license_three_at_a_time(call: OpenCall) -> None:
    caller = call()
    assert caller.say("what do I have out right now").asks is Asks.BUSINESS_LICENSE
    told = caller.say(*LAKESHORE)
    assert "four rentals" in told.said
    assert "mini excavator, due back Friday" in told.said
    assert "telehandler" not in told.said
    assert told.asks is Asks.CONFIRM
    rest = caller.say("yes please")
    assert "telehandler" in rest.said
    assert rest.asks is Asks.ANYTHING_ELSE
    end = caller.say("no that's all")
    assert (end.ended, end.outcome) == (True, Outcome.QUOTED)


def test_one_machine_is_told_alone_and_another_customers_is_not_there(call: OpenCall) -> None:
    caller = call()
    told = caller.say("when is the skid steer due back", *PRAIRIE)
    assert "skid steer, due back today" in told.said
    assert "mixer" not in told.said
    told = caller.say("and when is the bulldozer due back")
    assert "don't see a bulldozer" in told.said
    told = caller.say("when is the concrete mixer due back")
    assert "overdue since" in told.said


def test_a_breakdown_is_said_back_reported_and_swapped(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = caller.say("the mini excavator broke down", *LAKESHORE)
    assert "mini excavator" in asked.said
    assert asked.asks is Asks.CONFIRM
    assert not _breakdowns(demo)
    offered = caller.say("yes")
    assert _breakdowns(demo) == ["EQ001"]
    assert "keeping another mini excavator for you, unit E Q, 0 0 2" in offered.said
    done = caller.say("yes please")
    assert done.asks is Asks.ANYTHING_ELSE
    subjects = [task.subject for task in demo.store.read(lambda r: r.tasks.open())]
    assert len(subjects) == 2
    assert any(one.startswith("EQ001 broke down") for one in subjects)
    assert any(one.startswith("Swap EQ001 for EQ002") for one in subjects)


def test_of_two_machines_the_tag_is_asked(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = caller.say("one of the light towers won't start", *LAKESHORE)
    assert "E Q, 0 7 3" in asked.said
    back = caller.say("it's EQ 074")
    assert back.asks is Asks.CONFIRM
    caller.say("yes")
    assert _breakdowns(demo) == ["EQ074"]


def test_extending_says_price_and_day_and_writes_on_a_yes(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    before = _booking(demo, "demo-1")
    asked = caller.say("can I keep the mini excavator two more days", *LAKESHORE)
    assert "until Sunday" not in asked.said
    if asked.asks is not Asks.CONFIRM:
        asked = caller.say("until next Tuesday")
    assert asked.asks is Asks.CONFIRM
    assert "more" in asked.said
    assert "dollars in all" in asked.said
    assert _booking(demo, "demo-1") == before
    done = caller.say("yes please")
    after = _booking(demo, "demo-1")
    assert after.lines[0].period.end > before.lines[0].period.end
    assert after.lines[0].total > before.lines[0].total
    assert "is yours until" in done.said
    assert done.asks is Asks.ANYTHING_ELSE
    trail = demo.store.read(lambda r: r.audit.page(record=f"booking:{after.number}")).items
    assert trail[0].action == "extend"


def test_extending_asks_until_when_and_takes_a_change_of_mind(
    demo: DemoDesk, call: OpenCall
) -> None:
    caller = call()
    asked = caller.say("I want to extend the carry deck crane", *LAKESHORE)
    assert asked.asks is Asks.DURATION
    assert "due back" in asked.said
    back = caller.say("until Wednesday next week")
    assert "Wednesday, March tenth" in back.said
    other = caller.say("no, make it Tuesday next week")
    assert "Tuesday, March ninth" in other.said
    caller.say("yes")
    end = _booking(demo, "demo-5").lines[0].period.end
    assert (end.month, end.day) == (3, 9)


def test_what_is_booked_until_then_already_is_not_extended(call: OpenCall) -> None:
    caller = call()
    reply = caller.say("I'd like to keep the mini excavator until Wednesday", *LAKESHORE)
    assert "already" in reply.said
    assert reply.asks is Asks.DURATION


def test_which_rental_is_asked_when_several_fit(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = caller.say("I need to extend my rental", *LAKESHORE)
    assert asked.asks is Asks.EQUIPMENT_CHOICE
    assert "Which one do you want to keep longer" in asked.said
    assert asked.said.count("due back") == 3
    chosen = caller.say("the light towers")
    assert chosen.asks is Asks.DURATION
    assert "two light towers" in chosen.said
    caller = call()
    caller.say("I need to extend my rental", *LAKESHORE)
    first = caller.say("the first one")
    assert first.asks is Asks.DURATION


def test_a_return_is_priced_and_the_pickup_left_to_staff(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = caller.say("can you come pick up the crane tomorrow", *LAKESHORE)
    assert asked.asks is Asks.CONFIRM
    assert "tomorrow, Tuesday" in asked.said
    before = _booking(demo, "demo-5")
    done = caller.say("yes")
    after = _booking(demo, "demo-5")
    assert after.lines[0].period.end < before.lines[0].period.end
    assert "Our drivers have a note" in done.said
    (task,) = demo.store.read(lambda r: r.tasks.open())
    assert task.subject == "Pick up Carry Deck Crane from Lakeshore Builders"


def test_what_has_not_gone_out_is_canceled_not_returned(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = caller.say("we don't need the plate compactor any more", *NORTHSIDE)
    assert "has not gone out yet" in asked.said
    assert asked.asks is Asks.CONFIRM
    caller.say("yes")
    assert _booking(demo, "demo-7").state is BookingState.CANCELLED


def test_a_booking_is_canceled_on_a_yes_alone(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = caller.say("I need to cancel my reservation", *NORTHSIDE)
    assert "plate compactor" in asked.said
    assert "It costs nothing" in asked.said
    kept = caller.say("no wait, leave it")
    assert _booking(demo, "demo-7").state is BookingState.RESERVED
    assert kept.asks is Asks.ANYTHING_ELSE
    caller.say("actually please cancel my reservation", "yes")
    assert _booking(demo, "demo-7").state is BookingState.CANCELLED
    assert "is canceled" in caller.last.said


def test_what_is_out_cannot_be_canceled_but_given_back(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    asked = caller.say("cancel the skid steer", *PRAIRIE)
    assert "but not cancel it" in asked.said
    assert asked.asks is Asks.DURATION
    assert _booking(demo, "demo-4").state is BookingState.OUT


def test_another_customers_booking_number_finds_nothing(demo: DemoDesk, call: OpenCall) -> None:
    theirs = _booking(demo, "demo-7").number
    caller = call()
    caller.say(f"please cancel booking {theirs}", *PRAIRIE)
    assert theirs.replace("R-", "") not in caller.last.said.replace(" ", "")
    caller.conversation.close()
    assert _booking(demo, "demo-7").state is BookingState.RESERVED


def test_an_unclear_answer_changes_nothing_and_a_person_follows(
    demo: DemoDesk, call: OpenCall
) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "unclear"))
    caller.say("I need to cancel my reservation", *NORTHSIDE)
    said = [caller.say("blue tomatoes sing").said for _ in range(3)]
    assert len(set(said)) == 3
    assert caller.asks is Asks.CALLBACK_NUMBER
    assert _booking(demo, "demo-7").state is BookingState.RESERVED


def test_a_rental_under_way_goes_on_after_a_service(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("I'd like a trench rammer next Tuesday for three days", *LAKESHORE)
    assert caller.asks is Asks.SITE_ADDRESS
    told = caller.say("when is my crane due back")
    assert "carry deck crane, due back" in told.said
    assert told.asks is Asks.SITE_ADDRESS


def test_a_consideration_thrown_away_writes_nothing(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("I need to cancel my reservation", *NORTHSIDE)
    for _ in range(3):
        caller.conversation.consider(Heard(text="yes"))
    assert _booking(demo, "demo-7").state is BookingState.RESERVED


def test_a_yes_to_an_unheard_say_back_changes_nothing(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("I need to cancel my reservation", *NORTHSIDE)
    caller.conversation.unheard(caller.last.turn)
    assert caller.say("yes").asks is Asks.CONFIRM
    assert _booking(demo, "demo-7").state is BookingState.RESERVED
    caller.say("yes")
    assert _booking(demo, "demo-7").state is BookingState.CANCELLED


def test_a_denied_breakdown_reports_nothing(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    reply = caller.say("the mini excavator broke down", *LAKESHORE, "no")
    assert reply.asks is Asks.ANYTHING_ELSE
    assert not _breakdowns(demo)
    assert demo.store.read(lambda r: r.tasks.open()) == ()


def test_no_service_without_a_verified_license(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    reply = caller.say("the mini excavator broke down", "BL 174218", "yes")
    assert reply.asks is Asks.BUSINESS_LICENSE
    assert "excavator" not in reply.said
    caller.conversation.close()
    assert not _breakdowns(demo)


def test_a_person_is_asked_for_once_with_one_task(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please")
    reply = caller.say("can I talk to a real person")
    assert reply.asks is Asks.CALLBACK_NUMBER
    (task,) = demo.store.read(lambda r: r.tasks.open())
    assert task.kind == "transfer"
    end = caller.say("512 555 0147", "yes")
    assert (end.ended, end.outcome) == (True, Outcome.TRANSFERRED)
    (task,) = demo.store.read(lambda r: r.tasks.open())
    assert (task.kind, task.detail) == ("transfer", "Call back 5125550147. Asked for a person")


def _booking(demo: DemoDesk, key: str) -> Booking:
    found = demo.store.read(lambda r: r.bookings.by_idempotency_key(key))
    assert found is not None
    return found


def _breakdowns(demo: DemoDesk) -> list[str]:
    def look(records):  # type: ignore[no-untyped-def]
        found = []
        for unit in records.units.page(limit=200).items:
            for one in records.downtimes.open_of_unit(unit.id):
                if one.kind is DowntimeKind.BREAKDOWN:
                    found.append(unit.asset_tag)
        return found

    return demo.store.read(look)


def test_which_one_and_until_when_in_one_breath(call: OpenCall) -> None:
    caller = call()
    caller.say("I want to extend a rental", *LAKESHORE)
    caller.say("the carry deck crane, until next Tuesday")
    assert caller.asks is Asks.CONFIRM
    assert "Tuesday, March ninth" in caller.last.said


def test_words_without_a_day_are_asked_for_in_other_words_and_then_by_a_person(
    call: OpenCall,
) -> None:
    caller = call(model=ScriptedModel(lambda _: 'when until="a while"'))
    caller.say("I'd like to extend the mini excavator", *LAKESHORE)
    asked = [caller.say("a while").said for _ in range(3)]
    assert len(set(asked)) == 3
    assert caller.last.asks is Asks.CALLBACK_NUMBER


def test_it_is_the_rental_that_was_just_told_of(call: OpenCall) -> None:
    caller = call()
    caller.say("when is the mini excavator due back", *LAKESHORE)
    assert caller.last.asks is Asks.ANYTHING_ELSE
    assert "keep the mini excavator until" in caller.say("can we keep it until next Monday").said


def test_another_rental_that_is_named_is_not_the_one_just_told_of(call: OpenCall) -> None:
    caller = call()
    caller.say("when is the mini excavator due back", *LAKESHORE)
    said = caller.say("I want to extend the carry deck crane until next Monday").said
    assert "carry deck crane" in said


def test_no_to_an_exchange_may_give_its_reason(call: OpenCall) -> None:
    caller = call()
    caller.say("the concrete mixer won't turn any more", *PRAIRIE, "yes")
    reply = caller.say("no thanks, we're done with it anyway")
    assert "mechanics have the note" in reply.said
