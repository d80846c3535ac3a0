"""Rental periods: half-open, timezone-aware `[start, end)`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.errors import RecordError


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span `[start, end)`; both ends carry a timezone.

    Raises RecordError when an end is naive or does not lie after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise RecordError("A rental period needs times with a timezone.")
        if self.end <= self.start:
            raise RecordError(f"The period ends {self.end} before it starts {self.start}.")

    def overlaps(self, other: Period) -> bool:
        """True when the two spans share an instant; touching ends do not overlap."""
        return self.start < other.end and other.start < self.end

    def widened(self, *, after: timedelta) -> Period:
        """The same span with a turnaround buffer behind it."""
        return Period(self.start, self.end + after)

    @property
    def days(self) -> int:
        """Charged days, by wall clock in the yard's zone: a started day counts whole.

        Both ends are compared as local wall-clock times, so a rental across a
        daylight-saving change is neither a day longer nor shorter.
        """
        start = self.start.replace(tzinfo=None)
        end = self.end.astimezone(self.start.tzinfo).replace(tzinfo=None)
        return max(1, math.ceil((end - start) / timedelta(days=1)))
