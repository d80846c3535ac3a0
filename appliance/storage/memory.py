"""What the owner thread remembers of committed records, so that it need not ask for them again.

Records and answers are kept by table and dropped by the statement that writes the table, whoever
runs it: a write that nobody announced drops everything of its table. Within a transaction what
has been written is read from the database until the transaction ends. Bounded by number; a table
that grows over its bound is forgotten whole. Statements are kept parsed by their text: parsing
takes the database a third of a short statement's time.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import duckdb

from appliance.ports.store import YardPolicy
from appliance.storage.occupancy import Occupancy

T = TypeVar("T")

MOST_KEPT: Final = 20_000
"""Records, and answers, of one table."""
MOST_PARSED: Final = 500
"""Statements; those not used for longest go first."""
SETTINGS: Final = "yard_setting"
COUNTERS: Final = "counter"
_PART_OF: Final = {"booking_line": "booking"}
"""Tables whose rows are kept as parts of another table's records."""

_WRITTEN = re.compile(
    r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE
)
_READS = re.compile(r"\s*(?:SELECT|FROM)\b", re.IGNORECASE)
_EVERYTHING: Final = "*"
_WITHOUT: Final = "SET SESSION enable_optimizer = false"
_WITH: Final = "SET SESSION enable_optimizer = true"


def table_written(sql: str) -> str | None:
    """The table that a statement writes, None for a read, `*` where that cannot be told."""
    if _READS.match(sql):
        return None
    found = _WRITTEN.match(sql)
    return found[1].lower() if found else _EVERYTHING


@dataclass(slots=True)
class _Kept:
    """Of one table: records by key, answers by question."""

    records: dict[str, Any] = field(default_factory=dict)
    answers: dict[Hashable, Any] = field(default_factory=dict)


class Memory:
    """One per store, used by its owner thread alone."""

    def __init__(self) -> None:
        self.policy: YardPolicy | None = None
        self.zone: ZoneInfo | None = None
        self.chain: tuple[int, str] | None = None
        """Number and hash of the audit trail's last committed entry."""
        self.writes: dict[str, int] = {}
        """How many committed transactions have written each table."""
        self.counters: dict[str, int] = {}
        """Committed values, by name."""
        self.occupancy: Occupancy | None = None
        self._tables: dict[str, _Kept] = {}
        self._parsed: OrderedDict[str, duckdb.Statement] = OrderedDict()
        self._plain: bool | None = False
        """Whether the connection plans without its optimizer; None where that is not known."""

    def stands(self, tables: Iterable[str], writes: Mapping[str, int]) -> bool:
        """Whether none of the tables has been written since these were their writes."""
        whole = {_PART_OF.get(one, one) for one in tables} | {_EVERYTHING}
        return all(self.writes.get(one, 0) == writes.get(one, 0) for one in whole)

    def parsed(self, connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
        """The statement, parsed now or before. What it means is found out at each run."""
        known = self._parsed.get(sql)
        if known is None:
            (known,) = connection.extract_statements(sql)
            self._parsed[sql] = known
            if len(self._parsed) > MOST_PARSED:
                self._parsed.popitem(last=False)
        else:
            self._parsed.move_to_end(sql)
        return known

    def plan(self, connection: duckdb.DuckDBPyConnection, *, plain: bool) -> None:
        """Have the next statement planned without the optimizer (`plain`), or with it.

        Measured: an insert of one row costs 0.5 to 1 ms less without; what looks rows up needs it,
        for its indexes."""
        if self._plain is plain:
            return
        self._plain = None
        connection.execute(self.parsed(connection, _WITHOUT if plain else _WITH))
        self._plain = plain

    def connected_anew(self) -> None:
        """Another connection is used from here on, and nothing is remembered."""
        self._plain = False
        self.forget_all()

    def of(self, table: str) -> _Kept:
        return self._tables.setdefault(table, _Kept())

    def keep(self, table: str, found: dict[str, Any]) -> None:
        """Records by key, as they are committed."""
        kept = self.of(table).records
        if len(kept) + len(found) > MOST_KEPT:
            kept.clear()
        kept.update(found)

    def forget(self, table: str) -> None:
        """Everything of a table; of the settings, every record, since they give its zone."""
        if table == _EVERYTHING:
            self.forget_all()
        elif table == SETTINGS:
            self.policy = self.zone = None
            self._tables.clear()
        elif table == COUNTERS:
            self.counters.clear()
        else:
            self._tables.pop(table, None)

    def forget_all(self) -> None:
        self.policy = self.zone = self.chain = self.occupancy = None
        self.counters.clear()
        self._tables.clear()


@dataclass(slots=True)
class _Changed:
    """Of one table, in this transaction: all of its records, or those with these keys."""

    all: bool = False
    keys: set[str] = field(default_factory=set)


class Remembered:
    """The memory as one transaction may use it."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._changed: dict[str, _Changed] = {}
        self.chain = memory.chain
        self.counted: dict[str, tuple[int, int]] = {}
        """Counters that this transaction moved: as they stand in their rows, and where to."""
        self.new_keys: set[tuple[str, str]] = set()
        """Keys that this transaction has made up: no record has them yet."""
        self._stored: dict[tuple[str, str], Any] = {}

    @property
    def memory(self) -> Memory:
        return self._memory

    def wrote(self, sql: str, *, told: bool) -> None:
        """A statement is about to run. `told`: its writer says itself what it changes."""
        table = table_written(sql)
        if table is None or told:
            return
        self.changed(table)
        if table == _EVERYTHING:
            self.chain = None
        if table in Occupancy.TABLES:
            self._memory.occupancy = None

    def changed(self, table: str) -> None:
        """Anything of the table may have changed."""
        for one in (table, *((_PART_OF[table],) if table in _PART_OF else ())):
            self._changed.setdefault(one, _Changed()).all = True
            self._memory.forget(one)

    def changed_record(self, table: str, key: str) -> None:
        """One record has changed, and with it any answer about its table."""
        self._stored.pop((table, key), None)
        self._changed.setdefault(table, _Changed()).keys.add(key)
        kept = self._memory.of(table)
        kept.records.pop(key, None)
        kept.answers.clear()

    def is_clean(self, tables: Iterable[str]) -> bool:
        """True while this transaction has written none of the tables."""
        return _EVERYTHING not in self._changed and not any(one in self._changed for one in tables)

    def record(self, table: str, key: str) -> Any:
        """What is kept under the key; None when nothing is, or it may not be used."""
        return self._memory.of(table).records.get(key) if self._may(table, key) else None

    def keep_records(self, table: str, found: dict[str, Any]) -> None:
        may = {key: one for key, one in found.items() if self._may(table, key)}
        self._memory.keep(table, may)

    def stored(self, table: str, key: str, record: Any) -> None:
        """The record as its row stands now; kept once this transaction is committed."""
        self._stored[table, key] = record

    def answer(self, table: str, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer to a question about this table alone, asked once until it is written."""
        if not self.is_clean((table, SETTINGS)):
            return ask()
        kept = self._memory.of(table).answers
        if question in kept:
            known: T = kept[question]
            return known
        if len(kept) >= MOST_KEPT:
            kept.clear()
        answer = kept[question] = ask()
        return answer

    def _may(self, table: str, key: str) -> bool:
        if not self.is_clean((SETTINGS,)):
            return False
        changed = self._changed.get(table)
        return changed is None or not (changed.all or key in changed.keys)

    def commit(self) -> None:
        """What was told about what keeps units now stands."""
        self._memory.chain = self.chain
        for table in self._changed:
            self._memory.writes[table] = self._memory.writes.get(table, 0) + 1
        self._memory.counters.update((name, value) for name, (_, value) in self.counted.items())
        for (table, key), record in self._stored.items():
            if self.is_clean((SETTINGS,)) and not self._changed[table].all:
                self._memory.keep(table, {key: record})
        if self._memory.occupancy is not None:
            self._memory.occupancy.commit()

    def roll_back(self) -> None:
        """What was told is taken back; everything else was dropped when it was written."""
        if self._memory.occupancy is not None:
            self._memory.occupancy.roll_back()
