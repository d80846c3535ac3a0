"""The page of one booking, shown again with what was wrong where an order was refused."""

from __future__ import annotations

from litestar.response import Template

from appliance.admin.pages.bookings.forms import new_key
from appliance.admin.pages.bookings.view import booking_detail
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.people import Role, User

NOTICES = {
    "booked": "The booking is made.",
    "quoted": "The quote is made; it keeps no units.",
    "cancelled": "The booking is cancelled.",
    "approved": "Approved: the booking is reserved.",
    "extended": "The new end is agreed.",
    "moved": "The booking has moved.",
    "swapped": "The unit is swapped.",
    "no_show": "Marked as a no-show; its units are free.",
    "charged": "The entry is on the ledger.",
    "out": "Checked out.",
    "in": "Checked in.",
}


def booking_page(
    parts: AdminParts,
    user: User,
    number: str,
    *,
    notice: str = "",
    error: str = "",
    status: int = 200,
) -> Template:
    """The booking in full. Raises RecordNotFound."""
    now = parts.clock.now()
    manager = user.role.includes(Role.MANAGER)
    return show(
        parts,
        "bookings/detail.html",
        lambda records: booking_detail(records, now, number, manager),
        status=status,
        active="bookings",
        notice=notice,
        error=error,
        manager=manager,
        key=new_key(),
    )
