"""Orders at the counter: said back, done on a yes, and the row that they leave."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import cast

import pytest

from appliance.dialogue.actions import Action
from appliance.dialogue.counter import orders
from appliance.dialogue.counter.mind import CounterState
from appliance.dialogue.talk import Talk
from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import UnitFacts
from tests.dialogue.talking import Caller, DemoDesk

OpenCall = Callable[..., Caller]


@pytest.mark.parametrize(
    "said, order",
    [
        ("check in unit seven meter twelve hundred", 'check_in tag="EQ007" meter="1200"'),
        ("Check in EQ 009, 1,250 hours.", 'check_in tag="EQ009" meter="1250"'),
        ("who has unit four", 'where tag="EQ004"'),
        ("put EQ010 in maintenance", 'maintenance tag="EQ010" state="on"'),
        ("unit ten is back in service", 'maintenance tag="EQ010" state="off"'),
        ("check out unit 45", 'check_out tag="EQ045"'),
        ("what is overdue", "overdue"),
        ("what's due back today", "due_today"),
        ("check in EQ 950", "check_in"),
        ("lovely weather", "unclear"),
        # what is done to a unit comes before what is said besides
        ("check in unit seven, thanks", 'check_in tag="EQ007"'),
        ("check in unit nine, it came back late", 'check_in tag="EQ009"'),
        ("unit nine came back two days late", 'check_in tag="EQ009"'),
        ("check out unit seven due back Friday", 'check_out tag="EQ007"'),
        (
            "check in unit five, mirror is broken",
            'check_in tag="EQ005" condition="mirror is broken"',
        ),
        (
            "check in unit five mirror is broken, thanks",
            'check_in tag="EQ005" condition="mirror is broken"',
        ),
        (
            "check in unit five with a flat tire, meter 1,250",
            'check_in tag="EQ005" meter="1250" condition="a flat tire"',
        ),
        (
            "check in unit five, condition good, thank you",
            'check_in tag="EQ005" condition="good"',
        ),
        (
            "check in EQ007 meter reads fine, 3 dents",
            'check_in tag="EQ007" condition="3 dents"',
        ),
        (
            "check in eq twelve with meter 1,250.5",
            'check_in tag="EQ012" meter="1250.5"',
        ),
        ("check in twelve broken mirror", 'check_in tag="EQ012" condition="broken mirror"'),
        ("unit ten needs to be fixed", 'maintenance tag="EQ010" state="on"'),
        ("unit ten is back from repair", 'maintenance tag="EQ010" state="off"'),
        ("when is unit seven due back", 'where tag="EQ007"'),
        ("check EQ007 back in", 'check_in tag="EQ007"'),
        ("unit nine is back in, overdue", 'check_in tag="EQ009"'),
        ("put EQ010 out of service", 'maintenance tag="EQ010" state="on"'),
        ("bring unit ten back in service", 'maintenance tag="EQ010" state="off"'),
        ("return unit ten to service", 'maintenance tag="EQ010" state="off"'),
        ("back in service", 'maintenance state="off"'),
        ("put unit ten back in maintenance", 'maintenance tag="EQ010" state="on"'),
        ("unit ten is broken", 'maintenance tag="EQ010" state="on"'),
        ("who has unit seven checked out", 'where tag="EQ007"'),
        ("which units are late", "overdue"),
        ("what is overdue, thanks", "overdue"),
        ("thanks", "goodbye"),
        ("OK, that's all, thank you", "goodbye"),
        ("bye Ana", "goodbye"),
        ("thanks for the lovely weather", "unclear"),
        # a number alone where a unit's name belongs
        ("put twelve in maintenance", 'maintenance tag="EQ012" state="on"'),
        ("put unit twelve in maintenance", 'maintenance tag="EQ012" state="on"'),
        ("twelve is fixed", 'maintenance tag="EQ012" state="off"'),
        ("twenty-one is fixed", 'maintenance tag="EQ021" state="off"'),
        ("put ten back in service", 'maintenance tag="EQ010" state="off"'),
        ("check in twelve", 'check_in tag="EQ012"'),
        ("check in twelve, meter ninety", 'check_in tag="EQ012" meter="90"'),
        ("check in unit seven, hour meter 45", 'check_in tag="EQ007" meter="45"'),
        ("put it in maintenance", 'maintenance state="on"'),
        ("put nine fifty in maintenance", 'maintenance state="on"'),
        ("one of them is broken", 'maintenance state="on"'),
        # the digits of a reading are no tag, and none is below zero
        ("check in, meter forty five", 'check_in meter="45"'),
        ("check in ten hours", 'check_in meter="10"'),
        ("check in unit seven, twelve hundred hours", 'check_in tag="EQ007" meter="1200"'),
        ("check in meter 45 unit seven", 'check_in tag="EQ007" meter="45"'),
        ("check in unit seven meter minus five", 'check_in tag="EQ007"'),
        ("check in unit seven, meter -5", 'check_in tag="EQ007"'),
        ("check in unit seven, minus five hours", 'check_in tag="EQ007"'),
        ("unit seven meter twelve hundred", 'identify tag="EQ007" meter="1200"'),
        ("yes", "yes"),
    ],
)
def test_orders_are_read(demo: DemoDesk, said: str, order: str) -> None:
    yard = demo.desk.open_call("desk", None).yard
    (read,) = orders.read(Heard(text=said), None, yard, demo.desk.asset_tags())
    assert read.line() == order


def test_a_check_in_changes_the_row_after_a_yes(demo: DemoDesk, call: OpenCall) -> None:
    clerk = call("desk")
    reply = clerk.say("check in unit nine, meter two thousand")
    assert reply.asks is Asks.CONFIRM
    assert _unit(demo, "EQ009").meter_hours != Decimal(2000)
    reply = clerk.say("yes")
    assert "checked in" in reply.said
    assert _unit(demo, "EQ009").meter_hours == Decimal(2000)
    assert _facts(demo, "EQ009").status == "available"
    states = demo.store.read(
        lambda r: [b.state for b in r.bookings.of_customer("prairie-concrete", tuple(BookingState))]
    )
    assert BookingState.RETURNED in states


def test_a_no_leaves_everything_as_it_was(demo: DemoDesk, call: OpenCall) -> None:
    clerk = call("desk")
    before = demo.desk.unit("EQ009")
    reply = clerk.say("check in unit nine", "no")
    assert "left as it was" in reply.said
    assert demo.desk.unit("EQ009") == before


def test_an_order_without_its_unit_asks_which(demo: DemoDesk, call: OpenCall) -> None:
    clerk = call("desk")
    reply = clerk.say("put it in maintenance")
    assert "Which unit" in reply.said
    reply = clerk.say("unit ten")
    assert reply.asks is Asks.CONFIRM
    clerk.say("yes")
    assert _facts(demo, "EQ010").status == "maintenance"


@pytest.mark.parametrize(
    "said, order",
    [
        (
            ("check in", "unit nine meter twelve hundred"),
            'check_in tag="EQ009" meter="1200"',
        ),
        (
            ("check in, mirror is broken", "unit nine meter twelve hundred"),
            'check_in condition="mirror is broken" tag="EQ009" meter="1200"',
        ),
        (("check in meter 1200", "unit nine"), 'check_in meter="1200" tag="EQ009"'),
        (("check in", "yes", "nine"), 'check_in tag="EQ009"'),
        (("check in unit seven", "actually unit ten"), 'check_in tag="EQ010"'),
        (("check in unit seven", "no, unit ten"), 'check_in tag="EQ010"'),
        (("check in unit seven", "not unit seven, unit ten"), 'check_in tag="EQ010"'),
        (("check in unit seven", "yes, unit ten"), 'check_in tag="EQ010"'),
        (("check in unit seven", "no, meter 1300"), 'check_in tag="EQ007" meter="1300"'),
        (("check in unit seven", "no, check out unit ten"), 'check_out tag="EQ010"'),
        (("check in unit seven", "lovely weather"), 'check_in tag="EQ007"'),
        (("put seven in maintenance", "no, ten"), 'maintenance tag="EQ010" state="on"'),
    ],
)
def test_what_follows_belongs_to_the_order_that_waits(
    call: OpenCall, said: tuple[str, ...], order: str
) -> None:
    clerk = call("desk")
    reply = clerk.say(*said)
    assert reply.asks is Asks.CONFIRM
    waiting = Action.parse(order)
    assert _waiting(clerk) == waiting
    assert " ".join(waiting.slot("tag")[2:]) in reply.said


@pytest.mark.parametrize(
    "said",
    [
        ("check in unit nine", "no"),
        ("check in unit nine", "no, not unit nine"),
        ("check in unit nine", "no, don't check it in"),
        ("check in unit nine", "cancel"),
        ("check in", "never mind"),
    ],
)
def test_an_order_is_dropped(demo: DemoDesk, call: OpenCall, said: tuple[str, ...]) -> None:
    before = demo.desk.unit("EQ009")
    clerk = call("desk")
    assert "left as it was" in clerk.say(*said).said
    assert _waiting(clerk) is None
    assert demo.desk.unit("EQ009") == before


@pytest.mark.parametrize(
    "answer", ["yes", "yes, unit nine", "unit nine, that's right", "yes thanks"]
)
def test_a_yes_with_the_same_unit_does_it(demo: DemoDesk, call: OpenCall, answer: str) -> None:
    assert "checked in" in call("desk").say("check in unit nine", answer).said
    assert _facts(demo, "EQ009").status == "available"


def test_an_unknown_unit_is_not_taken_for_the_one_that_waits(call: OpenCall) -> None:
    clerk = call("desk")
    for said in ("check in EQ 950", "yes, check in EQ 950"):
        assert "Which unit" in clerk.say("check in unit nine", said).said


@pytest.mark.parametrize("said", ["yes", "no", "meter twelve hundred"])
def test_an_answer_with_no_order_waiting_gets_the_example(call: OpenCall, said: str) -> None:
    reply = call("desk").say(said)
    assert "Say an order" in reply.said
    assert reply.asks is Asks.NEED


def test_a_meter_below_the_last_reading_is_refused(demo: DemoDesk, call: OpenCall) -> None:
    before = _unit(demo, "EQ009")
    reply = call("desk").say("check in unit nine, meter one", "yes")
    assert "checked in" not in reply.said
    assert _unit(demo, "EQ009") == before


def test_a_unit_that_is_not_out_cannot_come_back(demo: DemoDesk, call: OpenCall) -> None:
    clerk = call("desk")
    reply = clerk.say("check in unit ten", "yes")
    assert "not out" in reply.said
    assert reply.asks is Asks.NEED


def test_overdue_and_due_today_are_read_from_the_records(call: OpenCall) -> None:
    clerk = call("desk")
    assert "Concrete Mixer" in clerk.say("what is overdue").said
    assert "Skid Steer" in clerk.say("what is due back today").said


def _waiting(clerk: Caller) -> Action | None:
    talk = clerk.conversation
    assert isinstance(talk, Talk)
    return cast(CounterState, talk._state).order


def _facts(demo: DemoDesk, tag: str) -> UnitFacts:
    unit = demo.desk.unit(tag)
    assert unit is not None
    return unit


def _unit(demo: DemoDesk, tag: str):  # type: ignore[no-untyped-def]
    return demo.store.read(lambda records: records.units.by_tag(tag))
