from __future__ import annotations

from decimal import Decimal

import pytest

from appliance.dialogue.spoken.money import parse_day_rate, parse_money, say_money


@pytest.mark.parametrize(
    "said, amount",
    [
        ("two fifty a day", "250"),
        ("$1,250.50", "1250.50"),
        ("$1,250.50.", "1250.50"),
        ("twelve hundred", "1200"),
        ("two-twenty-five", "225"),
        ("1.2k", "1200"),
        ("about 300 bucks", "300"),
        ("no more than four hundred", "400"),
        ("two and a half grand", "2500"),
        ("a grand", "1000"),
        ("fifty dollars and twenty-five cents", "50.25"),
        ("three hundred dollars and 50 cents", "300.50"),
        ("50 cents", "0.50"),
        ("can you do 200?", "200"),
        ("not 250, 220", "220"),
        ("a buck fifty", "150"),
        ("two of them for 200", "200"),
        ("for three days at two hundred", "200"),
        ("three days for $450", "450"),
        ("that one for two hundred", "200"),
        ("the 19-foot lift for 180 dollars", "180"),
        ("what about 200 for the 26 foot one", "200"),
        ("two hundred twenty five a day", "225"),
    ],
)
def test_the_first_amount_is_found(said: str, amount: str) -> None:
    assert parse_money(said) == Decimal(amount)


@pytest.mark.parametrize(
    "said", ["", "ten percent off", "for three days", "two of them", "19 foot", "that one", "7 am"]
)
def test_other_numbers_are_no_amounts(said: str) -> None:
    assert parse_money(said) is None


@pytest.mark.parametrize(
    "said, days, rate",
    [
        ("two fifty a day", 3, "250"),
        ("200", 3, "200"),
        ("200 daily", 3, "200"),
        ("200 each", 3, "200"),
        ("200 for the lift", 3, "200"),
        ("1500 a week", 3, "214.29"),
        ("1400 for the week", 3, "200"),
        ("2800 per month", 5, "100"),
        ("1500 total", 3, "500"),
        ("1500 for the whole thing", 3, "500"),
        ("600 for everything", 3, "200"),
        ("900 all in", 3, "300"),
        ("900 for three days", 5, "300"),
        ("900 for the three days", 3, "300"),
        ("I'd do a flat 900", 3, "300"),
        ("100 total", 3, "33.33"),
    ],
)
def test_an_offer_becomes_a_day_rate(said: str, days: int, rate: str) -> None:
    assert parse_day_rate(said, days) == Decimal(rate)


@pytest.mark.parametrize(
    "said, near, rate",
    [
        ("$2.50 a day", "300", "250"),
        ("$2.50 a day", None, "250"),
        ("$9.50 a day", "12", "9.50"),
        ("$12.50", "1400", "1250"),
        ("$95.50", "110", "95.50"),
        ("nineteen ninety five", "25", "19.95"),
        ("nineteen ninety five", "2100", "1995"),
        ("no more than to 25 a day", "240", "225"),
        ("I want to pay 25 a day", "30", "25"),
        ("$10.50 for the three days", "400", "350"),
        ("200", "900", "200"),
    ],
)
def test_an_amount_of_several_readings_is_the_one_nearest_to_the_talk(
    said: str, near: str | None, rate: str
) -> None:
    assert parse_day_rate(said, 3, near=Decimal(near) if near else None) == Decimal(rate)


def test_a_day_rate_needs_an_amount_and_a_period() -> None:
    assert parse_day_rate("something lower", 3) is None
    with pytest.raises(ValueError, match="period"):
        parse_day_rate("200 total", 0)


@pytest.mark.parametrize(
    "amount, said",
    [
        ("250", "two hundred fifty dollars"),
        ("1234.50", "one thousand two hundred thirty-four dollars and fifty cents"),
        ("1", "one dollar"),
        ("0", "zero dollars"),
        ("0.01", "one cent"),
        ("-3", "minus three dollars"),
        ("19.995", "twenty dollars"),
        ("1000000", "one million dollars"),
    ],
)
def test_an_amount_is_said_in_words(amount: str, said: str) -> None:
    assert say_money(Decimal(amount)) == said
