"""What a form field may hold: text from a browser in, typed values out, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from litestar.enums import RequestEncodingType
from litestar.params import Body

from appliance.domain.errors import RecordError

FormData = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]

MOST_MONEY = Decimal("9999999.99")
E = TypeVar("E", bound=StrEnum)


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
    bare = text.strip().lstrip("$€£").replace(",", "").strip()
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        raise FieldError(f"“{text[:30]}” is not an amount; write it like 245 or 245.50.") from None
    if not amount.is_finite() or amount < 0:
        raise FieldError("An amount cannot be negative.")
    if amount > MOST_MONEY:
        raise FieldError("That amount is too large.")
    if amount != round(amount, 2):
        raise FieldError("Use at most two decimals.")
    return round(amount, 2)


def parse_optional_money(text: str) -> Decimal | None:
    return parse_money(text) if text.strip() else None


def parse_percent(text: str) -> Decimal:
    """0 to 100, at most two decimals. Raises FieldError."""
    amount = parse_money(text.strip().rstrip("%"))
    if amount > 100:
        raise FieldError("A percentage is at most 100.")
    return amount


def parse_whole(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers from `least` to `most`; it raises FieldError."""

    def parse(text: str) -> int:
        try:
            number = int(text.strip())
        except ValueError:
            raise FieldError(f"“{text[:30]}” is not a whole number.") from None
        if not least <= number <= most:
            raise FieldError(f"A number from {least} to {most}.")
        return number

    return parse


def parse_choice(kind: type[E]) -> Callable[[str], E]:
    """A parser of one of an enumeration's values; it raises FieldError."""

    def parse(text: str) -> E:
        try:
            return kind(text)
        except ValueError:
            allowed = ", ".join(kind)
            raise FieldError(f"One of: {allowed}.") from None

    return parse


def parse_lines(text: str) -> tuple[str, ...]:
    """Separate entries, by comma or line, without repeats."""
    found = [part.strip() for part in text.replace("\n", ",").split(",")]
    return tuple(dict.fromkeys(part for part in found if part))


def parse_offset(number: int) -> int:
    """A listing's offset, kept within reason."""
    return min(max(0, number), 10_000_000)


def merged_query(query: Mapping[str, object], **changes: object) -> str:
    """A query string of what is set, for links in templates."""
    return urlencode({k: v for k, v in {**query, **changes}.items() if v not in ("", None)})
