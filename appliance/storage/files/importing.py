"""Brings the records of one type in line with a file, whole or not at all.

Everything is planned from the records first; nothing is written while anything is wrong. A cell
that says what stands in the record already is not judged, so that a file that was exported can
always be imported, and changes nothing. Records that are not in the file stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import uuid4

from appliance.domain.errors import BadRow
from appliance.domain.fields import Kind, ValueRefused, read_code
from appliance.domain.record_rules import broken_rules
from appliance.ports.files import FileReport
from appliance.ports.store import Records
from appliance.storage.canonical import Canonical
from appliance.storage.files.table import Column, ParsedFile, ParsedRow, RecordTable, Reference
from appliance.storage.files.text import bad_cell, refused
from appliance.storage.files.yard import Yard, every

T = TypeVar("T")
Key = tuple[Any, ...]
_read_id = read_code(64)


@dataclass(slots=True)
class Plan(Generic[T]):
    """What a file changes, worked out from the records as they stood."""

    noun: str
    changes: list[tuple[T | None, T]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """Which line speaks of a record, by its id."""
    final: dict[str, tuple[ParsedRow, T]] = field(default_factory=dict)
    unchanged: int = 0
    worded: list[tuple[str, Canonical, Canonical]] = field(default_factory=list)
    """What the audit trail is to say of each change."""

    @property
    def report(self) -> FileReport:
        added = sum(old is None for old, _ in self.changes)
        return FileReport(
            noun=self.noun,
            added=added,
            updated=len(self.changes) - added,
            unchanged=self.unchanged,
        )


def plan(table: RecordTable[T], records: Records, parsed: ParsedFile, now: datetime) -> Plan[T]:
    """What the file says, against the records; changes nothing. Raises ImportRefused naming every
    bad row."""
    return _Planning(table, records, Yard(records, now), parsed).plan


def carry_out(
    table: RecordTable[T], records: Records, plan: Plan[T], now: datetime, actor: str
) -> None:
    """Write a plan that was made from records that have not changed since."""
    if not plan.changes:
        return
    table.repository(records).put_many([new for _, new in plan.changes])
    others = table.effect(Yard(records, now), records, plan.changes)
    records.audit.append_many(actor, f"import_{table.name}", (*plan.worded, *others))


class _Planning(Generic[T]):
    """One file against the records as they stand."""

    def __init__(
        self, table: RecordTable[T], records: Records, yard: Yard, parsed: ParsedFile
    ) -> None:
        self._table, self._yard = table, yard
        self._id = table.id_attribute
        self._known = {getattr(one, self._id): one for one in every(table.repository(records))}
        self._by_key: dict[Key, list[str]] = {}
        for key, one in self._known.items():
            self._by_key.setdefault(self._key_of(one), []).append(key)
        self.plan: Plan[T] = Plan(table.noun, bad=list(parsed.bad))
        for row in parsed.rows:
            self._row(row)
        if table.unique:
            self._check_unique()
        if self.plan.bad:
            raise refused(self.plan.bad)
        self.plan.worded = [
            (table.subject(new), Canonical.of(old), Canonical.of(new))
            for old, new in self.plan.changes
        ]

    def _row(self, row: ParsedRow) -> None:
        found = self._referred(row)
        if found is None:
            for header, cell in row.cells.items():
                if cell.reason:
                    self._refuse(row, header, cell.reason)
            return
        try:
            before = self._existing(row, found)
        except ValueRefused as error:
            self._refuse(row, error.field, error.reason)
            return
        values = self._values(row, before)
        if values is None:
            return
        after = self._record(row, before, {**values, **found})
        if after is None:
            return
        key = getattr(after, self._id)
        earlier = self.plan.lines.setdefault(key, row.line)
        if earlier != row.line:
            header = self._table.needed()[-1]
            self._refuse(row, header, f"is also on line {earlier}")
            return
        good = True
        for broken in (*broken_rules(after), *self._table.check(self._yard, before, after)):
            self._refuse(row, self._table.header_of(broken.field), broken.reason)
            good = False
        if not good:
            return
        self.plan.final[key] = (row, after)
        if after == before:
            self.plan.unchanged += 1
        else:
            self.plan.changes.append((before, after))

    def _referred(self, row: ParsedRow) -> dict[str, Any] | None:
        """The ids that the row's references stand for; None when one is not to be found."""
        texts = {header: cell.text for header, cell in row.cells.items()}
        found: dict[str, Any] = {}
        good = True
        for part in self._table.parts:
            if isinstance(part, Reference) and any(one.header in texts for one in part.columns):
                try:
                    found[part.attribute] = part.find(self._yard, texts)
                except ValueRefused as error:
                    self._refuse(row, error.field, error.reason)
                    good = False
        return found if good else None

    def _existing(self, row: ParsedRow, found: dict[str, Any]) -> T | None:
        """The record that the row speaks of. Raises ValueRefused where it might be several."""
        given = row.text(self._table.id_header) if self._table.id_header else ""
        if given and given in self._known:
            return self._known[given]
        if given:
            try:
                _read_id(given)
            except ValueRefused as error:
                raise ValueRefused(error.reason, field=self._table.id_header) from None
            return None
        same = self._by_key.get(self._row_key(row, found), [])
        if len(same) > 1:
            raise ValueRefused(
                f"stands for {len(same)} records; name one by {self._table.id_header}",
                field=self._table.needed()[-1],
            )
        return self._known[same[0]] if same else None

    def _values(self, row: ParsedRow, before: T | None) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        good = True
        for part in self._table.parts:
            if not isinstance(part, Column):
                continue
            cell = row.cells.get(part.header)
            if cell is None and (before is not None or self._table.has_default(part.attribute)):
                continue
            if before is not None and cell is not None:
                standing = getattr(before, part.attribute)
                if cell.text == part.field.text(standing).strip():
                    values[part.attribute] = standing
                    continue
            try:
                values[part.attribute] = row.value(part, self._yard.zone)
            except ValueRefused as error:
                self._refuse(row, part.header, error.reason)
                good = False
        return values if good else None

    def _record(self, row: ParsedRow, before: T | None, values: dict[str, Any]) -> T | None:
        if before is not None:
            changed: T = replace(before, **values)  # type: ignore[type-var]
            return changed
        for part in self._table.parts:
            if part.attribute in values or self._table.has_default(part.attribute):
                continue
            self._refuse(row, self._table.header_of(part.attribute), "is missing for a new one")
            return None
        if self._table.id_header:
            values["id"] = row.text(self._table.id_header) or uuid4().hex
        return self._table.record(**values)

    def _check_unique(self) -> None:
        """No two records may be told apart by nothing."""
        taken: dict[Key, str] = {}
        for key, one in self._known.items():
            if key not in self.plan.final:
                taken[self._key_of(one)] = key
        for key, (row, one) in self.plan.final.items():
            holder = taken.setdefault(self._key_of(one), key)
            if holder != key:
                line = self.plan.lines.get(holder)
                where = f"is also on line {line}" if line else "belongs to another record"
                self._refuse(row, self._table.needed()[-1], where)

    def _key_of(self, record: T) -> Key:
        return tuple(
            getattr(record, part.attribute)
            if isinstance(part, Reference)
            else part.fold(part.field.text(getattr(record, part.attribute)))
            for part in self._table.parts
            if part.key
        )

    def _row_key(self, row: ParsedRow, found: dict[str, Any]) -> Key:
        return tuple(
            found.get(part.attribute)
            if isinstance(part, Reference)
            else part.fold(self._key_text(part, row))
            for part in self._table.parts
            if part.key
        )

    def _key_text(self, part: Column, row: ParsedRow) -> str:
        """The cell as it would be written: a moment may be written in many ways."""
        if part.field.kind is not Kind.MOMENT:
            return row.text(part.header)
        try:
            return part.field.text(row.value(part, self._yard.zone))
        except ValueRefused:
            return row.text(part.header)

    def _refuse(self, row: ParsedRow, header: str, reason: str) -> None:
        self.plan.bad.append(bad_cell(row.line, header, row.text(header), reason))
