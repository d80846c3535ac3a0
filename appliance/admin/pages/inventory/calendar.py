"""The availability of a class as a calendar: its units by days, or its pieces by days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from appliance.admin.auth import allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.pages.inventory.view import Lane, find_class, lanes_of
from appliance.admin.rendering import show
from appliance.domain.catalogue import EquipmentClass, UnitState
from appliance.domain.people import Role
from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation
from appliance.ports.store import Records
from appliance.rental.yard import hours_of

CLERK = allowed_to(Role.CLERK)
WEEKS_SHOWN = 5
MOST_UNITS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day of the plot; `free` at its busiest moment."""

    day: datetime
    is_open: bool
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCalendar:
    equipment: EquipmentClass
    owned: int
    days: tuple[CalendarDay, ...]
    lanes: tuple[Lane, ...]
    more_units: int
    today: float | None
    """Where now lies, from 0 to 1; None outside."""
    earlier: date
    later: date


def class_calendar(records: Records, now: datetime, class_id: str, first: date) -> ClassCalendar:
    """Five weeks from the Monday of a day. Raises RecordNotFound."""
    equipment = find_class(records, class_id)
    hours = hours_of(records)
    monday = first - timedelta(days=first.weekday())
    midnights = [_midnight(monday + timedelta(days=n), hours.zone) for n in range(7 * WEEKS_SHOWN)]
    end = _midnight(monday + timedelta(weeks=WEEKS_SHOWN), hours.zone)
    period = Period(midnights[0], end)
    units = tuple(
        unit for unit in records.units.of_class(class_id) if unit.state is not UnitState.RETIRED
    )
    bulk = equipment.bulk_quantity
    owned = len(units) if bulk is None else bulk
    taken = records.occupations((class_id,), period, now)
    retired = {one.reference for one in taken if one.reference == one.unit_id} - {
        unit.id for unit in units
    }
    taken = tuple(one for one in taken if one.reference not in retired)
    days = tuple(
        CalendarDay(
            day=start,
            is_open=hours.is_open_on(start.date()),
            free=max(0, owned - _kept(taken, start, stop)),
        )
        for start, stop in zip(midnights, [*midnights[1:], end], strict=True)
    )
    now_at = (now - period.start) / (period.end - period.start)
    return ClassCalendar(
        equipment=equipment,
        owned=owned,
        days=days,
        lanes=lanes_of(records, units[:MOST_UNITS], period, now) if bulk is None else (),
        more_units=max(0, len(units) - MOST_UNITS),
        today=now_at if 0 <= now_at <= 1 else None,
        earlier=monday - timedelta(weeks=WEEKS_SHOWN - 1),
        later=monday + timedelta(weeks=WEEKS_SHOWN - 1),
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)


def _kept(taken: tuple[Occupation, ...], start: datetime, end: datetime) -> int:
    """Units kept at some moment of the day, or the most pieces kept at once."""
    here = [one for one in taken if one.start < end and (one.end is None or one.end > start)]
    units = {one.unit_id for one in here if one.unit_id is not None}
    pieces = [one for one in here if one.unit_id is None]
    moments = {max(one.start, start) for one in pieces}
    most = max(
        (
            sum(
                one.quantity
                for one in pieces
                if one.start <= at and (one.end is None or at < one.end)
            )
            for at in moments
        ),
        default=0,
    )
    return len(units) + most


@get("/inventory/{class_id:str}/calendar", opt=CLERK, sync_to_thread=True)
def calendar(
    class_id: FromPath[str], parts: Parts, first: FromQuery[date | None] = None
) -> Template:
    now = parts.clock.now()
    kept = first if first is not None and 2000 <= first.year <= 2200 else now.date()
    return show(
        parts,
        "inventory/calendar.html",
        lambda records: class_calendar(records, now, class_id, kept),
        active="inventory",
    )


routes = [calendar]
