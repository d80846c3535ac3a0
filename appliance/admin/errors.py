"""How an error reaches a person or a program: one shape, a reference, never a stack or SQL.

JSON: `{"error": {"key", "what", "do", "reference"}}`. HTML: a page, or for htmx a short notice.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect, Template
from litestar.types import ExceptionHandlersMap

from appliance.admin.auth import MustChangePassword
from appliance.admin.events import TooManyWatchers
from appliance.domain.errors import (
    ApplianceError,
    BadRow,
    DeskUnreachable,
    ImportRefused,
    NotAvailable,
    NotPermitted,
    RecordError,
    RecordNotFound,
    StaleEdit,
)

logger = logging.getLogger("appliance.admin")

AnyRequest = Request[Any, Any, Any]
AnyResponse = Response[Any] | Redirect | Template

_STATUS_OF_ERROR: tuple[tuple[type[ApplianceError], int], ...] = (
    (RecordNotFound, 404),
    (NotAvailable, 409),
    (StaleEdit, 409),
    (NotPermitted, 403),
    (DeskUnreachable, 503),
    (RecordError, 422),
)

_HTTP_WORDS: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", "The request could not be understood.", "Check what was entered."),
    401: ("not_signed_in", "You are not signed in.", "Sign in and try again."),
    403: ("not_permitted", "You may not do this.", "Ask a manager or administrator."),
    404: ("not_found", "There is nothing at this address.", "Go back, or start from Today."),
    405: ("method_not_allowed", "This address does not take that kind of request.", ""),
    413: ("too_large", "What was sent is too large.", "Send a smaller file."),
    415: ("unsupported", "This kind of content is not accepted here.", ""),
    429: ("too_many", "Too many tries.", "Wait a little and try again."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShape:
    """What a client is told. `reference` also stands in the log beside the cause."""

    status: int
    key: str
    what: str
    do: str
    reference: str
    rows: tuple[BadRow, ...] = ()
    """Of a file that was refused."""

    def as_json(self) -> dict[str, dict[str, Any]]:
        error: dict[str, Any] = {
            "key": self.key,
            "what": self.what,
            "do": self.do,
            "reference": self.reference,
        }
        if self.rows:
            error["rows"] = [asdict(row) for row in self.rows]
        return {"error": error}


def new_reference() -> str:
    """Eight characters that find the log line, e.g. `5F0C-91AB`."""
    token = secrets.token_hex(4).upper()
    return f"{token[:4]}-{token[4:]}"


def shape_of(error: Exception) -> ErrorShape:
    """The client's view of any error; what is not expected says nothing of its cause."""
    reference = new_reference()
    if isinstance(error, ApplianceError):
        status = next((s for kind, s in _STATUS_OF_ERROR if isinstance(error, kind)), 500)
        return ErrorShape(
            status=status,
            key=error.key,
            what=error.what,
            do=error.do,
            reference=reference,
            rows=error.rows if isinstance(error, ImportRefused) else (),
        )
    if isinstance(error, TooManyWatchers):
        return ErrorShape(
            status=503,
            key="too_many_watchers",
            what="Too many pages are watching calls.",
            do="Close some of them.",
            reference=reference,
        )
    if isinstance(error, HTTPException):
        status = error.status_code
        key, what, do = _HTTP_WORDS.get(status, ("refused", "The request was refused.", ""))
        if status == 400 and "CSRF" in error.detail:
            status = 403
        if status == 403:
            what = f"You may not do this. {error.detail}".strip()
            if "CSRF" in error.detail:
                key, what = "stale_page", "This page has been open for too long."
                do = "Load it again and repeat what you did."
        if status < 500:
            return ErrorShape(status=status, key=key, what=what, do=do, reference=reference)
    return ErrorShape(
        status=500,
        key="internal",
        what="Something went wrong inside the appliance.",
        do="Try again; if it happens again, give the reference to whoever looks after the box.",
        reference=reference,
    )


def wants_page(request: AnyRequest) -> bool:
    """True when a person's browser asks, not a program."""
    if request.url.path.startswith(("/api/", "/internal/")):
        return False
    return "text/html" in request.headers.get("accept", "") or is_htmx(request)


def is_htmx(request: AnyRequest) -> bool:
    return request.headers.get("hx-request") == "true"


def answer_error(request: AnyRequest, error: Exception) -> AnyResponse:
    """The response to an error: JSON, a page, a notice, or the way to the sign-in page."""
    shape = shape_of(error)
    if shape.status >= 500:
        logger.error(
            "request failed",
            extra={"reference": shape.reference, "route": _route(request)},
            exc_info=error,
        )
    else:
        logger.info(
            "request refused",
            extra={"reference": shape.reference, "key": shape.key, "route": _route(request)},
        )
    if not wants_page(request):
        return Response(shape.as_json(), status_code=shape.status, media_type=MediaType.JSON)
    if isinstance(error, NotAuthorizedException):
        return _to(request, _login_address(request))
    if is_htmx(request):
        return Template(
            template_name="partials/notice.html",
            context={"error": shape},
            status_code=shape.status,
            headers={"HX-Retarget": "#notices", "HX-Reswap": "afterbegin"},
        )
    return Template(template_name="error.html", context={"error": shape}, status_code=shape.status)


def _route(request: AnyRequest) -> str:
    """The route's pattern for the log: an address may hold a customer's name."""
    return request.scope.get("path_template") or "none"


def answer_must_change(request: AnyRequest, error: MustChangePassword) -> AnyResponse:
    """Nothing else is served until the one-time password has been replaced."""
    if wants_page(request):
        return _to(request, "/account?first=1")
    return Response(
        ErrorShape(
            status=403,
            key="password_change_needed",
            what="The one-time password has to be changed first.",
            do="Sign in with a browser and choose a password.",
            reference=new_reference(),
        ).as_json(),
        status_code=403,
        media_type=MediaType.JSON,
    )


def _to(request: AnyRequest, address: str) -> AnyResponse:
    if is_htmx(request):
        return Response(b"", status_code=200, headers={"HX-Redirect": address})
    return Redirect(address, status_code=303)


def _login_address(request: AnyRequest) -> str:
    path = request.url.path
    if request.method != "GET" or path == "/":
        return "/login"
    from urllib.parse import quote

    return f"/login?next={quote(path, safe='/')}"


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    MustChangePassword: answer_must_change,
    ApplianceError: answer_error,
    HTTPException: answer_error,
    Exception: answer_error,
}
