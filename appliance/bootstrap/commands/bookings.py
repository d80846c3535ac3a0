"""Bookings for the command line: listed, shown, cancelled. Amounts as text with two decimals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from appliance.bootstrap.commands import Scene, record_command
from appliance.domain.bookings import Booking, BookingState
from appliance.domain.errors import RecordNotFound
from appliance.ports.store import Records


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a listing as JSON, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


@record_command("bookings.list")
def list_bookings(
    scene: Scene, *, state: str | None, search: str, limit: int, offset: int
) -> Listed:
    """Bookings, latest first."""

    def find(records: Records) -> Listed:
        page = records.bookings.in_state(
            BookingState(state) if state else None, search=search, offset=offset, limit=limit
        )
        return Listed(_rows(records, page.items), page.total)

    return scene.read(find)


@record_command("bookings.show")
def show_booking(scene: Scene, *, number: str) -> dict[str, Any]:
    """One booking. Raises RecordNotFound."""

    def find(records: Records) -> dict[str, Any]:
        booking = records.bookings.get(number.upper())
        if booking is None:
            raise RecordNotFound(f"There is no booking {number}.", "See `appliance bookings list`.")
        return _rows(records, (booking,))[0]

    return scene.read(find)


@record_command("bookings.cancel")
def cancel(scene: Scene, *, number: str, reason: str) -> str:
    """Cancel a booking that has not gone out; what became of it, in a sentence."""
    from appliance.rental.cancelling import cancel_booking

    booking = scene.write(
        lambda records: cancel_booking(records, scene.now, scene.actor, number.upper(), reason)
    )
    return f"{booking.number} is {booking.state.value}."


def _rows(records: Records, found: tuple[Booking, ...]) -> list[dict[str, Any]]:
    """Bookings as JSON, with names looked up all at once."""
    customers = records.customers.get_many(tuple(one.customer_id for one in found))
    classes = records.classes.get_many(tuple(li.class_id for one in found for li in one.lines))
    units = records.units.get_many(
        tuple(li.unit_id for one in found for li in one.lines if li.unit_id)
    )
    rows = []
    for one in found:
        lines = [
            {
                "item": classes[line.class_id].name,
                "asset_tag": units[line.unit_id].asset_tag if line.unit_id else None,
                "quantity": line.quantity,
                "start": line.period.start.isoformat(),
                "end": line.period.end.isoformat(),
                "day_rate": f"{line.day_rate:.2f}",
                "total": f"{line.total:.2f}",
                "out_at": line.out_at.isoformat() if line.out_at else None,
                "returned_at": line.returned_at.isoformat() if line.returned_at else None,
            }
            for line in one.lines
        ]
        rows.append(
            {
                "number": one.number,
                "state": one.state.value,
                "customer": customers[one.customer_id].name,
                "created_at": one.created_at.isoformat(),
                "channel": one.channel,
                "made_by": one.made_by,
                "call_id": one.call_id,
                "license_number": one.license_number,
                "certificate_number": one.certificate_number,
                "policy_number": one.policy_number,
                "site_address": one.site_address,
                "callback_number": one.callback_number,
                "deposit": f"{one.deposit:.2f}",
                "total": f"{sum(line.total for line in one.lines):.2f}",
                "note": one.note,
                "lines": lines,
            }
        )
    return rows
