"""Interval arithmetic: overlap, buffers, concurrency, the next free day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.availability import (
    free_count,
    free_units,
    most_at_once,
    next_free_day,
    overlaps,
)
from appliance.domain.calendar import OpeningHours
from appliance.domain.catalogue import Unit, UnitState
from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation
from tests.rental.yard import CONES, LIFT, ZONE, days

HOUR = timedelta(hours=1)
NONE = timedelta(0)
UNITS = (
    Unit(id="u1", asset_tag="A", class_id="lift"),
    Unit(id="u2", asset_tag="B", class_id="lift"),
)
HOURS = OpeningHours("America/Chicago", "07:00", "17:00", (6,))


def taken(
    period: Period,
    unit_id: str | None = "u1",
    quantity: int = 1,
    source: str = "booking",
    class_id: str = "lift",
    open_end: bool = False,
) -> Occupation:
    return Occupation(
        source=source,
        reference="r",
        class_id=class_id,
        unit_id=unit_id,
        quantity=quantity,
        start=period.start,
        end=None if open_end else period.end,
    )


def test_touching_periods_need_the_turnaround_between_them() -> None:
    booked = taken(days(2, 3))
    after = days(5, 1)
    assert not overlaps(booked, after, NONE)
    before = Period(days(2, 3).start - timedelta(days=1), days(2, 3).start)
    assert overlaps(booked, before, HOUR)
    assert overlaps(replace(booked, source="hold"), after, HOUR)


def test_an_open_end_blocks_for_good() -> None:
    assert overlaps(taken(days(2, 1), open_end=True), days(20, 1), NONE)
    assert (
        next_free_day(LIFT, UNITS[:1], [taken(days(2, 1), open_end=True)], days(3, 1), 1, HOURS)
        is None
    )


def test_units_not_in_service_are_not_free() -> None:
    units = (UNITS[0], replace(UNITS[1], state=UnitState.MAINTENANCE))
    assert free_units(units, (), days(2, 1), HOUR) == UNITS[:1]


def test_bulk_counts_what_is_out_at_the_same_moment() -> None:
    kept = [
        taken(days(2, 2), None, 60, class_id="cones"),
        taken(days(4, 2), None, 70, class_id="cones"),
    ]
    assert most_at_once(kept, days(2, 5), NONE) == 70
    assert free_count(replace(CONES, buffer_minutes=0), (), kept, days(2, 5)) == 30


def test_the_next_free_day_is_an_open_one() -> None:
    # Free again on Sunday the 7th, when the yard is closed.
    kept = [
        taken(days(2, 4), "u1"),
        taken(Period(days(2, 1).start, datetime(2027, 3, 7, 6, tzinfo=ZONE)), "u2"),
    ]
    assert next_free_day(LIFT, UNITS[1:], kept, days(2, 3), 1, HOURS) == date(2027, 3, 8)


def test_a_rental_over_a_clock_change_keeps_its_days() -> None:
    zone = ZoneInfo("America/Chicago")
    period = Period(HOURS.at_opening(date(2027, 3, 13)), HOURS.at_opening(date(2027, 3, 15)))
    assert period.days == 2
    assert period.end - period.start == timedelta(days=2)
    assert period.end.utcoffset() != period.start.utcoffset()
    assert period.end.tzinfo == zone


spans = st.tuples(st.integers(0, 400), st.integers(1, 60), st.integers(1, 5))


@given(st.lists(spans, max_size=12), st.integers(0, 400), st.integers(1, 60))
def test_the_sweep_agrees_with_counting_every_hour(
    kept: list[tuple[int, int, int]], start: int, length: int
) -> None:
    origin = datetime(2027, 3, 1, tzinfo=ZoneInfo("UTC"))

    def span(first: int, hours: int) -> Period:
        return Period(origin + HOUR * first, origin + HOUR * (first + hours))

    occupied = [taken(span(first, hours), None, amount) for first, hours, amount in kept]
    counted = max(
        sum(amount for first, hours, amount in kept if first <= hour < first + hours)
        for hour in range(start, start + length)
    )
    assert most_at_once(occupied, span(start, length), NONE) == counted
