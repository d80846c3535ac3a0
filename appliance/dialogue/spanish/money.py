"""Spanish amounts, both ways; what the words say is read by the rules of `spoken.money`."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from appliance.dialogue.spanish.numbers import figures, say_number
from appliance.dialogue.spoken import money

_CENT: Final = Decimal("0.01")
_BASES: Final = (
    (r"(?:al|por|cada|el|por cada) dia|diarios?|diarias?", "a day"),
    (r"(?:a|por|cada) (?:la )?semana|semanal(?:es)?|la semana", "a week"),
    (r"(?:al|por|cada) mes|mensual(?:es)?|el mes", "a month"),
    (r"en total|por todo|por tod[oa] (?:el|la) \w+|todo junto", "total"),
)
_TIME: Final = re.compile(r"\b\d+ (?:dias?|semanas?|mes(?:es)?|horas?|pies|toneladas?|anos?)\b")
_AMOUNT: Final = re.compile(
    r"(?P<sign>\$ ?)?(?P<number>\d+(?:\.\d+)?)(?P<unit> (?:dolar(?:es)?|dlls|usd|pesos?))?"
)
_SHORT: Final = re.compile(r"\b([1-9]) ([1-9]\d)\b")
_BY_DAY: Final = re.compile(r"\bdia\b|\bdiari[oa]s?\b")


def plain(text: str) -> str:
    """The amounts and what they are for, in the notation of `spoken`."""
    said = _SHORT.sub(r"\1\2", _TIME.sub(" ", figures(text)))
    for pattern, basis in _BASES:
        said = re.sub(rf"\b(?:{pattern})\b", f" «{basis}» ", said)
    said = _AMOUNT.sub(_amount, said)
    return " ".join(re.findall(r"«([^»]*)»", said))


def _amount(found: re.Match[str]) -> str:
    named = found["sign"] or found["unit"]
    return f" «{found['number']}{' dollars' if named else ''}» "


def parse_money(text: str, near: Decimal | None = None) -> Decimal | None:
    return money.parse_money(plain(text), near)


def parse_day_rate(text: str, period_days: int, near: Decimal | None = None) -> Decimal | None:
    return money.parse_day_rate(plain(text), period_days, near)


def is_by_day(text: str) -> bool:
    return bool(_BY_DAY.search(figures(text)))


def say_money(amount: Decimal) -> str:
    """ "mil doscientos treinta y cuatro dólares con cincuenta centavos"."""
    cents = int((abs(amount) / _CENT).quantize(Decimal(1), ROUND_HALF_UP))
    whole, rest = divmod(cents, 100)
    parts = []
    if whole or not rest:
        of = " de" if whole >= 1_000_000 and whole % 1_000_000 == 0 else ""
        noun = "dólar" if whole == 1 else "dólares"
        parts.append(f"{say_number(whole, noun=True)}{of} {noun}")
    if rest:
        parts.append(f"{say_number(rest, noun=True)} {'centavo' if rest == 1 else 'centavos'}")
    return ("menos " if amount < 0 and cents else "") + " con ".join(parts)
