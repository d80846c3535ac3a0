"""What is read for a unit's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from litestar.response import Template

from appliance.admin.fleet import UnitStatus, unit_statuses
from appliance.admin.pages.inventory.view import Lane, lanes_of
from appliance.admin.pages.today.view import local_midnight
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.bookings import Booking, BookingLine
from appliance.domain.catalogue import Downtime, EquipmentClass, Unit
from appliance.domain.customers import Customer
from appliance.domain.errors import RecordNotFound
from appliance.domain.handover import Handover
from appliance.domain.people import Role, User
from appliance.domain.periods import Period
from appliance.domain.record_fields import UNIT_FIELDS
from appliance.ports.store import Records
from appliance.rental.services import DueService, services_of
from appliance.rental.units import find_unit, line_of
from appliance.rental.yard import hours_of

MOST_DOWNTIMES = 10
MOST_HANDOVERS = 12
DAYS_SHOWN = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDetail:
    unit: Unit
    equipment: EquipmentClass | None
    status: UnitStatus
    bookings: tuple[tuple[Booking, BookingLine], ...]
    """Those that keep it, with the unit's line, earliest first."""
    customers: dict[str, Customer]
    downtimes: tuple[Downtime, ...]
    """Latest first."""
    services: tuple[DueService, ...]
    handovers: tuple[Handover, ...]
    """Latest first."""
    days: tuple[datetime, ...]
    lanes: tuple[Lane, ...]
    today: float


def unit_detail(records: Records, now: datetime, unit_id: str) -> UnitDetail:
    """Raises RecordNotFound."""
    unit = records.units.get(unit_id)
    if unit is None:
        raise RecordNotFound("There is no such unit.", "It may have been removed.")
    bookings = records.bookings.open_for_unit(unit_id)
    first_day = local_midnight(now, hours_of(records).zone)
    period = Period(first_day, first_day + timedelta(days=DAYS_SHOWN))
    downtimes = sorted(records.downtimes.of_unit(unit_id), key=lambda one: one.start, reverse=True)
    return UnitDetail(
        unit=unit,
        equipment=records.classes.get(unit.class_id),
        status=unit_statuses(records, (unit,), now)[unit_id],
        bookings=tuple(
            (booking, line)
            for booking in bookings
            if (line := line_of(booking, unit_id)) is not None
        ),
        customers=records.customers.get_many(tuple({one.customer_id for one in bookings})),
        downtimes=tuple(downtimes[:MOST_DOWNTIMES]),
        services=services_of(records, now, unit),
        handovers=records.handovers.of_unit(unit_id, MOST_HANDOVERS),
        days=tuple(first_day + timedelta(days=n) for n in range(DAYS_SHOWN)),
        lanes=lanes_of(records, (unit,), period, now),
        today=(now - first_day) / (period.end - period.start),
    )


def unit_page(
    parts: AdminParts, user: User, unit_id: str, *, notice: str = "", error: str = ""
) -> Template:
    """The page of a unit, with the reason where an order was refused (422)."""
    now = parts.clock.now()
    return show(
        parts,
        "units/detail.html",
        lambda records: unit_detail(records, now, unit_id),
        status=422 if error else 200,
        active="inventory",
        unit_fields=UNIT_FIELDS,
        manager=user.role.includes(Role.MANAGER),
        kinds=("maintenance", "inspection", "breakdown", "staff_hold"),
        notice=notice,
        error=error,
    )


def unit_tagged(records: Records, asset_tag: str) -> Unit:
    """Raises RecordNotFound."""
    found = find_unit(records, asset_tag)
    if found is None:
        raise RecordNotFound(
            f"There is no unit tagged {asset_tag[:40]}.", "The label may be of another yard."
        )
    return found
