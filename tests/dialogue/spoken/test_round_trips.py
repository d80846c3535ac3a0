from __future__ import annotations

import re
import time
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.dialogue.spoken.address import normalise_address, say_address
from appliance.dialogue.spoken.dates import (
    parse_date,
    parse_duration,
    parse_period,
    say_date,
    say_duration,
)
from appliance.dialogue.spoken.identifiers import (
    ALPHANUMERIC,
    DIGITS,
    IdentifierFormat,
    candidates,
    spell,
    spoken_repair,
)
from appliance.dialogue.spoken.matching import match_records
from appliance.dialogue.spoken.money import parse_day_rate, parse_money, say_money
from appliance.dialogue.spoken.names import match_name, match_phrase
from appliance.dialogue.spoken.numbers import number_to_words, parse_quantity, words_to_number
from appliance.dialogue.spoken.phones import parse_phone, say_phone
from appliance.dialogue.spoken.yesno import split_yes_no

days = st.dates(date(2024, 1, 1), date(2090, 12, 31))
LICENSE = IdentifierFormat(name="license", prefixes=("BL",), digits=(6, 6))
SERIAL = IdentifierFormat(name="serial", digits=(8, 8), charset=ALPHANUMERIC)


@given(st.integers(0, 999_999_999))
def test_numbers(number: int) -> None:
    assert words_to_number(number_to_words(number)) == number


@given(st.integers(0, 9_999_999).map(lambda cents: Decimal(cents) / 100))
def test_money(amount: Decimal) -> None:
    assert parse_money(say_money(amount)) == amount
    assert parse_money(f"${amount + 10:,.2f} please") == amount + 10
    assert parse_day_rate(f"{say_money(amount)} a day", 3) == amount


@given(days, st.integers(-400, 900))
def test_dates(today: date, ahead: int) -> None:
    day = today + timedelta(ahead)
    assert parse_date(say_date(day, today), today) == day


@given(st.integers(1, 3_650))
def test_durations(number: int) -> None:
    duration = parse_duration(f"for {say_duration(number)}")
    assert duration is not None
    assert duration.days == number


@given(days, st.integers(0, 300), st.integers(1, 90))
def test_periods(today: date, ahead: int, number: int) -> None:
    start = today + timedelta(ahead)
    begun, duration = parse_period(
        f"from {say_date(start, today)} for {say_duration(number)}", today
    )
    assert begun == start
    assert duration is not None
    assert duration.days == number


@given(st.text(DIGITS, min_size=6, max_size=6))
def test_licenses(digits: str) -> None:
    found = candidates([f"That's {spell('BL-' + digits)}."], LICENSE)
    assert found[0].value == "BL" + digits


@given(st.text(ALPHANUMERIC, min_size=8, max_size=8))
def test_serials_of_any_characters(value: str) -> None:
    assert value in [c.value for c in candidates([spell(value)], SERIAL)]


@given(st.text("23456789", min_size=1, max_size=1), st.text(DIGITS, min_size=9, max_size=9))
def test_phone_numbers(first: str, rest: str) -> None:
    number = first + rest
    assert parse_phone([f"it's {say_phone(number)}, thanks"]) == number


def parse_everything(text: str) -> None:
    today = date(2026, 11, 21)
    parse_date(text, today)
    parse_period(text, today)
    parse_money(text)
    parse_quantity(text)
    parse_phone([text])
    split_yes_no(text)
    candidates([text], LICENSE)
    candidates([text], SERIAL)
    spoken_repair("BL782341", text)
    match_name([text], ["Jim Kowalski"])
    match_phrase(text, {"skid_steer": ["skid steer"]})
    say_address(normalise_address(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_nothing_said_breaks_a_parser(text: str) -> None:
    parse_everything(text)


_WORDS = """the a one two double oh seventy eight hundred thousand and half point to for from
until next this monday november first twenty-fifth in week day days dollars $ 250 11/25 BL 782341
no yes not last digit is as in boy B through of end month , . - k dozen couple st road"""


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(tuple(re.split(r"\s+", _WORDS))), max_size=25).map(" ".join))
def test_no_order_of_known_words_breaks_a_parser(text: str) -> None:
    parse_everything(text)


def test_a_turn_of_parsing_is_quick() -> None:
    """Ten transcripts of a license, a registry, a period and a phrase: far under one frame."""
    texts = ["my license number is B L 7 8 2 3 4 1 thanks"] * 10
    records = [f"BL{n * 1999 % 1_000_000:06d}" for n in range(500)]
    items = {str(n): [f"{n} foot scissor lift", f"type {n} excavator"] for n in range(30)}
    best = 1.0
    for attempt in range(5):
        began = time.perf_counter()
        found = candidates([f"{text} {'uh ' * attempt}" for text in texts], LICENSE)
        match_records(found, records)
        parse_period("from next Tuesday for two weeks", date(2026, 11, 21))
        match_phrase("a nineteen foot sissor lift", items)
        split_yes_no("yes but make it Thursday")
        best = min(best, time.perf_counter() - began)
    assert best < 0.05
