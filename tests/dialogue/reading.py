"""Services read by rule in tests, at the demo yard's names."""

from __future__ import annotations

from appliance.dialogue.actions import Action
from appliance.dialogue.services import reading
from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard
from tests.dialogue.talking import NOW

NEED = RentalState(asks=Asks.NEED)
BARE_YARD = Yard(
    name="Ridgeline",
    greeting="",
    timezone="America/Chicago",
    pickup_place="",
    opening_hours="",
    opens_at="07:00",
    transfer_extension=None,
    categories=(),
    items=(),
    identifiers=(),
    negotiation_rounds=3,
)
"""A yard without machines: what the words alone tell."""


def read_services(said: str, yard: Yard, state: RentalState = NEED) -> tuple[Action, ...]:
    """What the rules for services make of it; nothing where they leave it."""
    return reading.certain(Heard(text=said), state, yard, NOW.date()) or ()
