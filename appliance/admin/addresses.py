"""Addresses of single records: the key in hexadecimal, because keys are people's own and may
hold anything."""

from __future__ import annotations

from appliance.domain.errors import RecordNotFound


def key_text(key: str) -> str:
    """A record's key as part of an address."""
    return key.encode().hex()


def key_from(text: str) -> str:
    """Raises RecordNotFound for what no address holds."""
    try:
        return bytes.fromhex(text).decode()
    except ValueError:
        raise RecordNotFound("There is no such record.", "Go back and choose it again.") from None


def address_of(kind: str, key: str, name: str) -> str:
    """Where a field is edited."""
    return f"/edit/{kind}/{key_text(key)}/fields/{name}"
