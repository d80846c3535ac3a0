"""Daily jobs with their last run, how long things are kept, and what was erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FieldError, FormData, parse_whole, text_of
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.errors import RecordError
from appliance.domain.people import Role
from appliance.domain.privacy import Erasure, RetentionPolicy
from appliance.ports.store import Records
from appliance.rental.retention import check_retention, due_now

ADMIN = allowed_to(Role.ADMIN)
NOTICES = {
    "saved": "Saved. The next night follows it.",
    "ran": "Done. See below what it did.",
    "erased": "Erased. The records' file is written anew at the next quiet moment.",
    "backed_up": "The records have been backed up; the copy was opened and checked.",
    "rewritten": "The records' file has been written anew.",
}
RULES = (
    ("recordings", "Recordings of calls", "The sound files."),
    ("transcripts", "Transcripts", "What was heard and said; timings stay."),
    ("calls", "Calls", "The call itself, with its checks and offers."),
    ("quotes", "Quotes and expired bookings", "That never went out."),
    ("tasks", "Tasks that are done", ""),
    ("photos", "Photos of handovers", ""),
    ("sign_ins", "Who signed in", "The entry stays, without the name."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepView:
    due: dict[str, int]
    erasures: tuple[Erasure, ...]


def upkeep_view(records: Records, now: Any) -> UpkeepView:
    return UpkeepView(due=due_now(records, now), erasures=records.privacy.erasures())


@get("/upkeep", opt=ADMIN, sync_to_thread=True)
def upkeep(parts: Parts, done: FromQuery[str] = "") -> Template:
    return _page(parts, notice=NOTICES.get(done, ""))


@post("/upkeep/retention", opt=ADMIN, sync_to_thread=True, status_code=200)
def save(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    """Change how long things are kept, and the hour of the daily jobs."""
    actor = request.user.username
    values, errors = read_retention(data)
    if errors:
        return _page(parts, values=values, errors=errors, status=422)
    wanted = RetentionPolicy(**values)

    def keep(records: Records) -> None:
        before = records.yard.get()
        after = replace(before, retention=wanted)
        if after != before:
            records.yard.put(after)
            records.audit.append(actor, "edit_retention", "yard", before.retention, after.retention)

    parts.store.write(keep)
    return Redirect("/upkeep?done=saved", status_code=303)


@post("/upkeep/run", opt=ADMIN, sync_to_thread=True, status_code=200)
def run(request: AdminRequest, parts: Parts, data: FormData) -> Redirect:
    """Run one daily job now. Raises RecordNotFound for one that there is not."""
    name = text_of(data, "job", 40)
    if not name:
        raise FieldError("Name the job to run.")
    actor = request.user.username
    parts.upkeep.jobs.run_now(name)
    parts.store.write(
        lambda records: records.audit.append(actor, "run_job", f"job:{name}", None, None)
    )
    return Redirect("/upkeep?done=ran", status_code=303)


@post("/upkeep/rewrite", opt=ADMIN, sync_to_thread=True, status_code=200)
def rewrite(request: AdminRequest, parts: Parts) -> Redirect:
    """Write the records' file anew now; others wait meanwhile."""
    actor = request.user.username
    parts.upkeep.rewrite()
    parts.store.write(
        lambda records: records.audit.append(actor, "rewrite_records", "yard", None, None)
    )
    return Redirect("/upkeep?done=rewritten", status_code=303)


@post("/upkeep/backup", opt=ADMIN, sync_to_thread=True, status_code=200)
def back_up(request: AdminRequest, parts: Parts) -> Redirect | Template:
    """Make a backup now; it is put back by `appliance backup restore`, while nothing runs."""
    actor = request.user.username
    try:
        made = parts.upkeep.back_up()
    except RecordError as error:
        return _page(parts, wrong=f"{error.what} {error.do}".strip(), status=422)
    parts.store.write(
        lambda records: records.audit.append(
            actor, "back_up", "yard", None, {"name": made.name, "sha256": made.sha256}
        )
    )
    return Redirect("/upkeep?done=backed_up", status_code=303)


def read_retention(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields as sent, and what is wrong by field."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for one in fields(RetentionPolicy):
        sent = text_of(data, one.name, 40)
        values[one.name] = sent
        try:
            if one.name != "daily_at":
                most = 100 if one.name == "bookkeeping_years" else 36600
                values[one.name] = parse_whole(0, most)(sent)
            check_retention(replace(RetentionPolicy(), **{one.name: values[one.name]}))
        except RecordError as error:
            errors[one.name] = error.what
    return values, errors


def _page(
    parts: AdminParts,
    *,
    notice: str = "",
    wrong: str = "",
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Template:
    now = parts.clock.now()
    if values is None:
        policy = parts.store.read(lambda records: records.yard.get()).retention
        values = {one.name: getattr(policy, one.name) for one in fields(policy)}
    return show(
        parts,
        "upkeep/page.html",
        lambda records: upkeep_view(records, now),
        status=status,
        active="upkeep",
        notice=notice,
        wrong=wrong,
        backups=parts.upkeep.backups(),
        values=values,
        errors=errors or {},
        rules=RULES,
        states=parts.upkeep.jobs.states(),
        waiting=parts.upkeep.rewrite_wanted(),
    )


routes = [upkeep, save, run, rewrite, back_up]
