"""The rental desk wired: on the records themselves, or through the process that owns them."""

from __future__ import annotations

from appliance.ports.clock import Clock
from appliance.ports.desk import RentalDesk
from appliance.ports.store import Store
from appliance.rental.desk import LocalDesk


def build_local_desk(store: Store, clock: Clock) -> RentalDesk:
    """The desk in the process that owns the records."""
    return LocalDesk(store, clock)
