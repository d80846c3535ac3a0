"""Override requests: seen at once on every page of a manager, decided with one click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import anyio.to_thread
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, ServerSentEvent, ServerSentEventMessage, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.errors import is_htmx
from appliance.admin.events import OVERRIDES, CallEvent, StreamEnded
from appliance.admin.forms import (
    FormData,
    parse_choice,
    parse_offset,
    parse_optional_money,
    text_of,
)
from appliance.admin.pages.calls.routes import HEARTBEAT_S, message
from appliance.admin.pages.overrides.view import override_detail, override_list, waiting
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.overrides import OverrideDecision
from appliance.domain.people import Role
from appliance.ports.store import Records
from appliance.rental.overrides import decide_override

MANAGER = allowed_to(Role.MANAGER)
NOTICES = {
    "accept": "Accepted: the caller is told now.",
    "counter": "Your price goes to the caller now.",
    "decline": "Declined: the caller is told now.",
}


@get("/overrides", opt=MANAGER, sync_to_thread=True)
def overrides(
    parts: Parts, q: FromQuery[str] = "", offset: FromQuery[int] = 0, done: FromQuery[str] = ""
) -> Template:
    """All requests, the latest first; those that wait stand on top of every page."""
    search, start, now = q.strip()[:100], parse_offset(offset), parts.clock.now()
    return show(
        parts,
        "overrides/page.html",
        lambda records: override_list(records, search, start, now),
        active="overrides",
        q=search,
        notice=NOTICES.get(done, ""),
    )


@get("/overrides/waiting", opt=MANAGER, sync_to_thread=True)
def override_cards(parts: Parts) -> Template:
    """The waiting requests alone, for every page to show."""
    return _cards(parts)


@get("/overrides/events", opt=MANAGER)
async def override_events(parts: Parts) -> ServerSentEvent:
    """Server-sent events: `overrides` with the number waiting, now and at every change.

    Who listens is a manager who can be asked."""
    return ServerSentEvent(follow(parts), retry_duration=2000, headers={"x-accel-buffering": "no"})


async def follow(parts: AdminParts) -> AsyncIterator[ServerSentEventMessage]:
    """Begins to listen before it counts, so that no request is missed."""

    def count(records: Records) -> int:
        return len(waiting(records, parts.clock.now()))

    with parts.live.watch(OVERRIDES) as watch:
        number = await anyio.to_thread.run_sync(lambda: parts.store.read(count))
        yield message(CallEvent(kind="overrides", data={"waiting": number}))
        while True:
            try:
                event = await watch.next(HEARTBEAT_S)
            except StreamEnded:
                return
            if event is None:
                yield ServerSentEventMessage(data=None, comment="still here")
            else:
                number = await anyio.to_thread.run_sync(lambda: parts.store.read(count))
                yield message(CallEvent(kind="overrides", data={"waiting": number}))


@get("/overrides/{override_id:str}", opt=MANAGER, sync_to_thread=True)
def override_page(override_id: FromPath[str], parts: Parts) -> Template:
    now = parts.clock.now()
    return show(
        parts,
        "overrides/detail.html",
        lambda records: override_detail(records, override_id, now),
        active="overrides",
    )


@post("/overrides/{override_id:str}/decide", opt=MANAGER, sync_to_thread=True, status_code=200)
def decide(
    override_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect | Template:
    """A manager's word; the caller hears it within a second."""
    decision = parse_choice(OverrideDecision)(text_of(data, "decision"))
    rate = parse_optional_money(text_of(data, "day_rate"))
    under_floor = text_of(data, "under_floor") == "yes"
    comment = text_of(data, "comment", 300)
    actor, now = request.user.username, parts.clock.now()
    parts.store.write(
        lambda records: decide_override(
            records,
            now,
            actor,
            override_id,
            decision,
            day_rate=rate,
            under_floor=under_floor,
            comment=comment,
        )
    )
    parts.live.publish(OVERRIDES, CallEvent(kind="overrides", data={}))
    if is_htmx(request):
        return _cards(parts, notice=NOTICES[decision.value])
    return Redirect(f"/overrides?done={decision.value}", status_code=303)


def _cards(parts: AdminParts, **context: Any) -> Template:
    now = parts.clock.now()
    return show(parts, "overrides/cards.html", lambda records: waiting(records, now), **context)


routes = [overrides, override_cards, override_events, override_page, decide]
