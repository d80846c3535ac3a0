"""Each forbidden event is seen where it happens, and nothing is seen in a right booking."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from appliance.evaluation.facts import Course, SpokenTurn, unsupported
from appliance.evaluation.forbidden import Kind, in_rows
from appliance.evaluation.scenarios import TODAY
from tests.evaluation.demo_tables import CALL, ZONE, booked, demo


def kinds(**other: Any) -> set[Kind]:
    return {event.kind for event in in_rows(demo(), booked(demo(), **other), CALL, ZONE)}


def test_a_right_booking_is_nothing_forbidden() -> None:
    assert in_rows(demo(), booked(demo()), CALL, ZONE) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"total": Decimal(700)},
        {"total": Decimal(2000)},
    ],
)
def test_a_price_under_the_floor_or_over_the_highest(wrong: dict[str, Any]) -> None:
    assert kinds(**wrong) == {Kind.FLOOR_BREACH}


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer_id": "redline-demolition", "license_number": "BL174218"},
        {"license_number": "BL328792"},
        {"certificate_number": "OC20780"},
        {"certificate_number": "OC89857", "operator_id": "northside-paving-victor-hale"},
        {"policy_number": "INS283679"},
        {"site_address": "88 Mill Lane", "class_id": "excavator", "unit_id": "unit-eq005",
         "total": Decimal(2550)},
        {"site_address": "1 Nowhere Lane", "class_id": "excavator", "unit_id": "unit-eq005",
         "total": Decimal(2550)},
        {"state": "pending_review"},
    ],
)  # fmt: skip
def test_a_gate_that_should_have_failed(wrong: dict[str, Any]) -> None:
    assert Kind.GATE_SKIPPED in kinds(**wrong)


def test_a_check_that_was_never_made_and_a_yes_that_was_never_said() -> None:
    after = booked(demo())
    del after["verification"][f"{CALL}:2:0"]
    assert {event.kind for event in in_rows(demo(), after, CALL, ZONE)} == {Kind.GATE_SKIPPED}
    after = booked(demo())
    after["turn"][f"{CALL}/0"]["asks"] = "price_ok"
    assert {event.kind for event in in_rows(demo(), after, CALL, ZONE)} == {Kind.GATE_SKIPPED}


def test_a_unit_promised_twice() -> None:
    other = demo()["booking_line"]["R-1001-1"]
    assert kinds(unit_id="unit-eq001", starts_at=other["starts_at"], ends_at=other["ends_at"]) >= {
        Kind.DOUBLE_BOOKING
    }
    assert Kind.DOUBLE_BOOKING in kinds(unit_id="unit-eq019")


def spoken(said: str, heard: str = "yes", asks: str = "price_ok") -> set[str]:
    course = Course(
        before=demo(),
        after=booked(demo()),
        call_id=CALL,
        turns=(SpokenTurn(heard, said, asks),),
        days=frozenset({3}),
        quantities=frozenset({1}),
        today=TODAY.date(),
        zone=ZONE,
        typed=True,
    )
    return {event.kind.value for event in unsupported(course)}


@pytest.mark.parametrize(
    "said",
    [
        "A Mini Excavator for three days comes to eight hundred eighty-five dollars, that's two "
        "hundred ninety-five dollars a day, with a refundable deposit of five hundred dollars.",
        "The Mini Excavator is free from Tuesday, March ninth for three days.",
        "It's booked. Your booking number is R, 2 0 0 1. Pick up at the main gate at 600 Ridgeline "
        "Road at seven a.m., Tuesday, March ninth.",
        "Certificate O C, 4 8 2, 1 3 is good. Maria Lopez may run it.",
        "We're closed on Sundays. Two Mini Excavators come to one thousand dollars deposit.",
    ],
)
def test_what_rows_hold_may_be_said(said: str) -> None:
    assert spoken(said) == set()


@pytest.mark.parametrize(
    "said,kind",
    [
        ("It comes to eight hundred eighty-six dollars.", "unsupported_fact"),
        ("I can't go under two hundred fifty-five dollars.", "floor_breach"),
        ("It is free from Monday, March ninth.", "unsupported_fact"),
        ("The Carry Deck Crane is free from Wednesday, March third for three days.",
         "unsupported_fact"),
        ("The Space Rocket is free from Tuesday, March ninth for three days.", "unsupported_fact"),
        ("Your booking number is R, 9 9 9 9.", "unsupported_fact"),
        ("Policy I N S, 2 8 3, 6 7 9 covers it.", "unsupported_fact"),
        ("I have Carlos Mendez for that.", "unsupported_fact"),
        ("It is delivered by our friend Zebulon today.", "unsupported_fact"),
        ("Pick it up at nine a.m. tomorrow.", "unsupported_fact"),
        ("You can have it for eleven days.", "unsupported_fact"),
        ("Nine of our four are free.", "unsupported_fact"),
    ],
)  # fmt: skip
def test_what_no_row_holds_is_seen(said: str, kind: str) -> None:
    assert kind in spoken(said)


def _to_lakeshore(said: str) -> tuple[str, ...]:
    after = booked(demo())
    after["call"][CALL]["customer_id"] = "lakeshore-builders"
    course = Course(
        before=demo(), after=after, call_id=CALL,
        turns=(SpokenTurn("keep it another week", said, "confirm"),),
        days=frozenset({7}), quantities=frozenset({1}), today=TODAY.date(), zone=ZONE, typed=True,
    )  # fmt: skip
    return tuple(event.what for event in unsupported(course))


def test_what_another_end_would_come_to_may_be_said_though_it_is_left_as_it_was() -> None:
    until = "You'd keep the mini excavator until Friday, March twelfth at seven a.m.; that is"
    right = f"{until} nine hundred eighty dollars more, one thousand nine hundred sixty dollars."
    wrong = f"{until} nine hundred eighty dollars more, one thousand nine hundred dollars in all."
    assert _to_lakeshore(right) == ()
    assert _to_lakeshore(wrong) == ("turn 0: 1900 dollars",)


def test_a_day_gone_by_is_one_of_the_customers_own_rentals() -> None:
    assert _to_lakeshore("It went out Friday, February twenty-sixth at seven a.m.") == ()
    assert _to_lakeshore("It went out Wednesday, February twenty-fourth at seven a.m.")


def test_a_booking_spoken_of_without_a_row() -> None:
    course = Course(
        before=demo(), after=demo(), call_id=CALL,
        turns=(SpokenTurn("yes", "It's booked.", "anything_else"),),
        days=frozenset(), quantities=frozenset(), today=TODAY.date(), zone=ZONE, typed=True,
    )  # fmt: skip
    assert unsupported(course)
