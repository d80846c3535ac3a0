"""Periods by the yard's clocks, across the changes to and from daylight saving."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.calendar import OpeningHours
from appliance.domain.errors import RecordError
from appliance.domain.periods import Period

ZONES = ("America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
zones = st.sampled_from(ZONES).map(ZoneInfo)
dates = st.dates(date(2020, 1, 1), date(2040, 1, 1))
HOURS = OpeningHours("America/Chicago", "07:00", "17:00", (6,))


@given(dates, st.integers(1, 400), st.integers(4, 22), zones)
def test_days_are_wall_clock_days_whatever_the_clocks_do(
    day: date, length: int, hour: int, zone: ZoneInfo
) -> None:
    start = datetime.combine(day, time(hour), zone)
    end = datetime.combine(day + timedelta(days=length), time(hour), zone)
    assert Period(start, end).days == length
    by_utc = Period(start, end.astimezone(UTC))
    assert by_utc.days == length, "the end's own zone does not count"
    assert Period(start, end + timedelta(minutes=1)).days == length + 1


@pytest.mark.parametrize(
    "first, last, days",
    [
        ((2027, 3, 13), (2027, 3, 14), 1),
        ((2027, 3, 13), (2027, 3, 15), 2),
        ((2027, 11, 6), (2027, 11, 7), 1),
        ((2027, 11, 6), (2027, 11, 8), 2),
    ],
)
def test_the_nights_of_23_and_25_hours(
    first: tuple[int, int, int], last: tuple[int, int, int], days: int
) -> None:
    zone = ZoneInfo("America/Chicago")
    start, end = datetime(*first, 7, tzinfo=zone), datetime(*last, 7, tzinfo=zone)
    assert Period(start, end).days == days
    real = end.astimezone(UTC) - start.astimezone(UTC)
    assert real != timedelta(days=days)


@given(dates, st.integers(1, 30), dates, st.integers(1, 30), zones)
def test_overlapping_is_the_same_from_both_sides(
    one_day: date, one_length: int, other_day: date, other_length: int, zone: ZoneInfo
) -> None:
    def made(day: date, length: int) -> Period:
        start = datetime.combine(day, time(7), zone)
        return Period(start, datetime.combine(day + timedelta(days=length), time(7), zone))

    one, other = made(one_day, one_length), made(other_day, other_length)
    assert one.overlaps(other) is other.overlaps(one)
    shared = max(one.start, other.start) < min(one.end, other.end)
    assert one.overlaps(other) is shared
    touching = Period(one.end, one.end + timedelta(hours=1))
    assert not one.overlaps(touching)


@given(dates, st.sets(st.integers(0, 6), max_size=6), st.sets(dates, max_size=5))
def test_what_is_due_is_due_on_an_open_day(
    day: date, weekdays: set[int], holidays: set[date]
) -> None:
    hours = replace(
        HOURS, closed_weekdays=tuple(sorted(weekdays)), closed_dates=tuple(sorted(holidays))
    )
    end = datetime.combine(day, time(7), hours.zone)
    due = hours.due(end)
    assert due >= end
    assert hours.is_open_on(due.date())
    assert (due == end) is hours.is_open_on(day)
    assert bool(hours.return_refusal(end)) is not hours.is_open_on(day)
    skipped = (due.date() - day).days
    assert all(not hours.is_open_on(day + timedelta(days=one)) for one in range(skipped))
    back = hours.look_back(due)
    assert due - back <= end + timedelta(hours=1), "what was due back now is looked for far enough"


def test_hours_of_a_weekday_and_a_holiday() -> None:
    hours = replace(
        HOURS,
        weekday_hours=("", "", "", "", "", "08:00-12:00", ""),
        closed_dates=(date(2027, 3, 3),),
    )
    saturday = date(2027, 3, 6)
    assert hours.at_opening(saturday).time() == time(8)
    assert hours.at_closing(saturday).time() == time(12)
    assert hours.at_opening(date(2027, 3, 5)).time() == time(7)
    assert hours.sentence == (
        "We are open Monday to Friday from 7 AM to 5 PM, and Saturday from 8 AM to 12 PM."
    )
    wednesday = datetime(2027, 3, 3, 7, tzinfo=hours.zone)
    one_day = Period(wednesday, wednesday + timedelta(days=1))
    assert "closed on March 3, 2027" in hours.pickup_refusal(one_day, wednesday)
    assert hours.due(wednesday) == datetime(2027, 3, 4, 7, tzinfo=hours.zone)


def test_a_yard_that_never_opens_keeps_its_ends() -> None:
    closed = replace(HOURS, closed_weekdays=tuple(range(7)))
    end = datetime(2027, 3, 3, 7, tzinfo=closed.zone)
    assert closed.due(end) == end


def test_nonsense_is_refused() -> None:
    now = datetime(2027, 3, 3, 7, tzinfo=UTC)
    for start, end in ((now, now), (now, now - timedelta(days=1))):
        with pytest.raises(RecordError):
            Period(start, end)
    with pytest.raises(RecordError):
        Period(now.replace(tzinfo=None), now)
