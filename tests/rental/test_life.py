"""Rentals after they were agreed: extended, moved, swapped, ended early, given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.catalogue import Unit, UnitState
from appliance.domain.charges import Charge, ChargeKind
from appliance.domain.customers import Approval
from appliance.domain.errors import RecordError
from appliance.domain.verification import Gate
from appliance.ports.rental_life import ChangeOrder, ChangeResult
from appliance.ports.store import Records
from appliance.rental.cancelling import sweep_no_shows
from appliance.rental.extending import extend
from tests.rental.yard import ZONE, TestYard, days

KEYS = iter(range(10**9))


def order(number: str, *lines: str, **changes: Any) -> ChangeOrder:
    made = ChangeOrder(key=f"k{next(KEYS)}", actor="clerk", number=number, lines=lines)
    return replace(made, **changes)


def booked(yard: TestYard, **changes: Any) -> str:
    result = yard.desk.book(yard.request(yard.call(), f"b{next(KEYS)}", **changes))
    assert result.booking is not None, result.refused
    return result.booking.number


def row(yard: TestYard, number: str) -> Booking:
    found = yard.store.read(lambda records: records.bookings.get(number))
    assert found is not None
    return found


def charges(yard: TestYard, number: str) -> tuple[Charge, ...]:
    return yard.store.read(lambda records: records.charges.of_booking(number))


def policy(yard: TestYard, **changes: Any) -> None:
    yard.change(lambda records: records.yard.put(replace(records.yard.get(), **changes)))


def march(day: int, hour: int = 7) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=ZONE)


def out(yard: TestYard, number: str, *tags: str) -> None:
    yard.clock.moment = row(yard, number).lines[0].period.start
    for tag in tags:
        assert not yard.desk.check_out(f"o{next(KEYS)}", "clerk", tag, None).refused


def test_a_longer_rental_costs_the_best_mix_of_the_longer_period(yard: TestYard) -> None:
    number = booked(yard)
    before = yard.desk.preview_extend(order(number), march(9))
    assert (before.refused, before.before_total, before.total) == ("", 555, 600)
    assert row(yard, number).lines[0].total == 555, "a preview changes nothing"
    asked = order(number)
    done = yard.desk.extend(asked, march(9))
    assert (done.total, done.difference, done.refused) == (600, 45, "")
    assert done.booking is not None
    assert done.booking.due == march(9)
    assert yard.desk.extend(asked, march(9)) == done, "the same key again changes nothing"
    assert row(yard, number).lines[0].period.end == march(9)
    with pytest.raises(RecordError):
        yard.desk.move(replace(asked), days(10, 3))


def test_a_concession_carries_over_and_stays_above_the_floor(yard: TestYard) -> None:
    call = yard.call()
    answer = yard.desk.consider_offer(call, "c1", "lift", days(2, 3), 1, Decimal(176))
    yard.desk.record_offer(call, "o", "lift", Decimal(176), answer)
    made = yard.desk.book(yard.request(call, "b", day_rate=Decimal(176))).booking
    assert made is not None
    four = yard.desk.extend(order(made.number), march(6))
    assert four.total == 4 * Decimal(150)
    assert four.total == 600, "four days at list are 740, a week 600: list is cheaper already"
    yard.change(
        lambda records: records.classes.put(
            replace(records.classes.get("lift") or _missing(), week_rate=None)
        )
    )
    five = yard.desk.extend(order(made.number), march(8))
    assert Decimal(150) * 6 <= five.total <= Decimal(185) * 6


def _missing() -> Any:
    raise LookupError


def test_an_extension_is_refused_with_the_nearest_end(yard: TestYard) -> None:
    number = booked(yard, class_id="boom", day_rate=Decimal(320))
    booked(yard, class_id="boom", day_rate=Decimal(320), period=days(10, 2))
    refused = yard.desk.extend(order(number), march(12))
    assert "promised to somebody else" in refused.refused
    assert refused.nearest_end == march(9)
    assert row(yard, number).lines[0].period.end == march(5)
    assert yard.desk.extend(order(number), march(9)).refused == ""


def test_no_return_on_a_closed_day(yard: TestYard) -> None:
    number = booked(yard)
    sunday = yard.desk.extend(order(number), march(7))
    assert "closed on Sundays" in sunday.refused
    assert "March 8" in sunday.refused
    assert sunday.nearest_end == march(6)
    policy(yard, closed_dates=("2027-03-06",))
    holiday = yard.desk.extend(order(number), march(6))
    assert "closed on March 6, 2027" in holiday.refused
    assert holiday.nearest_end is None


def test_what_ends_on_a_closed_day_is_kept_until_the_next_opening(yard: TestYard) -> None:
    boom: dict[str, Any] = {"class_id": "boom", "day_rate": Decimal(320)}
    number = booked(yard, period=days(5, 2), **boom)
    found = yard.desk.rental(number, "c1")
    assert found is not None
    assert (found.period.end, found.due) == (march(7), march(8))
    monday = yard.desk.book(yard.request(yard.call(), "m", period=days(8, 1), **boom))
    assert monday.booking is None
    before = yard.desk.book(yard.request(yard.call(), "m", period=days(9, 1), **boom))
    assert before.booking is not None
    yard.clock.moment = march(5)
    assert not yard.desk.check_out("o", "clerk", "EQ-003", None).refused
    yard.clock.moment = march(8)
    assert yard.desk.check_in("i", "clerk", "EQ-003", None, "").late_days == 0


def test_what_is_on_no_record_is_reviewed_before_it_is_extended(yard: TestYard) -> None:
    """Staff approved a booking with a certificate that is not on record: no dead end, no pass."""
    number = booked(yard)

    def forget_certificate(records: Records) -> None:
        booking = records.bookings.get(number)
        assert booking is not None
        records.bookings.put(replace(booking, certificate_number="CERT-9999"))

    yard.change(forget_certificate)
    asked = order(number)
    assert "on record" in yard.desk.preview_extend(asked, march(13)).refused
    assert yard.store.read(lambda records: records.tasks.open()) == ()
    refused = yard.desk.extend(asked, march(13))
    assert "Staff have been asked" in refused.refused
    (task,) = yard.store.read(lambda records: records.tasks.open())
    assert task.subject == f"{number}: operator to review before it is extended to 2027-03-13"
    again = yard.desk.extend(order(number), march(13))
    assert again.refused
    assert len(yard.store.read(lambda records: records.tasks.open())) == 1

    def vouched(records: Records) -> ChangeResult:
        return extend(records, yard.clock.now(), order(number), march(13), reviewed=True)

    done = yard.store.write(vouched)
    assert (done.refused, done.booking and done.booking.period.end) == ("", march(13))
    entries = yard.store.read(lambda records: records.audit.page(record=f"booking:{number}").items)
    assert entries[0].action == "extend_reviewed"


def test_a_manager_vouches_for_nothing_that_fails(yard: TestYard) -> None:
    number = booked(yard)

    def end_certificate(records: Records) -> None:
        record = records.certifications.get("CERT-1001")
        assert record is not None
        records.certifications.put(replace(record, valid_to=date(2027, 3, 8)))

    yard.change(end_certificate)
    refused = yard.store.write(
        lambda records: extend(records, yard.clock.now(), order(number), march(13), reviewed=True)
    )
    assert refused.verification is not None
    assert refused.verification.gate is Gate.OPERATOR
    assert row(yard, number).lines[0].period.end < march(13)
    assert yard.store.read(lambda records: records.tasks.open()) == ()


def test_credentials_are_checked_to_the_new_end(yard: TestYard) -> None:
    number = booked(yard)

    def end_certificate(records: Records) -> None:
        record = records.certifications.get("CERT-1001")
        assert record is not None
        records.certifications.put(replace(record, valid_to=date(2027, 3, 8)))

    yard.change(end_certificate)
    refused = yard.desk.extend(order(number), march(13))
    assert refused.verification is not None
    assert refused.verification.gate is Gate.OPERATOR
    assert refused.nearest_end == march(8)

    def end_policy(records: Records) -> None:
        record = records.policies.get("POL-550001")
        assert record is not None
        records.policies.put(replace(record, valid_to=date(2027, 3, 6)))

    yard.change(end_policy)
    assert yard.desk.extend(order(number), march(8)).nearest_end == march(6)

    def suspend(records: Records) -> None:
        record = records.customers.get("c1")
        assert record is not None
        records.customers.put(replace(record, approval=Approval.SUSPENDED))

    yard.change(suspend)
    suspended = yard.desk.extend(order(number), march(6))
    assert "suspended" in suspended.refused
    assert suspended.nearest_end is None


def test_another_customers_booking_is_not_on_record(yard: TestYard) -> None:
    number = booked(yard)
    theirs = order(number, customer_id="c2")
    assert "no such booking" in yard.desk.extend(theirs, march(6)).refused
    assert yard.desk.rental(number, "c2") is None
    assert yard.desk.rentals("c2") == ()
    assert [one.number for one in yard.desk.rentals("c1")] == [number]
    assert "no such booking" in yard.desk.cancel(theirs, "").refused


def test_an_overdue_machine_can_be_extended_and_keeps_no_late_fee(yard: TestYard) -> None:
    number = booked(yard)
    out(yard, number, "EQ-001")
    yard.clock.moment = march(6, 9)
    assert yard.desk.extend(order(number, "eq 001"), march(9)).refused == ""
    yard.clock.moment = march(9)
    assert yard.desk.check_in("i", "clerk", "EQ-001", None, "").late_fee == 0
    assert charges(yard, number) == ()


def test_a_move_prices_and_checks_again(yard: TestYard) -> None:
    number = booked(yard, class_id="boom", day_rate=Decimal(320))
    other = booked(yard, class_id="boom", day_rate=Decimal(320), period=days(10, 2))
    taken = yard.desk.move(order(number), days(10, 3))
    assert "not free" in taken.refused
    assert taken.availability is not None
    moved = yard.desk.move(order(number), days(15, 4))
    assert (moved.refused, moved.before_total, moved.total) == ("", 960, 1280)
    assert yard.desk.move(order(other), days(2, 2)).refused == ""
    assert "closed on Sundays" in yard.desk.move(order(number), days(14, 2)).refused
    assert "in the past" in yard.desk.move(order(number), days(1, 9, month=2)).refused
    out(yard, other, "EQ-003")
    assert "nothing" in yard.desk.move(order(other), days(20, 2)).refused


def test_a_swap_within_the_class_keeps_the_price(yard: TestYard) -> None:
    number = booked(yard)
    swapped = yard.desk.swap_unit(order(number, "EQ-001"), None, None)
    assert swapped.booking is not None
    assert (swapped.booking.asset_tags, swapped.difference) == (("EQ-002",), 0)
    other = booked(yard)
    assert row(yard, other).lines[0].unit_id == "u1"
    assert "not free" in yard.desk.swap_unit(order(number), "EQ-001", None).refused
    assert "no unit" in yard.desk.swap_unit(order(number), "EQ-999", None).refused
    assert "on the booking already" in yard.desk.swap_unit(order(number), "EQ-002", None).refused
    assert "No other" in yard.desk.swap_unit(order(number), None, None).refused


def test_a_swap_into_another_class_is_priced_anew(yard: TestYard) -> None:
    number = booked(yard)
    swapped = yard.desk.swap_unit(order(number), None, "boom")
    assert (swapped.refused, swapped.total) == ("", 960)
    line = row(yard, number).lines[0]
    assert (line.class_id, line.unit_id, line.day_rate) == ("boom", "u3", 320)
    heavy = yard.desk.swap_unit(order(number), "EQ-004", None)
    assert "admit" in heavy.refused or "too heavy" in heavy.refused or heavy.verification


def test_an_exchange_of_a_machine_that_is_out(yard: TestYard) -> None:
    number = booked(yard)
    out(yard, number, "EQ-001")
    yard.clock.moment = march(3, 9)
    done = yard.desk.swap_unit(order(number, "EQ-001"), "EQ-002", None)
    assert (done.refused, done.difference) == ("", 0)
    old, new = yard.desk.unit("EQ-001"), yard.desk.unit("EQ-002")
    assert old is not None
    assert new is not None
    assert (old.status, new.status) == ("available", "out")
    seen = yard.store.read(lambda records: records.handovers.of_booking(number))
    assert [(one.unit_id, one.direction.value) for one in seen if one.condition == "swapped"]
    bigger = yard.desk.swap_unit(order(number), None, "boom")
    assert bigger.refused == ""
    first, second = row(yard, number).lines
    assert (first.class_id, first.total, first.returned_at) == ("lift", 370, march(3, 9))
    assert (second.class_id, second.total) == ("boom", 640)
    assert second.period.start == march(3, 9)


def test_an_earlier_end_costs_less_by_the_policy(yard: TestYard) -> None:
    number = booked(yard, period=days(2, 6), day_rate=Decimal(100))
    assert row(yard, number).lines[0].total == 600
    shorter = yard.desk.return_early(order(number), march(4))
    assert (shorter.refused, shorter.total) == ("", 370)
    policy(yard, minimum_charge=Decimal(300))
    one_day = yard.desk.return_early(order(number), march(3))
    assert one_day.total == 300
    policy(yard, early_return_reprice=False)
    other = booked(yard, period=days(10, 6), day_rate=Decimal(100))
    assert yard.desk.return_early(order(other), march(12)).total == 600
    assert "It is booked" in yard.desk.return_early(order(other), march(19)).refused
    assert "closed on Sundays" in yard.desk.return_early(order(other), march(14)).refused


def test_a_machine_that_comes_back_early_is_charged_for_its_days(yard: TestYard) -> None:
    number = booked(yard, class_id="digger", period=days(2, 5), **_digger(yard))
    out(yard, number, "EQ-004")
    yard.clock.moment = march(2, 15)
    assert not yard.desk.check_in("i", "clerk", "EQ-004", None, "").refused
    line = row(yard, number).lines[0]
    assert line.total == 1400, "two days are the class's minimum"
    assert row(yard, number).state is BookingState.RETURNED


def _digger(yard: TestYard) -> dict[str, Any]:
    yard.change(
        lambda records: records.classes.put(
            replace(
                records.classes.get("digger") or _missing(),
                weight_class=(records.classes.get("lift") or _missing()).weight_class,
                week_rate=None,
                month_rate=None,
            )
        )
    )
    return {"day_rate": Decimal(700), "certificate_number": "CERT-1002"}


def test_a_late_machine_owes_a_fee_on_the_ledger(yard: TestYard) -> None:
    number = booked(yard)
    out(yard, number, "EQ-001")
    yard.clock.moment = march(6, 12)
    back = yard.desk.check_in("i", "clerk", "EQ-001", None, "")
    assert (back.late_days, back.late_fee) == (2, 370)
    (fee,) = charges(yard, number)
    assert (fee.kind, fee.amount, fee.by) == (ChargeKind.LATE_FEE, 370, "clerk")


def test_cancelling_late_costs_what_the_policy_says(yard: TestYard) -> None:
    policy(yard, cancel_fee_percent=Decimal(20), cancel_free_hours=24)
    number, other = booked(yard), booked(yard, period=days(10, 3))
    assert yard.desk.preview_cancel(order(number)).fee == 111
    late = yard.desk.cancel(order(number), "rain")
    assert (late.fee, late.booking and late.booking.state) == (111, "cancelled")
    assert [one.kind for one in charges(yard, number)] == [ChargeKind.CANCEL_FEE]
    assert yard.desk.cancel(order(number), "").fee == 0
    assert yard.desk.cancel(order(other), "").fee == 0
    third = booked(yard)
    out(yard, third, "EQ-001")
    assert "cannot be cancelled" in yard.desk.cancel(order(third), "").refused


def test_nobody_came(yard: TestYard) -> None:
    policy(yard, no_show_fee_percent=Decimal(10), no_show_hours=24)
    number = booked(yard)
    assert "only starts" in yard.desk.mark_no_show(order(number)).refused
    yard.clock.moment = march(2, 9)
    sweep = lambda: yard.store.write(lambda r: sweep_no_shows(r, yard.clock.now()))  # noqa: E731
    assert sweep() == 0
    yard.clock.moment = march(3, 9)
    assert sweep() == 1
    assert sweep() == 0
    assert row(yard, number).state is BookingState.NO_SHOW
    assert [one.amount for one in charges(yard, number)] == [Decimal("55.50")]
    assert yard.desk.availability("lift", days(3, 2), 2, "").free == 2


def test_a_breakdown_keeps_another_machine_for_the_exchange(yard: TestYard) -> None:
    number = booked(yard)
    out(yard, number, "EQ-001")
    report = order(number, customer_id="c1", actor="agent")
    told = yard.desk.report_breakdown(report, "EQ-001", "will not start")
    assert (told.noted, told.replacement) == (True, "EQ-002")
    assert yard.desk.report_breakdown(report, "EQ-001", "will not start") == told
    assert yard.desk.availability("lift", days(2, 1), 1, "").free == 0
    tasks = yard.store.read(lambda records: records.tasks.open())
    assert len(tasks) == 1
    assert "EQ-002 is kept" in tasks[0].detail
    swapped = yard.desk.swap_unit(order(number, "EQ-001"), None, None)
    assert swapped.booking is not None
    assert swapped.booking.asset_tags == ("EQ-002",)
    assert "not out" in yard.desk.report_breakdown(order(number), "EQ-003", "").refused


def test_a_machine_reported_broken_comes_back_into_maintenance(yard: TestYard) -> None:
    number = booked(yard)
    out(yard, number, "EQ-001")
    yard.desk.report_breakdown(order(number), "EQ-001", "smokes")
    back = yard.desk.check_in("i", "clerk", "EQ-001", None, "burnt").unit
    assert back is not None
    assert back.status == "maintenance"
    unit = yard.store.read(lambda records: records.units.get("u1"))
    assert isinstance(unit, Unit)
    assert unit.state is UnitState.MAINTENANCE
    fixed = yard.desk.set_maintenance("m", "clerk", "EQ-001", False, "").unit
    assert fixed is not None
    assert fixed.status == "available"


def test_expired_work_lets_go_and_closes_its_review(yard: TestYard) -> None:
    number = booked(yard, policy_number="POL-9", review=("insurance",))
    assert "waiting for review" in yard.desk.extend(order(number), march(9)).refused
    yard.clock.forward(hours=25)
    assert yard.desk.extend(order(number), march(9)).refused
    assert row(yard, number).state is BookingState.EXPIRED
    assert yard.store.read(lambda records: records.tasks.open()) == ()


def test_every_change_is_in_the_audit_trail(yard: TestYard) -> None:
    number = booked(yard)
    yard.desk.extend(order(number), march(9))
    yard.desk.move(order(number), days(10, 3))
    yard.desk.swap_unit(order(number), None, None)
    yard.desk.cancel(order(number), "over")
    trail = yard.store.read(lambda records: records.audit.page(record=f"booking:{number}"))
    assert [one.action for one in trail.items] == [
        "cancel_booking",
        "swap_unit",
        "move",
        "extend",
        "book",
    ]
    assert yard.store.read(lambda records: records.audit.verify()) is None


def test_time_is_needed_with_its_zone(yard: TestYard) -> None:
    number = booked(yard)
    with pytest.raises(RecordError):
        yard.desk.extend(order(number), datetime(2027, 3, 9, 7))


def test_nothing_is_overdue_while_the_yard_is_closed(yard: TestYard) -> None:
    number = booked(yard, class_id="boom", day_rate=Decimal(320), period=days(5, 2))
    out(yard, number, "EQ-003")
    yard.clock.moment = march(7, 12)
    unit = yard.desk.unit("EQ-003")
    assert unit is not None
    assert (unit.status, unit.due) == ("out", march(8))
    assert yard.desk.overdue() == ()
    assert yard.desk.availability("boom", days(9, 2), 1, "").free == 1
    assert yard.desk.availability("boom", days(8, 2), 1, "").free == 0
    assert yard.desk.due_back(date(2027, 3, 7)) == ()
    assert [one.asset_tag for one in yard.desk.due_back(date(2027, 3, 8))] == ["EQ-003"]
    yard.clock.moment = march(8, 8)
    assert [one.asset_tag for one in yard.desk.overdue()] == ["EQ-003"]
    assert yard.desk.availability("boom", days(20, 2), 1, "").free == 0
