"""What the yard's paper says: address, terms, logo. Kept with the yard's policy and audited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData
from appliance.admin.pages.paper.forms import read_letterhead
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.paper import MOST_TERMS, PaperSize
from appliance.domain.people import Role
from appliance.ports.store import Records

ADMIN = allowed_to(Role.ADMIN)
CLERK = allowed_to(Role.CLERK)
MOST_PICTURE_BYTES = 2_000_000
_NOTICES = {
    "saved": "Saved. The next paper follows it.",
    "logo": "The logo is on the paper.",
    "no-logo": "The logo is off the paper.",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """The form of the logo."""

    file: UploadFile | None = None
    _csrf_token: str = ""


@get("/settings/paper", opt=ADMIN, sync_to_thread=True)
def letterhead(parts: Parts, done: FromQuery[str] = "") -> Template:
    return _page(parts, notice=_NOTICES.get(done, ""))


@post("/settings/paper", opt=ADMIN, sync_to_thread=True, status_code=200)
def save_letterhead(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    actor = request.user.username

    def keep(records: Records) -> dict[str, str]:
        policy = records.yard.get()
        after, errors = read_letterhead(policy.letterhead, data)
        if not errors and after != policy.letterhead:
            records.yard.put(replace(policy, letterhead=after))
            records.audit.append(actor, "edit_letterhead", "yard", policy.letterhead, after)
        return errors

    errors = parts.store.write(keep)
    if errors:
        return _page(parts, sent=data, errors=errors, status=422)
    return Redirect("/settings/paper?done=saved", status_code=303)


@post(
    "/settings/paper/logo",
    opt=ADMIN,
    sync_to_thread=True,
    status_code=200,
    request_max_body_size=MOST_PICTURE_BYTES + 20_000,
)
def save_logo(
    request: AdminRequest,
    parts: Parts,
    data: Annotated[Picture, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Redirect | Template:
    """Keep an uploaded picture, written anew; one that is none answers 422."""
    content = data.file.file.read(MOST_PICTURE_BYTES + 1) if data.file is not None else b""
    try:
        picture = parts.paper.logo(content)
    except RecordError as error:
        return _page(parts, errors={"logo": f"{error.what} {error.do}"}, status=422)
    _put_logo(parts, request.user.username, picture)
    return Redirect("/settings/paper?done=logo", status_code=303)


@post("/settings/paper/logo/remove", opt=ADMIN, sync_to_thread=True, status_code=200)
def remove_logo(request: AdminRequest, parts: Parts) -> Redirect:
    _put_logo(parts, request.user.username, None)
    return Redirect("/settings/paper?done=no-logo", status_code=303)


@get("/settings/paper/logo.png", opt=CLERK, sync_to_thread=True)
def logo(parts: Parts) -> Response[bytes]:
    found = parts.store.read(lambda records: records.yard.logo())
    if found is None:
        raise RecordNotFound("The yard has no logo.")
    return Response(found, media_type="image/png")


def _put_logo(parts: AdminParts, actor: str, content: bytes | None) -> None:
    def keep(records: Records) -> None:
        before = records.yard.logo()
        if before != content:
            records.yard.put_logo(content)
            records.audit.append(actor, "edit_logo", "yard", _named(before), _named(content))

    parts.store.write(keep)


def _named(picture: bytes | None) -> dict[str, object] | None:
    """A picture in the audit trail: that it was, not what it shows."""
    if picture is None:
        return None
    return {"bytes": len(picture), "sha256": hashlib.sha256(picture).hexdigest()}


def _page(
    parts: AdminParts,
    *,
    notice: str = "",
    sent: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Template:
    return show(
        parts,
        "paper/letterhead.html",
        lambda records: records.yard.logo() is not None,
        status=status,
        active="settings",
        notice=notice,
        sent=sent or {},
        errors=errors or {},
        sizes={PaperSize.LETTER.value: "US Letter", PaperSize.A4.value: "A4"},
        most_terms=MOST_TERMS,
    )


routes = [letterhead, save_letterhead, save_logo, remove_logo, logo]
