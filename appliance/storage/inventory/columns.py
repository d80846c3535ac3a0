"""The columns of an inventory file, and how a cell becomes a value. Knows no records."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, TypeVar

from appliance.domain.catalogue import WeightClass

T = TypeVar("T")

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
NEUTRAL: Final = "'"
_MOST_MONEY = Decimal(10) ** 9
_MONEY = re.compile(r"\d{1,3}(,\d{3})*(\.\d{1,2})?|\d+(\.\d{1,2})?")
_NO_CERTIFICATE = frozenset({"", "none", "no", "n/a", "na", "-", "not required"})
_BARE_YES = frozenset({"yes", "y", "true", "required"})


class Column(StrEnum):
    """The header as yards write it."""

    TAG = "Equipment ID"
    NAME = "Equipment Name"
    CATEGORY = "Category"
    DAY_RATE = "Daily Rate"
    STATUS = "Status"
    CERTIFICATION = "Operator Cert Required"
    INSURANCE = "Min Insurance"
    LOCATION = "Storage Location"
    MAX_RATE = "Max Rate"
    WEIGHT = "Weight Class"
    FLOOR_RATE = "Floor Rate"


REQUIRED: Final = tuple(column for column in Column if column is not Column.FLOOR_RATE)


class UnitStatus(StrEnum):
    AVAILABLE = "AVAILABLE"
    RENTED = "RENTED"
    MAINTENANCE = "MAINTENANCE"
    RESERVED = "RESERVED"


@dataclass(frozen=True, slots=True)
class CellError(Exception):
    """Why a cell is refused, in words."""

    reason: str


def header_name(text: str) -> str:
    """A header as compared: lower case, single spaces."""
    return " ".join(re.split(r"[\s_-]+", text.strip().lower()))


def protected(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return NEUTRAL + text if text.startswith((*FORMULA_STARTS, NEUTRAL)) else text


def unprotected(text: str) -> str:
    """What `protected` was given."""
    if text.startswith(NEUTRAL) and text[1:].startswith((*FORMULA_STARTS, NEUTRAL)):
        return text[1:]
    return text


def text_cell(longest: int, *, required: bool = True) -> Callable[[str], str]:
    """Printable text of at most `longest` characters."""

    def read(text: str) -> str:
        if required and not text:
            raise CellError("is empty")
        if len(text) > longest:
            raise CellError(f"is longer than {longest} characters")
        if not text.isprintable():
            raise CellError("holds characters that cannot be printed")
        return text

    return read


def money_cell(text: str) -> Decimal:
    """An amount such as `850`, `1,250.00` or `$1250`."""
    plain = text.removeprefix("$").strip()
    if not plain:
        raise CellError("is empty")
    if plain.startswith("-"):
        raise CellError("is below zero")
    if not (plain.isascii() and _MONEY.fullmatch(plain)):
        raise CellError("is not an amount such as 850 or 1,250.00")
    try:
        amount = Decimal(plain.replace(",", ""))
    except InvalidOperation as error:
        raise CellError("is not an amount") from error
    if amount >= _MOST_MONEY:
        raise CellError("is too large")
    return amount


def rate_cell(text: str) -> Decimal:
    """An amount above zero."""
    amount = money_cell(text)
    if amount <= 0:
        raise CellError("must be above zero")
    return amount


def optional(read: Callable[[str], T], empty: T) -> Callable[[str], T]:
    """The same cell, that may be left empty."""
    return lambda text: read(text) if text else empty


def status_cell(text: str) -> UnitStatus:
    try:
        return UnitStatus(text.upper())
    except ValueError as error:
        raise CellError(f"is none of {', '.join(UnitStatus)}") from error


def weight_cell(text: str) -> WeightClass:
    for weight in WeightClass:
        if header_name(text) == weight.lower():
            return weight
    raise CellError(f"is none of {', '.join(WeightClass)}")


def certification_cell(text: str) -> str | None:
    """The certificate's kind; None where none is needed."""
    word = text.lower()
    if word in _NO_CERTIFICATE:
        return None
    if word in _BARE_YES:
        raise CellError("must name the certificate that is needed, or be None")
    return text_cell(60)(text)
