"""What a counter PIN must be, and how many wrong ones are borne."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from appliance.domain.errors import RecordError
from appliance.domain.pins import WrongPins, require_acceptable_pin

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("pin", ["2580", "1212", "9012", "1357", "11112", "40718265"])
def test_what_may_be_a_pin(pin: str) -> None:
    require_acceptable_pin(pin)


@pytest.mark.parametrize(
    "pin, why",
    [
        ("", "4 to 8 digits"),
        ("258", "4 to 8 digits"),
        ("258025802", "4 to 8 digits"),
        ("25 80", "4 to 8 digits"),
        ("25a0", "4 to 8 digits"),
        ("٢٥٨٠", "4 to 8 digits"),
        ("²⁵⁸⁰", "4 to 8 digits"),
        ("0000", "one digit repeated"),
        ("77777777", "one digit repeated"),
        ("1234", "run of digits"),
        ("8765", "run of digits"),
        ("01234567", "run of digits"),
    ],
)
def test_what_may_not_be_one(pin: str, why: str) -> None:
    with pytest.raises(RecordError, match=why) as refused:
        require_acceptable_pin(pin)
    assert not pin or pin not in str(refused.value)


def test_five_wrong_ones_close_the_counter_for_a_quarter_of_an_hour() -> None:
    wrong, left = WrongPins(), []
    for minute in range(5):
        now = NOON + timedelta(minutes=minute)
        wrong = wrong.one_more(now)
        left.append(wrong.left(now))
    assert left == [4, 3, 2, 1, 0]
    closed = NOON + timedelta(minutes=4)
    last = closed + timedelta(minutes=15)
    assert wrong.closed(last - timedelta(seconds=1))
    assert wrong.one_more(last - timedelta(seconds=1)) == wrong
    assert not wrong.closed(last)
    assert wrong.left(last) == 5
    assert wrong.one_more(last).left(last) == 4


def test_wrong_ones_are_forgotten_after_a_quarter_of_an_hour() -> None:
    wrong = WrongPins()
    for minute in (0, 4, 8, 12):
        wrong = wrong.one_more(NOON + timedelta(minutes=minute))
    later = NOON + timedelta(minutes=15)
    assert wrong.left(later) == 2
    wrong = wrong.one_more(later)
    assert not wrong.closed(later)
    assert wrong.left(NOON + timedelta(minutes=19)) == 2
