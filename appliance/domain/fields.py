"""What a field may hold: one reader and one writer for each kind of field.

Forms, CSV files and the API all read through these, so that a value is refused everywhere for
the same reason in the same words. A reader takes text as people write it; a writer gives text
that its reader reads back equal. Refuses control characters, formats that can be misread and
whatever lies outside the field's range; it never guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import phonenumbers

from appliance.domain.errors import RecordError

E = TypeVar("E", bound=StrEnum)

REQUIRED: Final = object()
"""In place of the value that an empty text stands for: there is none."""
HOME_REGION: Final = "US"
"""Where a telephone number without a country code is taken to be."""
MOST_CENTS: Final = Decimal("999999999.99")
_MOST_TEXT: Final = 20_000
_SHOWN: Final = 60
_JOINERS: Final = "\u200c\u200d"
_AMOUNT = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?", re.ASCII)
_WHOLE = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r" ?(Z|[+-]\d{2}:?\d{2}(?::\d{2})?)?",
    re.ASCII,
)
_SEPARATORS = re.compile(r"[;,|\r\n]")
_YES = frozenset({"yes", "y", "true", "1", "x", "on"})
_NO = frozenset({"no", "n", "false", "0", "off"})


class Kind(StrEnum):
    """How a field is shown and typed in."""

    TEXT = "text"
    LONG = "long"
    LIST = "list"
    PHONE = "phone"
    MONEY = "money"
    PERCENT = "percent"
    HOURS = "hours"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    DATE = "date"
    MOMENT = "moment"


class ValueRefused(RecordError):
    """A value that a field may not hold. `reason` says why in words that follow the value."""

    key = "field"

    def __init__(self, reason: str, *, record: str = "", field: str = "", value: str = "") -> None:
        self.reason, self.field, self.value = reason, field, shortened(value)
        self.name = ""
        """The field's attribute, where it is known."""
        named = " · ".join(part for part in (record, field) if part)
        shown = f"“{self.value}” " if self.value else ""
        super().__init__(f"{named}: {shown}{reason}." if named else f"{shown}{reason}.")


def shortened(text: str, most: int = _SHOWN) -> str:
    """The text as it is shown in a message, cut to `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """One field of a record: `read` raises ValueRefused, `write` is its inverse.

    `empty` is what an empty text stands for, REQUIRED where a value has to be given.
    `managers_only` fields are not shown to clerks.
    """

    record: str
    name: str
    label: str
    kind: Kind
    rule: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    empty: Any = REQUIRED
    options: tuple[str, ...] = ()
    hint: str = ""
    managers_only: bool = False

    @property
    def required(self) -> bool:
        return self.empty is REQUIRED

    @property
    def first_option(self) -> str:
        """The choice that stands in a new form."""
        return str(self.options[0]) if self.required else self.text(self.empty)

    def parse(self, text: str) -> Any:
        """The value that a text stands for. Raises ValueRefused naming record, field, value and
        rule."""
        try:
            plain = plain_text(text)
            return self.read(plain) if plain else self._nothing()
        except ValueRefused as refused:
            raise ValueRefused(
                refused.reason, record=self.record, field=self.label, value=text.strip()
            ) from None

    def _nothing(self) -> Any:
        if self.required:
            raise ValueRefused(f"is empty; it holds {self.rule}")
        return self.empty

    def text(self, value: Any) -> str:
        """A value as text that `parse` reads back."""
        return "" if value is None or value == () else self.write(value)


def plain_text(text: str) -> str:
    """Composed, stripped, with ordinary spaces. Raises ValueRefused for far too much text."""
    if len(text) > _MOST_TEXT:
        raise ValueRefused(f"has {len(text):,} characters, which is far too long")
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()


def _as_is(value: Any) -> str:
    return str(value)


def read_text(longest: int, *, lines: bool = False) -> Callable[[str], str]:
    """Printable text of at most `longest` characters; `lines`: in several lines."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise ValueRefused(f"is longer than {longest} characters")
        kept = "\n\r\t" + _JOINERS if lines else _JOINERS
        if not all(letter.isprintable() or letter in kept for letter in text):
            raise ValueRefused("holds characters that cannot be printed")
        return text

    return read


def read_code(longest: int) -> Callable[[str], str]:
    """An identifier: printable, with a letter or digit in it."""
    read_printable = read_text(longest)

    def read(text: str) -> str:
        if not any(letter.isalnum() for letter in text):
            raise ValueRefused("has no letter or digit in it")
        return read_printable(text)

    return read


def read_list(most: int, longest: int) -> Callable[[str], tuple[str, ...]]:
    """Entries separated by commas, semicolons, bars or lines, without repeats."""
    read_entry = read_text(longest)

    def read(text: str) -> tuple[str, ...]:
        parts = (part.strip() for part in _SEPARATORS.split(text))
        found = tuple(dict.fromkeys(read_entry(part) for part in parts if part))
        if len(found) > most:
            raise ValueRefused(f"has {len(found)} entries; at most {most} are kept")
        return found

    return read


def write_list(values: tuple[str, ...]) -> str:
    return "; ".join(values)


def read_phone(text: str) -> str:
    """A telephone number in E.164: `(512) 555-0134` becomes `+15125550134`."""
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or len(text) > 40:
        raise ValueRefused("is not a telephone number such as +1 512 555 0134")
    if number.extension:
        raise ValueRefused("has an extension; only the number itself is kept")
    if not phonenumbers.is_possible_number(number):
        raise ValueRefused("has too few or too many digits for a telephone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_phones(most: int) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        parts = [part.strip() for part in _SEPARATORS.split(text)]
        found = tuple(dict.fromkeys(read_phone(part) for part in parts if part))
        if len(found) > most:
            raise ValueRefused(f"has {len(found)} numbers; at most {most} are kept")
        return found

    return read


def read_amount(least: Decimal, most: Decimal, what: str = "amount") -> Callable[[str], Decimal]:
    """A number with at most two decimals from `least` to `most`; `$` and `,` may stand in it."""

    def read(text: str) -> Decimal:
        bare = text.lstrip("$€£").rstrip("%").strip()
        if len(bare) > 40:
            raise ValueRefused(f"is not an {what} such as 850 or 1,250.00")
        if bare.startswith("-") and _AMOUNT.fullmatch(bare[1:]):
            raise ValueRefused(f"is below {least:,f}")
        if not _AMOUNT.fullmatch(bare):
            raise ValueRefused(f"is not an {what} such as 850 or 1,250.00")
        amount = Decimal(bare.replace(",", ""))
        if not least <= amount <= most:
            raise ValueRefused(f"is not from {least:,f} to {most:,f}")
        return amount.quantize(Decimal("0.01"))

    return read


def write_amount(value: Decimal) -> str:
    return f"{value:.2f}"


def read_whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if len(text) > 20 or not _WHOLE.fullmatch(text):
            raise ValueRefused("is not a whole number")
        number = int(text.replace(",", ""))
        if not least <= number <= most:
            raise ValueRefused(f"is not from {least:,} to {most:,}")
        return number

    return read


def read_choice(options: type[E]) -> Callable[[str], E]:
    """One of an enumeration's values, in any case, with spaces or underscores."""
    known = {_bare_words(option.value): option for option in options}

    def read(text: str) -> E:
        found = known.get(_bare_words(text))
        if found is None:
            raise ValueRefused(f"is none of {', '.join(options)}")
        return found

    return read


def read_choices(options: type[E]) -> Callable[[str], tuple[E, ...]]:
    """Some of an enumeration's values, separated as lists are, in the enumeration's order."""
    read_one = read_choice(options)

    def read(text: str) -> tuple[E, ...]:
        found = {read_one(part) for part in _SEPARATORS.split(text) if part.strip()}
        return tuple(option for option in options if option in found)

    return read


def _bare_words(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().casefold())


def read_flag(text: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueRefused("is neither yes nor no")


def write_flag(value: bool) -> str:
    return "yes" if value else "no"


def read_date(text: str) -> date:
    """A day, year first; `3/25/2026` too where month and day cannot be confused."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _YEAR_LAST.fullmatch(text):
        month, day, year = (int(part) for part in match.groups())
        if month <= 12 and day <= 12 and month != day:
            raise ValueRefused("may be read in two ways; write it as 2026-03-25")
        if month > 12:
            month, day = day, month
    else:
        raise ValueRefused("is not a day such as 2026-03-25")
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueRefused("is no day of the calendar") from None
    if not 1950 <= found.year <= 2199:
        raise ValueRefused("is not from 1950 to 2199")
    return found


def read_moment(text: str) -> datetime:
    """A day and time; without an offset it has no timezone yet, and means the yard's clocks."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueRefused("is not a time such as 2026-03-25 07:30")
    day, clock, offset = match.groups()
    offset = "+00:00" if offset == "Z" else offset or ""
    try:
        found = datetime.fromisoformat(
            f"{day} {clock.zfill(5) if len(clock) < 6 else clock}{offset}"
        )
    except ValueError:
        raise ValueRefused("is no time of the calendar") from None
    if not 1950 <= found.year <= 2199:
        raise ValueRefused("is not from 1950 to 2199")
    return found


def write_moment(value: datetime) -> str:
    return value.isoformat(sep=" ")


def localized(value: Any, zone: ZoneInfo) -> Any:
    """A moment by the yard's clocks where it has no timezone, in the yard's zone in any case;
    everything else as it is. Raises ValueRefused for a time that the clocks skip."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is not None:
        return value.astimezone(zone)
    local = value.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != value:
        raise ValueRefused("is skipped when the clocks go forward")
    return local
