"""What every request passes before an application sees it: an id, the client's rate, a figure.

It stands outside the application, so that addresses that do not exist are counted and limited too.
An id that a client sends is not taken over, but for the ids of call and turn that the voice process
sends over its own socket.
"""

from __future__ import annotations

import json
import logging
import math
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from appliance.admin.errors import ErrorShape, new_reference
from appliance.admin.headers import add_security_headers
from appliance.admin.metrics import Metrics
from appliance.admin.rate_limit import RateLimit
from appliance.config import call_id, request_id, turn_number

access = logging.getLogger("appliance.admin.access")
logger = logging.getLogger("appliance.admin")
ID_HEADER = b"x-request-id"
CALL_HEADER = b"x-call-id"
TURN_HEADER = b"x-turn-number"
_CALL_ID = re.compile(rb"[0-9A-Za-z-]{1,64}")
_TURN_NUMBER = re.compile(rb"\d{1,6}")
NO_ROUTE = "none"
_STATIC = "/static"


class Front:
    """An ASGI application around another. `limit` None: every client may ask as often as it
    likes. `serves_calls`: requests may say which call and turn they are made for."""

    def __init__(
        self,
        app: ASGIApp,
        name: str,
        metrics: Metrics,
        limit: RateLimit | None = None,
        *,
        serves_calls: bool = False,
    ) -> None:
        self._app = app
        self._name = name
        self._metrics = metrics
        self._limit = limit
        self._serves_calls = serves_calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        with _ids(scope if self._serves_calls else None) as current:
            await self._answer(scope, receive, send, current)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send, current: str) -> None:
        begun = time.perf_counter()
        status, took = 0, 0.0

        async def mark(message: Message) -> None:
            nonlocal status, took
            if message["type"] == "http.response.start":
                status, took = message["status"], time.perf_counter() - begun
                headers = [*message.get("headers", ()), (ID_HEADER, current.encode())]
                message["headers"] = headers
            await send(message)

        try:
            wait_s = self._wait_s(scope)
            if wait_s > 0:
                await self._refuse(scope, mark, wait_s)
            else:
                await self._app(scope, receive, mark)
        finally:
            self._count(scope, status, took or time.perf_counter() - begun)

    def _wait_s(self, scope: HTTPScope) -> float:
        client = scope.get("client")
        if self._limit is None or client is None:
            return 0.0
        return self._limit.take(client[0])

    async def _refuse(self, scope: HTTPScope, send: Send, wait_s: float) -> None:
        """429 in the one shape of errors; as text for a page, so that refusing stays cheap."""
        self._metrics.limited()
        seconds = max(1, math.ceil(wait_s))
        shape = ErrorShape(
            status=429,
            key="too_many",
            what="Too many requests came from this device.",
            do=f"Wait {seconds} s and try again.",
            reference=new_reference(),
        )
        page = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
        body = f"{shape.what} {shape.do}" if page else json.dumps(shape.as_json())
        kind = b"text/plain; charset=utf-8" if page else b"application/json"
        start: dict[str, Any] = {
            "type": "http.response.start",
            "status": 429,
            "headers": [(b"content-type", kind), (b"retry-after", str(seconds).encode())],
        }
        message = cast("Message", start)
        await add_security_headers(message, scope)
        await send(message)
        end: dict[str, Any] = {
            "type": "http.response.body",
            "body": body.encode(),
            "more_body": False,
        }
        await send(cast("Message", end))

    def _count(self, scope: HTTPScope, status: int, seconds: float) -> None:
        route = route_of(scope) if status != 429 else NO_ROUTE
        self._metrics.request(self._name, scope["method"], route, status, seconds)
        if route != _STATIC:
            access.info(
                "answered",
                extra={
                    "app": self._name,
                    "method": scope["method"],
                    "route": route,
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                },
            )


@contextmanager
def _ids(scope: HTTPScope | None) -> Iterator[str]:
    """A new request's id in force, with the call's and the turn's that the scope names, if any."""
    current = secrets.token_hex(6)
    headers = dict(scope["headers"]) if scope is not None else {}
    call = headers.get(CALL_HEADER, b"")
    turn = headers.get(TURN_HEADER, b"")
    request_token = request_id.set(current)
    call_token = call_id.set(call.decode() if _CALL_ID.fullmatch(call) else "")
    turn_token = turn_number.set(int(turn) if _TURN_NUMBER.fullmatch(turn) else None)
    try:
        yield current
    finally:
        turn_number.reset(turn_token)
        call_id.reset(call_token)
        request_id.reset(request_token)


def route_of(scope: HTTPScope) -> str:
    """The route's pattern, as `/bookings/{number}`: what stood in its place is not told."""
    if scope["path"].startswith(f"{_STATIC}/"):
        return _STATIC
    return scope.get("path_template") or NO_ROUTE
