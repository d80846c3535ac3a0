"""Orders at the counter: said back, done on a yes, and the row that they leave."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from appliance.dialogue.counter import orders
from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
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
    assert demo.desk.unit("EQ009").status == "available"
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
    assert demo.desk.unit("EQ010").status == "maintenance"


def test_a_unit_that_is_not_out_cannot_come_back(demo: DemoDesk, call: OpenCall) -> None:
    clerk = call("desk")
    reply = clerk.say("check in unit ten", "yes")
    assert "not out" in reply.said
    assert reply.asks is Asks.NEED


def test_overdue_and_due_today_are_read_from_the_records(call: OpenCall) -> None:
    clerk = call("desk")
    assert "Concrete Mixer" in clerk.say("what is overdue").said
    assert "Skid Steer" in clerk.say("what is due back today").said


def _unit(demo: DemoDesk, tag: str):  # type: ignore[no-untyped-def]
    return demo.store.read(lambda records: records.units.by_tag(tag))
