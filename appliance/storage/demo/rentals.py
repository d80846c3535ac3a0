"""The demo yard's rentals under way, and its units in the workshop, on the day of loading."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.calendar import OpeningHours
from appliance.domain.catalogue import Downtime, DowntimeKind, EquipmentClass, Unit, UnitState
from appliance.domain.periods import Period
from appliance.domain.rates import plan_for
from appliance.storage.demo.yard import DemoYard, data_file

MADE_BY = "setup"


def workshop(yard: DemoYard, now: datetime) -> tuple[tuple[Unit, Downtime], ...]:
    """Units that are being mended: each in the state it is in, with its open downtime."""
    found = []
    for entry in data_file("yard")["workshop"]:
        unit = yard.units_of(entry["class"])[entry["unit"] - 1]
        downtime = Downtime(
            id=f"demo-{unit.id}",
            unit_id=unit.id,
            kind=DowntimeKind.MAINTENANCE,
            start=now - timedelta(days=entry["days_ago"]),
            note=entry["note"],
        )
        found.append((_in_workshop(unit), downtime))
    return tuple(found)


def _in_workshop(unit: Unit) -> Unit:
    return Unit(
        id=unit.id,
        asset_tag=unit.asset_tag,
        class_id=unit.class_id,
        serial=unit.serial,
        location="Workshop",
        state=UnitState.MAINTENANCE,
        meter_hours=unit.meter_hours,
        condition="In repair",
    )


def rental_entries() -> list[dict[str, Any]]:
    """The rentals of the data file; `key` names each for good."""
    entries: list[dict[str, Any]] = data_file("yard")["rental"]
    return entries


def rental(
    entry: dict[str, Any], number: str, yard: DemoYard, hours: OpeningHours, now: datetime
) -> Booking:
    """One rental of the data file as a booking, at the list price."""
    equipment = yard.class_named(entry["class"])
    units = yard.units_of(entry["class"])
    period = _period(entry, hours, hours.local(now).date())
    state = BookingState(entry["state"])
    customer_id = entry["customer"]
    operator = next(
        (
            one
            for one in yard.operators
            if one.customer_id == customer_id and one.name == entry.get("operator")
        ),
        None,
    )
    certificate = next(
        (
            one.number
            for one in yard.certifications
            if operator is not None
            and one.operator_id == operator.id
            and one.kind == equipment.operator_certification
        ),
        "",
    )
    customer = next(one for one in yard.customers if one.id == customer_id)
    return Booking(
        number=number,
        customer_id=customer_id,
        state=state,
        created_at=min(now, period.start) - timedelta(days=2),
        channel="counter",
        made_by=MADE_BY,
        lines=tuple(
            _line(number, place, equipment, units[unit - 1], period, state)
            for place, unit in enumerate(entry["units"], start=1)
        ),
        license_number=next(one.number for one in yard.licenses if one.customer_id == customer_id),
        operator_id=operator.id if operator else None,
        certificate_number=certificate,
        policy_number=next(one.number for one in yard.policies if one.customer_id == customer_id),
        site_address=entry["site"],
        callback_number=customer.phones[0],
        deposit=equipment.deposit * len(entry["units"]),
        note=entry.get("note", ""),
        idempotency_key=entry["key"],
    )


def _line(
    number: str,
    place: int,
    equipment: EquipmentClass,
    unit: Unit,
    period: Period,
    state: BookingState,
) -> BookingLine:
    plan = plan_for(equipment, period.days)
    has_left = state in (BookingState.OUT, BookingState.RETURNED)
    return BookingLine(
        id=f"{number}-{place}",
        booking_number=number,
        class_id=equipment.id,
        unit_id=unit.id,
        quantity=1,
        period=period,
        day_rate=plan.day_rate,
        total=plan.total,
        out_at=period.start if has_left else None,
        returned_at=period.end if state is BookingState.RETURNED else None,
    )


def _period(entry: dict[str, Any], hours: OpeningHours, today: date) -> Period:
    """From opening to opening; a past start goes back to the last open day, a coming one on."""
    first = today + timedelta(days=entry["start"])
    while first < today and not hours.is_open_on(first):
        first -= timedelta(days=1)
    first = hours.next_open_day(first)
    last = first + timedelta(days=entry["days"])
    if entry["start"] + entry["days"] >= 0:
        last = hours.next_open_day(last)
    if entry.get("until_closing", False):
        return Period(hours.at_opening(first), hours.at_closing(last))
    return Period(hours.at_opening(first), hours.at_opening(last))
