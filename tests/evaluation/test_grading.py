"""Grading by the difference in the rows."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.domain.calls import Outcome
from appliance.evaluation.grading import grade
from appliance.evaluation.scenarios import Expected
from tests.evaluation.demo_tables import CALL, ZONE, booked, demo

RIGHT: dict[str, Any] = {
    "outcome": "booked",
    "bookings": [
        {"item": "mini-excavator", "customer": "northside-paving", "start": "2027-03-09",
         "days": 3, "rate": 295, "site": "1420 Harbor Road"}
    ],
    "gates": {"operator": "pass"},
}  # fmt: skip


def wrong(expected: dict[str, Any], after: Any = None, said: str = "It's booked.") -> list[str]:
    return list(
        grade(
            Expected.model_validate(expected),
            demo(),
            after if after is not None else booked(demo()),
            CALL,
            Outcome.BOOKED,
            said,
            ZONE,
        )
    )


def test_what_was_expected_is_right() -> None:
    assert wrong(RIGHT) == []
    assert wrong({**RIGHT, "says": ["booked"], "never_says": ["floor"]}) == []


@pytest.mark.parametrize(
    "change,words",
    [
        ({"outcome": "quoted"}, "outcome"),
        ({"bookings": []}, "was not wanted"),
        ({"bookings": [{**RIGHT["bookings"][0], "days": 4}]}, "days 3, not 4"),
        ({"bookings": [{**RIGHT["bookings"][0], "item": "forklift"}]}, "item mini-excavator"),
        ({"bookings": [{**RIGHT["bookings"][0], "rate_under": 290}]}, "not under"),
        ({"bookings": RIGHT["bookings"] * 2}, "no booking was made"),
        ({"tasks": {"review": 1}}, "tasks left"),
        ({"gates": {"operator": "fail"}}, "gate operator"),
        ({"says": ["hello"]}, "never said"),
        ({"never_says": ["booked"]}, "said"),
        ({"changes": {"unit:unit-eq001": {"state": "maintenance"}}}, "did not change"),
    ],
)
def test_what_was_not_expected_is_named(change: dict[str, Any], words: str) -> None:
    assert any(words in one for one in wrong({**RIGHT, **change}))


def test_any_other_row_that_changed_is_named() -> None:
    after = booked(demo())
    after["customer"]["redline-demolition"]["approval"] = "approved"
    after["hold"]["h"] = {"id": "h"}
    found = " ".join(wrong(RIGHT, after))
    assert "customer redline-demolition changed" in found
    assert "holds were left" in found
    changed = booked(demo())
    changed["unit"]["unit-eq001"]["state"] = "maintenance"
    assert wrong({**RIGHT, "changes": {"unit:unit-eq001": {"state": "maintenance"}}}, changed) == []
