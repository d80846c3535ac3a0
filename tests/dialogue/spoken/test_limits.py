"""A price limit within a sentence, and what is no price."""

from __future__ import annotations

from decimal import Decimal

import pytest

from appliance.dialogue.spoken import limits


@pytest.mark.parametrize(
    "said, amount",
    [
        ("what have you got for under five hundred a day", "500"),
        ("a lift for less than $150 per day", "150"),
        ("under twelve hundred and fifty a day", "1250"),
        ("no more than a hundred and ten a day", "110"),
        ("up to three hundred dollars", "300"),
        ("below 90 dollars a day", "90"),
        ("under 500", "500"),
    ],
)
def test_a_limit_is_found_within_a_sentence(said: str, amount: str) -> None:
    found = limits.found(said)
    assert found is not None
    assert found[1] == Decimal(amount)


@pytest.mark.parametrize(
    "said",
    [
        "up to the second floor", "up to 8 feet", "within two days", "under two hundred feet",
        "within 2 weeks", "up to three hundred pounds", "something to dig with",
    ],
)  # fmt: skip
def test_a_height_a_weight_and_a_time_are_no_price(said: str) -> None:
    assert limits.found(said) is None
    assert limits.without(said) == said


def test_what_is_wished_for_besides_the_price() -> None:
    said = "something under two hundred a day to dig holes for posts"
    assert limits.without(said) == "something to dig holes for posts"
    assert limits.says_more(said)
    assert not limits.says_more("what have you got for under five hundred a day")
