"""Calls: listed, replayed, and watched while they happen."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import anyio.to_thread
from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import ServerSentEvent, ServerSentEventMessage, Stream, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.events import CallEvent, StreamEnded
from appliance.admin.forms import parse_offset
from appliance.admin.pages.calls.view import STAGES, call_detail, call_list, find_call
from appliance.admin.parts import AdminParts
from appliance.admin.ranges import serve_file
from appliance.admin.rendering import show
from appliance.admin.turn_json import ended_object, turn_object
from appliance.domain.calls import Call, Turn
from appliance.domain.errors import RecordNotFound
from appliance.domain.people import Role
from appliance.ports.store import Records

CLERK = allowed_to(Role.CLERK)
HEARTBEAT_S = 15.0


@get("/calls", opt=CLERK, sync_to_thread=True)
def calls(parts: Parts, offset: FromQuery[int] = 0) -> Template:
    start = parse_offset(offset)
    return show(parts, "calls/page.html", lambda records: call_list(records, start), active="calls")


@get("/calls/{call_id:str}", opt=CLERK, sync_to_thread=True)
def call(call_id: FromPath[str], parts: Parts) -> Template:
    """A call's page; while it is under way its turns appear as they happen."""
    return show(
        parts,
        "calls/detail.html",
        lambda records: call_detail(records, call_id),
        active="calls",
        stages=STAGES,
    )


@get("/calls/{call_id:str}/recording", opt=CLERK, sync_to_thread=True)
def recording(
    call_id: FromPath[str], request: AdminRequest, parts: Parts
) -> Response[bytes] | Stream:
    found = parts.store.read(lambda records: find_call(records, call_id))
    name = found.recording
    if not name or "/" in name or name.startswith("."):
        raise RecordNotFound("This call has no recording.")
    try:
        return serve_file(parts.recordings_dir / name, "audio/wav", request.headers.get("range"))
    except FileNotFoundError:
        raise RecordNotFound(
            "The recording is no longer kept.", "Recordings are removed after some time."
        ) from None


@get("/calls/{call_id:str}/events", opt=CLERK)
async def events(call_id: FromPath[str], request: AdminRequest, parts: Parts) -> ServerSentEvent:
    """Server-sent events: the turns so far, each further one, and the end of the call."""
    await anyio.to_thread.run_sync(
        lambda: parts.store.read(lambda records: find_call(records, call_id))
    )
    return ServerSentEvent(
        follow(parts, call_id), retry_duration=2000, headers={"x-accel-buffering": "no"}
    )


async def follow(parts: AdminParts, call_id: str) -> AsyncIterator[ServerSentEventMessage]:
    """Messages of one call. Watching begins before the records are read, so none is missed."""

    def so_far(records: Records) -> tuple[Call, tuple[Turn, ...]]:
        return find_call(records, call_id), records.calls.turns(call_id)

    with parts.live.watch(call_id) as watch:
        found, turns = await anyio.to_thread.run_sync(lambda: parts.store.read(so_far))
        for turn in turns:
            yield message(CallEvent(kind="turn", data=turn_object(turn)))
        if found.ended_at is not None:
            yield message(CallEvent(kind="ended", data=ended_object(found)))
            return
        while True:
            try:
                event = await watch.next(HEARTBEAT_S)
            except StreamEnded:
                return
            if event is None:
                yield ServerSentEventMessage(data=None, comment="still here")
                continue
            yield message(event)
            if event.kind in ("ended", "missed"):
                return


def message(event: CallEvent) -> ServerSentEventMessage:
    return ServerSentEventMessage(event=event.kind, data=json.dumps(event.data, ensure_ascii=False))


routes = [calls, call, recording, events]
