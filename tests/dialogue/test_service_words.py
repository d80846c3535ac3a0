"""A service is believed where the caller's words bear it out, whatever the model wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.services import reading
from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks
from appliance.domain.catalogue import WeightClass
from appliance.ports.booking import EquipmentOption
from appliance.ports.conversation import Heard
from tests.dialogue.reading import BARE_YARD

SKID_STEER = EquipmentOption(
    class_id="skid-steer",
    name="Skid Steer",
    make="",
    model="",
    category="Earthmoving",
    description="",
    weight_class=WeightClass.MEDIUM,
    day_rate=Decimal(245),
    week_rate=None,
    month_rate=None,
    deposit=Decimal(500),
    operator_certification=None,
    minimum_insurance=Decimal(0),
    minimum_days=1,
    owned=4,
    free=4,
)
START = RentalState(asks=Asks.NEED)
RENTING = replace(START, asks=Asks.PRICE_OK, item=SKID_STEER)
EXTEND = action(Act.EXTEND, for_="five days")


@pytest.mark.parametrize(
    "heard, state",
    [
        ("keep the trencher five days longer", START),
        ("I want to keep our trencher for five days", RENTING),
        ("extend my rental five days", RENTING),
    ],
)
def test_a_rental_under_way_is_extended(heard: str, state: RentalState) -> None:
    assert reading.borne_out(EXTEND, heard, state) == EXTEND


@pytest.mark.parametrize(
    "heard", ["wait, can we have it for five days", "keep it five days, please"]
)
def test_a_length_while_renting_is_the_new_rentals(heard: str) -> None:
    assert reading.borne_out(EXTEND, heard, RENTING) == action(Act.WHEN, for_="five days")


@pytest.mark.parametrize(
    "read, heard",
    [
        (Action(Act.RETURN), "we are short a plate compactor"),
        (Action(Act.CANCEL_BOOKING), "what about a smaller one"),
        (Action(Act.EXTEND), "is there another yard"),
    ],
)
def test_a_service_that_nobody_asked_for_is_dropped(read: Action, heard: str) -> None:
    assert reading.borne_out(read, heard, RENTING) is None


def test_canceling_the_whole_thing_names_no_booking() -> None:
    heard = Heard(text="cancel the whole thing")
    assert reading.certain(heard, START, BARE_YARD, date(2026, 11, 23)) is None
