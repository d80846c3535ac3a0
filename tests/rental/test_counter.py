"""The counter: units out and back, overdue ones, maintenance, and orders repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from appliance.domain.bookings import BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind, UnitState
from appliance.domain.errors import RecordError
from appliance.rental.reviewing import decide_review
from tests.rental.yard import PERMISSIVE, TestYard, days


def booked(yard: TestYard, key: str = "b", **changes: object) -> str:
    result = yard.desk.book(yard.request(yard.call(), key, **changes))
    assert result.booking is not None, result.refused
    return result.booking.number


def state_of(yard: TestYard, number: str) -> BookingState:
    row = yard.store.read(lambda records: records.bookings.get(number))
    assert row is not None
    return row.state


def test_out_and_back(yard: TestYard) -> None:
    number = booked(yard)
    desk, clock = yard.desk, yard.clock
    assert "later day" in desk.check_out("k0", "clerk", "EQ-001", None).refused
    clock.forward(days=1)
    reserved = desk.unit("eq 001")
    assert reserved is not None
    assert (reserved.status, reserved.booking_number) == ("reserved", number)
    gone = desk.check_out("k1", "clerk", "eq001", Decimal("120.5")).unit
    assert gone is not None
    assert (gone.status, gone.customer_name) == ("out", "Summit Grading")
    assert gone.due == days(2, 3).end
    assert gone.meter_hours == Decimal("120.5")
    assert [one.asset_tag for one in desk.due_back(date(2027, 3, 5))] == ["EQ-001"]
    assert desk.due_back(date(2027, 3, 4)) == ()
    back = desk.check_in("k2", "clerk", "EQ-001", Decimal(130), "scratched")
    assert back.unit is not None
    assert (back.unit.status, back.unit.condition) == ("available", "scratched")
    assert (back.late_days, back.late_fee) == (0, 0)
    assert state_of(yard, number) is BookingState.RETURNED
    assert desk.overdue() == ()


def test_a_unit_that_is_overdue_blocks_until_it_is_checked_in(yard: TestYard) -> None:
    booked(yard, class_id="boom", day_rate=Decimal(320))
    yard.clock.forward(days=1)
    yard.desk.check_out("k1", "clerk", "EQ-003", None)
    assert yard.desk.availability("boom", days(10, 2), 1, "").free == 1
    yard.clock.forward(days=4)
    (late,) = yard.desk.overdue()
    assert (late.asset_tag, late.status) == ("EQ-003", "overdue")
    stands = yard.desk.availability("boom", days(20, 2), 1, "")
    assert (stands.free, stands.next_free_from) == (0, None)
    refused = yard.desk.book(
        yard.request(yard.call(), "x", class_id="boom", period=days(20, 2), day_rate=Decimal(320))
    )
    assert refused.booking is None
    back = yard.desk.check_in("k2", "clerk", "EQ-003", None, "")
    assert (back.late_days, back.late_fee) == (2, 640)
    assert yard.desk.availability("boom", days(20, 2), 1, "").free == 1


def test_back_within_the_turnaround_is_not_late(yard: TestYard) -> None:
    booked(yard)
    yard.clock.moment = days(2, 3).start
    yard.desk.check_out("k1", "clerk", "EQ-001", None)
    yard.clock.moment = days(2, 3).end + timedelta(minutes=59)
    assert yard.desk.check_in("k2", "clerk", "EQ-001", None, "").late_days == 0


def test_the_same_order_again_answers_the_same_and_changes_nothing(yard: TestYard) -> None:
    booked(yard)
    yard.clock.moment = days(2, 3).start
    first = yard.desk.check_out("k1", "clerk", "EQ-001", None)
    assert yard.desk.check_out("k1", "clerk", "EQ-001", None) == first
    assert "already out" in yard.desk.check_out("other", "clerk", "EQ-001", None).refused
    yard.clock.forward(days=5)
    late = yard.desk.check_in("k2", "clerk", "EQ-001", None, "")
    assert yard.desk.check_in("k2", "clerk", "EQ-001", None, "") == late
    assert late.late_days == 2
    assert "not out" in yard.desk.check_in("k3", "clerk", "EQ-001", None, "").refused
    trail = yard.store.read(lambda records: records.audit.page(record="unit:u1"))
    assert [entry.action for entry in trail.items] == ["check_in", "check_out"]
    assert {entry.actor for entry in trail.items} == {"clerk"}


def test_two_units_come_back_one_by_one(yard: TestYard) -> None:
    number = booked(yard, quantity=2)
    yard.clock.moment = days(2, 3).start
    for tag in ("EQ-001", "EQ-002"):
        assert yard.desk.check_out(f"o{tag}", "clerk", tag, None).refused == ""
    yard.desk.check_in("i1", "clerk", "EQ-001", None, "")
    assert state_of(yard, number) is BookingState.OUT
    assert yard.desk.availability("lift", days(3, 1), 1, "").free == 1
    yard.desk.check_in("i2", "clerk", "EQ-002", None, "")
    assert state_of(yard, number) is BookingState.RETURNED


@pytest.mark.parametrize("meter", ["99.9", "NaN"])
def test_a_meter_does_not_run_backwards(yard: TestYard, meter: str) -> None:
    booked(yard)
    yard.clock.moment = days(2, 3).start
    yard.desk.check_out("k1", "clerk", "EQ-001", Decimal(100))
    refused = yard.desk.check_in("k2", "clerk", "EQ-001", Decimal(meter), "")
    assert "cannot read less" in refused.refused
    assert refused.unit is not None
    assert refused.unit.status == "out"


def test_maintenance_takes_a_unit_away_and_gives_it_back(yard: TestYard) -> None:
    number = booked(yard)
    held = yard.desk.set_maintenance("m1", "clerk", "EQ-001", True, "hydraulic leak")
    assert held.unit is not None
    assert held.unit.status == "maintenance"
    assert yard.desk.set_maintenance("m1", "clerk", "EQ-001", True, "") == held
    assert yard.desk.availability("lift", days(10, 1), 2, "").free == 1
    (task,) = yard.store.read(lambda records: records.tasks.open())
    assert number in task.detail
    assert "already" in yard.desk.set_maintenance("m2", "clerk", "EQ-001", True, "").refused
    back = yard.desk.set_maintenance("m3", "clerk", "EQ-001", False, "").unit
    assert back is not None
    assert back.status == "available"
    assert yard.desk.availability("lift", days(10, 1), 2, "").free == 2


def test_a_unit_out_since_before_the_records_began_comes_back(yard: TestYard) -> None:
    stray = Downtime(
        id="d1",
        unit_id="u3",
        kind=DowntimeKind.OUT_UNKNOWN,
        start=yard.clock.now() - timedelta(days=30),
    )
    yard.change(lambda records: records.downtimes.put(stray))
    out = yard.desk.unit("EQ-003")
    assert out is not None
    assert out.status == "out"
    assert yard.desk.availability("boom", days(9, 1), 1, "").free == 0
    back = yard.desk.check_in("k", "clerk", "EQ-003", None, "").unit
    assert back is not None
    assert back.status == "available"
    assert yard.desk.availability("boom", days(9, 1), 1, "").free == 1


def test_who_may_not_go_out(yard: TestYard) -> None:
    number = booked(
        yard,
        site_address="9 Elm Street",
        site_answers=PERMISSIVE,
        review=("insurance",),
        policy_number="POL-1",
    )
    yard.clock.moment = days(2, 3).start
    assert "waiting for review" in yard.desk.check_out("a", "clerk", "EQ-001", None).refused
    assert "no reservation" in yard.desk.check_out("b", "clerk", "EQ-003", None).refused
    assert "no unit" in yard.desk.check_out("c", "clerk", "EQ-999", None).refused
    now = yard.clock.now()
    yard.change(lambda records: decide_review(records, now, "boss", number, approve=True))
    assert yard.desk.check_out("d", "clerk", "EQ-001", None).refused == ""


def test_a_declined_review_lets_the_units_go(yard: TestYard) -> None:
    number = booked(yard, policy_number="POL-1", review=("insurance",))
    now = yard.clock.now()
    for _ in range(2):
        yard.change(lambda records: decide_review(records, now, "boss", number, approve=False))
    assert state_of(yard, number) is BookingState.CANCELLED
    assert yard.store.read(lambda records: records.tasks.open()) == ()
    assert yard.desk.availability("lift", days(2, 3), 2, "").free == 2
    with pytest.raises(RecordError, match="waits for no review"):
        yard.change(lambda records: decide_review(records, now, "boss", number, approve=True))


def test_units_by_their_tags(yard: TestYard) -> None:
    assert yard.desk.asset_tags() == ("EQ-001", "EQ-002", "EQ-003", "EQ-004")
    assert yard.desk.unit("EQ-999") is None
    assert yard.desk.unit("") is None
    yard.desk.hold(yard.call(), "h", "boom", days(1, 3), 1)
    held = yard.desk.unit("EQ-003")
    assert held is not None
    assert held.status == "held"

    def retire(records: object) -> None:
        unit = records.units.get("u4")  # type: ignore[attr-defined]
        records.units.put(replace(unit, state=UnitState.RETIRED))  # type: ignore[attr-defined]

    yard.change(retire)
    retired = yard.desk.unit("EQ-004")
    assert retired is not None
    assert retired.status == "retired"
