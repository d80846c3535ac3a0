"""Services that come back: planned, due, done. And planned times out of service.

What is due is worked out from the last one done. Where the yard's policy says so a due service
keeps its unit from being rented: an open downtime stands for it until it is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from appliance.domain.catalogue import Downtime, DowntimeKind, Unit, UnitState
from appliance.domain.errors import NotAvailable, RecordError, RecordNotFound
from appliance.domain.periods import Period
from appliance.domain.rates import cents
from appliance.domain.service import Due, ServiceDone, ServicePlan, next_due
from appliance.ports.store import Records
from appliance.rental.tasks import leave_task
from appliance.rental.yard import SYSTEM, class_of

_FAR = timedelta(days=3660)
_PLANNED = frozenset(
    {
        DowntimeKind.MAINTENANCE,
        DowntimeKind.INSPECTION,
        DowntimeKind.BREAKDOWN,
        DowntimeKind.STAFF_HOLD,
    }
)


@dataclass(frozen=True, slots=True)
class DueService:
    """A plan's service of one unit, with the last one done and when the next is due."""

    plan: ServicePlan
    unit: Unit
    last: ServiceDone | None
    due: Due
    is_due: bool


def put_plan(records: Records, actor: str, plan: ServicePlan) -> ServicePlan:
    """Make a plan or change it. Raises RecordError naming what is wrong with it."""
    if not plan.name.strip():
        raise RecordError("A service needs a name.")
    if (plan.class_id is None) == (plan.unit_id is None):
        raise RecordError("A service is of a class or of one unit.")
    if plan.every_days is None and plan.every_hours is None:
        raise RecordError("A service comes back by days, by meter hours, or both.")
    if plan.every_days is not None and not 1 <= plan.every_days <= 3660:
        raise RecordError("The days between two services lie between 1 and 3660.")
    if plan.every_hours is not None and not 1 <= plan.every_hours <= 100_000:
        raise RecordError("The hours between two services lie between 1 and 100,000.")
    if plan.class_id is not None and class_of(records, plan.class_id).bulk_quantity is not None:
        raise RecordError("What is counted in bulk has no meter and no services.")
    before = records.service_plans.get(plan.id)
    if before == plan:
        return plan
    records.service_plans.put(plan)
    records.audit.append(actor, "edit_service", f"service:{plan.id}", before, plan)
    return plan


def end_plan(records: Records, now: datetime, actor: str, plan_id: str) -> ServicePlan:
    """The plan asks for nothing any more, and what it kept is free. Raises RecordNotFound."""
    before = _plan_of(records, plan_id)
    after = replace(before, active=False)
    records.service_plans.put(after)
    for unit in units_of(records, before):
        _release(records, now, actor, before, unit)
    records.audit.append(actor, "end_service", f"service:{plan_id}", before, after)
    return after


def _plan_of(records: Records, plan_id: str) -> ServicePlan:
    plan = records.service_plans.get(plan_id)
    if plan is None:
        raise RecordNotFound("That service is not on record.", "Reload the page.")
    return plan


def units_of(records: Records, plan: ServicePlan) -> tuple[Unit, ...]:
    """The units that the plan is for."""
    if plan.unit_id is not None:
        unit = records.units.get(plan.unit_id)
        return (unit,) if unit else ()
    return records.units.of_class(plan.class_id) if plan.class_id else ()


def services_of(records: Records, now: datetime, unit: Unit) -> tuple[DueService, ...]:
    """Every service of a unit, the most urgent first."""
    last = records.services_done.last_of_units((unit.id,))
    return _ordered(
        [
            _due(plan, unit, last.get((plan.id, unit.id)), now)
            for plan in records.service_plans.of_unit(unit.id)
        ]
    )


def due_services(records: Records, now: datetime, ahead: timedelta) -> tuple[DueService, ...]:
    """What is due, and by days within this time, across the yard; the most urgent first."""
    pairs = records.service_plans.due_by(now + ahead)
    plans = records.service_plans.get_many(tuple({plan for plan, _ in pairs}))
    units = records.units.get_many(tuple({unit for _, unit in pairs}))
    last = records.services_done.last_of_units(tuple(units))
    found = [_due(plans[plan], units[unit], last.get((plan, unit)), now) for plan, unit in pairs]
    return _ordered([one for one in found if one.is_due or one.due.is_near(now, ahead)])


def _due(plan: ServicePlan, unit: Unit, last: ServiceDone | None, now: datetime) -> DueService:
    due = next_due(plan, last)
    return DueService(plan, unit, last, due, due.is_due(now, unit.meter_hours))


def _ordered(found: Sequence[DueService]) -> tuple[DueService, ...]:
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not one.is_due,
                one.due.on is None,
                one.due.on.timestamp() if one.due.on else 0.0,
                one.unit.asset_tag,
            ),
        )
    )


def sweep_services(records: Records, now: datetime) -> int:
    """Keep units whose service is due, where the policy says so; let go of them where it does not.
    How many changed."""
    blocks = records.yard.get().service_blocks
    changed = 0
    for one in due_services(records, now, timedelta(0)):
        if not one.is_due or one.unit.state is UnitState.RETIRED:
            continue
        kept = _kept_for(records, one.plan, one.unit)
        if blocks and not kept:
            _keep(records, now, one)
            changed += 1
        elif kept and not blocks:
            changed += _release(records, now, SYSTEM, one.plan, one.unit)
    return changed


def _prefix(plan: ServicePlan) -> str:
    return f"service:{plan.id}:"


def _kept_for(records: Records, plan: ServicePlan, unit: Unit) -> tuple[Downtime, ...]:
    return tuple(
        one for one in records.downtimes.open_of_unit(unit.id) if one.id.startswith(_prefix(plan))
    )


def _keep(records: Records, now: datetime, one: DueService) -> None:
    downtime = Downtime(
        id=f"{_prefix(one.plan)}{uuid4().hex}",
        unit_id=one.unit.id,
        kind=DowntimeKind.INSPECTION,
        start=now,
        note=f"{one.plan.name} is due",
    )
    records.downtimes.put(downtime)
    records.audit.append(SYSTEM, "service_due", f"unit:{one.unit.id}", None, downtime)
    numbers = ", ".join(one.number for one in records.bookings.open_for_unit(one.unit.id))
    if numbers:
        leave_task(
            records,
            now,
            f"due:{downtime.id}",
            "review",
            f"{one.unit.asset_tag}: {one.plan.name} is due",
            f"Booked with {numbers}: do it before, or give the customer another unit.",
            call_id=None,
            actor=SYSTEM,
        )


def _release(records: Records, now: datetime, actor: str, plan: ServicePlan, unit: Unit) -> int:
    kept = _kept_for(records, plan, unit)
    for before in kept:
        after = replace(before, end=max(now, before.start))
        records.downtimes.put(after)
        records.audit.append(actor, "end_downtime", f"unit:{unit.id}", before, after)
    return len(kept)


def complete_service(
    records: Records,
    now: datetime,
    actor: str,
    plan_id: str,
    unit_id: str,
    meter_hours: Decimal | None,
    note: str = "",
) -> ServiceDone:
    """The service is done: the next one counts from here, and the unit is free of it. Raises
    RecordError for a meter that runs backwards, RecordNotFound."""
    plan = _plan_of(records, plan_id)
    unit = records.units.get(unit_id)
    if unit is None or unit not in units_of(records, plan):
        raise RecordNotFound("That unit is not in the service's plan.", "Reload the page.")
    meter = unit.meter_hours if meter_hours is None else meter_hours
    if not meter.is_finite() or meter < unit.meter_hours:
        raise RecordError(
            f"The meter stands at {unit.meter_hours:f} hours; it does not run backwards."
        )
    if meter != unit.meter_hours:
        records.units.put(replace(unit, meter_hours=cents(meter)))
    done = ServiceDone(
        id=uuid4().hex,
        plan_id=plan_id,
        unit_id=unit_id,
        at=now,
        meter_hours=cents(meter),
        by=actor,
        note=note.strip(),
    )
    records.services_done.put(done)
    records.audit.append(actor, "complete_service", f"unit:{unit_id}", None, done)
    _release(records, now, actor, plan, unit)
    return done


def plan_downtime(
    records: Records,
    now: datetime,
    actor: str,
    unit_id: str,
    kind: DowntimeKind,
    start: datetime,
    end: datetime,
    note: str = "",
) -> Downtime:
    """A unit is out of service once, from `start` to `end`. Raises NotAvailable when it is booked
    or held then, RecordError for times that cannot be, RecordNotFound."""
    unit = records.units.get(unit_id)
    if unit is None:
        raise RecordNotFound("That unit is not on record.", "Look it up in the list of units.")
    if kind not in _PLANNED:
        raise RecordError("That kind of downtime comes from an import only.")
    period = Period(start, end)
    if end <= now or end - start > _FAR:
        raise RecordError("A planned downtime lies ahead, and lasts ten years at most.")
    taken = [
        one
        for one in records.occupations((unit.class_id,), period, now)
        if one.unit_id == unit_id and one.source != "downtime"
    ]
    if taken:
        names = ", ".join(sorted({one.reference for one in taken if one.source == "booking"}))
        raise NotAvailable(
            f"{unit.asset_tag} is booked then: {names}." if names else f"{unit.asset_tag} is held.",
            "Move the booking or swap its unit first.",
        )
    downtime = Downtime(
        id=uuid4().hex, unit_id=unit_id, kind=kind, start=start, end=end, note=note.strip()
    )
    records.downtimes.put(downtime)
    records.audit.append(actor, "plan_downtime", f"unit:{unit_id}", None, downtime)
    return downtime


def end_downtime(records: Records, now: datetime, actor: str, downtime_id: str) -> Downtime | None:
    """Over now; one that has not begun is gone. Raises RecordError for a unit that has to be
    checked in or put back in service instead, RecordNotFound."""
    before = records.downtimes.get(downtime_id)
    if before is None:
        raise RecordNotFound("That downtime is not on record.", "Reload the page.")
    unit = records.units.get(before.unit_id)
    if before.kind is DowntimeKind.OUT_UNKNOWN and before.end is None:
        raise RecordError("That machine is out.", "Check it in at the counter.")
    if unit is not None and unit.state is UnitState.MAINTENANCE and before.end is None:
        raise RecordError("That unit is in maintenance.", "Set its state to in service.")
    if before.start > now:
        records.downtimes.delete(downtime_id)
        after = None
    else:
        after = replace(before, end=now)
        if before.end is not None and before.end <= now:
            return before
        records.downtimes.put(after)
    records.audit.append(actor, "end_downtime", f"unit:{before.unit_id}", before, after)
    return after
