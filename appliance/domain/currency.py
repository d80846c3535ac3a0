"""How a currency is written before an amount."""

from __future__ import annotations

_SIGNS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "MXN": "$", "EUR": "€", "GBP": "£"}


def sign_of(currency: str) -> str:
    """`$`, or the currency's letters and a space where it has no common sign."""
    return _SIGNS.get(currency, f"{currency} ")
