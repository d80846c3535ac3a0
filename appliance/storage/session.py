"""SQL inside one transaction, on the thread that owns the connection.

Turns the database's exceptions into the domain's. Refuses use from another thread and after the
transaction has ended, so that records cannot be kept and used later.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from appliance.domain.errors import DeskUnreachable, RecordError
from appliance.ports.store import YardPolicy
from appliance.storage.errors import StoreMisused

Row = tuple[Any, ...]


@contextmanager
def translated() -> Iterator[None]:
    """Raises RecordError for refused values, StoreMisused for a write in a read, and
    DeskUnreachable for a file or memory that fails."""
    try:
        yield
    except duckdb.ConstraintException as error:
        raise RecordError(
            f"The records refuse this: {_first_line(error)}", "Correct the value and try again."
        ) from error
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise RecordError(f"A value cannot be stored: {_first_line(error)}") from error
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
            f"The records' file cannot be used now: {_first_line(error)}",
            "Look at the disk's space and health.",
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


class Session:
    """The SQL of one transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, zone: ZoneInfo | None) -> None:
        self._connection = connection
        self._thread = threading.get_ident()
        self._ended = False
        self._zone = zone

    def end(self) -> None:
        """Refuse all further use."""
        self._ended = True

    @property
    def zone(self) -> ZoneInfo:
        """The yard's timezone, as its policy stands in this transaction."""
        if self._zone is None:
            value = self.value("SELECT value FROM yard_setting WHERE name = 'timezone'")
            self._zone = ZoneInfo(YardPolicy().timezone if value is None else json.loads(value))
        return self._zone

    @property
    def known_zone(self) -> ZoneInfo | None:
        """The yard's timezone where it is known without reading, for the next transaction."""
        return self._zone

    def forget_zone(self) -> None:
        """Read the timezone again: the policy has changed."""
        self._zone = None

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self._execute(sql, parameters, lambda _result: None)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        found: list[Row] = self._execute(sql, parameters, lambda result: result.fetchall())
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
    ) -> Any:
        if self._ended or threading.get_ident() != self._thread:
            raise StoreMisused(
                "Records were used outside their transaction.",
                "Use them only inside the function given to read() or write().",
            )
        with translated():
            return fetch(self._connection.execute(sql, list(parameters)))
