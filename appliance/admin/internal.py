"""The internal API, served on the Unix socket alone: what the voice process and the command line
ask of the records.

Every request carries the token of this boot. Nothing here is reachable from the network, and
nothing of the pages is reachable here.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio.to_thread
from litestar import Litestar, Request, Response, post
from litestar.config.app import AppConfig
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.enums import MediaType
from litestar.exceptions import NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath

from appliance.admin.dependencies import Parts
from appliance.admin.errors import EXCEPTION_HANDLERS
from appliance.admin.parts import AdminParts
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.ports.store import Records

logger = logging.getLogger("appliance.admin.internal")

MOST_BODY_BYTES = 1_000_000
MOST_COMMAND_BYTES = 16_000_000
"""An import's file, which is at most 5 MB, grows by a third on the way."""
MOST_RECORDING_BYTES = 512_000_000
RECORDING_TIMEOUT_S = 120.0
_CALL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

AnyRequest = Request[Any, Any, Any]


def require_token(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Guard of every route here. Raises NotAuthorizedException."""
    expected: str = connection.app.state.gateway_token
    given = connection.headers.get("authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(given.encode(), expected.encode()):
        raise NotAuthorizedException("Wrong token.")


@post("/internal/v1/desk/{method:str}", status_code=200)
async def desk(method: FromPath[str], request: AnyRequest, parts: Parts) -> Response[bytes]:
    """One method of the rental desk, run in a thread."""
    body = await request.body()
    answer = await anyio.to_thread.run_sync(parts.gateway, method, body)
    return Response(answer, media_type=MediaType.JSON)


@post(
    "/internal/v1/commands/{name:str}",
    status_code=200,
    request_max_body_size=MOST_COMMAND_BYTES,
)
async def command(name: FromPath[str], request: AnyRequest, parts: Parts) -> Response[bytes]:
    """One command of the command line, run in a thread, as its own actor in the audit trail."""
    body = await request.body()
    answer = await anyio.to_thread.run_sync(parts.commands, name, body)
    return Response(answer, media_type=MediaType.JSON)


@post("/internal/v1/voice-status", status_code=204)
async def voice_status(request: AnyRequest, parts: Parts) -> None:
    """A heartbeat: `{"ok", "detail", "sip": {"ok", "detail"}, "calls": n}`, every few seconds."""
    body = await request.json()
    if not isinstance(body, dict):
        raise RecordError("A heartbeat is a JSON object.")
    parts.voice.heard(body)


@post(
    "/internal/v1/recordings/{call_id:str}",
    status_code=200,
    request_max_body_size=MOST_RECORDING_BYTES,
)
async def recording(call_id: FromPath[str], request: AnyRequest, parts: Parts) -> dict[str, Any]:
    """A call's WAV file, streamed to disk and renamed into place when it is whole."""
    if not _CALL_ID.fullmatch(call_id):
        raise RecordNotFound("There is no such call.")
    known = await anyio.to_thread.run_sync(
        lambda: parts.store.read(lambda records: records.calls.get(call_id))
    )
    if known is None:
        raise RecordNotFound("There is no such call.")
    name = f"{call_id}.wav"
    draft = parts.recordings_dir / f".{name}.{secrets.token_hex(4)}"
    try:
        async with asyncio.timeout(RECORDING_TIMEOUT_S):
            size = await _write(draft, request)
        await anyio.to_thread.run_sync(_publish, parts, draft, name, call_id)
    finally:
        await anyio.to_thread.run_sync(lambda: draft.unlink(missing_ok=True))
    return {"recording": name, "bytes": size}


async def _write(draft: Path, request: AnyRequest) -> int:
    """Bytes written. Raises RecordError when they are no WAV file."""
    await anyio.to_thread.run_sync(
        lambda: draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    )
    size = 0
    async with await anyio.open_file(draft, "xb") as file:
        async for chunk in request.stream():
            if size == 0 and not chunk.startswith(b"RIFF"):
                raise RecordError("A recording is a WAV file.")
            size += len(chunk)
            await file.write(chunk)
    if not size:
        raise RecordError("The recording is empty.")
    return size


def _publish(parts: AdminParts, draft: Path, name: str, call_id: str) -> None:
    def note(records: Records) -> None:
        call = records.calls.get(call_id)
        if call is None:
            raise RecordNotFound("There is no such call.")
        records.calls.put(replace(call, recording=name))

    draft.chmod(0o600)
    draft.replace(parts.recordings_dir / name)
    parts.store.write(note)


def build_internal_app(parts: AdminParts) -> Litestar:
    """The application of the Unix socket."""

    def provide_parts() -> AdminParts:
        return parts

    config = AppConfig(
        route_handlers=[desk, command, voice_status, recording],
        guards=[require_token],
        dependencies={"parts": Provide(provide_parts, sync_to_thread=False)},
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=MOST_BODY_BYTES,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    config.state.gateway_token = parts.gateway_token
    return Litestar.from_config(config)
