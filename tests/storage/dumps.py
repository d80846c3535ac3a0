"""A store's whole content, table by table, to compare before and after."""

from __future__ import annotations

from typing import Any

from appliance.ports.store import Records, Store


def dump(store: Store) -> dict[str, list[Any]]:
    """Every row of every table."""

    def read(records: Records) -> dict[str, list[Any]]:
        session = records.customers._session  # type: ignore[attr-defined]
        tables = [
            name
            for (name,) in session.rows(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
            )
        ]
        every = "SELECT CAST(t AS VARCHAR) FROM {} t"
        return {table: sorted(map(repr, session.rows(every.format(table)))) for table in tables}

    return store.read(read)
