"""Listings as JSON: `{"items", "total", "offset", "limit"}`, with the same sign-in and roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from litestar import get
from litestar.params import FromPath, FromQuery

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.fleet import count_classes, unit_statuses
from appliance.admin.forms import parse_offset
from appliance.admin.pages.bookings.routes import StateQuery, known_state
from appliance.admin.pages.calls.view import find_call
from appliance.admin.turn_json import turn_object
from appliance.domain.people import Role
from appliance.ports.repositories import Page
from appliance.ports.store import Records

T = TypeVar("T")
CLERK = allowed_to(Role.CLERK)
MOST = 200


def page_object(page: Page[T], item: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
    return {
        "items": [item(each) for each in page.items],
        "total": page.total,
        "offset": page.offset,
        "limit": page.limit,
    }


def bounded(limit: int) -> int:
    return min(max(1, limit), MOST)


@get("/api/v1/bookings", opt=CLERK, sync_to_thread=True)
def bookings(
    parts: Parts,
    in_state: StateQuery = "",
    q: FromQuery[str] = "",
    offset: FromQuery[int] = 0,
    limit: FromQuery[int] = 50,
) -> dict[str, Any]:
    wanted = known_state(in_state)
    page = parts.store.read(
        lambda records: records.bookings.in_state(
            wanted, search=q[:100], offset=parse_offset(offset), limit=bounded(limit)
        )
    )
    return page_object(page, asdict)


@get("/api/v1/classes", opt=CLERK, sync_to_thread=True)
def classes(
    request: AdminRequest,
    parts: Parts,
    q: FromQuery[str] = "",
    offset: FromQuery[int] = 0,
    limit: FromQuery[int] = 50,
) -> dict[str, Any]:
    """Classes with free counts; floors are for managers."""
    now = parts.clock.now()
    floors = request.user.role.includes(Role.MANAGER)

    def read(records: Records) -> dict[str, Any]:
        page = records.classes.page(
            search=q[:100], offset=parse_offset(offset), limit=bounded(limit)
        )
        counts = count_classes(records, page.items, now)
        found = page_object(page, asdict)
        for item in found["items"]:
            item.update(asdict(counts[item["id"]]))
            if not floors:
                del item["floor_day_rate"], item["max_day_rate"]
        return found

    return parts.store.read(read)


@get("/api/v1/units", opt=CLERK, sync_to_thread=True)
def units(
    parts: Parts, q: FromQuery[str] = "", offset: FromQuery[int] = 0, limit: FromQuery[int] = 50
) -> dict[str, Any]:
    now = parts.clock.now()

    def read(records: Records) -> dict[str, Any]:
        page = records.units.page(search=q[:100], offset=parse_offset(offset), limit=bounded(limit))
        statuses = unit_statuses(records, page.items, now)
        return page_object(page, lambda unit: {**asdict(unit), **asdict(statuses[unit.id])})

    return parts.store.read(read)


@get("/api/v1/calls", opt=CLERK, sync_to_thread=True)
def calls(parts: Parts, offset: FromQuery[int] = 0, limit: FromQuery[int] = 50) -> dict[str, Any]:
    page = parts.store.read(
        lambda records: records.calls.recent(offset=parse_offset(offset), limit=bounded(limit))
    )
    return page_object(page, asdict)


@get("/api/v1/calls/{call_id:str}/turns", opt=CLERK, sync_to_thread=True)
def turns(call_id: FromPath[str], parts: Parts) -> list[dict[str, Any]]:
    """The call's turns, as `chat --json` prints them."""

    def read(records: Records) -> list[dict[str, Any]]:
        find_call(records, call_id)
        return [turn_object(turn) for turn in records.calls.turns(call_id)]

    return parts.store.read(read)


routes = [bookings, classes, units, calls, turns]
