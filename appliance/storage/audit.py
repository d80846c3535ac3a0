"""The audit trail: append-only, each entry chained to the one before by SHA-256.

The hash runs over the canonical JSON of the entry and the previous hash, so a changed, moved or
missing entry shows; the counter of entries shows one cut off the end. Password hashes are left
out of what is written down.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from appliance.domain.errors import RecordError
from appliance.domain.people import AuditEntry
from appliance.ports.store import Page
from appliance.storage.mapping import Mapping
from appliance.storage.session import Session
from appliance.storage.tables import TableRepository

_SECRET_FIELDS = frozenset({"password_hash"})
_CHUNK = 2000
_FIRST_HASH = "0" * 64


def canonical_json(value: object) -> str:
    """The value as JSON with sorted keys and no spaces; empty for None. Records by field,
    amounts as text, moments in UTC. Raises RecordError for what has no JSON form."""
    if value is None:
        return ""
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _SECRET_FIELDS
        }
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items() if key not in _SECRET_FIELDS}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise RecordError(f"{type(value).__name__} cannot be written into the audit trail.")


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over everything in the entry but its own hash, in hexadecimal."""
    text = json.dumps(
        [
            entry.sequence,
            entry.at.astimezone(UTC).isoformat(),
            entry.actor,
            entry.action,
            entry.record,
            entry.before,
            entry.after,
            entry.previous_hash,
        ],
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()


class DuckDbAuditLog:
    """Entries are added and read; nothing changes or removes one."""

    def __init__(self, session: Session, now: Callable[[], datetime]) -> None:
        self._session = session
        self._now = now
        self._entries = _Entries(session)

    def append(self, actor: str, action: str, record: str, before: object, after: object) -> None:
        sequence = self._session.value(
            "UPDATE counter SET value = value + 1 WHERE name = 'audit' RETURNING value"
        )
        previous = self._session.value("SELECT hash FROM audit WHERE sequence = ?", (sequence - 1,))
        open_entry = AuditEntry(
            sequence=sequence,
            at=self._now(),
            actor=actor,
            action=action,
            record=record,
            before=canonical_json(before),
            after=canonical_json(after),
            previous_hash=previous or _FIRST_HASH,
            hash="",
        )
        values = {field.name: getattr(open_entry, field.name) for field in fields(AuditEntry)}
        self._entries.put(AuditEntry(**{**values, "hash": entry_hash(open_entry)}))

    def page(self, *, record: str = "", offset: int = 0, limit: int = 50) -> Page[AuditEntry]:
        """Latest first; of one record, or of a whole kind where `record` ends in `:`."""
        return self._entries.of_record(record, offset, limit)

    def verify(self) -> int | None:
        expected, previous = 1, _FIRST_HASH
        while entries := self._entries.following(expected - 1):
            for entry in entries:
                if (
                    entry.sequence != expected
                    or entry.previous_hash != previous
                    or entry.hash != entry_hash(entry)
                ):
                    return expected
                expected, previous = expected + 1, entry.hash
        head = self._session.value("SELECT value FROM counter WHERE name = 'audit'")
        return None if head == expected - 1 else expected


class _Entries(TableRepository[AuditEntry]):
    mapping = Mapping(AuditEntry, "audit", key=("sequence",), order="t.sequence")

    def of_record(self, record: str, offset: int, limit: int) -> Page[AuditEntry]:
        condition, parameters = "TRUE", []
        if record:
            condition = "starts_with(t.record, ?)" if record.endswith(":") else "t.record = ?"
            parameters = [record]
        return self._page(
            condition, parameters, offset=offset, limit=limit, order="t.sequence DESC"
        )

    def following(self, sequence: int) -> tuple[AuditEntry, ...]:
        return self._where("t.sequence > ?", (sequence,), tail=f"LIMIT {_CHUNK}")
