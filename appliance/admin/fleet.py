"""Where the machines are, from what occupies them: free counts, unit states, use by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind, EquipmentClass, Unit, UnitState
from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation
from appliance.ports.store import Records

MOMENT = timedelta(minutes=1)
"""Length of "now" where a period is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount:
    """Of one class: owned, and free at the moment."""

    owned: int
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStatus:
    """A unit now."""

    status: str
    """One of available, out, overdue, reserved, held, maintenance, retired."""
    until: datetime | None = None
    booking: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetNow:
    """Units (and bulk pieces) by what they are doing; `total` leaves out retired ones."""

    out: int
    reserved: int
    service: int
    free: int

    @property
    def total(self) -> int:
        return self.out + self.reserved + self.service + self.free

    def percent(self, part: int) -> float:
        return 100 * part / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayUse:
    """How much of the fleet is spoken for on a day, by bookings and by downtime."""

    day: datetime
    booked: int
    service: int
    total: int

    @property
    def booked_percent(self) -> float:
        return 100 * self.booked / self.total if self.total else 0.0

    @property
    def spoken_for_percent(self) -> float:
        return self.booked_percent + self.service_percent

    @property
    def service_percent(self) -> float:
        return 100 * self.service / self.total if self.total else 0.0


def moment(now: datetime) -> Period:
    return Period(now, now + MOMENT)


def count_classes(
    records: Records, classes: Iterable[EquipmentClass], now: datetime
) -> dict[str, ClassCount]:
    """Owned and free now, by class; three reads, whatever the number of classes."""
    wanted = tuple(classes)
    owned = records.units.counts_by_class()
    taken_units: dict[str, set[str]] = {}
    taken_bulk: dict[str, int] = {}
    for found in records.occupations(tuple(c.id for c in wanted), moment(now), now):
        if found.unit_id is not None:
            taken_units.setdefault(found.class_id, set()).add(found.unit_id)
        else:
            taken_bulk[found.class_id] = taken_bulk.get(found.class_id, 0) + found.quantity
    counts = {}
    for each in wanted:
        have = each.bulk_quantity if each.bulk_quantity is not None else owned.get(each.id, 0)
        taken = len(taken_units.get(each.id, ())) + taken_bulk.get(each.id, 0)
        counts[each.id] = ClassCount(owned=have, free=max(0, have - taken))
    return counts


def unit_statuses(
    records: Records, units: tuple[Unit, ...], now: datetime
) -> dict[str, UnitStatus]:
    """What each unit is doing now, by unit id."""
    class_ids = tuple({unit.class_id for unit in units})
    wanted = {unit.id for unit in units}
    by_unit: dict[str, list[Occupation]] = {}
    for occupation in records.occupations(class_ids, moment(now), now):
        if occupation.unit_id in wanted:
            by_unit.setdefault(str(occupation.unit_id), []).append(occupation)
    found = [occupation for kept in by_unit.values() for occupation in kept]
    bookings = records.bookings.get_many(_references(found, "booking"))
    downtimes = records.downtimes.get_many(_references(found, "downtime"))
    return {
        unit.id: _status(unit, by_unit.get(unit.id, []), bookings, downtimes, now) for unit in units
    }


def _references(occupations: Iterable[Occupation], source: str) -> tuple[str, ...]:
    return tuple({o.reference for o in occupations if o.source == source})


def _status(
    unit: Unit,
    occupations: list[Occupation],
    bookings: dict[str, Booking],
    downtimes: dict[str, Downtime],
    now: datetime,
) -> UnitStatus:
    if unit.state is UnitState.RETIRED:
        return UnitStatus(status="retired")
    for occupation in occupations:
        booking = bookings.get(occupation.reference) if occupation.source == "booking" else None
        if booking is None:
            continue
        due = next((li.period.end for li in booking.lines if li.unit_id == unit.id), None)
        if booking.state is BookingState.OUT:
            status = "overdue" if due is not None and due < now else "out"
            return UnitStatus(status=status, until=due, booking=booking.number)
        return UnitStatus(status="reserved", until=due, booking=booking.number)
    for occupation in occupations:
        downtime = downtimes.get(occupation.reference)
        if occupation.source == "downtime" and downtime is not None:
            return UnitStatus(status=_DOWNTIME_STATUS[downtime.kind], until=downtime.end)
    if unit.state is UnitState.MAINTENANCE:
        return UnitStatus(status="maintenance")
    if occupations:
        return UnitStatus(status="held", until=occupations[0].end)
    return UnitStatus(status="available")


_DOWNTIME_STATUS = {
    DowntimeKind.MAINTENANCE: "maintenance",
    DowntimeKind.INSPECTION: "maintenance",
    DowntimeKind.BREAKDOWN: "maintenance",
    DowntimeKind.OUT_UNKNOWN: "out",
    DowntimeKind.STAFF_HOLD: "held",
}


def fleet_use(
    records: Records, now: datetime, first_day: datetime, days: int
) -> tuple[FleetNow, tuple[DayUse, ...]]:
    """The fleet at this moment, and day by day from `first_day`, out of one read of occupations."""
    classes = records.classes.all()
    owned = records.units.counts_by_class()
    total = sum(
        c.bulk_quantity if c.bulk_quantity is not None else owned.get(c.id, 0) for c in classes
    )
    period = Period(first_day, first_day + timedelta(days=days))
    occupations = records.occupations(tuple(c.id for c in classes), period, now)
    out = records.bookings.get_many(_references(occupations, "booking"))
    rented, reserved, service = _split(occupations, moment(now), out)
    now_counts = FleetNow(
        out=rented,
        reserved=reserved,
        service=service,
        free=max(0, total - rented - reserved - service),
    )
    use = []
    for number in range(days):
        day = first_day + timedelta(days=number)
        part = Period(day, day + timedelta(days=1))
        rented, reserved, service = _split(occupations, part, out)
        use.append(DayUse(day=day, booked=rented + reserved, service=service, total=total))
    return now_counts, tuple(use)


def _split(
    occupations: Iterable[Occupation], period: Period, bookings: dict[str, Booking]
) -> tuple[int, int, int]:
    """Pieces out, reserved or held, and in service work, each piece counted once."""
    rank = {"out": 2, "reserved": 1, "service": 0}
    units: dict[str, str] = {}
    bulk = {"out": 0, "reserved": 0, "service": 0}
    for found in occupations:
        if found.start >= period.end or (found.end is not None and found.end <= period.start):
            continue
        if found.source == "booking":
            booking = bookings.get(found.reference)
            is_out = booking is not None and booking.state is BookingState.OUT
            kind = "out" if is_out else "reserved"
        else:
            kind = "reserved" if found.source == "hold" else "service"
        if found.unit_id is None:
            bulk[kind] += found.quantity
        elif rank[kind] >= rank.get(units.get(found.unit_id, ""), -1):
            units[found.unit_id] = kind
    counts = {kind: sum(1 for k in units.values() if k == kind) + bulk[kind] for kind in bulk}
    return counts["out"], counts["reserved"], counts["service"]
