"""A long look at the records beside their owner: one consistent state of them, read on the thread
that asks, while the owner goes on serving everybody else.

A look notes which tables it read. A write that was worked out from it can so be refused when any
of them has been written since. Refuses writing: its transaction is read-only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from appliance.storage.memory import Memory, Remembered
from appliance.storage.refusing import About
from appliance.storage.session import Session

_TABLES = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Looked:
    """Which tables were read, and how often each had been written by then."""

    tables: frozenset[str]
    writes: Mapping[str, int]


class LookingSession(Session):
    """A session on a connection of its own, on the thread that made it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, now: Callable[[], datetime]) -> None:
        super().__init__(connection, Remembered(Memory()), now)
        self.tables: set[str] = set()

    def _execute(
        self,
        sql: str,
        parameters: Sequence[Any],
        fetch: Callable[[duckdb.DuckDBPyConnection], Any],
        *,
        told: bool = False,
        plain: bool = False,
        about: About | None = None,
    ) -> Any:
        self.tables.update(name.lower() for name in _TABLES.findall(sql))
        return super()._execute(sql, parameters, fetch, told=told, plain=plain, about=about)


class Look:
    """An open look: its connection's transaction began when the owner made it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, writes: Mapping[str, int]) -> None:
        self.connection = connection
        self.writes = dict(writes)
        connection.execute("BEGIN TRANSACTION READ ONLY")
        # The state that it sees is that of its first statement.
        connection.execute("SELECT value FROM counter").fetchall()

    def stop(self) -> None:
        """Make whatever it reads fail."""
        self.connection.interrupt()

    def close(self) -> None:
        self.connection.close()
