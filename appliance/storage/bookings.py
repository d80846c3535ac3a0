"""Bookings with their lines, and holds. Lines of many bookings are read in one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from appliance.domain.bookings import Booking, BookingLine, BookingState, Hold
from appliance.domain.errors import RecordError
from appliance.ports.repositories import Page
from appliance.storage.mapping import Mapping
from appliance.storage.occupancy import Occupancy
from appliance.storage.session import Row, Session
from appliance.storage.tables import AMONG, TableRepository


def _by_start(bookings: Iterable[Booking]) -> tuple[Booking, ...]:
    return tuple(
        sorted(bookings, key=lambda one: (min(line.period.start for line in one.lines), one.number))
    )


def _by_end(bookings: Iterable[Booking]) -> tuple[Booking, ...]:
    return tuple(
        sorted(bookings, key=lambda one: (min(line.period.end for line in one.lines), one.number))
    )


class _Lines(TableRepository[BookingLine]):
    mapping = Mapping(
        BookingLine,
        "booking_line",
        key=("id",),
        order="t.booking_number, t.position",
        references={"class_id": "equipment_class", "unit_id": "unit"},
    )

    def _tell_occupancy(self, occupancy: Occupancy, record: BookingLine) -> None:
        """The booking tells, with all of its lines."""

    def add(self, number: str, lines: tuple[BookingLine, ...]) -> tuple[BookingLine, ...]:
        """The lines of a booking that is new, given as their rows stand."""
        if not lines:
            return ()
        self._check_references(lines)
        for line in lines:
            _require_of(number, line)
        return self._insert(lines, [{"position": at} for at in range(len(lines))])

    def update(
        self, number: str, before: tuple[BookingLine, ...], lines: tuple[BookingLine, ...]
    ) -> None:
        """As `replace`, where the booking's lines are known to be `before`."""
        standing = {line.id: (at, line) for at, line in enumerate(before)}
        if standing.keys() != {line.id for line in lines}:
            self.replace(number, lines)
            return
        changed = [(at, line) for at, line in enumerate(lines) if standing[line.id] != (at, line)]
        self._check_references([line for _, line in changed])
        for position, line in changed:
            _require_of(number, line)
            self._write(line, {"position": position})

    def replace(self, number: str, lines: tuple[BookingLine, ...]) -> None:
        """Make `lines` the booking's only lines, in this order."""
        kept = [line.id for line in lines]
        self._session.run(
            "DELETE FROM booking_line WHERE booking_number = ? AND NOT list_contains(?, id)",
            (number, kept),
            told=True,
        )
        owners = self._session.rows(
            "SELECT id, booking_number FROM booking_line WHERE list_contains(?, id)", (kept,)
        )
        for line_id, owner in owners:
            if owner != number:
                raise RecordError(f"Line {line_id} belongs to booking {owner}.")
        self._check_references(lines)
        for position, line in enumerate(lines):
            _require_of(number, line)
            self._write(line, {"position": position})

    def replace_many(self, bookings: Sequence[Booking]) -> None:
        """Make each booking's lines its only ones, in some few statements for all of them."""
        placed = [
            (position, booking.number, line)
            for booking in bookings
            for position, line in enumerate(booking.lines)
        ]
        for _, number, line in placed:
            _require_of(number, line)
        lines = [line for _, _, line in placed]
        numbers, kept = [one.number for one in bookings], [line.id for line in lines]
        self._session.run(
            f"DELETE FROM booking_line WHERE booking_number IN {AMONG} AND id NOT IN {AMONG}",  # noqa: S608
            (numbers, kept),
            told=True,
        )
        owners: dict[str, str] = dict(
            self._session.rows(
                f"SELECT id, booking_number FROM booking_line WHERE id IN {AMONG}",  # noqa: S608
                (kept,),
            )
        )
        for line in lines:
            if owners.get(line.id, line.booking_number) != line.booking_number:
                raise RecordError(f"Line {line.id} belongs to booking {owners[line.id]}.")
        if not lines:
            return
        self._check_references(lines)
        rows = [[*self.mapping.encode(line), position] for position, _, line in placed]
        self._session.run(
            self.mapping.upsert_many((("position", "INTEGER"),)),
            [list(column) for column in zip(*rows, strict=True)],
            told=True,
            about=self._about(rows),
        )

    def of_bookings(self, numbers: Iterable[str]) -> dict[str, tuple[BookingLine, ...]]:
        lines: dict[str, list[BookingLine]] = {}
        wanted = list(numbers)
        found = (
            self._where("t.booking_number = ?", wanted)
            if len(wanted) == 1
            else self._where(f"t.booking_number IN {AMONG}", (wanted,))
        )
        for line in found:
            lines.setdefault(line.booking_number, []).append(line)
        return {number: tuple(found) for number, found in lines.items()}


def _require_of(number: str, line: BookingLine) -> None:
    if line.booking_number != number:
        raise RecordError(f"Line {line.id} of booking {number} names another booking.")


class DuckDbBookings(TableRepository[Booking]):
    """Those asked for by number are kept, with their lines; those of lists are not."""

    keeps_records = True
    mapping = Mapping(
        Booking,
        "booking",
        key=("number",),
        order="t.created_at DESC, t.number DESC",
        search=(
            "t.number",
            "t.state",
            "t.license_number",
            "t.site_address",
            "t.callback_number",
            "t.note",
        ),
        without=("lines",),
        references={"customer_id": "customer"},
    )
    also_searched = """t.customer_id IN (
            SELECT c.id FROM customer c WHERE contains(lower(concat_ws(' ', c.name, c.account)), ?))
        OR t.number IN (SELECT l.booking_number FROM booking_line l
            JOIN unit u ON u.id = l.unit_id WHERE contains(lower(u.asset_tag), ?))
        OR t.number IN (SELECT l.booking_number FROM booking_line l
            JOIN equipment_class k ON k.id = l.class_id WHERE contains(lower(k.name), ?))"""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lines = _Lines(session)

    def get(self, key: str) -> Booking | None:
        found = super().get(key)
        self._keep({} if found is None else {key: found})
        return found

    def get_many(self, keys: tuple[str, ...]) -> dict[str, Booking]:
        found = super().get_many(keys)
        self._keep(found)
        return found

    def _keep(self, found: dict[str, Booking]) -> None:
        self._remembered.keep_records(self.mapping.table, found)

    def put(self, record: Booking) -> None:
        if (self.mapping.table, record.number) in self._remembered.new_keys:
            self.add(record)
            return
        before = self._kept(record.number)
        super().put(record)
        if before is None:
            self._lines.replace(record.number, record.lines)
        else:
            self._lines.update(record.number, before.lines, record.lines)

    def add(self, record: Booking) -> Booking:
        self._check_references([record])
        (row,) = self._insert([record])
        self._tell([record])
        stored = replace(row, lines=self._lines.add(record.number, record.lines))
        self._remembered.stored(self.mapping.table, record.number, stored)
        return stored

    def _tell_occupancy(self, occupancy: Occupancy, record: Booking) -> None:
        occupancy.put_booking(record)

    def _drop_from_occupancy(self, occupancy: Occupancy, key: str) -> None:
        occupancy.drop_booking(key)

    def put_many(self, records: Sequence[Booking]) -> None:
        super().put_many(records)
        self._lines.replace_many(tuple({one.number: one for one in records}.values()))

    def delete(self, key: str) -> None:
        self._lines.replace(key, ())
        super().delete(key)

    def next_number(self) -> str:
        made = f"R-{self._session.count_on('booking')}"
        self._remembered.new_keys.add((self.mapping.table, made))
        return made

    def by_idempotency_key(self, key: str) -> Booking | None:
        occupancy = self._session.occupancy()
        if occupancy is not None and not occupancy.may_have_key(key):
            return None
        return self._first("t.idempotency_key = ?", (key,))

    def open_for_unit(self, unit_id: str) -> tuple[Booking, ...]:
        occupancy = self._session.occupancy()
        if occupancy is not None:
            return _by_start(self.get_many(occupancy.bookings_of_unit(unit_id)).values())
        return _by_start(
            self._where(
                """t.state IN ('pending_review', 'reserved', 'out')
                AND t.number IN (
                    SELECT booking_number FROM booking_line
                    WHERE unit_id = ? AND returned_at IS NULL)""",
                (unit_id,),
            )
        )

    def of_customer(
        self, customer_id: str, states: tuple[BookingState, ...]
    ) -> tuple[Booking, ...]:
        return self._where(
            "t.customer_id = ? AND list_contains(?, t.state)",
            (customer_id, [state.value for state in states]),
        )

    def out_due_by(self, moment: datetime) -> tuple[Booking, ...]:
        occupancy = self._session.occupancy()
        if occupancy is not None:
            return _by_end(self.get_many(occupancy.out_due_by(moment)).values())
        return _by_end(
            self._where(
                """t.state = 'out'
                AND t.number IN (
                    SELECT booking_number FROM booking_line
                    WHERE ends_at <= ? AND returned_at IS NULL)""",
                (moment,),
            )
        )

    def starting_between(self, start: datetime, end: datetime) -> tuple[Booking, ...]:
        return _by_start(
            self._where(
                """t.state IN ('reserved', 'pending_review') AND t.number IN (
                    SELECT booking_number FROM booking_line
                    WHERE starts_at >= ? AND starts_at < ?)""",
                (start, end),
            )
        )

    def expired(self, now: datetime) -> tuple[Booking, ...]:
        occupancy = self._session.occupancy()
        if occupancy is not None:
            lapsed = self.get_many(occupancy.lapsed(now)).values()
            return tuple(sorted(lapsed, key=lambda one: (one.created_at, one.number), reverse=True))
        return self._where(
            """(t.state = 'pending_review' AND t.review_until <= ?)
            OR (t.state = 'quote' AND t.quote_until <= ?)""",
            (now, now),
        )

    def in_state(
        self, state: BookingState | None, *, search: str = "", offset: int = 0, limit: int = 50
    ) -> Page[Booking]:
        condition, parameters = ("TRUE", []) if state is None else ("t.state = ?", [state.value])
        return self._page(condition, parameters, search=search, offset=offset, limit=limit)

    def _decoded(self, rows: Iterable[Row]) -> tuple[Booking, ...]:
        zone = self._session.zone
        bookings = tuple(self.mapping.decode(row, zone) for row in rows)
        if not bookings:
            return ()
        lines = self._lines.of_bookings([booking.number for booking in bookings])
        return tuple(replace(booking, lines=lines.get(booking.number, ())) for booking in bookings)


class DuckDbHolds(TableRepository[Hold]):
    mapping = Mapping(
        Hold,
        "hold",
        key=("id",),
        order="t.expires_at, t.id",
        search=("t.id", "t.call_id"),
        references={"class_id": "equipment_class", "unit_id": "unit"},
    )

    def of_call(self, call_id: str) -> tuple[Hold, ...]:
        occupancy = self._session.occupancy()
        if occupancy is not None:
            return occupancy.holds_of(call_id, self._session.zone)
        return self._where("t.call_id = ?", (call_id,))

    def delete_of_call(self, call_id: str) -> None:
        occupancy = self._session.occupancy()
        if occupancy is None:
            self._delete("call_id = ?", call_id)
            return
        held = occupancy.holds_of(call_id, self._session.zone)
        if held:
            self._session.run("DELETE FROM hold WHERE call_id = ?", (call_id,), told=True)
        for one in held:
            self._dropped(one.id)

    def delete_expired(self, now: datetime) -> int:
        occupancy = self._session.occupancy()
        if occupancy is not None and not occupancy.holds_expired(now):
            return 0
        return self._delete("expires_at <= ?", now)

    def _delete(self, condition: str, value: object) -> int:
        """How many there were."""
        gone = self._session.rows(
            f"DELETE FROM hold WHERE {condition} RETURNING id",  # noqa: S608
            (value,),
            told=True,
        )
        for (hold_id,) in gone:
            self._dropped(hold_id)
        return len(gone)

    def _tell_occupancy(self, occupancy: Occupancy, record: Hold) -> None:
        occupancy.put_hold(record)

    def _drop_from_occupancy(self, occupancy: Occupancy, key: str) -> None:
        occupancy.drop_hold(key)
