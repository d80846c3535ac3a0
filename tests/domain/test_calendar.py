"""Opening hours: what is said of them, and when a rental may begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from appliance.domain.calendar import OpeningHours, clock_time
from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from tests.rental.yard import NOW, ZONE, days

HOURS = OpeningHours("America/Chicago", "07:00", "17:30", (6,))


@pytest.mark.parametrize(
    "closed, sentence",
    [
        ((6,), "We are open Monday to Saturday from 7 AM to 5:30 PM."),
        ((), "We are open every day from 7 AM to 5:30 PM."),
        ((0, 2, 3, 5, 6), "We are open Tuesday and Friday from 7 AM to 5:30 PM."),
        ((0, 1, 2, 3, 4, 5, 6), "We are closed until further notice."),
    ],
)
def test_the_sentence(closed: tuple[int, ...], sentence: str) -> None:
    assert replace(HOURS, closed_weekdays=closed).sentence == sentence


@pytest.mark.parametrize(
    "start, now, words",
    [
        (days(2, 1), NOW, ""),
        (days(1, 1), NOW, ""),
        (days(1, 1), NOW.replace(hour=18), "closed for today"),
        (days(7, 1), NOW, "closed on Sundays"),
        (days(1, 1), NOW + timedelta(days=1), "in the past"),
    ],
)
def test_when_it_may_be_picked_up(start: Period, now: datetime, words: str) -> None:
    refusal = HOURS.pickup_refusal(start, now)
    assert words in refusal
    assert bool(refusal) is bool(words)


def test_the_last_day_is_the_one_that_the_period_ends_in() -> None:
    assert HOURS.last_day(days(2, 3)) == date(2027, 3, 5)
    midnight = Period(days(2, 1).start, datetime(2027, 3, 5, tzinfo=ZONE))
    assert HOURS.last_day(midnight) == date(2027, 3, 4)


def test_the_next_open_day() -> None:
    assert HOURS.next_open_day(date(2027, 3, 7)) == date(2027, 3, 8)
    assert HOURS.next_open_day(date(2027, 3, 6)) == date(2027, 3, 6)
    with pytest.raises(RecordError):
        replace(HOURS, closed_weekdays=tuple(range(7))).next_open_day(date(2027, 3, 6))


def test_nonsense_is_refused() -> None:
    with pytest.raises(RecordError):
        clock_time("7 o'clock")
    with pytest.raises(RecordError):
        _ = replace(HOURS, timezone="Nowhere/Land").zone
