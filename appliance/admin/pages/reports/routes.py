"""Reports: an index, a page each with its plot and table, and the rows as CSV and Parquet."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FieldError, parse_offset
from appliance.admin.pages.reports.view import report_view
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import Formats, show
from appliance.domain.errors import NotPermitted, RecordNotFound
from appliance.domain.people import Role, User
from appliance.domain.reports import REPORTS, ReportAsk, ReportSpec, ReportTable, ask_for
from appliance.ports.store import Records

CLERK = allowed_to(Role.CLERK)
FILE_WAIT_S = 30.0
BARS_OF_INDEX = 5
_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


def open_to(user: User) -> tuple[ReportSpec, ...]:
    """The reports that this person may see."""
    return tuple(spec for spec in REPORTS if user.role.includes(spec.role))


@get("/reports", opt=CLERK, sync_to_thread=True)
def reports(request: AdminRequest, parts: Parts) -> Template:
    specs = open_to(request.user)
    now = parts.clock.now()

    def read(records: Records) -> list[Any]:
        formats = Formats(records.yard.get(), now)
        tables = [records.reports.table(ask_for(one.name, now.date()), now) for one in specs]
        return [report_view(table, formats, 0, BARS_OF_INDEX) for table in tables]

    return show(parts, "reports/index.html", read, active="reports")


@get("/reports/{name:str}", opt=CLERK, sync_to_thread=True)
def report(
    name: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    by: FromQuery[str] = "",
    first: FromQuery[str] = "",
    last: FromQuery[str] = "",
    ahead: FromQuery[str] = "",
    offset: FromQuery[int] = 0,
) -> Template:
    ask = _asked(parts, request.user, name, by, first, last, ahead)
    now, start = parts.clock.now(), parse_offset(offset)

    def read(records: Records) -> Any:
        formats = Formats(records.yard.get(), now)
        return report_view(records.reports.table(ask, now), formats, start)

    return show(
        parts,
        "reports/page.html",
        read,
        active="reports",
        query=_query(ask),
        ask=ask,
        specs=open_to(request.user),
    )


@get("/reports/{name:str}/{kind:str}", opt=CLERK, sync_to_thread=True)
def report_file(
    name: FromPath[str],
    kind: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    by: FromQuery[str] = "",
    first: FromQuery[str] = "",
    last: FromQuery[str] = "",
    ahead: FromQuery[str] = "",
) -> Response[bytes]:
    """All rows of a report, `csv` or `parquet`."""
    if kind not in _TYPES:
        raise RecordNotFound("Reports come as csv or parquet.")
    ask = _asked(parts, request.user, name, by, first, last, ahead)
    table = _table(parts, ask)
    content = parts.reports.csv(table) if kind == "csv" else parts.reports.parquet(table)
    file = f"{ask.spec.name}-{ask.by.name}-{ask.first}-{ask.last}.{kind}"
    return Response(
        content,
        media_type=_TYPES[kind],
        headers={"content-disposition": f'attachment; filename="{file}"'},
    )


def _table(parts: AdminParts, ask: ReportAsk) -> ReportTable:
    now = parts.clock.now()
    return parts.store.read(lambda records: records.reports.table(ask, now), wait_s=FILE_WAIT_S)


def _asked(
    parts: AdminParts, user: User, name: str, by: str, first: str, last: str, ahead: str
) -> ReportAsk:
    """Raises RecordNotFound, NotPermitted, or FieldError for what is no day or number."""
    days = 30
    if ahead:
        if not ahead.isdecimal() or len(ahead) > 4:
            raise FieldError(f"“{ahead[:20]}” is not a number of days.")
        days = int(ahead)
    ask = ask_for(
        name,
        parts.clock.now().date(),
        by=by,
        first=_day(first),
        last=_day(last),
        ahead=days,
    )
    if not user.role.includes(ask.spec.role):
        raise NotPermitted(f"The report is for {ask.spec.role.value}s only.", "Ask a manager.")
    return ask


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FieldError(f"“{text[:20]}” is not a day; write it like 2026-11-21.") from None


def _query(ask: ReportAsk) -> dict[str, object]:
    found: dict[str, object] = {"by": ask.by.name}
    if ask.spec.over == "range":
        found |= {"first": ask.first.isoformat(), "last": ask.last.isoformat()}
    elif ask.spec.over == "ahead":
        found["ahead"] = ask.ahead
    return found


routes = [reports, report, report_file]
