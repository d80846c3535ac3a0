"""The rules of a rental's life as administrators set them: days, hours, fees, services."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import (
    FieldError,
    FormData,
    parse_lines,
    parse_percent,
    parse_whole,
    text_of,
)
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.people import Role
from appliance.ports.store import Records, YardPolicy

ADMIN = allowed_to(Role.ADMIN)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MOST_DATES = 200


def _dates(text: str) -> tuple[str, ...]:
    found = set()
    for one in parse_lines(text):
        try:
            found.add(date.fromisoformat(one).isoformat())
        except ValueError:
            raise FieldError(f"“{one[:20]}” is not a date like 2027-12-25.") from None
    if len(found) > _MOST_DATES:
        raise FieldError(f"At most {_MOST_DATES} days.")
    return tuple(sorted(found))


_FIELDS: dict[str, Callable[[str], Any]] = {
    "closed_dates": _dates,
    "quote_days": parse_whole(1, 365),
    "no_show_hours": parse_whole(0, 720),
    "no_show_fee_percent": parse_percent,
    "cancel_free_hours": parse_whole(0, 720),
    "cancel_fee_percent": parse_percent,
    "service_notice_days": parse_whole(0, 365),
}
_SWITCHES = ("early_return_reprice", "service_blocks")


def read_rules(before: YardPolicy, data: Mapping[str, Any]) -> tuple[YardPolicy, dict[str, str]]:
    """The policy as sent, and what is wrong by field; with errors it is not to be kept."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {name: bool(text_of(data, name, 5)) for name in _SWITCHES}
    for name, parse in _FIELDS.items():
        try:
            values[name] = parse(text_of(data, name, 3000 if name == "closed_dates" else 20))
        except FieldError as error:
            errors[name] = error.what
    try:
        values["weekday_hours"] = _weekday_hours(data)
    except FieldError as error:
        errors["weekday_hours"] = error.what
    return (before, errors) if errors else (replace(before, **values), {})


def _weekday_hours(data: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for day, name in enumerate(WEEKDAYS):
        opens, closes = text_of(data, f"opens_{day}", 5), text_of(data, f"closes_{day}", 5)
        if not opens and not closes:
            found.append("")
            continue
        if not _CLOCK.fullmatch(opens) or not _CLOCK.fullmatch(closes) or opens >= closes:
            raise FieldError(f"{name}: give both hours, the later one last, or neither.")
        found.append(f"{opens}-{closes}")
    return tuple(found) if any(found) else ()


def values_of(policy: YardPolicy) -> dict[str, Any]:
    """The policy as the form's fields."""
    plain: dict[str, Any] = {name: getattr(policy, name) for name in (*_FIELDS, *_SWITCHES)}
    plain["closed_dates"] = "\n".join(policy.closed_dates)
    for day in range(7):
        own = policy.weekday_hours[day] if policy.weekday_hours else ""
        plain[f"opens_{day}"], _, plain[f"closes_{day}"] = own.partition("-")
    return plain


@get("/settings/rentals", opt=ADMIN, sync_to_thread=True)
def rental_rules(parts: Parts, done: FromQuery[str] = "") -> Template:
    return _page(parts, notice="Saved. It holds from now on." if done else "")


@post("/settings/rentals", opt=ADMIN, sync_to_thread=True, status_code=200)
def save_rules(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    actor = request.user.username

    def keep(records: Records) -> dict[str, str]:
        before = records.yard.get()
        after, errors = read_rules(before, data)
        if not errors and after != before:
            records.yard.put(after)
            records.audit.append(actor, "edit_settings", "yard", before, after)
        return errors

    errors = parts.store.write(keep)
    if errors:
        return _page(parts, sent=data, errors=errors)
    return Redirect("/settings/rentals?done=1", status_code=303)


def _page(
    parts: AdminParts,
    *,
    notice: str = "",
    sent: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Template:
    values = parts.store.read(lambda records: values_of(records.yard.get()))
    if sent is not None:
        values = {**values, **dict.fromkeys(_SWITCHES, ""), **sent}
    return show(
        parts,
        "settings/rentals.html",
        lambda _records: None,
        status=422 if errors else 200,
        active="settings",
        notice=notice,
        values=values,
        errors=errors or {},
        weekdays=WEEKDAYS,
    )


routes = [rental_rules, save_rules]
