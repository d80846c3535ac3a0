"""The best mix of months, weeks and days."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.errors import RecordError
from appliance.domain.rates import best_mix

money = st.decimals(min_value=1, max_value=5000, places=2)


@pytest.mark.parametrize(
    "days, total, words",
    [
        (1, 100, "1 day"),
        (3, 300, "3 days"),
        (6, 400, "1 week"),
        (9, 600, "1 week and 2 days"),
        (28, 1200, "1 month"),
        (37, 1800, "1 month, 1 week and 2 days"),
    ],
)
def test_the_cheapest_mix_in_words(days: int, total: int, words: str) -> None:
    plan = best_mix(Decimal(100), Decimal(400), Decimal(1200), days)
    assert plan.total == total
    assert plan.words == words


def test_without_longer_rates_days_are_charged() -> None:
    assert best_mix(Decimal(100), None, None, 40).total == 4000


@pytest.mark.parametrize("days", [0, -1, 5000])
def test_a_length_that_makes_no_sense_is_refused(days: int) -> None:
    with pytest.raises(RecordError):
        best_mix(Decimal(100), None, None, days)


@given(money, st.none() | money, st.none() | money, st.integers(1, 400))
def test_never_dearer_than_any_single_plan(
    day: Decimal, week: Decimal | None, month: Decimal | None, days: int
) -> None:
    plan = best_mix(day, week, month, days)
    assert plan.months * 28 + plan.weeks * 7 + plan.days >= days
    assert plan.total == (month or 0) * plan.months + (week or 0) * plan.weeks + day * plan.days
    assert plan.total <= day * days
    if week is not None:
        assert plan.total <= week * -(-days // 7)
    if month is not None:
        assert plan.total <= month * -(-days // 28)


@given(money, money, money, st.integers(1, 90))
def test_no_mix_is_cheaper(day: Decimal, week: Decimal, month: Decimal, days: int) -> None:
    cheapest = min(
        month * months + week * weeks + day * max(0, days - months * 28 - weeks * 7)
        for months in range(5)
        for weeks in range(14)
    )
    assert best_mix(day, week, month, days).total == cheapest
