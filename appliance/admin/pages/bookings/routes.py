"""Bookings by state, and one in full."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import parse_offset
from appliance.admin.pages.bookings.changes import routes as change_routes
from appliance.admin.pages.bookings.detail import NOTICES, booking_page
from appliance.admin.pages.bookings.handovers import routes as handover_routes
from appliance.admin.pages.bookings.new import routes as new_routes
from appliance.admin.pages.bookings.view import booking_list
from appliance.admin.rendering import show
from appliance.domain.bookings import BookingState
from appliance.domain.people import Role
from appliance.rental.reviewing import decide_review

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)

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
    return booking_page(parts, request.user, number, notice=NOTICES.get(done, ""))


@post("/bookings/{number:str}/approve", opt=MANAGER, sync_to_thread=True, status_code=200)
def approve(number: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    """What the agent left for review becomes a reservation."""
    actor = request.user.username
    now = parts.clock.now()
    parts.store.write(lambda records: decide_review(records, now, actor, number, approve=True))
    return Redirect(f"/bookings/{number}?done=approved", status_code=303)


routes = [*new_routes, bookings, booking, approve, *change_routes, *handover_routes]
