"""Fields edited in place: who may, how a cell is read, and how it comes back.

A cell's form carries a stamp of its field as it was shown, so that the second of two edits is
refused with what changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from litestar.response import Template

from appliance.admin.addresses import address_of
from appliance.admin.forms import text_of
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import Formats
from appliance.domain.errors import NotPermitted, RecordError, RecordNotFound
from appliance.domain.fields import FieldRule, Kind, ValueRefused
from appliance.domain.people import Role, User
from appliance.domain.versions import stamp_of
from appliance.ports.store import Records
from appliance.rental.inventory import edit_class, edit_unit
from appliance.rental.keeping import KEPT, Keeping, edit

MOST_CHARACTERS: Final = 20_000
_CLERKS_EDIT: Final = frozenset({("customer", "phones"), ("operator", "phone")})
_CLERKS_ADD: Final = frozenset({"customer", "operator"})
FIXED: Final = frozenset({"number", "customer_id", "operator_id", "class_id"})
"""What a record is known by, or belongs to: another one is another record."""


_BY_PAGE: Final = frozenset({"agent"})
"""Kept by administrators on a page of their own."""


def may_edit(user: User, kind: str, name: str) -> bool:
    """Managers change everything; clerks keep telephone numbers up to date."""
    if name in FIXED or kind not in KEPT or name not in KEPT[kind].fields:
        return False
    if kind in _BY_PAGE:
        return False
    return user.role.includes(Role.MANAGER) or (kind, name) in _CLERKS_EDIT


def may_add(user: User, kind: str) -> bool:
    return user.role.includes(Role.MANAGER) or kind in _CLERKS_ADD


def require(allowed: bool) -> None:
    """Raises NotPermitted."""
    if not allowed:
        raise NotPermitted("This is for managers only.", "Ask a manager.")


def field_of(kept: Keeping, name: str) -> FieldRule:
    """Raises RecordNotFound."""
    found = kept.fields.get(name)
    if found is None:
        raise RecordNotFound("There is no such field.")
    return found


def read_text(data: Mapping[str, Any], name: str) -> str:
    """What was sent for a field, whatever it is; rules are asked later."""
    value = data.get(name, "")
    if isinstance(value, list):
        value = value[-1] if value else ""
    return str(value)[: MOST_CHARACTERS + 1]


def read_values(
    kept: Keeping, data: Mapping[str, Any], names: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of several fields as sent, and what is wrong with them by field."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in names:
        try:
            values[name] = kept.fields[name].parse(read_text(data, name))
        except ValueRefused as refused:
            errors[name] = refused.what
    return values, errors


def error_field(error: RecordError, names: tuple[str, ...]) -> str:
    """The field of a form to show an error at."""
    name = error.name if isinstance(error, ValueRefused) else ""
    return name if name in names else names[0]


def shown_cell(
    parts: AdminParts, kept: Keeping, record: Any, rule: FieldRule, *, saved: bool = False
) -> Template:
    """The cell as it stands."""
    formats = Formats(parts.store.read(lambda records: records.yard.get()), parts.clock.now())
    return Template(
        template_name="partials/cell_shown.html",
        context={
            "fmt": formats,
            "field": rule,
            "value": getattr(record, rule.name),
            "address": address_of(kept.kind, kept.key_of(record), rule.name),
            "editable": True,
            "saved": saved,
        },
    )


def input_cell(
    kept: Keeping,
    record: Any,
    rule: FieldRule,
    *,
    text: str | None = None,
    error: RecordError | None = None,
) -> Template:
    """The cell as an input; with an error, what was sent and why it was refused (422)."""
    standing = rule.text(getattr(record, rule.name))
    if rule.kind in (Kind.MONEY, Kind.HOURS, Kind.PERCENT):
        standing = standing.removesuffix(".00")
    return Template(
        template_name="partials/cell_edit.html",
        context={
            "field": rule,
            "address": address_of(kept.kind, kept.key_of(record), rule.name),
            "text": standing if text is None else text[:2000],
            "error": str(error) if error else "",
            "seen": stamp_of(record, (rule.name,)),
        },
        status_code=422 if error else 200,
    )


def save_fields(
    records: Records,
    now: datetime,
    actor: str,
    kept: Keeping,
    key: str,
    changes: Mapping[str, Any],
    seen: str | None,
) -> Any:
    """The record with its fields changed, by the rules of its type. Raises RecordError kinds."""
    if kept.kind == "class":
        return edit_class(records, actor, key, changes, seen)
    if kept.kind == "unit":
        return edit_unit(records, now, actor, key, changes, seen)
    return edit(records, actor, kept, key, changes, seen)


def seen_of(data: Mapping[str, Any]) -> str:
    """The stamp that a form carries; never None, so that a form without one is stale."""
    return text_of(data, "seen", 2000)
