"""What the owner thread remembers always equals what the database says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appliance.domain.bookings import Booking, BookingState, Hold
from appliance.domain.calls import Call
from appliance.domain.catalogue import Downtime, DowntimeKind, UnitState
from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation
from appliance.ports.store import Records, YardPolicy
from appliance.storage.mapping import moment
from appliance.storage.memory import Memory, Remembered, table_written
from appliance.storage.records import OCCUPATIONS, DuckDbRecords
from appliance.storage.session import Session
from appliance.storage.store import DuckDbStore
from tests.storage.builders import DAY, NOW, a_booking, a_class, a_customer, a_line, a_unit

HOUR = timedelta(hours=1)
UNITS, CLASSES, CALLS = ("u1", "u2", "u3"), ("lift", "boom"), ("call-1", "call-2")
NUMBERS = ("R-1", "R-2", "R-3")
hours = st.integers(-60, 60).map(lambda n: NOW + n * HOUR)
lengths = st.integers(1, 50).map(lambda n: n * HOUR)
Change = Callable[[Records], object]


def by_sql(records: Records, period: Period, now: datetime, call: str, number: str) -> object:
    session = records._session  # type: ignore[attr-defined]
    rows = session.rows(OCCUPATIONS, (list(CLASSES), period.start, period.end, now, call, number))
    return tuple(
        Occupation(
            source=source,
            reference=reference,
            class_id=class_id,
            unit_id=unit_id,
            quantity=quantity,
            start=moment(start, session.zone),
            end=None if end is None else moment(end, session.zone),
        )
        for source, reference, class_id, unit_id, quantity, start, end in rows
    )


def anew(records: Records) -> DuckDbRecords:
    """The same transaction, by somebody who remembers nothing."""
    session = records._session  # type: ignore[attr-defined]
    forgetful = Session(session._connection, Remembered(Memory()), lambda: NOW)
    return DuckDbRecords(forgetful, lambda: NOW)


@st.composite
def booked(draw: st.DrawFn) -> Change:
    number, count = draw(st.sampled_from(NUMBERS)), draw(st.integers(0, 2))
    lines = []
    for at in range(count):
        start = draw(hours)
        out_at = draw(st.none() | hours)
        unit_id = draw(st.sampled_from(UNITS) | st.none())
        back = draw(st.booleans())
        lines.append(
            a_line(
                number,
                unit_id,
                class_id=draw(st.sampled_from(CLASSES)),
                id=f"{number}-{at}",
                period=Period(start, start + draw(lengths)),
                out_at=out_at,
                returned_at=max(start, out_at or start) if back else None,
            )
        )
    booking = a_booking(
        number,
        *lines,
        state=draw(st.sampled_from(BookingState)),
        idempotency_key=draw(st.none() | st.just(f"key-{number}")),
        review_until=draw(st.none() | hours),
        quote_until=draw(st.none() | hours),
    )
    return lambda records: records.bookings.put(booking)


@st.composite
def held(draw: st.DrawFn) -> Change:
    start = draw(hours)
    hold = Hold(
        id=draw(st.sampled_from(("h1", "h2"))),
        call_id=draw(st.sampled_from(CALLS)),
        class_id=draw(st.sampled_from(CLASSES)),
        unit_id=draw(st.sampled_from(UNITS) | st.none()),
        quantity=1,
        period=Period(start, start + draw(lengths)),
        expires_at=draw(hours),
    )
    return lambda records: records.holds.put(hold)


@st.composite
def down(draw: st.DrawFn) -> Change:
    start = draw(hours)
    one = Downtime(
        id=draw(st.sampled_from(("d1", "d2"))),
        unit_id=draw(st.sampled_from(UNITS)),
        kind=DowntimeKind.BREAKDOWN,
        start=start,
        end=draw(st.none() | lengths.map(lambda length: start + length)),
    )
    return lambda records: records.downtimes.put(one)


def a_call(caller: str, customer_id: str | None = None) -> Call:
    return Call(id="call-1", line="sip", caller=caller, started_at=NOW, customer_id=customer_id)


def book_new(records: Records) -> None:
    number = records.bookings.next_number()
    made = records.bookings.add(a_booking(number, a_line(number, "u3")))
    assert made == anew(records).bookings.get(number)
    records.audit.append("test", "book", f"booking:{number}", None, made)


@st.composite
def yard_changed(draw: st.DrawFn) -> Change:
    unit = a_unit(
        draw(st.sampled_from(UNITS)),
        class_id=draw(st.sampled_from(CLASSES)),
        state=draw(st.sampled_from(UnitState)),
        location=draw(st.sampled_from(("here", "there"))),
    )
    lift = a_class("lift", name="Lift", buffer_minutes=draw(st.sampled_from((0, 60, 600))))
    zone = draw(st.sampled_from(("America/Chicago", "Europe/Berlin")))
    changes: list[Change] = [
        lambda records: records.units.put(unit),
        lambda records: records.units.put_many([unit]),
        lambda records: records.classes.put(lift),
        lambda records: records.yard.put(replace(YardPolicy(), timezone=zone)),
        lambda records: records.customers.put(a_customer("c1", name=f"In {zone}")),
        lambda records: records.calls.put(a_call(zone)),
        lambda records: records.calls.put(a_call(zone, customer_id="c1")),
        book_new,
        # Nobody tells: everything of the table has to be read anew.
        lambda records: records.units._session.run(  # type: ignore[attr-defined]
            "UPDATE unit SET state = 'maintenance' WHERE id = ?", (unit.id,)
        ),
        lambda records: records.units._session.run(  # type: ignore[attr-defined]
            "DELETE FROM booking_line WHERE unit_id = ?", (unit.id,)
        ),
    ]
    return draw(st.sampled_from(changes))


dropped = st.sampled_from(
    [
        *(lambda records, n=number: records.bookings.delete(n) for number in NUMBERS),
        *(lambda records, c=call: records.holds.delete_of_call(c) for call in CALLS),
        lambda records: records.holds.delete_expired(NOW),
        lambda records: records.holds.delete("h1"),
        lambda records: records.downtimes.delete("d1"),
        lambda records: records.calls.delete("call-1"),
    ]
)
changes = booked() | held() | down() | yard_changed() | dropped
steps = st.tuples(st.lists(changes, min_size=1, max_size=3), st.booleans())


@pytest.fixture(scope="module")
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=60, now=lambda: NOW)
    yield opened
    opened.close()


def furnish(records: Records) -> None:
    for table in ("booking_line", "booking", "hold", "downtime", "unit", "equipment_class"):
        records.units._session.run(  # type: ignore[attr-defined]
            f"DELETE FROM {table}"  # noqa: S608
        )
    for class_id in CLASSES:
        records.classes.put(a_class(class_id, name=class_id.title()))
    for unit_id in UNITS:
        records.units.put(a_unit(unit_id, class_id=CLASSES[0]))
    records.customers.put(a_customer("c1"))
    records.yard.put(YardPolicy())


def open_by_sql(fresh: DuckDbRecords, unit_id: str) -> tuple[Booking, ...]:
    return tuple(
        one
        for one in sorted(every(fresh), key=lambda one: (first_start(one), one.number))
        if one.state.blocks
        and any(line.unit_id == unit_id and line.returned_at is None for line in one.lines)
    )


def due_by_sql(fresh: DuckDbRecords, now: datetime) -> tuple[Booking, ...]:
    return tuple(
        one
        for one in sorted(every(fresh), key=lambda one: (first_end(one), one.number))
        if one.state is BookingState.OUT
        and any(line.period.end <= now and line.returned_at is None for line in one.lines)
    )


def expired_by_sql(fresh: DuckDbRecords, now: datetime) -> tuple[Booking, ...]:
    return fresh.bookings._where(
        "(t.state = 'pending_review' AND t.review_until <= $1) "
        "OR (t.state = 'quote' AND t.quote_until <= $1)",
        (now,),
    )


def every(fresh: DuckDbRecords) -> tuple[Booking, ...]:
    return tuple(one for one in fresh.bookings.page(limit=1000).items if one.lines)


def first_start(booking: Booking) -> datetime:
    return min(line.period.start for line in booking.lines)


def first_end(booking: Booking) -> datetime:
    return min(line.period.end for line in booking.lines)


def check(records: Records, period: Period, now: datetime) -> None:
    fresh = anew(records)
    assert records.yard.get() == fresh.yard.get()
    for class_id in CLASSES:
        assert records.units.of_class(class_id) == fresh.units.of_class(class_id)
    assert records.units.get_many(UNITS) == fresh.units.get_many(UNITS)
    assert records.units.counts_by_class() == fresh.units.counts_by_class()
    assert records.classes.all() == fresh.classes.all()
    found, known = records.customers.get("c1"), fresh.customers.get("c1")
    assert found == known
    for call, number in (("", ""), (CALLS[0], NUMBERS[0])):
        asked = {"ignore_call": call, "ignore_booking": number}
        assert records.occupations(CLASSES, period, now, **asked) == by_sql(
            records, period, now, call, number
        )
    for call in CALLS:
        assert records.holds.of_call(call) == fresh.holds._where("t.call_id = ?", (call,))
    for unit_id in UNITS:
        assert records.bookings.open_for_unit(unit_id) == open_by_sql(fresh, unit_id)
    assert records.bookings.out_due_by(now) == due_by_sql(fresh, now)
    for number in NUMBERS:
        key = f"key-{number}"
        assert records.bookings.by_idempotency_key(key) == next(
            (one for one in fresh.bookings.page(limit=9).items if one.idempotency_key == key), None
        )
    assert records.bookings.expired(now) == expired_by_sql(fresh, now)
    for number in NUMBERS:
        assert records.bookings.get(number) == fresh.bookings.get(number)
    assert records.bookings.get_many(NUMBERS) == fresh.bookings.get_many(NUMBERS)
    for call in CALLS:
        assert records.calls.get(call) == fresh.calls.get(call)


class Taken(Exception):
    """The use case fails after all."""


@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.generate),  # shrinking would take minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(done=st.lists(steps, min_size=1, max_size=4), start=hours, length=lengths, now=hours)
def test_memory_equals_the_database(
    store: DuckDbStore,
    done: list[tuple[list[Change], bool]],
    start: datetime,
    length: timedelta,
    now: datetime,
) -> None:
    period = Period(start, start + length)
    store.write(furnish)
    for several, fails in done:

        def use(records: Records, several: list[Change] = several, fails: bool = fails) -> None:
            for change in several:
                change(records)
                check(records, period, now)
            if fails:
                raise Taken

        try:
            store.write(use)
        except Taken:
            assert fails
        store.read(lambda records: check(records, period, now))
        assert store.read(lambda records: records.audit.verify()) is None


def test_what_is_told_needs_no_rebuilding() -> None:
    store = DuckDbStore(":memory:", now=lambda: NOW)
    try:
        store.write(furnish)
        store.read(lambda records: check(records, Period(NOW, NOW + DAY), NOW))
        built = store._memory.occupancy
        assert built is not None
        store.write(lambda records: records.bookings.put(a_booking("R-1", a_line("R-1"))))
        store.write(lambda records: records.units.put(a_unit("u1", location="elsewhere")))
        with pytest.raises(Taken):
            store.write(fails_after_booking)
        store.read(lambda records: check(records, Period(NOW, NOW + DAY), NOW))
        assert store._memory.occupancy is built
    finally:
        store.close()


def fails_after_booking(records: Records) -> None:
    records.bookings.put(a_booking("R-2", a_line("R-2", "u2")))
    raise Taken


@pytest.mark.parametrize(
    "sql, table",
    [
        ("SELECT 1 FROM unit", None),
        ("  insert into Unit (id) VALUES (1)", "unit"),
        ('INSERT OR REPLACE INTO "unit" VALUES (1)', "unit"),
        ("UPDATE unit SET id = 1 RETURNING id", "unit"),
        ("DELETE FROM hold", "hold"),
        ("ALTER TABLE unit ADD COLUMN x INTEGER", "*"),
        ("WITH a AS (SELECT 1) DELETE FROM hold", "*"),
        ("COPY unit FROM 'file'", "*"),
    ],
)
def test_a_write_is_known_by_its_table(sql: str, table: str | None) -> None:
    assert table_written(sql) == table


def test_numbers_follow_each_other_whatever_fails() -> None:
    store = DuckDbStore(":memory:", now=lambda: NOW)

    def book_two(records: Records) -> tuple[str, str]:
        made = []
        for unit_id in ("u1", "u2"):
            number = records.bookings.next_number()
            added = records.bookings.add(a_booking(number, a_line(number, unit_id)))
            assert added == anew(records).bookings.get(number) == records.bookings.get(number)
            records.audit.append("test", "book", f"booking:{number}", None, added)
            made.append(number)
        return made[0], made[1]

    def fail_after_two(records: Records) -> None:
        book_two(records)
        raise Taken

    try:
        store.write(furnish)
        first = store.write(book_two)
        with pytest.raises(Taken):
            store.write(fail_after_two)
        second = store.write(book_two)
        assert first + second == ("R-1001", "R-1002", "R-1003", "R-1004")
        store.write(
            lambda records: records.bookings._session.run(  # type: ignore[attr-defined]
                "UPDATE counter SET value = 2000 WHERE name = 'booking'"
            )
        )
        assert store.write(book_two) == ("R-2001", "R-2002")
        assert store.read(lambda records: records.audit.verify()) is None
        assert store.read(lambda records: anew(records).bookings.next_number()) == "R-2003"
    finally:
        store.close()
