"""What is read for the Today page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.admin.fleet import DayUse, FleetNow, fleet_use
from appliance.domain.bookings import Booking, BookingLine
from appliance.domain.calls import Call
from appliance.domain.people import Task
from appliance.ports.store import Records
from appliance.rental.services import DueService, due_services
from appliance.rental.yard import hours_of

DAYS_AHEAD = 14
MOST_ROWS = 12
MOST_SERVICES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of a booking that leaves or comes back."""

    booking: Booking
    line: BookingLine
    customer: str
    item: str
    unit: str
    """The asset tag, or a quantity for bulk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    going_out: tuple[Movement, ...]
    due_back: tuple[Movement, ...]
    overdue: tuple[Movement, ...]
    tasks: tuple[Task, ...]
    open_tasks: int
    calls: tuple[Call, ...]
    fleet: FleetNow
    days: tuple[DayUse, ...]
    services: tuple[DueService, ...]
    services_due: int


def local_midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The start of the yard's day that `now` lies in."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def today_view(records: Records, now: datetime) -> TodayView:
    hours = hours_of(records)
    start = local_midnight(now, hours.zone)
    end = start + timedelta(days=1)
    leaving = records.bookings.starting_between(start, end)
    back = records.bookings.out_due_by(end)
    names = _Names(records, (*leaving, *back))
    due: list[Movement] = []
    late: list[Movement] = []
    for booking in back:
        for line in booking.lines:
            back_by = hours.due(line.period.end)
            if line.out_at is not None and line.returned_at is None and back_by < end:
                (late if back_by < now else due).append(names.movement(booking, line))
    tasks = records.tasks.open()
    services = [one for one in due_services(records, now, timedelta(0)) if one.is_due]
    fleet, days = fleet_use(records, now, start, DAYS_AHEAD)
    return TodayView(
        going_out=tuple(
            names.movement(booking, line)
            for booking in leaving
            for line in booking.lines
            if start <= line.period.start < end and line.out_at is None
        ),
        due_back=tuple(due),
        overdue=tuple(late),
        tasks=tasks[:6],
        open_tasks=len(tasks),
        calls=records.calls.under_way(),
        fleet=fleet,
        days=days,
        services=tuple(services[:MOST_SERVICES]),
        services_due=len(services),
    )


class _Names:
    """Names behind the ids of some bookings, in three reads."""

    def __init__(self, records: Records, bookings: tuple[Booking, ...]) -> None:
        lines = [line for booking in bookings for line in booking.lines]
        self._customers = records.customers.get_many(
            tuple({booking.customer_id for booking in bookings})
        )
        self._classes = records.classes.get_many(tuple({line.class_id for line in lines}))
        self._units = records.units.get_many(
            tuple({line.unit_id for line in lines if line.unit_id is not None})
        )

    def movement(self, booking: Booking, line: BookingLine) -> Movement:
        customer = self._customers.get(booking.customer_id)
        item = self._classes.get(line.class_id)
        unit = self._units.get(line.unit_id) if line.unit_id else None
        return Movement(
            booking=booking,
            line=line,
            customer=customer.name if customer else "–",
            item=item.name if item else "–",
            unit=unit.asset_tag if unit else f"{line.quantity} pcs",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveView:
    calls: tuple[Call, ...]


def live_view(records: Records) -> LiveView:
    return LiveView(calls=records.calls.under_way())
