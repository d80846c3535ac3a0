"""The trail of what was done, by whom, with what before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass

from litestar import get
from litestar.params import FromQuery
from litestar.response import Template

from appliance.admin.auth import allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import parse_offset
from appliance.admin.rendering import show
from appliance.domain.people import SECRET_FIELDS, AuditEntry, Role
from appliance.ports.repositories import Page
from appliance.ports.store import Records

MANAGER = allowed_to(Role.MANAGER)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that an entry changed; empty text where it was not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    page: Page[AuditEntry]
    changes: dict[int, tuple[Change, ...]]


def changes_of(entry: AuditEntry) -> tuple[Change, ...]:
    """The fields that differ between before and after; all of them for a new record."""
    before, after = _fields(entry.before), _fields(entry.after)
    return tuple(
        Change(name=name, before=_text(before.get(name)), after=_text(after.get(name)))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name) and name not in SECRET_FIELDS
    )


def _fields(text: str) -> dict[str, object]:
    if not text:
        return {}
    found = json.loads(text)
    return found if isinstance(found, dict) else {"value": found} if found is not None else {}


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def audit_view(records: Records, record: str, offset: int) -> AuditView:
    page = records.audit.page(record=record, offset=offset, limit=PAGE_SIZE)
    return AuditView(
        page=page,
        changes={entry.sequence: changes_of(entry) for entry in page.items},
    )


@get("/audit", opt=MANAGER, sync_to_thread=True)
def audit(
    parts: Parts,
    record: FromQuery[str] = "",
    offset: FromQuery[int] = 0,
    check: FromQuery[bool] = False,
) -> Template:
    wanted, start = record.strip()[:100], parse_offset(offset)
    return show(
        parts,
        "audit/page.html",
        lambda records: audit_view(records, wanted, start),
        active="audit",
        check=parts.upkeep.check_trail() if check else None,
        record=wanted,
    )


routes = [audit]
