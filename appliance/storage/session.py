"""SQL inside one transaction, on the thread that owns the connection.

Turns the database's exceptions into the domain's. Refuses use from another thread and after the
transaction has ended, so that records cannot be kept and used later.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from appliance.domain.errors import DeskUnreachable
from appliance.ports.store import YardPolicy
from appliance.storage.errors import StoreMisused
from appliance.storage.memory import COUNTERS, SETTINGS, Remembered
from appliance.storage.occupancy import Occupancy
from appliance.storage.refusing import About, logged, refusal

Row = tuple[Any, ...]


@contextmanager
def translated(about: About | None = None) -> Iterator[None]:
    """Raises RecordError for refused values, in words from what was to be written, StoreMisused
    for a write in a read, and DeskUnreachable for a file or memory that fails."""
    try:
        yield
    except (
        duckdb.ConstraintException,
        duckdb.ConversionException,
        duckdb.OutOfRangeException,
    ) as error:
        raise refusal(error, about) from error
    except duckdb.InterruptException as error:
        raise DeskUnreachable("The records took too long; nothing was changed.") from error
    except duckdb.TransactionException as error:
        if "read-only" in str(error):
            raise StoreMisused("Something was written in a read.", "Use write().") from error
        raise DeskUnreachable("The records could not finish; nothing was changed.") from error
    except (
        duckdb.FatalException,
        duckdb.InternalException,
        duckdb.IOException,
        duckdb.OutOfMemoryException,
    ) as error:
        raise DeskUnreachable(
            f"The records' file cannot be used now (reference {logged(error)}).",
            "Look at the disk's space and health.",
        ) from error


class Session:
    """The SQL of one transaction, and what of earlier ones it may remember."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        remembered: Remembered,
        now: Callable[[], datetime],
    ) -> None:
        self._connection = connection
        self._thread = threading.get_ident()
        self._ended = False
        self._now = now
        self.remembered = remembered

    def end(self) -> None:
        """Refuse all further use."""
        self._ended = True

    def finish(self) -> None:
        """Write the counters that were moved, and refuse all further use."""
        moved = self.remembered.counted
        if moved:
            values = [one for name, (_, value) in moved.items() for one in (name, value)]
            guards = [one for name, (row, _) in moved.items() for one in (name, row)]
            ((written,),) = self.rows(
                f"UPDATE counter SET value = CASE name {'WHEN ? THEN ? ' * len(moved)}END "  # noqa: S608
                f"WHERE {' OR '.join(['(name = ? AND value = ?)'] * len(moved))}",
                (*values, *guards),
                told=True,
                plain=True,
            )
            if written != len(moved):
                raise DeskUnreachable("A counter of the records was moved by somebody else.")
        self.end()

    def count_on(self, name: str, by: int = 1) -> int:
        """Move a counter on and give its value; its row is written when the use case ends."""
        value = self.counter(name) + by
        row, _ = self.remembered.counted.get(name, (value - by, value))
        self.remembered.counted[name] = (row, value)
        return value

    def counter(self, name: str, *, from_row: bool = False) -> int:
        """A counter's value, as it stands in this transaction; `from_row` trusts no memory."""
        if name in self.remembered.counted:
            return self.remembered.counted[name][1]
        known = self.remembered.memory.counters
        clean = self.remembered.is_clean((COUNTERS,))
        if clean and name in known and not from_row:
            return known[name]
        value = int(self.value("SELECT value FROM counter WHERE name = ?", (name,)))
        if clean:
            known[name] = value
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The yard's timezone, as its policy stands in this transaction."""
        memory = self.remembered.memory
        if memory.zone is not None and self.remembered.is_clean((SETTINGS,)):
            return memory.zone
        value = self.value("SELECT value FROM yard_setting WHERE name = 'timezone'")
        zone = ZoneInfo(YardPolicy().timezone if value is None else json.loads(value))
        if self.remembered.is_clean((SETTINGS,)):
            memory.zone = zone
        return zone

    def occupancy(self) -> Occupancy | None:
        """What keeps units, as this transaction has told it; None where only the database
        knows, because something was written that was not told."""
        memory = self.remembered.memory
        if memory.occupancy is None and self.remembered.is_clean(Occupancy.TABLES):
            memory.occupancy = Occupancy(self.rows, self._now())
        return memory.occupancy

    def run(
        self,
        sql: str,
        parameters: Sequence[Any] = (),
        *,
        told: bool = False,
        plain: bool = False,
        about: About | None = None,
    ) -> None:
        """Run a statement. One that writes makes everything of its table be read anew, unless
        its writer has `told` what it changes. A `plain` one looks nothing up. `about` gives words
        to what is refused."""
        self._execute(sql, parameters, lambda _result: None, told=told, plain=plain, about=about)

    def rows(
        self,
        sql: str,
        parameters: Sequence[Any] = (),
        *,
        told: bool = False,
        plain: bool = False,
        about: About | None = None,
    ) -> list[Row]:
        found: list[Row] = self._execute(
            sql, parameters, lambda result: result.fetchall(), told=told, plain=plain, about=about
        )
        return found

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        found: Row | None = self._execute(sql, parameters, lambda result: result.fetchone())
        return found

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

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
        if self._ended or threading.get_ident() != self._thread:
            raise StoreMisused(
                "Records were used outside their transaction.",
                "Use them only inside the function given to read() or write().",
            )
        self.remembered.wrote(sql, told=told)
        with translated(about):
            memory = self.remembered.memory
            memory.plan(self._connection, plain=plain)
            statement = memory.parsed(self._connection, sql)
            return fetch(self._connection.execute(statement, list(parameters)))
