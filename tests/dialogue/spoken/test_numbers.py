from __future__ import annotations

from decimal import Decimal

import pytest

from appliance.dialogue.spoken.numbers import (
    number_to_words,
    ordinal_words,
    parse_quantity,
    words_to_number,
)


@pytest.mark.parametrize(
    "said, number",
    [
        ("12", "12"),
        ("two hundred fifty", "250"),
        ("two hundred and fifty", "250"),
        ("two fifty", "250"),
        ("two-fifty", "250"),
        ("2-50", "250"),
        ("two oh five", "205"),
        ("two five zero", "250"),
        ("twelve hundred", "1200"),
        ("12 hundred", "1200"),
        ("twenty-five hundred", "2500"),
        ("twelve fifty", "1250"),
        ("a dozen", "12"),
        ("half a dozen", "6"),
        ("two dozen", "24"),
        ("a couple", "2"),
        ("a hundred and five", "105"),
        ("one point five", "1.5"),
        ("two and a half", "2.5"),
        ("2 1/2", "2.5"),
        ("1.2k", "1200"),
        ("two and a half thousand", "2500"),
        ("three thousand two hundred and fifty", "3250"),
        ("one thousand, two hundred fifty", "1250"),
        ("two million", "2000000"),
        ("five hundred k", "500000"),
        ("well, about twenty-five I think", "25"),
        ("seven hundred eighty two thousand three hundred forty one", "782341"),
    ],
)
def test_a_number_is_understood_however_it_is_said(said: str, number: str) -> None:
    assert words_to_number(said) == Decimal(number)


@pytest.mark.parametrize("said", ["", "that one", "the cheaper one", "a lift", "nothing", "point"])
def test_what_is_no_number_gives_none(said: str) -> None:
    assert words_to_number(said) is None


@pytest.mark.parametrize(
    "said, count",
    [
        ("two of them", 2),
        ("a couple", 2),
        ("a couple of scissor lifts", 2),
        ("3 units", 3),
        ("just one", 1),
        ("one please", 1),
        ("a pair", 2),
        ("both", 2),
        ("a dozen fence panels", 12),
        ("a single one", 1),
        ("two 19-foot scissor lifts", 2),
        ("I need two twenty foot lifts", 2),
        ("three scissor lifts for four days", 3),
        ("make it four", 4),
        ("just the one", 1),
        ("not two, three", 3),
    ],
)
def test_a_quantity_is_found_among_sizes_and_durations(said: str, count: int) -> None:
    assert parse_quantity(said) == count


@pytest.mark.parametrize(
    "said",
    [
        "that one",
        "the bigger one",
        "for three days",
        "a couple of days",
        "2 and a half days",
        "a 19-foot scissor lift",
        "two hundred a day",
        "$200",
        "November 25",
        "11/25",
        "unit 7",
        "7 am",
        "ten percent",
        "a few",
        "one or two",
        "minus",
        "5000 of them",
        "1420 Harbor Road, a thousand dollars",
        "from March third two thousand twenty seven for three days",
        "from the 3rd, two thousand twenty seven",
        "a ten thousand lumen light tower",
    ],
)
def test_what_is_no_quantity_gives_none(said: str) -> None:
    assert parse_quantity(said) is None


def test_numbers_are_said_the_american_way() -> None:
    assert number_to_words(250) == "two hundred fifty"
    assert number_to_words(1234) == "one thousand two hundred thirty-four"
    assert number_to_words(Decimal("1.50")) == "one point five"
    assert ordinal_words(25) == "twenty-fifth"
    assert ordinal_words(101) == "one hundred first"


def test_there_is_no_ordinal_below_one() -> None:
    with pytest.raises(ValueError, match="ordinal"):
        ordinal_words(0)
