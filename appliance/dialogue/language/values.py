"""Spoken values, both ways, as every language must read and say them.

What a reader returns is the same in all languages: dates, lengths, amounts, identifiers. None
where the words do not say it for certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from appliance.dialogue.spoken.address import AddressMatch
from appliance.dialogue.spoken.durations import Duration
from appliance.dialogue.spoken.identifiers import Candidate, IdentifierFormat
from appliance.dialogue.spoken.names import NameMatch


class Values(Protocol):
    # days and lengths
    def parse_date(self, text: str, today: date) -> date | None: ...

    def parse_period(self, text: str, today: date) -> tuple[date | None, Duration | None]: ...

    def parse_duration(self, text: str) -> Duration | None: ...

    def days_until(self, text: str, start: date) -> int | None: ...

    # amounts
    def parse_money(self, text: str, near: Decimal | None = None) -> Decimal | None: ...

    def parse_day_rate(
        self, text: str, period_days: int, near: Decimal | None = None
    ) -> Decimal | None: ...

    def is_by_day(self, text: str) -> bool:
        """True where an amount is said to be one a day."""
        ...

    def parse_quantity(self, text: str) -> int | None: ...

    def words_to_number(self, text: str) -> Decimal | None: ...

    # identifiers and numbers
    def candidates(self, texts: Sequence[str], fmt: IdentifierFormat) -> list[Candidate]: ...

    def spoken_repair(self, previous: str, text: str) -> str | None: ...

    def parse_phone(self, texts: Sequence[str] | str) -> str | None: ...

    def spell(self, identifier: str) -> str:
        """An identifier as it is said, character by character."""
        ...

    # names and addresses
    def match_phrase(
        self, heard: str | Sequence[str], phrases: Mapping[str, Sequence[str]]
    ) -> list[tuple[str, float]]: ...

    def match_name(self, heard: Sequence[str], names: Sequence[str]) -> NameMatch: ...

    def match_address(self, heard: str | Sequence[str], known: Sequence[str]) -> AddressMatch: ...

    def misheard_site(self, heard: Sequence[str], known: Sequence[str]) -> str | None:
        """The only known site within one digit of a house number that was heard."""
        ...

    def normalise_address(self, text: str) -> str: ...
