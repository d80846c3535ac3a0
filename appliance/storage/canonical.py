"""One text for one value: what the audit trail writes down and commits to."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from appliance.domain.errors import RecordError
from appliance.domain.people import SECRET_FIELDS

_AS_THEY_ARE = frozenset({str, int, bool, float, type(None)})


class Canonical(str):
    """The text of a value that was put into words beforehand: many records take seconds."""

    __slots__ = ()

    @classmethod
    def of(cls, value: object) -> Canonical:
        return cls(canonical_json(value))


def canonical_json(value: object) -> str:
    """The value as JSON with sorted keys and no spaces; empty for None. Records by field,
    amounts as text, moments in UTC. Raises RecordError for what has no JSON form."""
    if value is None:
        return ""
    if isinstance(value, Canonical):
        return str(value)
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: Any) -> Any:
    if type(value) in _AS_THEY_ARE:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in SECRET_FIELDS
        }
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items() if key not in SECRET_FIELDS}
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
