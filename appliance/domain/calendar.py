"""The yard's days: when it is open, and what day and hour a moment is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from appliance.domain.words import WEEKDAYS, clock_in_words, day_in_words, listed


def clock_time(text: str) -> time:
    """`HH:MM` as a time; raises RecordError otherwise."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise RecordError(f"`{text}` is not a time of day.", "Write it as 07:00.") from error


_LONGEST_CLOSED_DAYS = 62
"""A yard that is closed for longer than this has no next open day."""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When the yard is open; Monday is 0.

    `weekday_hours` holds, from Monday on, `07:00-17:00` for a weekday with hours of its own and
    an empty text for one with the usual hours; `closed_dates` are holidays.
    """

    timezone: str
    opens_at: str
    closes_at: str
    closed_weekdays: tuple[int, ...] = ()
    closed_dates: tuple[date, ...] = ()
    weekday_hours: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """Raises RecordError when the zone's name is unknown."""
        try:
            return ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise RecordError(
                f"There is no timezone called `{self.timezone}`.",
                "Use a name such as America/Chicago.",
            ) from error

    def is_open_on(self, day: date) -> bool:
        return day.weekday() not in self.closed_weekdays and day not in self.closed_dates

    def next_open_day(self, day: date) -> date:
        """The day itself when open, else the first open one after it. Raises RecordError where
        there is none for two months."""
        found = self._open_from(day)
        if found is not None:
            return found
        raise RecordError(
            "The yard is closed on every day for two months.",
            "Open at least one weekday in the yard's settings.",
        )

    def _open_from(self, day: date) -> date | None:
        for ahead in range(_LONGEST_CLOSED_DAYS):
            candidate = day + timedelta(days=ahead)
            if self.is_open_on(candidate):
                return candidate
        return None

    def hours_on(self, day: date) -> tuple[str, str]:
        """When the yard opens and closes on a weekday, `HH:MM`, whether or not it is closed."""
        own = self.weekday_hours[day.weekday()] if self.weekday_hours else ""
        opens, _, closes = own.partition("-")
        return (opens, closes) if own else (self.opens_at, self.closes_at)

    def at_opening(self, day: date) -> datetime:
        return datetime.combine(day, clock_time(self.hours_on(day)[0]), self.zone)

    def at_closing(self, day: date) -> datetime:
        return datetime.combine(day, clock_time(self.hours_on(day)[1]), self.zone)

    def due(self, end: datetime) -> datetime:
        """When what is rented until `end` has to be back: then, or at the next opening where
        the yard is closed on that day."""
        local = self.local(end)
        day = self._open_from(local.date())
        return local if day is None or day == local.date() else self.at_opening(day)

    def kept(self, period: Period) -> Period:
        """The span for which a rental keeps its machine: to the moment it is due back."""
        local = self.local_period(period)
        return Period(local.start, self.due(local.end))

    def look_back(self, moment: datetime) -> timedelta:
        """A rental that ended longer ago than this was due back before the moment."""
        day = self.local(moment).date()
        for closed in range(1, _LONGEST_CLOSED_DAYS):
            if self.is_open_on(day - timedelta(days=closed)):
                return timedelta(days=closed)
        return timedelta(days=_LONGEST_CLOSED_DAYS)

    def return_refusal(self, end: datetime) -> str:
        """Why a rental cannot be made to end then, in words; empty when it can."""
        day = self.local(end).date()
        if self.is_open_on(day):
            return ""
        return f"{self._closed_words(day)}; the next day for a return is " + (
            f"{day_in_words(self.next_open_day(day))}."
        )

    def _closed_words(self, day: date) -> str:
        if day in self.closed_dates:
            return f"We are closed on {day_in_words(day)}"
        return f"We are closed on {WEEKDAYS[day.weekday()]}s"

    def local(self, moment: datetime) -> datetime:
        """The moment by the yard's clocks."""
        return moment.astimezone(self.zone)

    def local_period(self, period: Period) -> Period:
        """The same span by the yard's clocks."""
        return Period(self.local(period.start), self.local(period.end))

    def last_day(self, period: Period) -> date:
        """The last day that the period touches."""
        return self.local(period.end - timedelta(microseconds=1)).date()

    def days_of(self, period: Period) -> tuple[date, date]:
        """The first and the last day that the period touches."""
        return self.local(period.start).date(), self.last_day(period)

    def pickup_refusal(self, period: Period, now: datetime) -> str:
        """Why the period cannot begin as asked, in words; empty when it can.

        A period may begin earlier on the current day: it is then picked up at once.
        """
        today = self.local(now).date()
        first = self.local(period.start).date()
        if first < today or period.end <= now:
            return "That start date is in the past."
        if not self.is_open_on(first):
            return f"{self._closed_words(first)}; pick another day for pickup."
        if first == today and now >= self.at_closing(today):
            return "We have closed for today, so the first pickup is on our next open day."
        return ""

    @property
    def sentence(self) -> str:
        """`We are open Monday to Saturday from 7 AM to 5 PM.`"""
        days = [index for index in range(7) if index not in self.closed_weekdays]
        if not days:
            return "We are closed until further notice."
        by_hours: dict[tuple[str, str], list[int]] = {}
        for day in days:
            own = self.weekday_hours[day] if self.weekday_hours else ""
            opens, _, closes = own.partition("-")
            hours = (opens, closes) if own else (self.opens_at, self.closes_at)
            by_hours.setdefault(hours, []).append(day)
        parts = [
            f"{_days_in_words(found)} from {clock_in_words(opens)} to {clock_in_words(closes)}"
            for (opens, closes), found in by_hours.items()
        ]
        return f"We are open {', and '.join(parts)}."


def _days_in_words(days: list[int]) -> str:
    if len(days) == 7:
        return "every day"
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return listed([WEEKDAYS[day] for day in days])
