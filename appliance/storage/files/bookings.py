"""Bookings as a file, a line of a booking a row. All go out; open ones come in.

What comes in is what an older system has reserved or out. It has to fit into what stands: no
unit twice, no bulk class oversold. Refuses to change a booking that is on record: that is done
on its page, by its rules.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from appliance.domain.availability import free_units, most_at_once
from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind
from appliance.domain.errors import BadRow
from appliance.domain.fields import ValueRefused
from appliance.domain.periods import Period
from appliance.domain.record_fields import BOOKING_FIELDS
from appliance.ports.files import FileReport
from appliance.ports.repositories import Occupation
from appliance.ports.store import Records
from appliance.storage.files.references import (
    CLASS_REFERENCE,
    CUSTOMER_REFERENCE,
    OPERATOR_REFERENCE,
    UNIT_REFERENCE,
    name_operator,
)
from appliance.storage.files.table import Column, ParsedFile, ParsedRow, RecordTable, Reference
from appliance.storage.files.text import bad_cell, refused, written
from appliance.storage.files.yard import Yard

_OWN_NUMBER: Final = re.compile(r"R-\d+", re.IGNORECASE)
_TAKEN_OVER: Final = (BookingState.RESERVED, BookingState.OUT)
_STEP: Final = 1000
_FAR: Final = timedelta(days=36500)
_ANSWERS: Final = {
    BookingState.OUT: DowntimeKind.OUT_UNKNOWN,
    BookingState.RESERVED: DowntimeKind.STAFF_HOLD,
}
"""The open-ended downtime of an imported unit that a booking explains, and ends."""


def _column(name: str, header: str, *aliases: str, key: bool = False) -> Column:
    return Column(header=header, field=BOOKING_FIELDS[name], aliases=aliases, key=key)


BOOKINGS: Final = RecordTable(
    name="bookings",
    title="Bookings",
    about="One row a line. Open bookings of an older system come in; all go out.",
    noun="bookings",
    one="booking",
    record=Booking,
    repository=lambda records: records.bookings,
    parts=(
        _column("number", "Number", "Booking", "Booking Number", key=True),
        _column("state", "State", "Status"),
        CUSTOMER_REFERENCE,
        CLASS_REFERENCE,
        replace(
            UNIT_REFERENCE, key=False, columns=(replace(UNIT_REFERENCE.columns[0], needed=False),)
        ),
        _column("quantity", "Quantity"),
        _column("start", "Start", "From"),
        _column("end", "End", "To", "Due"),
        _column("day_rate", "Day Rate", "Daily Rate"),
        _column("total", "Total"),
        _column("out_at", "Out At"),
        _column("returned_at", "Returned At"),
        _column("deposit", "Deposit"),
        _column("license_number", "License Number", "License"),
        replace(OPERATOR_REFERENCE, columns=OPERATOR_REFERENCE.columns[:2]),
        _column("certificate_number", "Certificate Number", "Certificate"),
        _column("policy_number", "Policy Number", "Policy"),
        _column("site_address", "Site Address", "Site"),
        _column("callback_number", "Callback Number", "Phone"),
        _column("note", "Note", "Notes"),
    ),
)

_COLUMNS: Final = {part.attribute: part for part in BOOKINGS.parts if isinstance(part, Column)}
_REFERENCES: Final = {
    part.attribute: part for part in BOOKINGS.parts if isinstance(part, Reference)
}
_OF_LINE: Final = ("quantity", "start", "end", "day_rate", "total", "out_at", "returned_at")


def export_bookings(records: Records, now: datetime) -> bytes:
    """Every line of every booking, latest first."""

    def rows() -> Iterator[list[str]]:
        offset, more = 0, True
        while more:
            page = records.bookings.page(offset=offset, limit=_STEP)
            yard = Yard.around(records, now, page.items)
            for one in page.items:
                yield from _rows(yard, one)
            offset += len(page.items)
            more = bool(page.items) and offset < page.total

    return codecs.BOM_UTF8 + written(BOOKINGS.headers, rows())


def _rows(yard: Yard, booking: Booking) -> Iterator[list[str]]:
    for line in booking.lines:
        values = {
            **{name: getattr(line, name) for name in _OF_LINE if name not in ("start", "end")},
            "start": line.period.start,
            "end": line.period.end,
            "class_id": line.class_id,
            "unit_id": line.unit_id,
        }
        cells: list[str] = []
        for part in BOOKINGS.parts:
            name = part.attribute
            value = values[name] if name in values else getattr(booking, name)
            if name == "operator_id":
                cells += name_operator(yard, value)[:2] if value else ("", "")
            elif isinstance(part, Reference):
                cells += part.name(yard, value)
            else:
                cells.append(part.field.text(value))
        yield cells


def plan_bookings(records: Records, parsed: ParsedFile, now: datetime, actor: str) -> BookingsPlan:
    """What the file says, against the records; changes nothing. Raises ImportRefused naming every
    bad row."""
    planning = _Planning(records, now, parsed, actor)
    return BookingsPlan(tuple(planning.added), tuple(planning.explained), planning.report)


def carry_out_bookings(records: Records, plan: BookingsPlan, _now: datetime, actor: str) -> None:
    """Take over what was planned from records that have not changed since."""
    found = [
        booking if booking.number else _numbered(booking, records.bookings.next_number())
        for booking in plan.added
    ]
    if found:
        records.downtimes.put_many(list(plan.explained))
        records.bookings.put_many(found)
        records.audit.append_many(
            actor, "import_bookings", [(BOOKINGS.subject(one), None, one) for one in found]
        )


@dataclass(frozen=True, slots=True)
class BookingsPlan:
    """Bookings to take over, and the open downtimes that they explain, ended."""

    added: tuple[Booking, ...]
    explained: tuple[Downtime, ...]
    report: FileReport


def _numbered(booking: Booking, number: str) -> Booking:
    lines = tuple(replace(line, booking_number=number) for line in booking.lines)
    return replace(booking, number=number, lines=lines)


@dataclass(frozen=True, slots=True)
class _Row:
    row: ParsedRow
    values: dict[str, Any]


class _Planning:
    """One file against the bookings as they stand."""

    def __init__(self, records: Records, now: datetime, parsed: ParsedFile, actor: str) -> None:
        self._yard = Yard(records, now)
        self._records = records
        self._actor = actor
        self._bad: list[BadRow] = list(parsed.bad)
        self.added: list[Booking] = []
        self.explained: list[Downtime] = []
        groups = _grouped(parsed.rows)
        known = records.bookings.get_many(tuple(number for number, _ in groups if number))
        self._unchanged = 0
        fresh = []
        for number, rows in groups:
            if number in known:
                self._compare(known[number], rows)
            else:
                fresh.append((number, rows))
        self._taken = self._occupations() if fresh else []
        for number, rows in fresh:
            self._take_over(number, rows)
        if self._bad:
            raise refused(self._bad)
        self.report = FileReport(
            noun="bookings", added=len(self.added), updated=0, unchanged=self._unchanged
        )

    def _compare(self, booking: Booking, rows: Sequence[ParsedRow]) -> None:
        """A booking on record has to be as the file has it."""
        headers = BOOKINGS.headers
        standing = [
            {header: cell.strip() for header, cell in zip(headers, cells, strict=True)}
            for cells in _rows(self._yard, booking)
        ]
        for row in rows:
            texts = {header: cell.text for header, cell in row.cells.items()}
            if not any(texts.items() <= one.items() for one in standing):
                self._refuse(row, "Number", "is on record, and differs; change it on its own page")
                return
        self._unchanged += 1

    def _occupations(self) -> list[Occupation]:
        now = self._yard.now
        period = Period(now - _FAR, now + _FAR)
        return list(self._records.occupations(tuple(self._yard.classes), period, now))

    def _take_over(self, number: str, rows: Sequence[ParsedRow]) -> None:
        if number and _OWN_NUMBER.fullmatch(number):
            reason = "is a number that this appliance gives itself; leave it empty for a new one"
            self._refuse(rows[0], "Number", reason)
            return
        read = [found for row in rows if (found := self._read(row)) is not None]
        if len(read) < len(rows):
            return
        first = read[0].values
        for other in read[1:]:
            for name in ("state", "customer_id"):
                if other.values[name] != first[name]:
                    header = BOOKINGS.header_of(name)
                    self._refuse(other.row, header, f"differs from line {rows[0].line}")
                    return
        lines = [line for one in read if (line := self._line(number, one)) is not None]
        if len(lines) < len(read):
            return
        facts = {
            name: value
            for name, value in first.items()
            if name not in _OF_LINE and name not in ("class_id", "unit_id", "number")
        }
        self.added.append(
            Booking(
                **facts,
                number=number,
                created_at=self._yard.now,
                channel="import",
                made_by=self._actor,
                lines=tuple(lines),
            )
        )

    def _read(self, row: ParsedRow) -> _Row | None:
        values: dict[str, Any] = {}
        texts = {header: cell.text for header, cell in row.cells.items()}
        good = True
        for name, part in _COLUMNS.items():
            if name == "number":
                continue
            try:
                values[name] = row.value(part, self._yard.zone)
            except ValueRefused as error:
                self._refuse(row, part.header, error.reason)
                good = False
        for name, reference in _REFERENCES.items():
            optional = name in ("unit_id", "operator_id")
            if optional and not any(texts.get(one.header) for one in reference.columns):
                values[name] = None
                continue
            try:
                values[name] = reference.find(self._yard, texts)
            except ValueRefused as error:
                self._refuse(row, error.field, error.reason)
                good = False
        return _Row(row, values) if good and self._fits(row, values) else None

    def _fits(self, row: ParsedRow, values: dict[str, Any]) -> bool:
        state, start, end = values["state"], values["start"], values["end"]
        if state not in _TAKEN_OVER:
            reason = f"cannot be taken over; only {' and '.join(_TAKEN_OVER)} bookings are"
        elif end <= start:
            self._refuse(row, "End", "is not after Start")
            return False
        elif state is BookingState.RESERVED and end <= self._yard.now:
            self._refuse(row, "End", "has passed, and the booking has not gone out")
            return False
        else:
            return True
        self._refuse(row, "State", reason)
        return False

    def _line(self, number: str, one: _Row) -> BookingLine | None:
        values, row = one.values, one.row
        equipment = self._yard.classes[values["class_id"]]
        out = values["state"] is BookingState.OUT
        unit_id, quantity = values["unit_id"], values["quantity"]
        if (equipment.bulk_quantity is None) == (unit_id is None):
            needs = "has to be named for this class" if unit_id is None else "does not go with it"
            self._refuse(row, "Asset Tag", needs)
            return None
        if unit_id is not None and (
            quantity != 1 or self._yard.units[unit_id].class_id != equipment.id
        ):
            header = "Quantity" if quantity != 1 else "Class"
            reason = "is 1 for a unit" if quantity != 1 else "is not the class of this unit"
            self._refuse(row, header, reason)
            return None
        period = Period(values["start"], values["end"])
        self._explain(unit_id, values["state"])
        if not self._free(equipment.id, unit_id, quantity, period):
            self._refuse(row, "Asset Tag" if unit_id else "Quantity", "is not free for this period")
            return None
        overdue = out and period.end <= self._yard.now
        end = period.end + timedelta(minutes=equipment.buffer_minutes)
        self._taken.append(
            Occupation(
                source="booking",
                reference=number,
                class_id=equipment.id,
                unit_id=unit_id,
                quantity=quantity,
                start=period.start,
                end=None if overdue else end,
            )
        )
        return BookingLine(
            id=uuid4().hex,
            booking_number=number,
            class_id=equipment.id,
            unit_id=unit_id,
            quantity=quantity,
            period=period,
            day_rate=values["day_rate"],
            total=values["total"],
            out_at=(values["out_at"] or period.start) if out else None,
        )

    def _explain(self, unit_id: str | None, state: BookingState) -> None:
        """A unit imported as rented or reserved is so by this booking from now on."""
        if unit_id is None:
            return
        for downtime in self._records.downtimes.open_of_unit(unit_id):
            if downtime.kind is _ANSWERS[state]:
                ended = replace(downtime, end=max(self._yard.now, downtime.start))
                self.explained.append(ended)
                self._taken = [one for one in self._taken if one.reference != downtime.id]

    def _free(self, class_id: str, unit_id: str | None, quantity: int, period: Period) -> bool:
        equipment = self._yard.classes[class_id]
        buffer = timedelta(minutes=equipment.buffer_minutes)
        own = [one for one in self._taken if one.class_id == class_id]
        if equipment.bulk_quantity is not None:
            return most_at_once(own, period, buffer) + quantity <= equipment.bulk_quantity
        units = self._yard.units_by_class.get(class_id, [])
        return any(unit.id == unit_id for unit in free_units(units, own, period, buffer))

    def _refuse(self, row: ParsedRow, header: str, reason: str) -> None:
        self._bad.append(bad_cell(row.line, header, row.text(header), reason))


def _grouped(rows: Iterable[ParsedRow]) -> list[tuple[str, list[ParsedRow]]]:
    """Rows by their booking's number, in the order of the file; one without is by itself."""
    groups: dict[str, list[ParsedRow]] = {}
    alone: list[tuple[str, list[ParsedRow]]] = []
    for row in rows:
        number = row.text("Number")
        if number:
            groups.setdefault(number, []).append(row)
        else:
            alone.append(("", [row]))
    return [*groups.items(), *alone]
