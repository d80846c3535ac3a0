"""Each report's figures against plain Python over the same random yard; files read back equal."""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.calls import Call, Outcome, Stage, Timings, Turn
from appliance.domain.catalogue import Downtime, DowntimeKind, EquipmentClass, Unit, UnitState
from appliance.domain.customers import (
    BusinessLicense,
    Certification,
    CredentialState,
    Customer,
    InsurancePolicy,
    Operator,
)
from appliance.domain.errors import RecordError
from appliance.domain.overrides import OverrideRequest, OverrideState
from appliance.domain.periods import Period
from appliance.domain.rates import plan_for
from appliance.domain.reports import REPORTS, Kind, ReportTable, ask_for
from appliance.ports.store import Records
from appliance.storage import DuckDbStore
from appliance.storage.reports import report_csv, report_parquet
from tests.storage.builders import NOW, ZONE, a_class, a_customer, a_unit

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 20)  # the clocks change on March 8
START = datetime.combine(FIRST, time(), ZONE)
END = datetime.combine(LAST + timedelta(days=1), time(), ZONE)
DAY = timedelta(days=1)


@dataclass
class RandomYard:
    """Everything that was put into the store."""

    classes: list[EquipmentClass] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    downtimes: list[Downtime] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    overrides: list[OverrideRequest] = field(default_factory=list)
    credentials: list[tuple[str, str, str, Customer, date, CredentialState]] = field(
        default_factory=list
    )

    def name_of(self, class_id: str) -> str:
        return next(one.name for one in self.classes if one.id == class_id)

    def lines(self, *states: BookingState) -> Iterator[tuple[Booking, BookingLine]]:
        for booking in self.bookings:
            if booking.state in states:
                for line in booking.lines:
                    yield booking, line


def random_yard(seed: int) -> RandomYard:
    chance, yard = random.Random(seed), RandomYard()
    for n in range(5):
        rates: dict[str, Any] = {"day_rate": Decimal(chance.randrange(100, 120))}
        if chance.random() < 0.7:
            rates["week_rate"] = rates["day_rate"] * chance.choice([4, 5, 6])
        if chance.random() < 0.7:
            rates["month_rate"] = rates["day_rate"] * chance.choice([12, 15, 30])
        bulk = 6 if n == 4 else None
        yard.classes.append(a_class(f"k{n}", name=f"Class {n}", bulk_quantity=bulk, **rates))
    for n in range(14):
        state = UnitState.IN_SERVICE if n > 2 else list(UnitState)[n]
        yard.units.append(a_unit(f"u{n}", f"k{n % 4}", state=state))
    for n in range(4):
        phones = (f"+1312555010{n}",) if n else ()
        yard.customers.append(a_customer(f"c{n}", name=f"=Customer, {n}", phones=phones))
    for n in range(18):
        start = START + timedelta(hours=chance.randrange(-400, 1100))
        length = chance.choice([None, timedelta(hours=chance.randrange(1, 300))])
        yard.downtimes.append(
            Downtime(
                id=f"d{n}",
                unit_id=chance.choice(yard.units).id,
                kind=chance.choice(list(DowntimeKind)),
                start=start,
                end=None if length is None else start + length,
            )
        )
    for n in range(80):
        yard.bookings.append(_booking(chance, yard, f"R-{1000 + n}"))
    _talk(chance, yard)
    _credentials(chance, yard)
    _overrides(chance, yard)
    return yard


def _booking(chance: random.Random, yard: RandomYard, number: str) -> Booking:
    state = chance.choice(list(BookingState))
    lines = []
    for place in range(chance.choice([1, 1, 2])):
        start = START + timedelta(hours=chance.randrange(-300, 1500))
        period = Period(start, start + timedelta(hours=chance.randrange(5, 1400)))
        equipment = chance.choice(yard.classes)
        unit = chance.choice([one for one in yard.units if one.class_id == equipment.id] or [None])
        quantity = 1 if unit else chance.randrange(1, 4)
        total = plan_for(equipment, period.days).total * quantity
        if chance.random() < 0.4:
            total -= Decimal(chance.randrange(-20, 90))
        left = None
        if state is BookingState.RETURNED or (state is BookingState.OUT and chance.random() < 0.8):
            left = period.start + timedelta(hours=chance.randrange(-5, 5))
        back = None
        if left is not None and (state is BookingState.RETURNED or chance.random() < 0.3):
            back = left + timedelta(hours=chance.randrange(0, 900))
        lines.append(
            BookingLine(
                id=f"{number}-{place}",
                booking_number=number,
                class_id=equipment.id,
                unit_id=unit.id if unit else None,
                quantity=quantity,
                period=period,
                day_rate=Decimal(100),
                total=max(total, Decimal(0)),
                out_at=left,
                returned_at=back,
            )
        )
    return Booking(
        number=number,
        customer_id=chance.choice(yard.customers).id,
        state=state,
        created_at=START + timedelta(hours=chance.randrange(-100, 1400)),
        channel=chance.choice(["sip", "desk"]),
        made_by="test",
        lines=tuple(lines),
        callback_number=chance.choice(["", "+13125550999"]),
    )


def _talk(chance: random.Random, yard: RandomYard) -> None:
    for n in range(60):
        start = START + timedelta(minutes=chance.randrange(-3000, 75000))
        over = chance.random() < 0.9
        yard.calls.append(
            Call(
                id=f"call{n}",
                line=chance.choice(["sip", "desk", "browser"]),
                caller=None,
                started_at=start,
                ended_at=start + timedelta(seconds=chance.randrange(1, 900)) if over else None,
                outcome=chance.choice(list(Outcome)) if over else None,
            )
        )
        for turn in range(chance.randrange(0, 5)):
            spoken = None if turn == 0 else Timings(voice_to_voice_ms=chance.randrange(300, 3000))
            yard.turns.append(
                Turn(
                    call_id=f"call{n}",
                    number=turn,
                    at=start,
                    heard="",
                    said="",
                    asks=None,
                    stage=Stage.DISCOVERY,
                    timings=spoken,
                )
            )


def _credentials(chance: random.Random, yard: RandomYard) -> None:
    for n in range(60):
        customer = chance.choice(yard.customers)
        ends = NOW.date() + timedelta(days=chance.randrange(-20, 70))
        kind = chance.choice(["License", "Crane", "Policy of Heartland"])
        state = chance.choice([CredentialState.ACTIVE, *CredentialState])
        holder = f"Operator {n}" if kind == "Crane" else customer.name
        yard.credentials.append((f"N{n}", kind, holder, customer, ends, state))


def _overrides(chance: random.Random, yard: RandomYard) -> None:
    for n in range(20):
        state = chance.choice(list(OverrideState))
        asked = START + timedelta(hours=chance.randrange(-200, 1300), seconds=n)
        granted = state in (OverrideState.ACCEPTED, OverrideState.COUNTERED)
        yard.overrides.append(
            OverrideRequest(
                id=f"o{n}",
                call_id=f"call{n}",
                customer_id=chance.choice(yard.customers).id,
                class_id=chance.choice(yard.classes).id,
                period=Period(asked, asked + DAY),
                quantity=1,
                asked_at=asked,
                expires_at=asked + timedelta(minutes=2),
                list_day_rate=Decimal(120),
                offered_day_rate=Decimal(chance.randrange(50, 90)),
                agent_day_rate=Decimal(95),
                floor_day_rate=Decimal("81.13"),
                state=state,
                granted_day_rate=Decimal(chance.randrange(82, 95)) if granted else None,
                decided_by="maria" if granted else "",
            )
        )


def _fill(yard: RandomYard, records: Records) -> None:
    records.classes.put_many(yard.classes)
    records.units.put_many(yard.units)
    records.downtimes.put_many(yard.downtimes)
    records.customers.put_many(yard.customers)
    records.bookings.put_many(yard.bookings)
    records.calls.put_many(yard.calls)
    for override in yard.overrides:
        records.overrides.put(override)
    for turn in yard.turns:
        records.calls.put_turn(turn)
    for number, kind, holder, customer, ends, state in yard.credentials:
        facts: dict[str, Any] = {
            "number": number,
            "valid_from": date(2020, 1, 1),
            "valid_to": ends,
            "state": state,
        }
        if kind == "License":
            records.licenses.put(BusinessLicense(customer_id=customer.id, **facts))
        elif kind == "Crane":
            records.operators.put(Operator(id=number, customer_id=customer.id, name=holder))
            records.certifications.put(Certification(operator_id=number, kind=kind, **facts))
        else:
            records.policies.put(
                InsurancePolicy(
                    customer_id=customer.id, insurer="Heartland", coverage=Decimal(1), **facts
                )
            )


@dataclass(frozen=True)
class Filled:
    yard: RandomYard
    store: DuckDbStore

    def table(self, name: str, by: str = "", **changes: Any) -> ReportTable:
        asked = {"first": FIRST, "last": LAST, **changes}
        ask = ask_for(name, NOW.date(), by=by, **asked)
        return self.store.read(lambda records: records.reports.table(ask, NOW))


@pytest.fixture(scope="module", params=[1, 2, 3])
def filled(request: pytest.FixtureRequest) -> Iterator[Filled]:
    yard = random_yard(request.param)
    store = DuckDbStore(":memory:", wait_s=60)
    store.write(lambda records: records.yard.put(records.yard.get()))
    store.write(lambda records: _fill(yard, records))
    yield Filled(yard, store)
    store.close()


# The other way of counting: minute by minute would be exact and slow; spans are exact and short.

_Span = tuple[datetime, datetime]


def _clip(start: datetime, end: datetime | None) -> list[_Span]:
    found = max(start, START), min(END if end is None else end, END)
    return [found] if found[0] < found[1] else []


def _length(spans: list[_Span]) -> timedelta:
    """Of the union, in absolute time."""
    total, reached = timedelta(), None
    for start, end in sorted((a.timestamp(), b.timestamp()) for a, b in spans):
        start = start if reached is None else max(start, reached)
        if end > start:
            total += timedelta(seconds=end - start)
            reached = end
    return total


def _rented(booking: Booking, line: BookingLine) -> list[_Span]:
    if line.out_at is not None:
        start = line.out_at
    elif booking.state is BookingState.RETURNED:
        start = line.period.start
    else:
        start = max(line.period.start, NOW)
    end = line.period.end
    if line.returned_at is not None:
        end = line.returned_at
    elif booking.state is BookingState.OUT and line.out_at is not None:
        end = max(end, NOW)
    return _clip(start, end) if start < end else []


_USED = (BookingState.RESERVED, BookingState.OUT, BookingState.RETURNED)


def _unit_use(yard: RandomYard) -> dict[str, tuple[timedelta, timedelta, timedelta]]:
    """Available, rented and down of each unit that is shown."""
    rented: dict[str, list[_Span]] = defaultdict(list)
    down: dict[str, list[_Span]] = defaultdict(list)
    for booking, line in yard.lines(*_USED):
        if line.unit_id:
            rented[line.unit_id] += _rented(booking, line)
    for one in yard.downtimes:
        if one.kind is DowntimeKind.OUT_UNKNOWN:
            rented[one.unit_id] += _clip(one.start, one.end)
        elif one.kind is not DowntimeKind.STAFF_HOLD:
            down[one.unit_id] += _clip(one.start, one.end)
    found = {}
    for unit in yard.units:
        if unit.state is UnitState.MAINTENANCE:
            down[unit.id] += _clip(NOW, None)
        out = _length(rented[unit.id])
        lost = _length(rented[unit.id] + down[unit.id]) - out
        if unit.state is UnitState.RETIRED:
            if out:
                found[unit.id] = (out, out, lost)
        else:
            found[unit.id] = (_length([(START, END)]) - lost, out, lost)
    return found


def _close(left: float | None, right: float, within: float = 0.0051) -> bool:
    return left is not None and abs(left - right) <= within


class TestUtilization:
    def test_by_unit(self, filled: Filled) -> None:
        expected = _unit_use(filled.yard)
        rows = {row[0]: row for row in filled.table("utilization", "unit").rows}
        assert set(rows) == {f"T-{unit_id}" for unit_id in expected}
        for unit_id, (available, out, lost) in expected.items():
            _, _, shown, rented, down, share = rows[f"T-{unit_id}"]
            assert _close(shown, available / DAY), unit_id
            assert _close(rented, out / DAY), unit_id
            assert _close(down, lost / DAY), unit_id
            if available:
                assert _close(share, 100 * (out / available), 0.051), unit_id
                assert share <= 100
            else:
                assert share is None

    def test_by_class_with_bulk(self, filled: Filled) -> None:
        sums: dict[str, list[timedelta]] = defaultdict(lambda: [timedelta()] * 2)
        units = {unit.id: unit for unit in filled.yard.units}
        for unit_id, (available, out, _) in _unit_use(filled.yard).items():
            entry = sums[units[unit_id].class_id]
            sums[units[unit_id].class_id] = [entry[0] + available, entry[1] + out]
        bulk = timedelta()
        for booking, line in filled.yard.lines(*_USED):
            if line.unit_id is None:
                bulk += line.quantity * _length(_rented(booking, line))
        sums["k4"] = [6 * _length([(START, END)]), bulk]
        rows = {row[0]: row for row in filled.table("utilization", "class").rows}
        for class_id, (available, out) in sums.items():
            row = rows[filled.yard.name_of(class_id)]
            assert _close(row[3], available / DAY)
            assert _close(row[4], out / DAY)


class TestRevenue:
    @pytest.mark.parametrize("by", ["month", "class", "customer"])
    def test_rentals(self, filled: Filled, by: str) -> None:
        expected: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        accounts = {one.id: one.account for one in filled.yard.customers}
        for booking, line in filled.yard.lines(*_USED):
            at = line.out_at or line.period.start
            if not START <= at < END:
                continue
            key = {
                "month": f"{at.astimezone(ZONE):%Y-%m}",
                "class": filled.yard.name_of(line.class_id),
                "customer": accounts[booking.customer_id],
            }[by]
            ahead = line.out_at is None and booking.state is not BookingState.RETURNED
            expected[key][1 if ahead else 0] += line.total
        table = filled.table("revenue", by)
        keys = table.values("account" if by == "customer" else by)
        shown = dict(
            zip(
                keys,
                zip(table.values("rental"), table.values("reserved"), strict=True),
                strict=True,
            )
        )
        assert shown == {key: tuple(value) for key, value in expected.items()}


class TestConcessions:
    def test_by_line(self, filled: Filled) -> None:
        classes = {one.id: one for one in filled.yard.classes}
        expected = []
        for booking, line in filled.yard.lines(*_USED):
            listed = plan_for(classes[line.class_id], line.period.days).total * line.quantity
            if START <= booking.created_at < END and listed != line.total:
                expected.append((booking.number, line.period.days, listed, line.total))
        table = filled.table("concessions", "line")
        shown = zip(
            table.values("booking"),
            table.values("days"),
            table.values("list_total"),
            table.values("agreed_total"),
            strict=True,
        )
        assert sorted(shown) == sorted(expected)
        assert table.total("conceded") == sum(one[2] - one[3] for one in expected)
        assert filled.table("concessions", "customer").total("conceded") == table.total("conceded")

    def test_what_managers_were_asked(self, filled: Filled) -> None:
        expected = sorted(
            (
                one.asked_at,
                one.offered_day_rate,
                one.granted_day_rate,
                one.list_day_rate - one.granted_day_rate if one.granted_day_rate else Decimal(0),
                one.state.value,
            )
            for one in filled.yard.overrides
            if START <= one.asked_at < END
        )
        table = filled.table("concessions", "override")
        names = ("asked_at", "offered_rate", "granted_rate", "conceded", "state")
        shown = list(zip(*(table.values(name) for name in names), strict=True))
        assert sorted(shown) == expected
        assert len(shown) > 5


class TestCalls:
    @pytest.mark.parametrize("by", ["day", "line", "outcome"])
    def test_counts_minutes_and_median(self, filled: Filled, by: str) -> None:
        groups: dict[Any, list[Call]] = defaultdict(list)
        for call in filled.yard.calls:
            if START <= call.started_at < END:
                key = {
                    "day": call.started_at.astimezone(ZONE).date(),
                    "line": call.line,
                    "outcome": call.outcome.value if call.outcome else "under_way",
                }[by]
                groups[key].append(call)
        rows = {row[0]: row[1:] for row in filled.table("calls", by).rows}
        assert set(rows) == set(groups)
        for key, calls in groups.items():
            count, booked, _, minutes, reply = rows[key]
            assert count == len(calls)
            assert booked == sum(call.outcome is Outcome.BOOKED for call in calls)
            lasted = sum((c.ended_at - c.started_at).total_seconds() for c in calls if c.ended_at)
            assert _close(minutes, lasted / 60, 0.051)
            ids = {call.id for call in calls}
            waits = [
                turn.timings.voice_to_voice_ms
                for turn in filled.yard.turns
                if turn.call_id in ids and turn.timings and turn.timings.voice_to_voice_ms
            ]
            assert (reply is None) == (not waits)
            assert reply is None or abs(reply - median(waits)) <= 0.5


class TestStanding:
    def test_overdue(self, filled: Filled) -> None:
        expected = [
            (booking.number, line.period.end)
            for booking, line in filled.yard.lines(BookingState.OUT)
            if line.out_at and not line.returned_at and line.period.end <= NOW
        ]
        table = filled.table("overdue")
        shown = list(zip(table.values("booking"), table.values("due"), strict=True))
        assert sorted(shown) == sorted(expected)
        assert list(table.values("due")) == sorted(table.values("due"))
        phones = {one.number: one.callback_number for one in filled.yard.bookings}
        for number, phone in zip(table.values("booking"), table.values("phone"), strict=True):
            assert not phones[number] or phone == phones[number]

    @pytest.mark.parametrize("ahead", [0, 14, 60])
    def test_expiring(self, filled: Filled, ahead: int) -> None:
        today = NOW.date()
        expected = sorted(
            (ends, number, kind, holder, (ends - today).days)
            for number, kind, holder, _, ends, state in filled.yard.credentials
            if state is CredentialState.ACTIVE and today <= ends <= today + timedelta(days=ahead)
        )
        table = filled.table("expiring", ahead=ahead)
        names = ("valid_to", "number", "credential", "holder", "days_left")
        assert sorted(zip(*(table.values(name) for name in names), strict=True)) == expected


EVERY = [(spec.name, one.name) for spec in REPORTS for one in spec.breakdowns]


@pytest.mark.parametrize("name, by", EVERY)
class TestFiles:
    def test_parquet_reads_back_equal(
        self, filled: Filled, name: str, by: str, tmp_path: Path
    ) -> None:
        table = filled.table(name, by)
        path = tmp_path / "report.parquet"
        path.write_bytes(report_parquet(table))
        moments = [c.name for c in table.columns if c.kind is Kind.MOMENT]
        shown = ", ".join(
            f"epoch_us({c.name})" if c.name in moments else f'"{c.name}"' for c in table.columns
        )
        with duckdb.connect(":memory:") as connection:
            rows = connection.execute(f"SELECT {shown} FROM '{path}'").fetchall()  # noqa: S608
        assert rows == [
            tuple(
                round(value.timestamp() * 1e6) if isinstance(value, datetime) else value
                for value in row
            )
            for row in table.rows
        ]

    def test_csv_reads_back_equal(self, filled: Filled, name: str, by: str) -> None:
        table = filled.table(name, by)
        rows = list(csv.reader(io.StringIO(report_csv(table).decode())))
        assert rows[0] == [column.name for column in table.columns]
        assert len(rows) == len(table.rows) + 1
        for shown, row in zip(rows[1:], table.rows, strict=True):
            for cell, value in zip(shown, row, strict=True):
                if isinstance(value, datetime):
                    assert datetime.fromisoformat(cell) == value.replace(microsecond=0)
                elif isinstance(value, str) and value[:1] in ("=", "+"):
                    assert cell == "'" + value
                elif isinstance(value, float):
                    assert float(cell) == value
                else:
                    assert cell == ("" if value is None else str(value))

    def test_no_column_and_no_figure_is_a_floor(self, filled: Filled, name: str, by: str) -> None:
        table = filled.table(name, by)
        assert not [c for c in table.columns if "floor" in c.name or "floor" in c.label.lower()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "floors"},
        {"name": "calls", "by": "caller"},
        {"name": "calls", "first": LAST, "last": FIRST},
        {"name": "calls", "first": date(1990, 1, 1)},
        {"name": "expiring", "ahead": 9999},
    ],
)
def test_what_there_is_not_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        ask_for(today=NOW.date(), **wrong)
