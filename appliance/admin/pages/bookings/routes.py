"""Bookings by state, and one in full."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData, parse_offset, text_of
from appliance.admin.pages.bookings.view import booking_detail, booking_list
from appliance.admin.rendering import show
from appliance.domain.bookings import BookingState
from appliance.domain.people import Role
from appliance.rental.cancelling import cancel_booking
from appliance.rental.reviewing import decide_review

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)
NOTICES = {
    "cancelled": "The booking is cancelled.",
    "approved": "Approved: the booking is reserved.",
}

StateQuery = Annotated[str, QueryParameter(name="state")]


def known_state(text: str) -> BookingState | None:
    """The state of a query, or None for all."""
    return BookingState(text) if text in tuple(BookingState) else None


@get("/bookings", opt=CLERK, sync_to_thread=True)
def bookings(
    parts: Parts, in_state: StateQuery = "", q: FromQuery[str] = "", offset: FromQuery[int] = 0
) -> Template:
    wanted, search, start = known_state(in_state), q.strip()[:100], parse_offset(offset)
    return show(
        parts,
        "bookings/page.html",
        lambda records: booking_list(records, wanted, search, start),
        active="bookings",
        q=search,
        state=wanted.value if wanted else "",
        states=tuple(each.value for each in BookingState),
    )


@get("/bookings/{number:str}", opt=CLERK, sync_to_thread=True)
def booking(
    number: FromPath[str], request: AdminRequest, parts: Parts, done: FromQuery[str] = ""
) -> Template:
    return show(
        parts,
        "bookings/detail.html",
        lambda records: booking_detail(records, number),
        active="bookings",
        notice=NOTICES.get(done, ""),
        manager=request.user.role.includes(Role.MANAGER),
    )


@post("/bookings/{number:str}/cancel", opt=CLERK, sync_to_thread=True, status_code=200)
def cancel(number: FromPath[str], request: AdminRequest, parts: Parts, data: FormData) -> Redirect:
    actor, reason = request.user.username, text_of(data, "reason", 300)
    now = parts.clock.now()
    parts.store.write(lambda records: cancel_booking(records, now, actor, number, reason))
    return Redirect(f"/bookings/{number}?done=cancelled", status_code=303)


@post("/bookings/{number:str}/approve", opt=MANAGER, sync_to_thread=True, status_code=200)
def approve(number: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    """What the agent left for review becomes a reservation."""
    actor = request.user.username
    now = parts.clock.now()
    parts.store.write(lambda records: decide_review(records, now, actor, number, approve=True))
    return Redirect(f"/bookings/{number}?done=approved", status_code=303)


routes = [bookings, booking, cancel, approve]
