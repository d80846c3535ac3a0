"""A repository over one table, from its mapping; the typed ones build on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from appliance.domain.errors import RecordError
from appliance.ports.store import Page
from appliance.storage.mapping import Mapping, quoted
from appliance.storage.session import Row, Session

T = TypeVar("T")

MAX_PAGE = 1000
AMONG = "(SELECT unnest(CAST(? AS VARCHAR[])))"
"""The right side of IN for one parameter that is a list, however long."""


class TableRepository(Generic[T]):
    """Records of one type by their key."""

    mapping: ClassVar[Mapping[Any]]
    joined: ClassVar[str] = ""
    """Further FROM items, for searching in a related table."""
    also_searched: ClassVar[str] = ""
    """A condition with one parameter that finds a word elsewhere, where joining would multiply."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, key: str) -> T | None:
        return self._first(f"t.{quoted(self.mapping.key[0])} = ?", (key,))

    def get_many(self, keys: tuple[str, ...]) -> dict[str, T]:
        if not keys:
            return {}
        name = self.mapping.key[0]
        found = self._where(f"t.{quoted(name)} IN {AMONG}", (sorted(set(keys)),))
        return {getattr(record, name): record for record in found}

    def put(self, record: T) -> None:
        self._check_references([record])
        self._write(record)

    def put_many(self, records: Sequence[T]) -> None:
        """Put all of them in one statement; of two with one key the last stands."""
        by_key = {tuple(self.mapping.key_of(one)): one for one in records}
        if not by_key:
            return
        self._check_references(list(by_key.values()))
        rows = [self.mapping.encode(one) for one in by_key.values()]
        self._session.run(
            self.mapping.upsert_many(), [list(column) for column in zip(*rows, strict=True)]
        )

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
        )

    def page(self, *, search: str = "", offset: int = 0, limit: int = 50) -> Page[T]:
        return self._page("TRUE", (), search=search, offset=offset, limit=limit)

    def count(self) -> int:
        return int(self._session.value(f"SELECT count(*) FROM {self.mapping.table}"))  # noqa: S608

    def _write(self, record: T, extra: dict[str, Any] | None = None) -> None:
        """Insert or update; measured twice as fast as ON CONFLICT for one row."""
        names = [column.name for column in self.mapping.columns]
        values = dict(zip(names, self.mapping.encode(record), strict=True)) | (extra or {})
        key = self.mapping.key_of(record)
        if self._session.value(self.mapping.known(), key):
            for name in self.mapping.key:
                del values[name]
            self._session.run(self.mapping.update(list(values)), [*values.values(), *key])
        else:
            self._session.run(self.mapping.insert(list(values)), list(values.values()))

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
        joined = self.joined if words else ""
        source = f"{self.mapping.table} t {joined}"
        total = int(
            self._session.value(f"SELECT count(*) FROM {source} WHERE {where}", bound)  # noqa: S608
        )
        items: tuple[T, ...] = ()
        if offset < total:
            tail = f"LIMIT {limit} OFFSET {offset}"
            items = self._where(where, bound, order=order, tail=tail, joined=joined)
        return Page(items, total, offset, limit)

    def _search(self, search: str) -> tuple[str, list[str]]:
        words = search.casefold().split()
        if not words or not self.mapping.search:
            return "TRUE", []
        text = f"lower(concat_ws(' ', {', '.join(self.mapping.search)}))"
        if not self.also_searched:
            return " AND ".join([f"contains({text}, ?)"] * len(words)), words
        either = f"(contains({text}, ?) OR {self.also_searched})"
        return " AND ".join([either] * len(words)), [word for word in words for _ in range(2)]

    def _first(self, condition: str, parameters: Sequence[Any]) -> T | None:
        """The record by a condition that at most one meets."""
        rows = self._session.rows(
            f"SELECT {self.mapping.selection} FROM {self.mapping.table} t "  # noqa: S608
            f"WHERE {condition}",
            parameters,
        )
        found = self._decoded(rows[:1])
        return found[0] if found else None

    def _where(
        self,
        condition: str,
        parameters: Sequence[Any] = (),
        *,
        order: str = "",
        tail: str = "",
        joined: str = "",
    ) -> tuple[T, ...]:
        rows = self._session.rows(
            f"SELECT {self.mapping.selection} "  # noqa: S608
            f"FROM {self.mapping.table} t {joined} "
            f"WHERE {condition} ORDER BY {order or self.mapping.order} {tail}",
            parameters,
        )
        return self._decoded(rows)

    def _decoded(self, rows: Iterable[Row]) -> tuple[T, ...]:
        zone = self._session.zone
        return tuple(self.mapping.decode(row, zone) for row in rows)

    def _check_references(self, records: Sequence[T]) -> None:
        for field, table in self.mapping.references.items():
            wanted = {getattr(record, field) for record in records} - {None}
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
