"""A repository over one table, from its mapping; the typed ones build on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from appliance.domain.errors import RecordError
from appliance.ports.repositories import Page
from appliance.storage.mapping import Mapping, quoted
from appliance.storage.occupancy import Occupancy
from appliance.storage.refusing import About
from appliance.storage.session import Row, Session

T = TypeVar("T")

MAX_PAGE = 1000
_MANY = 200
"""Of more records written at once all of their table is forgotten."""
AMONG = "(SELECT unnest(CAST(? AS VARCHAR[])))"
"""The right side of IN for one parameter that is a list, however long."""


class TableRepository(Generic[T]):
    """Records of one type by their key."""

    mapping: ClassVar[Mapping[Any]]
    joined: ClassVar[str] = ""
    """Further FROM items, for searching in a related table."""
    also_searched: ClassVar[str] = ""
    """A condition that finds a word in related tables, each parameter of it that word: asked of
    the related tables first, it costs a fraction of joining them to every row."""

    keeps_records: ClassVar[bool] = False
    """Records are kept in memory by key until they are written; for types with one key."""
    keeps_written: ClassVar[bool] = False
    """So are records that were just written, for types that are soon asked for again."""
    keeps_answers: ClassVar[bool] = False
    """So are answers to questions about this table alone, until any of its records is written."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._remembered = session.remembered

    def get(self, key: str) -> T | None:
        kept: T | None = self._kept(key)
        if kept is not None:
            return kept
        return self._first(f"t.{quoted(self.mapping.key[0])} = ?", (key,))

    def get_many(self, keys: tuple[str, ...]) -> dict[str, T]:
        name = self.mapping.key[0]
        known = {key: kept for key in set(keys) if (kept := self._kept(key)) is not None}
        missing = sorted(set(keys) - known.keys())
        if len(missing) == 1:
            (key,) = missing
            found_one = self._first(f"t.{quoted(name)} = ?", (key,), kept=False)
            known.update({} if found_one is None else {key: found_one})
        elif missing:
            found = self._where(f"t.{quoted(name)} IN {AMONG}", (missing,), kept=False)
            known.update((getattr(record, name), record) for record in found)
        return known

    def put(self, record: T) -> None:
        self._check_references([record])
        self._write(record)
        self._tell([record])
        if self.keeps_written:
            (key,) = self.mapping.key_of(record)
            stored = self.mapping.as_stored(record, self._session.zone)
            self._remembered.stored(self.mapping.table, key, stored)

    def put_many(self, records: Sequence[T]) -> None:
        """Put all of them in one statement; of two with one key the last stands."""
        by_key = {tuple(self.mapping.key_of(one)): one for one in records}
        if not by_key:
            return
        self._check_references(list(by_key.values()))
        rows = [self.mapping.encode(one) for one in by_key.values()]
        self._session.run(
            self.mapping.upsert_many(),
            [list(column) for column in zip(*rows, strict=True)],
            told=True,
            about=self._about(rows),
        )
        self._tell(list(by_key.values()))

    def delete(self, key: str) -> None:
        """Remove the record, if there. Raises RecordError while others refer to it."""
        for table, column in self.mapping.referenced_by:
            if self._session.value(
                f"SELECT 1 FROM {table} WHERE {quoted(column)} = ? LIMIT 1",  # noqa: S608
                (key,),
            ):
                raise RecordError(
                    f"{key} cannot be deleted: it still stands in {table.replace('_', ' ')}s.",
                    "Delete or change those first.",
                )
        self._session.run(
            f"DELETE FROM {self.mapping.table} "  # noqa: S608
            f"WHERE {quoted(self.mapping.key[0])} = ?",
            (key,),
            told=True,
        )
        self._dropped(key)

    def _tell(self, records: Sequence[T]) -> None:
        """Say what has been written: memory forgets it, and what keeps units follows it."""
        table = self.mapping.table
        occupancy = self._session.remembered.memory.occupancy
        if occupancy is not None and table in Occupancy.TABLES:
            for record in records:
                self._tell_occupancy(occupancy, record)
        if len(self.mapping.key) > 1 or len(records) > _MANY:
            self._remembered.changed(table)
            return
        for record in records:
            (key,) = self.mapping.key_of(record)
            self._remembered.changed_record(table, str(key))

    def _dropped(self, key: str) -> None:
        """Say that a record has gone."""
        table = self.mapping.table
        occupancy = self._session.remembered.memory.occupancy
        if occupancy is not None and table in Occupancy.TABLES:
            self._drop_from_occupancy(occupancy, key)
        self._remembered.changed_record(table, key)

    def _tell_occupancy(self, occupancy: Occupancy, record: T) -> None:
        """For the tables that keep units. Raises TypeError where a type of record says nothing."""
        raise TypeError(f"{type(self).__name__} does not say what its records keep")

    def _drop_from_occupancy(self, occupancy: Occupancy, key: str) -> None:
        """As `_tell_occupancy`, for a record that has gone."""
        raise TypeError(f"{type(self).__name__} does not say what its records keep")

    def _kept(self, key: str) -> Any:
        """The record kept in memory, or None."""
        return self._remembered.record(self.mapping.table, key) if self.keeps_records else None

    def page(self, *, search: str = "", offset: int = 0, limit: int = 50) -> Page[T]:
        return self._page("TRUE", (), search=search, offset=offset, limit=limit)

    def count(self) -> int:
        return int(self._session.value(f"SELECT count(*) FROM {self.mapping.table}"))  # noqa: S608

    def _write(self, record: T, extra: dict[str, Any] | None = None) -> None:
        """Update what differs from the record that is kept, else the whole row, or insert;
        measured twice as fast as ON CONFLICT for one row."""
        names = [column.name for column in self.mapping.columns]
        values = dict(zip(names, self.mapping.encode(record), strict=True)) | (extra or {})
        key = self.mapping.key_of(record)
        about = About(self.mapping.table, self.mapping.key, (values,))
        fresh = (self.mapping.table, str(key[0]))
        if fresh in self._remembered.new_keys:
            self._remembered.new_keys.discard(fresh)
        else:
            kept = self._kept(str(key[0]))
            standing = (
                {} if kept is None else dict(zip(names, self.mapping.encode(kept), strict=True))
            )
            changes = {
                name: one
                for name, one in values.items()
                if name not in self.mapping.key and (name not in standing or standing[name] != one)
            }
            if not changes:
                return
            ((updated,),) = self._session.rows(
                self.mapping.update(list(changes)),
                [*changes.values(), *key],
                told=True,
                about=about,
            )
            if updated:
                return
        self._session.run(
            self.mapping.insert(list(values)), list(values.values()), told=True, about=about
        )

    def _insert(self, records: Sequence[T], extra: Sequence[dict[str, Any]] = ()) -> tuple[T, ...]:
        """Records that are certainly new, in one statement; they are given as their rows stand.
        `extra` are further columns of each."""
        names = [column.name for column in self.mapping.columns]
        encoded = [dict(zip(names, self.mapping.encode(record), strict=True)) for record in records]
        rows = [one | more for one, more in zip(encoded, extra or [{}] * len(encoded), strict=True)]
        for record in records:
            self._remembered.new_keys.discard(
                (self.mapping.table, str(self.mapping.key_of(record)[0]))
            )
        given = [name for name in rows[0] if any(row[name] is not None for row in rows)]
        written = self._session.rows(
            self.mapping.insert_returning(given, len(rows)),
            [row[name] for row in rows for name in given],
            told=True,
            plain=True,
            about=About(self.mapping.table, self.mapping.key, rows),
        )
        zone = self._session.zone
        return tuple(self.mapping.decode(row, zone) for row in written)

    def _about(self, rows: Sequence[Sequence[Any]]) -> About:
        names = [column.name for column in self.mapping.columns]
        return About(
            self.mapping.table,
            self.mapping.key,
            [dict(zip(names, row, strict=False)) for row in rows],
        )

    def _page(
        self,
        condition: str,
        parameters: Sequence[Any],
        *,
        search: str = "",
        offset: int,
        limit: int,
        order: str = "",
    ) -> Page[T]:
        if offset < 0 or not 1 <= limit <= MAX_PAGE:
            raise RecordError(f"A page holds 1 to {MAX_PAGE} records, from record 0 on.")
        searched, words = self._search(search)
        where = f"({condition}) AND {searched}"
        bound = [*parameters, *words]
        tail = f"LIMIT {limit} OFFSET {offset}"
        if words:
            return self._found_page(where, bound, order or self.mapping.order, offset, limit)
        total = int(
            self._session.value(
                f"SELECT count(*) FROM {self.mapping.table} t WHERE {where}",  # noqa: S608
                bound,
            )
        )
        items: tuple[T, ...] = ()
        if offset < total:
            items = self._where(where, bound, order=order, tail=tail, kept=False)
        return Page(items, total, offset, limit)

    def _found_page(
        self, where: str, bound: Sequence[Any], order: str, offset: int, limit: int
    ) -> Page[T]:
        """A page of a search: every record is looked at once, for the page and the total."""
        key = quoted(self.mapping.key[0])
        source = f"{self.mapping.table} t {self.joined}"
        rows = self._session.rows(
            f"SELECT t.{key}, count(*) OVER () FROM {source} "  # noqa: S608
            f"WHERE {where} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
            bound,
        )
        if rows:
            keys = [found for found, _ in rows]
            items = self._where(f"t.{key} IN {AMONG}", (keys,), order=order, kept=False)
            return Page(items, int(rows[0][1]), offset, limit)
        total = 0
        if offset:
            counting = f"SELECT count(*) FROM {source} WHERE {where}"  # noqa: S608
            total = int(self._session.value(counting, bound))
        return Page((), total, offset, limit)

    def _search(self, search: str) -> tuple[str, list[str]]:
        words = search.casefold().split()
        if not words or not self.mapping.search:
            return "TRUE", []
        text = f"lower(concat_ws(' ', {', '.join(self.mapping.search)}))"
        if not self.also_searched:
            return " AND ".join([f"contains({text}, ?)"] * len(words)), words
        either = f"(contains({text}, ?) OR {self.also_searched})"
        times = either.count("?")
        return " AND ".join([either] * len(words)), [word for word in words for _ in range(times)]

    def _first(self, condition: str, parameters: Sequence[Any], *, kept: bool = True) -> T | None:
        """The record by a condition that at most one meets."""
        sql = (
            f"SELECT {self.mapping.selection} FROM {self.mapping.table} t "  # noqa: S608
            f"WHERE {condition}"
        )
        found = self._found(sql, parameters, kept=kept)
        return found[0] if found else None

    def _where(
        self,
        condition: str,
        parameters: Sequence[Any] = (),
        *,
        order: str = "",
        tail: str = "",
        joined: str = "",
        kept: bool = True,
    ) -> tuple[T, ...]:
        sql = (
            f"SELECT {self.mapping.selection} "  # noqa: S608
            f"FROM {self.mapping.table} t {joined} "
            f"WHERE {condition} ORDER BY {order or self.mapping.order} {tail}"
        )
        return self._found(sql, parameters, kept=kept)

    def _found(self, sql: str, parameters: Sequence[Any], *, kept: bool) -> tuple[T, ...]:
        """The records that a query selects; its answer is kept where `kept` allows it, which it
        may for questions about this table alone, by few values."""
        if not (kept and self.keeps_answers):
            return self._decoded(self._session.rows(sql, parameters))
        return self._remembered.answer(
            self.mapping.table,
            (sql, *parameters),
            lambda: self._decoded(self._session.rows(sql, parameters)),
        )

    def _decoded(self, rows: Iterable[Row]) -> tuple[T, ...]:
        zone = self._session.zone
        found = tuple(self.mapping.decode(row, zone) for row in rows)
        if self.keeps_records:
            (name,) = self.mapping.key
            self._remembered.keep_records(
                self.mapping.table, {getattr(one, name): one for one in found}
            )
        return found

    def _check_references(self, records: Sequence[T]) -> None:
        for field, table in self.mapping.references.items():
            wanted = {getattr(record, field) for record in records} - {None}
            wanted = {one for one in wanted if self._remembered.record(table, one) is None}
            if not wanted:
                continue
            condition, parameter = (
                ("id = ?", *wanted) if len(wanted) == 1 else (f"id IN {AMONG}", sorted(wanted))
            )
            found = self._session.rows(
                f"SELECT id FROM {table} WHERE {condition}",  # noqa: S608
                (parameter,),
            )
            for missing in sorted(wanted - {one for (one,) in found}):
                raise RecordError(f"There is no {table.replace('_', ' ')} {missing!r}.")
