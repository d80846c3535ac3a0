"""What is read for the inventory pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.admin.fleet import ClassCount, UnitStatus, count_classes, unit_statuses
from appliance.admin.pages.today.view import local_midnight
from appliance.domain.bookings import BookingState
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.errors import RecordNotFound
from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation, Page
from appliance.ports.store import Records

PAGE_SIZE = 25
DAYS_SHOWN = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassList:
    page: Page[EquipmentClass]
    counts: dict[str, ClassCount]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """An occupation on the timeline, as fractions of its width."""

    kind: str
    """`out`, `booking`, `hold` or `service`."""
    left: float
    width: float
    title: str
    booking: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDetail:
    equipment: EquipmentClass
    units: tuple[Unit, ...]
    statuses: dict[str, UnitStatus]
    count: ClassCount
    first_day: datetime
    days: tuple[datetime, ...]
    lanes: tuple[Lane, ...]
    today: float
    """Where now lies on the timeline, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList:
    page: Page[Unit]
    statuses: dict[str, UnitStatus]
    classes: dict[str, EquipmentClass]


def class_list(records: Records, now: datetime, search: str, offset: int) -> ClassList:
    page = records.classes.page(search=search, offset=offset, limit=PAGE_SIZE)
    return ClassList(
        page=page,
        counts=count_classes(records, page.items, now),
        categories=tuple(sorted({c.category for c in records.classes.all()})),
    )


def unit_list(records: Records, now: datetime, search: str, offset: int) -> UnitList:
    page = records.units.page(search=search, offset=offset, limit=PAGE_SIZE * 2)
    return UnitList(
        page=page,
        statuses=unit_statuses(records, page.items, now),
        classes=records.classes.get_many(tuple({unit.class_id for unit in page.items})),
    )


def find_class(records: Records, class_id: str) -> EquipmentClass:
    """Raises RecordNotFound."""
    found = records.classes.get(class_id)
    if found is None:
        raise RecordNotFound("There is no such class.", "It may have been removed.")
    return found


def find_unit(records: Records, unit_id: str) -> Unit:
    """Raises RecordNotFound."""
    found = records.units.get(unit_id)
    if found is None:
        raise RecordNotFound("There is no such unit.", "It may have been removed.")
    return found


def class_detail(records: Records, now: datetime, class_id: str) -> ClassDetail:
    """Raises RecordNotFound."""
    equipment = find_class(records, class_id)
    units = records.units.of_class(class_id)
    first_day = local_midnight(now, ZoneInfo(records.yard.get().timezone))
    period = Period(first_day, first_day + timedelta(days=DAYS_SHOWN))
    occupations = records.occupations((class_id,), period, now)
    return ClassDetail(
        equipment=equipment,
        units=units,
        statuses=unit_statuses(records, units, now),
        count=count_classes(records, (equipment,), now)[class_id],
        first_day=first_day,
        days=tuple(first_day + timedelta(days=n) for n in range(DAYS_SHOWN)),
        lanes=_lanes(records, equipment, units, occupations, period),
        today=(now - first_day) / (period.end - period.start),
    )


def lanes_of(
    records: Records, units: tuple[Unit, ...], period: Period, now: datetime
) -> tuple[Lane, ...]:
    """What keeps each of these units of one class during the period."""
    if not units:
        return ()
    equipment = find_class(records, units[0].class_id)
    occupations = records.occupations((equipment.id,), period, now)
    return _lanes(records, equipment, units, occupations, period)


def _lanes(
    records: Records,
    equipment: EquipmentClass,
    units: tuple[Unit, ...],
    occupations: tuple[Occupation, ...],
    period: Period,
) -> tuple[Lane, ...]:
    references = tuple({o.reference for o in occupations if o.source == "booking"})
    out = {
        number
        for number, booking in records.bookings.get_many(references).items()
        if booking.state is BookingState.OUT
    }
    bars: dict[str | None, list[Bar]] = {}
    for found in occupations:
        bars.setdefault(found.unit_id, []).append(_bar(found, period, out))
    if equipment.bulk_quantity is not None:
        rows = bars.get(None, [])
        return tuple(Lane(name=bar.booking or bar.title, bars=(bar,)) for bar in rows)
    return tuple(Lane(name=unit.asset_tag, bars=tuple(bars.get(unit.id, ()))) for unit in units)


def _bar(found: Occupation, period: Period, out: set[str]) -> Bar:
    whole = (period.end - period.start).total_seconds()
    start = max(found.start, period.start)
    end = min(found.end, period.end) if found.end is not None else period.end
    is_booking = found.source == "booking"
    kind = {"hold": "hold", "downtime": "service"}.get(found.source, "service")
    if is_booking:
        kind = "out" if found.reference in out else "booking"
    title = found.reference if is_booking else found.source.replace("_", " ")
    return Bar(
        kind=kind,
        left=(start - period.start).total_seconds() / whole,
        width=max(0.004, (end - start).total_seconds() / whole),
        title=title,
        booking=found.reference if is_booking else None,
    )
