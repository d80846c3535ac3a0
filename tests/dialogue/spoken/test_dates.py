from __future__ import annotations

from datetime import date, time

import pytest

from appliance.dialogue.spoken.dates import (
    Duration,
    DurationUnit,
    days_until,
    parse_date,
    parse_duration,
    parse_end_date,
    parse_period,
    say_date,
    say_duration,
    say_time,
)

SATURDAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "said, day",
    [
        ("today", "2026-11-21"),
        ("right away", "2026-11-21"),
        ("tomorrow", "2026-11-22"),
        ("tomorrow morning at 7 am", "2026-11-22"),
        ("the day after tomorrow", "2026-11-23"),
        ("Monday", "2026-11-23"),
        ("first thing Monday", "2026-11-23"),
        ("Saturday", "2026-11-28"),
        ("this Saturday", "2026-11-21"),
        ("this Friday", "2026-11-27"),
        ("next Tuesday", "2026-11-24"),
        ("Friday after next", "2026-12-04"),
        ("next week Wednesday", "2026-11-25"),
        ("Wednesday next week", "2026-11-25"),
        ("next week", "2026-11-23"),
        ("this weekend", "2026-11-21"),
        ("next weekend", "2026-11-28"),
        ("end of the week", "2026-11-27"),
        ("end of the month", "2026-11-30"),
        ("the beginning of December", "2026-12-01"),
        ("November 25th", "2026-11-25"),
        ("November twenty-fifth", "2026-11-25"),
        ("November twenty five", "2026-11-25"),
        ("Nov. 25", "2026-11-25"),
        ("25 November", "2026-11-25"),
        ("the twenty-fifth of November", "2026-11-25"),
        ("the twenty-fifth", "2026-11-25"),
        ("I need it on the 3rd", "2026-12-03"),
        ("the 5th of next month", "2026-12-05"),
        ("next month on the third", "2026-12-03"),
        ("the last day of the month", "2026-11-30"),
        ("the following Friday", "2026-11-27"),
        ("first of December", "2026-12-01"),
        ("11/25", "2026-11-25"),
        ("11-25", "2026-11-25"),
        ("1/5", "2027-01-05"),
        ("11/25/27", "2027-11-25"),
        ("2026-12-01", "2026-12-01"),
        ("December 1st, 2027", "2027-12-01"),
        ("November twenty-fifth, twenty twenty-seven", "2027-11-25"),
        ("January 2nd", "2027-01-02"),
        ("February 29th", "2028-02-29"),
        ("Monday the 23rd", "2026-11-23"),
        ("Tuesday, November 24th", "2026-11-24"),
        ("in two weeks", "2026-12-05"),
        ("in a couple of days", "2026-11-23"),
        ("in two weeks' time", "2026-12-05"),
        ("three days from now", "2026-11-24"),
        ("a week from Monday", "2026-11-30"),
        ("a week from tomorrow", "2026-11-29"),
        ("in a month", "2026-12-21"),
        ("not Monday, Tuesday", "2026-11-24"),
        ("Tuesday instead of Monday", "2026-11-24"),
    ],
)
def test_a_day_is_understood_however_it_is_named(said: str, day: str) -> None:
    assert parse_date(said, SATURDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "may I have it",
        "the first one",
        "one second",
        "sometime",
        "February 30th",
        "13/45",
        "25th street",
        "for three days",
    ],
)
def test_what_names_no_day_gives_none(said: str) -> None:
    assert parse_date(said, SATURDAY) is None


@pytest.mark.parametrize("said", ["Monday the 24th", "Monday, November 24th"])
def test_a_weekday_that_contradicts_its_date_is_refused(said: str) -> None:
    assert parse_date(said, SATURDAY) is None
    assert parse_period(f"{said} for three days", SATURDAY) == (None, Duration(3))


@pytest.mark.parametrize(
    "said, day",
    [
        ("Monday", "2026-11-30"),
        ("this Monday", "2026-11-23"),
        ("next Monday", "2026-11-30"),
        ("Tuesday", "2026-11-24"),
        ("next Tuesday", "2026-12-01"),
        ("this Tuesday", "2026-11-24"),
    ],
)
def test_said_on_a_monday_next_is_the_week_to_come(said: str, day: str) -> None:
    assert parse_date(said, MONDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "said, days, unit",
    [
        ("three days", 3, "day"),
        ("a 3-day rental", 3, "day"),
        ("ten days please", 10, "day"),
        ("just the one day", 1, "day"),
        ("for the day", 1, "day"),
        ("overnight", 1, "day"),
        ("half a day", 1, "day"),
        ("a day and a half", 2, "day"),
        ("couple of days", 2, "day"),
        ("five business days", 5, "day"),
        ("4 hours", 1, "hour"),
        ("36 hours", 2, "hour"),
        ("a week", 7, "week"),
        ("a week or so", 7, "week"),
        ("all week", 7, "week"),
        ("the whole week", 7, "week"),
        ("a week and a half", 11, "week"),
        ("week and a half", 11, "week"),
        ("two weeks and three days", 17, "week"),
        ("a couple of weeks", 14, "week"),
        ("a fortnight", 14, "fortnight"),
        ("a month", 28, "month"),
        ("the weekend", 2, "weekend"),
        ("a long weekend", 3, "weekend"),
        ("for two weeks from Monday", 14, "week"),
        ("not three days, four days", 4, "day"),
    ],
)
def test_a_duration_is_charged_in_whole_days(said: str, days: int, unit: str) -> None:
    assert parse_duration(said) == Duration(days, DurationUnit(unit))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "two fifty a day",
        "1500 a week",
        "how much a day",
        "in two weeks",
        "a week from Monday",
        "next week",
        "the day after tomorrow",
        "two or three days",
        "a few days",
        "until Friday",
        "end of the month",
    ],
)
def test_rates_dates_and_open_ranges_are_no_durations(said: str) -> None:
    assert parse_duration(said) is None


@pytest.mark.parametrize(
    "said, start, days",
    [
        ("from Monday for three days", "2026-11-23", 3),
        ("three days starting the 25th", "2026-11-25", 3),
        ("for a week starting Monday", "2026-11-23", 7),
        ("for two weeks from Monday", "2026-11-23", 14),
        ("a week from Monday for ten days", "2026-11-30", 10),
        ("Monday to Friday", "2026-11-23", 5),
        ("Monday-Friday", "2026-11-23", 5),
        ("next Tuesday through Thursday", "2026-11-24", 3),
        ("Monday through Friday of next week", "2026-11-23", 5),
        ("tomorrow until Friday", "2026-11-22", 5),
        ("Monday, back on Thursday", "2026-11-23", 3),
        ("from Monday until next Friday", "2026-11-23", 4),
        ("December 1 through 5", "2026-12-01", 5),
        ("Dec 1-5", "2026-12-01", 5),
        ("from the 1st to the 5th", "2026-12-01", 5),
        ("November 30th until December 4th", "2026-11-30", 4),
        ("this weekend", "2026-11-21", 2),
        ("for all of next week", "2026-11-23", 7),
        ("Monday, Tuesday and Wednesday", "2026-11-23", 3),
        ("Monday and Thursday", "2026-11-23", None),
        ("between Monday and Wednesday", "2026-11-23", 3),
        ("just Monday", "2026-11-23", 1),
        ("one day on the 25th", "2026-11-25", 1),
        ("Monday through the following Friday", "2026-11-23", 5),
        ("tomorrow", "2026-11-22", None),
        ("four days", None, 4),
        ("I don't know yet", None, None),
    ],
)
def test_a_period_comes_out_of_one_utterance(
    said: str, start: str | None, days: int | None
) -> None:
    begun, duration = parse_period(said, SATURDAY)
    assert begun == (date.fromisoformat(start) if start else None)
    assert (duration.days if duration else None) == days


@pytest.mark.parametrize(
    "said, day, days",
    [
        ("until Friday", "2026-11-27", 4),
        ("through Friday", "2026-11-27", 5),
        ("Friday", "2026-11-27", 4),
        ("till the 30th", "2026-11-30", 7),
        ("I'll bring it back on Thursday", "2026-11-26", 3),
        ("we return it next Monday", "2026-11-30", 7),
        ("until the end of the month", "2026-11-30", 7),
        ("up to and including Friday", "2026-11-27", 5),
    ],
)
def test_an_end_is_named_and_counted(said: str, day: str, days: int) -> None:
    assert parse_end_date(said, MONDAY) == date.fromisoformat(day)
    assert days_until(said, MONDAY) == days


@pytest.mark.parametrize("said", ["", "from Tuesday for three days", "until it is done"])
def test_no_end_is_taken_from_what_names_none(said: str) -> None:
    assert parse_end_date(said, MONDAY) is None
    assert days_until(said, MONDAY) is None


def test_dates_times_and_durations_are_said_in_words() -> None:
    assert say_date(date(2026, 11, 22), SATURDAY) == "tomorrow, Sunday, November twenty-second"
    assert say_date(date(2026, 11, 24), SATURDAY) == "Tuesday, November twenty-fourth"
    assert say_date(date(2027, 12, 1), SATURDAY).endswith("December first, twenty twenty-seven")
    assert [
        say_time(time(7)),
        say_time(time(16, 30)),
        say_time(time(9, 5)),
        say_time(time(12)),
    ] == [
        "seven a.m.",
        "four thirty p.m.",
        "nine oh five a.m.",
        "noon",
    ]
    assert [say_duration(days) for days in (1, 3, 7, 10, 14)] == [
        "one day",
        "three days",
        "one week",
        "ten days",
        "two weeks",
    ]
    assert Duration(14).spoken == "two weeks"
