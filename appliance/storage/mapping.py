"""Maps the domain's dataclasses to tables: one column a field, read back equal to what was put.

Text, whole numbers, booleans and dates are stored as they are; enums by value; money as
DECIMAL(12,2), refusing what has fractions of a cent; moments as UTC, read in the yard's zone;
tuples as lists. A `Period` becomes `starts_at` and `ends_at`, another nested dataclass its own
fields, an optional one a STRUCT. Refuses field types that it does not know when it is built.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from appliance.domain.errors import RecordError
from appliance.domain.periods import Period

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CENT = Decimal("0.01")
_MONEY_LIMIT = Decimal(10) ** 10
_PERIOD_COLUMNS = {"start": "starts_at", "end": "ends_at"}

Encoder = Callable[[Any], Any]
Decoder = Callable[[Any, ZoneInfo], Any]


def quoted(column: str) -> str:
    """The column's name as SQL; names come from code, never from input."""
    return f'"{column}"'


def moment(microseconds: int, zone: ZoneInfo) -> datetime:
    """Microseconds since 1970 in UTC as a moment in `zone`."""
    return (_EPOCH + timedelta(microseconds=microseconds)).astimezone(zone)


def microseconds(moment_: datetime) -> int:
    """Since 1970 in UTC."""
    return (moment_ - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class _Codec:
    sql_type: str
    encode: Encoder
    decode: Decoder
    is_moment: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the path of the field it holds, and how values pass through."""

    path: tuple[str, ...]
    name: str
    codec: _Codec

    def selected(self, alias: str) -> str:
        """The column in a SELECT list. Moments come as microseconds: the database's client
        would need another library to build them, and would choose the zone itself."""
        reference = f"{alias}.{quoted(self.name)}"
        return f"epoch_us({reference})" if self.codec.is_moment else reference


def _encode_text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RecordError("A text holds characters that cannot be stored.") from error
    return value


def encode_money(value: Decimal) -> Decimal:
    """An amount as it is stored. Raises RecordError for fractions of a cent and for no number."""
    if not value.is_finite() or abs(value) >= _MONEY_LIMIT:
        raise RecordError(f"{value} is not an amount that can be stored.")
    rounded = value.quantize(_CENT)
    if rounded != value:
        raise RecordError(f"{value} has fractions of a cent.", "Round the amount first.")
    return rounded


def _encode_moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise RecordError(f"The time {value} has no timezone.")
    return value.astimezone(UTC)


def _as_is(value: Any) -> Any:
    return value


def _raw(raw: Any, _zone: ZoneInfo) -> Any:
    return raw


_SCALARS: dict[object, _Codec] = {
    str: _Codec("VARCHAR", _encode_text, _raw),
    int: _Codec("BIGINT", _as_is, _raw),
    float: _Codec("DOUBLE", _as_is, _raw),
    bool: _Codec("BOOLEAN", _as_is, _raw),
    date: _Codec("DATE", _as_is, _raw),
    Decimal: _Codec("DECIMAL(12, 2)", encode_money, _raw),
    datetime: _Codec("TIMESTAMPTZ", _encode_moment, moment, is_moment=True),
}


def _enum_codec(enum: type[StrEnum]) -> _Codec:
    return _Codec("VARCHAR", lambda value: value.value, lambda raw, _zone: enum(raw))


def _list_codec(item: _Codec) -> _Codec:
    return _Codec(
        f"{item.sql_type}[]",
        lambda values: [item.encode(value) for value in values],
        lambda raw, zone: tuple(item.decode(value, zone) for value in raw),
    )


def _struct_codec(record: type[Any]) -> _Codec:
    codecs = {name: _codec(hint) for name, hint in _hints(record).items()}

    def encode(value: Any) -> dict[str, Any]:
        return {name: codec.encode(getattr(value, name)) for name, codec in codecs.items()}

    def decode(raw: dict[str, Any], zone: ZoneInfo) -> Any:
        return record(**{name: codec.decode(raw[name], zone) for name, codec in codecs.items()})

    members = ", ".join(f"{quoted(name)} {codec.sql_type}" for name, codec in codecs.items())
    return _Codec(f"STRUCT({members})", encode, decode)


def _optional_codec(inner: _Codec) -> _Codec:
    return _Codec(
        inner.sql_type,
        lambda value: None if value is None else inner.encode(value),
        lambda raw, zone: None if raw is None else inner.decode(raw, zone),
        inner.is_moment,
    )


def _codec(hint: Any) -> _Codec:
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _enum_codec(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _struct_codec(hint)
    if typing.get_origin(hint) is tuple:
        return _list_codec(_codec(typing.get_args(hint)[0]))
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (inner,) = (one for one in typing.get_args(hint) if one is not types.NoneType)
        return _optional_codec(_codec(inner))
    raise TypeError(f"no column type for {hint!r}")


def _hints(record: type[Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record)}


def _columns(record: type[Any], without: Sequence[str]) -> Iterator[Column]:
    for name, hint in _hints(record).items():
        if name in without:
            continue
        if isinstance(hint, type) and is_dataclass(hint):
            for inner, inner_hint in _hints(hint).items():
                column = _PERIOD_COLUMNS[inner] if hint is Period else inner
                yield Column((name, inner), column, _codec(inner_hint))
        else:
            yield Column((name,), name, _codec(hint))


class Mapping(Generic[T]):
    """A record type as rows of `table`.

    `key` names the primary key's columns; `search` lists SQL expressions over alias `t` whose
    text a search looks through; `order` is an ORDER BY list over `t`; fields in `without` are
    kept elsewhere and take their default.
    """

    def __init__(
        self,
        record: type[T],
        table: str,
        *,
        key: tuple[str, ...],
        order: str,
        search: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
        references: dict[str, str] | None = None,
        referenced_by: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.record = record
        self.table = table
        self.key = key
        self.order = order
        self.search = search
        self.references = references or {}
        self.referenced_by = referenced_by
        self.columns = tuple(_columns(record, without))
        self._nested = {
            name: hint
            for name, hint in _hints(record).items()
            if isinstance(hint, type) and is_dataclass(hint)
        }
        self.selection = ", ".join(column.selected("t") for column in self.columns)
        self._returned = ", ".join(column.selected(table) for column in self.columns)

    def known(self) -> str:
        """Whether there is a row with the key, given by its columns."""
        return f"SELECT 1 FROM {self.table} WHERE {self._by_key()}"  # noqa: S608

    def insert(self, names: Sequence[str]) -> str:
        """A new row, from values of the columns named."""
        return self._insert(names, f"VALUES ({', '.join('?' * len(names))})")

    def insert_returning(self, names: Sequence[str], count: int) -> str:
        """New rows, from values of the columns named, row by row; gives what `selection` gives of
        them, in their order."""
        row = f"({', '.join('?' * len(names))})"
        rows = f"VALUES {', '.join([row] * count)}"
        return f"{self._insert(names, rows)} RETURNING {self._returned}"

    def update(self, names: Sequence[str]) -> str:
        """Other values of the columns named, then the key, for the row that has it."""
        changes = ", ".join(f"{quoted(name)} = ?" for name in names)
        return f"UPDATE {self.table} SET {changes} WHERE {self._by_key()}"  # noqa: S608

    def upsert_many(self, extra: Sequence[tuple[str, str]] = ()) -> str:
        """New or replaced rows at once: one parameter a column, the list of its values.

        `extra` names further columns that no field holds, with their types."""
        typed = [(column.name, column.codec.sql_type) for column in self.columns] + list(extra)
        names = [name for name, _ in typed]
        lists = ", ".join(f"unnest(CAST(? AS {sql_type}[]))" for _, sql_type in typed)
        updates = ", ".join(
            f"{quoted(name)} = excluded.{quoted(name)}" for name in names if name not in self.key
        )
        conflict = f"ON CONFLICT ({', '.join(map(quoted, self.key))}) DO UPDATE SET {updates}"
        return self._insert(names, f"SELECT {lists} {conflict}")

    def key_of(self, record: T) -> list[Any]:
        """The record's key as parameters."""
        return [getattr(record, name) for name in self.key]

    def _insert(self, names: Sequence[str], source: str) -> str:
        return f"INSERT INTO {self.table} ({', '.join(map(quoted, names))}) {source}"

    def _by_key(self) -> str:
        return " AND ".join(f"{quoted(name)} = ?" for name in self.key)

    def encode(self, record: T) -> list[Any]:
        """The record as parameters. Raises RecordError for what cannot be stored."""
        values = []
        for column in self.columns:
            value: Any = record
            for name in column.path:
                value = getattr(value, name)
            values.append(column.codec.encode(value))
        return values

    def as_stored(self, record: T, zone: ZoneInfo) -> T:
        """The record as it is read back once it has been put."""
        row = [
            microseconds(value) if column.codec.is_moment and value is not None else value
            for column, value in zip(self.columns, self.encode(record), strict=True)
        ]
        return self.decode(row, zone)

    def decode(self, row: Sequence[Any], zone: ZoneInfo) -> T:
        """A row of `selection` as a record, its moments in `zone`."""
        values: dict[str, Any] = {}
        for column, raw in zip(self.columns, row, strict=True):
            value = column.codec.decode(raw, zone)
            if len(column.path) == 1:
                values[column.path[0]] = value
            else:
                values.setdefault(column.path[0], {})[column.path[1]] = value
        for name, nested in self._nested.items():
            values[name] = nested(**values[name])
        return self.record(**values)
