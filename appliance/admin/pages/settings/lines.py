"""The bargaining of single lines, in place of the yard's."""

from __future__ import annotations

import re

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FieldError, FormData, text_of
from appliance.admin.pages.settings.forms import read_terms
from appliance.admin.rendering import show
from appliance.domain.errors import RecordNotFound
from appliance.domain.negotiation import LinePolicy, NegotiationPolicy
from appliance.domain.people import Role
from appliance.ports.store import Records

ADMIN = allowed_to(Role.ADMIN)
MOST_LINES = 100
_LINE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
NOTICES = {"saved": "Saved. New offers follow it.", "removed": "The line follows the yard again."}


@get("/settings/lines", opt=ADMIN, sync_to_thread=True)
def lines(parts: Parts, done: FromQuery[str] = "") -> Template:
    return _page(parts, notice=NOTICES.get(done, ""))


@post("/settings/lines", opt=ADMIN, sync_to_thread=True, status_code=200)
def save_line(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    """Add a line's own bargaining, or change it."""
    actor = request.user.username
    errors: dict[str, str] = {}
    name = text_of(data, "line", 40).lower()
    if not _LINE.fullmatch(name):
        errors["line"] = "sip, desk, or the name of a line: letters, digits, dots and dashes."
    terms = read_terms(NegotiationPolicy(), data, errors)
    if errors:
        return _page(parts, sent=dict(data), errors=errors, status=422)

    def keep(records: Records) -> None:
        before = records.line_policies.get(name)
        if before is None and records.line_policies.count() >= MOST_LINES:
            raise FieldError(f"At most {MOST_LINES} lines have a policy of their own.")
        after = LinePolicy(line=name, policy=terms)
        if after != before:
            records.line_policies.put(after)
            records.audit.append(actor, "edit_line_policy", f"line:{name}", before, after)

    parts.store.write(keep)
    return Redirect("/settings/lines?done=saved", status_code=303)


@post("/settings/lines/{line:str}/remove", opt=ADMIN, sync_to_thread=True, status_code=200)
def remove_line(line: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    actor = request.user.username

    def remove(records: Records) -> None:
        before = records.line_policies.get(line)
        if before is None:
            raise RecordNotFound("That line has no bargaining of its own.")
        records.line_policies.delete(line)
        records.audit.append(actor, "remove_line_policy", f"line:{line}", before, None)

    parts.store.write(remove)
    return Redirect("/settings/lines?done=removed", status_code=303)


def _page(
    parts: Parts,
    *,
    notice: str = "",
    sent: dict[str, object] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Template:
    values = {"line": "", "rounds": 3, "step_percent": 5, "authority_percent": 15}
    return show(
        parts,
        "settings/lines.html",
        lambda records: records.line_policies.page(limit=MOST_LINES).items,
        status=status,
        active="settings",
        notice=notice,
        values={**values, "opening_percent": 0, **(sent or {})},
        errors=errors or {},
    )


routes = [lines, save_line, remove_line]
