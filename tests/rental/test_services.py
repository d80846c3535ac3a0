"""Services by days and meter hours, and planned times out of service."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from appliance.domain.catalogue import Downtime, DowntimeKind
from appliance.domain.errors import NotAvailable, RecordError, RecordNotFound
from appliance.domain.service import ServiceDone, ServicePlan, next_due
from appliance.ports.store import Records
from appliance.rental.services import (
    DueService,
    complete_service,
    due_services,
    end_downtime,
    end_plan,
    plan_downtime,
    put_plan,
    services_of,
    sweep_services,
)
from tests.rental.test_life import booked, march, policy
from tests.rental.yard import NOW, TestYard, days

PLAN = ServicePlan(
    id="p1", name="Inspection", since=NOW, class_id="lift", every_days=90, every_hours=Decimal(250)
)


def plan(yard: TestYard, **changes: Any) -> None:
    yard.change(lambda records: put_plan(records, "m", replace(PLAN, **changes)))


def sweep(yard: TestYard) -> int:
    return yard.store.write(lambda records: sweep_services(records, yard.clock.now()))


def due(yard: TestYard, ahead: int = 0) -> list[str]:
    found: tuple[DueService, ...] = yard.store.read(
        lambda records: due_services(records, yard.clock.now(), timedelta(days=ahead))
    )
    return [one.unit.asset_tag for one in found]


def meter(yard: TestYard, unit_id: str, hours: int) -> None:
    def run(records: Records) -> None:
        unit = records.units.get(unit_id)
        assert unit is not None
        records.units.put(replace(unit, meter_hours=Decimal(hours)))

    yard.change(run)


def done(yard: TestYard, hours: int | None = None) -> ServiceDone:
    given = None if hours is None else Decimal(hours)
    return yard.store.write(
        lambda records: complete_service(records, yard.clock.now(), "m", "p1", "u1", given)
    )


def test_what_comes_first_counts() -> None:
    first = next_due(PLAN, None)
    assert (first.on, first.at_hours) == (NOW + timedelta(days=90), 250)
    last = ServiceDone(
        id="d", plan_id="p1", unit_id="u1", at=march(20), meter_hours=Decimal(300), by="m"
    )
    after = next_due(PLAN, last)
    assert (after.on, after.at_hours) == (march(20) + timedelta(days=90), 550)
    assert not after.is_due(march(21), Decimal(549))
    assert after.is_due(march(21), Decimal(550))
    assert after.is_due(march(20) + timedelta(days=90), Decimal(0))


def test_a_service_by_hours_keeps_its_unit_until_it_is_done(yard: TestYard) -> None:
    plan(yard)
    assert (sweep(yard), due(yard)) == (0, [])
    meter(yard, "u1", 251)
    assert due(yard) == ["EQ-001"]
    assert (sweep(yard), sweep(yard)) == (1, 0)
    unit = yard.desk.unit("EQ-001")
    assert unit is not None
    assert unit.status == "maintenance"
    assert yard.desk.availability("lift", days(2, 3), 2, "").free == 1
    with pytest.raises(RecordError, match="backwards"):
        done(yard, 200)
    done(yard, 260)
    assert (due(yard), sweep(yard)) == ([], 0)
    assert yard.desk.availability("lift", days(2, 3), 2, "").free == 2
    meter(yard, "u1", 509)
    assert due(yard) == []
    meter(yard, "u1", 510)
    assert due(yard) == ["EQ-001"]


def test_a_service_by_days_comes_up_and_is_due(yard: TestYard) -> None:
    plan(yard, every_hours=None)
    yard.clock.forward(days=80)
    assert due(yard) == []
    assert due(yard, ahead=14) == ["EQ-001", "EQ-002"]
    yard.clock.forward(days=10)
    assert due(yard) == ["EQ-001", "EQ-002"]
    done(yard)
    assert due(yard) == ["EQ-002"]


def test_days_across_a_change_of_clocks_are_days(yard: TestYard) -> None:
    plan(yard, every_hours=None, every_days=14, since=march(10))
    yard.clock.moment = march(24)
    assert len(due(yard)) == 2, "clocks change on the 14th: the same hour a fortnight later"


def test_the_policy_may_leave_it_at_showing(yard: TestYard) -> None:
    policy(yard, service_blocks=False)
    plan(yard)
    meter(yard, "u1", 400)
    assert (sweep(yard), due(yard)) == (0, ["EQ-001"])
    policy(yard, service_blocks=True)
    assert sweep(yard) == 1
    policy(yard, service_blocks=False)
    assert sweep(yard) == 1
    assert yard.desk.availability("lift", days(2, 3), 2, "").free == 2


def test_reservations_of_a_unit_that_comes_due_are_left_to_staff(yard: TestYard) -> None:
    number = booked(yard)
    plan(yard)
    meter(yard, "u1", 400)
    sweep(yard)
    (task,) = yard.store.read(lambda records: records.tasks.open())
    assert number in task.detail
    assert "Inspection is due" in task.subject


def test_an_ended_plan_lets_go(yard: TestYard) -> None:
    plan(yard)
    meter(yard, "u1", 400)
    sweep(yard)
    yard.change(lambda records: end_plan(records, yard.clock.now(), "m", "p1"))
    assert (due(yard), sweep(yard)) == ([], 0)
    assert yard.desk.availability("lift", days(2, 3), 2, "").free == 2


def test_a_plan_of_one_unit(yard: TestYard) -> None:
    plan(yard, class_id=None, unit_id="u2")
    meter(yard, "u1", 400)
    meter(yard, "u2", 400)
    assert due(yard) == ["EQ-002"]
    units = yard.store.read(lambda records: records.units.of_class("lift"))
    found = yard.store.read(
        lambda records: [len(services_of(records, yard.clock.now(), one)) for one in units]
    )
    assert found == [0, 1]
    with pytest.raises(RecordNotFound):
        done(yard)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"name": " "}, "name"),
        ({"class_id": None}, "class or of one unit"),
        ({"unit_id": "u1"}, "class or of one unit"),
        ({"every_days": None, "every_hours": None}, "by days"),
        ({"every_days": 0}, "between 1"),
        ({"every_hours": Decimal("0.5")}, "between 1"),
        ({"class_id": "cones"}, "bulk"),
        ({"class_id": "none"}, "not on record"),
    ],
)
def test_a_plan_that_does_not_hold_together(
    shared_yard: TestYard, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(RecordError, match=words):
        plan(shared_yard, **changes)


def test_a_planned_downtime_takes_its_days_and_no_booked_ones(yard: TestYard) -> None:
    booked(yard, class_id="boom", day_rate=Decimal(320))

    def take(first: int, last: int) -> Downtime:
        return yard.store.write(
            lambda records: plan_downtime(
                records,
                yard.clock.now(),
                "m",
                "u3",
                DowntimeKind.MAINTENANCE,
                march(first),
                march(last),
                "new tires",
            )
        )

    with pytest.raises(NotAvailable, match="R-1001"):
        take(4, 6)
    planned = take(9, 11)
    assert yard.desk.availability("boom", days(9, 1), 1, "").free == 0
    assert yard.desk.availability("boom", days(11, 1), 1, "").free == 1

    def end() -> Downtime | None:
        return yard.store.write(
            lambda records: end_downtime(records, yard.clock.now(), "m", planned.id)
        )

    assert end() is None, "it had not begun: it is gone"
    assert yard.desk.availability("boom", days(9, 1), 1, "").free == 1
    with pytest.raises(RecordNotFound):
        end()
    with pytest.raises(RecordError):
        take(11, 9)
