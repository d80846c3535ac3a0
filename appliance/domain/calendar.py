"""The yard's days: when it is open, and what day and hour a moment is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from appliance.domain.words import WEEKDAYS, clock_in_words, listed


def clock_time(text: str) -> time:
    """`HH:MM` as a time; raises RecordError otherwise."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise RecordError(f"`{text}` is not a time of day.", "Write it as 07:00.") from error


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The same hours on every open day; Monday is 0."""

    timezone: str
    opens_at: str
    closes_at: str
    closed_weekdays: tuple[int, ...] = ()

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
        return day.weekday() not in self.closed_weekdays

    def next_open_day(self, day: date) -> date:
        """The day itself when open, else the first open one after it."""
        for ahead in range(7):
            candidate = day + timedelta(days=ahead)
            if self.is_open_on(candidate):
                return candidate
        raise RecordError(
            "The yard is closed on every day of the week.",
            "Open at least one weekday in the yard's settings.",
        )

    def at_opening(self, day: date) -> datetime:
        return datetime.combine(day, clock_time(self.opens_at), self.zone)

    def at_closing(self, day: date) -> datetime:
        return datetime.combine(day, clock_time(self.closes_at), self.zone)

    def local(self, moment: datetime) -> datetime:
        """The moment by the yard's clocks."""
        return moment.astimezone(self.zone)

    def local_period(self, period: Period) -> Period:
        """The same span by the yard's clocks."""
        return Period(self.local(period.start), self.local(period.end))

    def last_day(self, period: Period) -> date:
        """The last day that the period touches."""
        return self.local(period.end - timedelta(microseconds=1)).date()

    def pickup_refusal(self, period: Period, now: datetime) -> str:
        """Why the period cannot begin as asked, in words; empty when it can.

        A period may begin earlier on the current day: it is then picked up at once.
        """
        today = self.local(now).date()
        first = self.local(period.start).date()
        if first < today or period.end <= now:
            return "That start date is in the past."
        if not self.is_open_on(first):
            return f"We are closed on {WEEKDAYS[first.weekday()]}s; pick another day for pickup."
        if first == today and now >= self.at_closing(today):
            return "We have closed for today, so the first pickup is on our next open day."
        return ""

    @property
    def sentence(self) -> str:
        """`We are open Monday to Saturday from 7 AM to 5 PM.`"""
        days = [index for index in range(7) if index not in self.closed_weekdays]
        if not days:
            return "We are closed until further notice."
        hours = f"from {clock_in_words(self.opens_at)} to {clock_in_words(self.closes_at)}"
        if len(days) == 7:
            return f"We are open every day {hours}."
        if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
            return f"We are open {WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]} {hours}."
        return f"We are open {listed([WEEKDAYS[day] for day in days])} {hours}."
