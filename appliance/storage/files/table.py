"""A record type as the columns of a file, declared once: for reading, for writing, for the page
that explains it. Knows the records only through what a `Yard` looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from appliance.domain.errors import BadRow, ImportRefused
from appliance.domain.fields import FieldRule, ValueRefused, localized
from appliance.domain.record_rules import Broken
from appliance.ports.files import FileColumn, FileType
from appliance.ports.repositories import Repository
from appliance.ports.store import Records
from appliance.storage.files.text import bad_cell, decoded, header_name, rows_of, unprotected
from appliance.storage.files.yard import Yard

T = TypeVar("T")
Cells = Mapping[str, str]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A field as a column. `key`: it is part of what tells one record from another, compared
    by `fold`."""

    header: str
    field: FieldRule
    aliases: tuple[str, ...] = ()
    key: bool = False
    fold: Callable[[str], str] = _folded

    @property
    def attribute(self) -> str:
        return self.field.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """A column that only helps to find another record."""

    header: str
    rule: str
    aliases: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another record, named by one or more columns.

    `find` gives its id from the row's cells, or raises ValueRefused with the header as `field`;
    `name` gives the cells for an id, in the order of `columns`.
    """

    attribute: str
    columns: tuple[Help, ...]
    find: Callable[[Yard, Cells], str | None]
    name: Callable[[Yard, str | None], Sequence[str]]
    key: bool = False


Part = Column | Reference


class Check(Protocol):
    """What the other records ask of a change; `before` is None for a new record."""

    def __call__(self, yard: Yard, before: Any, after: Any) -> Iterable[Broken]: ...


class Effect(Protocol):
    """What else is written with the records that changed, given as (before, after); what was, for
    the audit trail."""

    def __call__(
        self, yard: Yard, records: Records, changes: Sequence[tuple[Any, Any]]
    ) -> Sequence[tuple[str, object, object]]: ...


def _no_check(yard: Yard, before: Any, after: Any) -> Iterable[Broken]:
    return ()


def _no_effect(yard: Yard, records: Records, changes: Sequence[tuple[Any, Any]]) -> tuple[()]:
    return ()


@dataclass(frozen=True, kw_only=True)
class RecordTable(Generic[T]):
    """A record type as a file. `id_header` names the optional column of its id; records that
    have none are told apart by their key alone."""

    name: str
    title: str
    about: str
    noun: str
    one: str
    """What the audit trail calls one of them."""
    record: type[T]
    repository: Callable[[Records], Repository[T]]
    parts: tuple[Part, ...]
    id_header: str = ""
    unique: bool = True
    """False where two records may have the same key; the id then tells them apart."""
    check: Check = _no_check
    effect: Effect = _no_effect

    @property
    def id_attribute(self) -> str:
        return "id" if self.id_header else "number"

    @property
    def headers(self) -> tuple[str, ...]:
        own = (self.id_header,) if self.id_header else ()
        return (*own, *(header for part in self.parts for header in _headers(part)))

    def subject(self, record: T) -> str:
        """The record as the audit trail names it."""
        return f"{self.one}:{getattr(record, self.id_attribute)}"

    def known_headers(self) -> dict[str, str]:
        """Every way to write a header, with the header it means."""
        found = {header_name(header): header for header in self.headers}
        for part in self.parts:
            columns = part.columns if isinstance(part, Reference) else (part,)
            for column in columns:
                found |= {header_name(alias): column.header for alias in column.aliases}
        return found

    def needed(self) -> tuple[str, ...]:
        """Headers without which no row can be told from another."""
        return tuple(
            column.header
            for part in self.parts
            if part.key
            for column in ((part,) if isinstance(part, Column) else part.columns)
            if isinstance(column, Column) or column.needed
        )

    def header_of(self, attribute: str) -> str:
        """The column to blame for a field."""
        for part in self.parts:
            if part.attribute == attribute:
                return _headers(part)[0]
        return self.id_header

    def has_default(self, attribute: str) -> bool:
        return any(
            one.name == attribute and one.default is not MISSING
            for one in fields(self.record)  # type: ignore[arg-type]
        )

    def described(self) -> FileType:
        needed = set(self.needed())
        columns = [
            FileColumn(header=one.header, needed=one.header in needed, rule=rule)
            for part in self.parts
            for one, rule in (
                [(part, part.field.rule)]
                if isinstance(part, Column)
                else [(help_, help_.rule) for help_ in part.columns]
            )
        ]
        if self.id_header:
            rule = "the record's own key; may be left out"
            columns.insert(0, FileColumn(header=self.id_header, needed=False, rule=rule))
        return FileType(name=self.name, title=self.title, about=self.about, columns=tuple(columns))


def _headers(part: Part) -> tuple[str, ...]:
    if isinstance(part, Column):
        return (part.header,)
    return tuple(column.header for column in part.columns)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: its value, or the reason why it has none."""

    text: str
    value: Any = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    line: int
    cells: dict[str, Cell]

    def text(self, header: str) -> str:
        cell = self.cells.get(header)
        return cell.text if cell else ""

    def value(self, column: Column, zone: ZoneInfo) -> Any:
        """What the row says of a field, moments in `zone`. Raises ValueRefused."""
        cell = self.cells.get(column.header)
        if cell is None:
            if column.field.required:
                raise ValueRefused("is missing, and needed for a new one")
            return column.field.empty
        if cell.reason:
            raise ValueRefused(cell.reason)
        return localized(cell.value, zone)


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The rows that are whole, and what is wrong with the others."""

    rows: tuple[ParsedRow, ...]
    bad: tuple[BadRow, ...]


def parse(table: RecordTable[Any], content: bytes) -> ParsedFile:
    """Every row of the file, its cells read; touches no records.

    Raises ImportRefused when it is too large, no text, or lacks its header.
    """
    text = decoded(content)
    lines = rows_of(text, table.headers)
    first = next(lines, None)
    if first is None:
        raise ImportRefused("The file is empty.", do="Choose a CSV file with a header.")
    if isinstance(first, BadRow):
        raise ImportRefused("The file's header cannot be read.", (first,))
    headers = read_header(*first, table.known_headers(), table.needed(), table.headers)
    readers = {part.header: part.field for part in table.parts if isinstance(part, Column)}
    rows: list[ParsedRow] = []
    bad: list[BadRow] = []
    for line in lines:
        if isinstance(line, BadRow):
            bad.append(line)
            break
        number, cells = line
        if len(cells) != len(headers):
            reason = f"has {len(cells)} cells; the header has {len(headers)}"
            bad.append(BadRow(number, "", "", reason))
            continue
        texts = (unprotected(cell.strip()).strip() for cell in cells)
        rows.append(
            ParsedRow(
                number,
                {
                    header: _read(readers.get(header), cell)
                    for header, cell in zip(headers, texts, strict=True)
                },
            )
        )
    if not rows and not bad:
        raise ImportRefused("The file has a header but no rows.")
    return ParsedFile(tuple(rows), tuple(bad))


def _read(rule: FieldRule | None, text: str) -> Cell:
    if rule is None:
        return Cell(text)
    try:
        return Cell(text, rule.parse(text))
    except ValueRefused as refused:
        return Cell(text, reason=refused.reason)


def read_header(
    line: int,
    cells: list[str],
    known: Mapping[str, str],
    needed: Iterable[str],
    possible: Iterable[str],
) -> list[str]:
    """The columns that a header names. Raises ImportRefused naming everything that is wrong."""
    found: list[str] = []
    bad: list[BadRow] = []
    needed = tuple(needed)
    for cell in cells:
        header = known.get(header_name(unprotected(cell)))
        if header is None:
            bad.append(bad_cell(line, cell.strip()[:80], "", "is no known column"))
        elif header in found:
            bad.append(BadRow(line, header, "", "stands in the header twice"))
        else:
            found.append(header)
    bad += [BadRow(line, one, "", "is missing") for one in needed if one not in found]
    if bad:
        others = ", ".join(one for one in possible if one not in needed)
        raise ImportRefused(
            "The file's header does not fit.",
            tuple(bad),
            f"It needs: {', '.join(needed)}; it may have {others}.",
        )
    return found
