"""What a form field may hold: text from a browser in, typed values out, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from litestar.enums import RequestEncodingType
from litestar.params import Body

from appliance.domain.errors import RecordError
from appliance.domain.fields import ValueRefused, read_amount, read_choice, read_list, read_whole

FormData = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]

MOST_MONEY = Decimal("9999999.99")
E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class FieldError(RecordError):
    """A field of a form holds what it may not."""

    key = "field"


def text_of(data: Mapping[str, Any], name: str, most: int = 200) -> str:
    """A field's text, stripped; empty when it is missing. Raises FieldError when too long."""
    value = data.get(name, "")
    if isinstance(value, list):
        value = value[-1] if value else ""
    text = str(value).strip()
    if len(text) > most:
        raise FieldError(f"At most {most} characters.")
    if any(ord(letter) < 32 and letter not in "\r\n\t" for letter in text):
        raise FieldError("There are control characters in this.")
    return text


def parse_required(text: str) -> str:
    if not text:
        raise FieldError("This cannot be empty.")
    return text


def parse_money(text: str) -> Decimal:
    """An amount with at most two decimals, `$` and `,` allowed. Raises FieldError."""
    return _read(read_amount(Decimal(0), MOST_MONEY), text)


def parse_optional_money(text: str) -> Decimal | None:
    return parse_money(text) if text.strip() else None


def parse_percent(text: str) -> Decimal:
    """0 to 100, at most two decimals. Raises FieldError."""
    return _read(read_amount(Decimal(0), Decimal(100), "percentage"), text)


def parse_whole(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers from `least` to `most`; it raises FieldError."""
    return lambda text: _read(read_whole(least, most), text)


def parse_choice(kind: type[E]) -> Callable[[str], E]:
    """A parser of one of an enumeration's values; it raises FieldError."""
    return lambda text: _read(read_choice(kind), text)


def _read(reader: Callable[[str], T], text: str) -> T:
    """By the rules that files and records have, as a form says it."""
    plain = text.strip()
    if not plain:
        raise FieldError("This cannot be empty.")
    try:
        return reader(plain)
    except ValueRefused as refused:
        raise FieldError(f"“{plain[:30]}” {refused.reason}.") from None


def parse_lines(text: str) -> tuple[str, ...]:
    """Separate entries, by comma or line, without repeats."""
    return _read(read_list(400, 200), text) if text.strip() else ()


def parse_offset(number: int) -> int:
    """A listing's offset, kept within reason."""
    return min(max(0, number), 10_000_000)


def merged_query(query: Mapping[str, object], **changes: object) -> str:
    """A query string of what is set, for links in templates."""
    return urlencode({k: v for k, v in {**query, **changes}.items() if v not in ("", None)})
