"""The rental desk wired: on the records themselves, or through the process that owns them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from appliance.config import Settings
from appliance.ports.clock import Clock
from appliance.ports.desk import RentalDesk
from appliance.ports.store import Records, Store, YardPolicy
from appliance.rental.desk import LocalDesk
from appliance.storage import DuckDbStore


def build_store(
    where: Settings | Path | str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Store:
    """The records of a box by its settings, or in one file, or `":memory:"`; made when missing.

    New records take the yard's name, timezone and currency from the settings. `now` gives the
    time of audit entries. Raises StoreLocked when another process has the file open."""
    if not isinstance(where, Settings):
        return DuckDbStore(where, now=now)
    yard = where.yard

    def name_yard(records: Records) -> None:
        if records.yard.get() == YardPolicy():
            records.yard.put(
                replace(
                    YardPolicy(), name=yard.name, timezone=yard.timezone, currency=yard.currency
                )
            )

    store = DuckDbStore(where.database_path, now=now)
    store.write(name_yard)
    return store


def build_local_desk(store: Store, clock: Clock) -> RentalDesk:
    """The desk in the process that owns the records."""
    return LocalDesk(store, clock)
