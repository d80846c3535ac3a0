"""The yard's policy, one row a field; a field without a row has its default."""

from __future__ import annotations

import json
import typing
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.domain.errors import RecordError
from appliance.domain.paper import MOST_TERMS, Letterhead
from appliance.ports.store import YardPolicy
from appliance.storage.memory import SETTINGS
from appliance.storage.session import Session

_WEEKDAYS = range(7)
MOST_OVERRIDE_SECONDS = 600


class DuckDbYard:
    """Policy settings. Refuses an unknown timezone, hours that are none and shares out of 0-100."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self) -> YardPolicy:
        remembered = self._session.remembered
        if not remembered.is_clean((SETTINGS,)):
            return self._read()
        if remembered.memory.policy is None:
            remembered.memory.policy = self._read()
        return remembered.memory.policy

    def _read(self) -> YardPolicy:
        stored = {
            name: json.loads(value)
            for name, value in self._session.rows("SELECT name, value FROM yard_setting")
        }
        policy: YardPolicy = _build(YardPolicy, stored, "")
        return policy

    def put(self, policy: YardPolicy) -> None:
        _check(policy)
        for name, value in _flat(policy, ""):
            self._session.run(
                "INSERT INTO yard_setting VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, json.dumps(value, ensure_ascii=False)),
            )

    def logo(self) -> bytes | None:
        found = self._session.value("SELECT content FROM yard_logo")
        return bytes(found) if found is not None else None

    def put_logo(self, content: bytes | None) -> None:
        if content is None:
            self._session.run("DELETE FROM yard_logo")
            return
        self._session.run(
            "INSERT INTO yard_logo VALUES (1, ?) "
            "ON CONFLICT (id) DO UPDATE SET content = excluded.content",
            (content,),
        )


def _flat(record: Any, prefix: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for field in fields(record):
        value = getattr(record, field.name)
        if is_dataclass(value):
            found += _flat(value, f"{field.name}.")
        elif isinstance(value, tuple):
            found.append((prefix + field.name, list(value)))
        else:
            plain = str(value) if isinstance(value, Decimal) else value
            found.append((prefix + field.name, plain))
    return found


def _build(record: type[Any], stored: dict[str, Any], prefix: str) -> Any:
    hints = typing.get_type_hints(record)
    values: dict[str, Any] = {}
    for field in fields(record):
        hint, name = hints[field.name], prefix + field.name
        if is_dataclass(hint) and isinstance(hint, type):
            values[field.name] = _build(hint, stored, f"{field.name}.")
        elif name in stored:
            value = stored[name]
            if hint is Decimal:
                value = Decimal(value)
            elif isinstance(hint, type) and issubclass(hint, Enum):
                value = hint(value)
            elif isinstance(value, list):
                value = tuple(value)
            values[field.name] = value
    return record(**values)


def _check(policy: YardPolicy) -> None:
    try:
        ZoneInfo(policy.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RecordError(
            f"{policy.timezone!r} is not a timezone.", "Use a name such as America/Chicago."
        ) from error
    try:
        opens, closes = time.fromisoformat(policy.opens_at), time.fromisoformat(policy.closes_at)
    except ValueError as error:
        raise RecordError("Opening hours are written HH:MM, as in 07:00.") from error
    if opens >= closes:
        raise RecordError("The yard closes before it opens.")
    if not set(policy.closed_weekdays) <= set(_WEEKDAYS):
        raise RecordError("Weekdays are 0 (Monday) to 6 (Sunday).")
    _check_days(policy)
    negotiation = policy.negotiation
    shares = (
        policy.floor_percent,
        policy.tax_percent,
        negotiation.step_percent,
        negotiation.authority_percent,
        negotiation.opening_percent,
        policy.no_show_fee_percent,
        policy.cancel_fee_percent,
    )
    if not all(0 <= share <= 100 for share in shares) or policy.late_fee_percent < 0:
        raise RecordError("Percentages lie between 0 and 100.")
    if min(policy.hold_minutes, policy.review_hours, policy.license_tries) < 1:
        raise RecordError("Hold minutes, review hours and license tries are at least 1.")
    if not 0 <= policy.override_seconds <= MOST_OVERRIDE_SECONDS:
        raise RecordError(
            f"A caller waits for a manager from 0 to {MOST_OVERRIDE_SECONDS} seconds."
        )
    _check_letterhead(policy.letterhead)
    if negotiation.rounds < 0:
        raise RecordError("Negotiation rounds are 0 or more.")


def _check_letterhead(letterhead: Letterhead) -> None:
    if len(letterhead.terms) > MOST_TERMS:
        raise RecordError(f"The rental terms have more than {MOST_TERMS} characters.")
    if len(letterhead.address) > 300 or max(len(letterhead.phone), len(letterhead.email)) > 100:
        raise RecordError("An address has at most 300 characters, a phone or e-mail address 100.")


def _check_days(policy: YardPolicy) -> None:
    for day in policy.closed_dates:
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise RecordError(f"{day!r} is not a date.", "Write it as 2027-12-25.") from error
    if len(policy.weekday_hours) not in (0, 7):
        raise RecordError("Hours by weekday are seven, from Monday to Sunday.")
    for own in filter(None, policy.weekday_hours):
        first, _, last = own.partition("-")
        try:
            opens, closes = time.fromisoformat(first), time.fromisoformat(last)
        except ValueError as error:
            raise RecordError("Hours of a weekday are written 07:00-17:00.") from error
        if opens >= closes:
            raise RecordError("The yard closes before it opens.")
    if not 1 <= policy.quote_days <= 365:
        raise RecordError("Quotes hold for 1 to 365 days.")
    if min(policy.no_show_hours, policy.cancel_free_hours, policy.service_notice_days) < 0:
        raise RecordError("Hours and days of the rental's rules are 0 or more.")
    if not 0 <= policy.minimum_charge < 1_000_000:
        raise RecordError("The minimum charge lies between 0 and 1,000,000.")
