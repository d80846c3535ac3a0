"""The yard's policy as a form: every field read, and what is wrong named by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.admin.forms import (
    FieldError,
    parse_money,
    parse_percent,
    parse_required,
    parse_whole,
    text_of,
)
from appliance.domain.negotiation import NegotiationPolicy
from appliance.ports.store import YardPolicy

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_CURRENCY = re.compile(r"[A-Z]{3}")
_EXTENSION = re.compile(r"[0-9*#+]{1,20}")


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise FieldError("A time like 07:00.")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FieldError("A time zone like America/Chicago.") from None
    return text


def _currency(text: str) -> str:
    if not _CURRENCY.fullmatch(text):
        raise FieldError("Three capital letters, like USD.")
    return text


def _extension(text: str) -> str | None:
    if text and not _EXTENSION.fullmatch(text):
        raise FieldError("Digits only, like 200.")
    return text or None


_FIELDS: dict[str, Callable[[str], Any]] = {
    "name": parse_required,
    "greeting": str,
    "timezone": _zone,
    "currency": _currency,
    "pickup_place": str,
    "opens_at": _clock,
    "closes_at": _clock,
    "hold_minutes": parse_whole(1, 120),
    "review_hours": parse_whole(1, 240),
    "license_tries": parse_whole(1, 10),
    "floor_percent": parse_percent,
    "late_fee_percent": parse_percent,
    "tax_percent": parse_percent,
    "minimum_charge": parse_money,
    "override_seconds": parse_whole(0, 600),
    "transfer_extension": _extension,
}

_NEGOTIATION: dict[str, Callable[[str], Any]] = {
    "rounds": parse_whole(0, 10),
    "step_percent": parse_percent,
    "authority_percent": parse_percent,
    "opening_percent": parse_percent,
}


def read_policy(before: YardPolicy, data: Mapping[str, Any]) -> tuple[YardPolicy, dict[str, str]]:
    """The policy as sent, and what is wrong by field; with errors it is not to be kept."""
    errors: dict[str, str] = {}
    values = _read(_FIELDS, data, errors)
    terms = read_terms(before.negotiation, data, errors)
    try:
        values["closed_weekdays"] = _weekdays(data.get("closed_weekdays", []))
    except FieldError as error:
        errors["closed_weekdays"] = error.what
    if not errors and values["opens_at"] >= values["closes_at"]:
        errors["closes_at"] = "The yard closes after it opens."
    if errors:
        return before, errors
    return replace(before, negotiation=terms, **values), {}


def read_terms(
    before: NegotiationPolicy, data: Mapping[str, Any], errors: dict[str, str]
) -> NegotiationPolicy:
    """The terms of bargaining as sent; what is wrong is added to `errors`."""
    return replace(before, **_read(_NEGOTIATION, data, errors))


def _read(
    fields: Mapping[str, Callable[[str], Any]], data: Mapping[str, Any], errors: dict[str, str]
) -> dict[str, Any]:
    found = {}
    for name, parse in fields.items():
        try:
            found[name] = parse(text_of(data, name, 1000 if name == "greeting" else 200))
        except FieldError as error:
            errors[name] = error.what
    return found


def _weekdays(sent: Any) -> tuple[int, ...]:
    days = sent if isinstance(sent, list) else [sent]
    found = sorted({parse_whole(0, 6)(str(day)) for day in days if str(day)})
    if len(found) == 7:
        raise FieldError("The yard has to be open on one day at least.")
    return tuple(found)
