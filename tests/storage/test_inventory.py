"""Importing inventory files whole or not at all, dry runs, and the way there and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.bookings import BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind, UnitState
from appliance.domain.errors import BadRow, ImportRefused
from appliance.domain.periods import Period
from appliance.ports.files import FileReport
from appliance.ports.store import Records, YardPolicy
from appliance.storage import DuckDbStore
from appliance.storage.demo import load_demo
from appliance.storage.files.kinds import kind_named
from appliance.storage.files.text import MAX_ROWS, protected, unprotected
from appliance.storage.inventory import (
    export_inventory,
    parse_inventory,
)
from tests.storage.builders import DAY, NOW, a_booking, a_class, a_line, a_unit, furnish
from tests.storage.inventory_files import EXCAVATOR, HEAD
from tests.storage.inventory_files import inventory_file as _file

INVENTORY = kind_named("inventory")


@pytest.fixture
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=30)
    yield opened
    opened.close()


def _import(store: DuckDbStore, content: bytes) -> FileReport:
    parsed = parse_inventory(content)
    return store.write(lambda records: INVENTORY.load(records, parsed, NOW, "maria"))


def _bad(content: bytes) -> list[tuple[int, str, str]]:
    return [(bad.line, bad.column, bad.reason) for bad in parse_inventory(content).bad_rows]


class TestImporting:
    def test_a_new_yard(self, store: DuckDbStore) -> None:
        report = _import(store, _file(EXCAVATOR, EXCAVATOR.replace("EQ001", "EQ002")))
        assert (report.added, report.updated, report.unchanged, report.more) == (
            2,
            0,
            0,
            "1 new classes",
        )

        def check(records: Records) -> None:
            found = records.classes.by_name("Excavator")
            assert found is not None
            assert (found.day_rate, found.floor_day_rate, found.max_day_rate) == (850, 850, 975)
            assert (found.operator_certification, found.minimum_insurance) == ("Excavator", 10**6)
            assert [unit.location for unit in records.units.of_class(found.id)] == ["Row A"] * 2
            (entry,) = records.audit.page(record="inventory").items
            assert (entry.actor, entry.action) == ("maria", "import_inventory")
            assert "EQ002" in entry.after

        store.read(check)

    def test_the_same_again_changes_nothing(self, store: DuckDbStore) -> None:
        content = _file(EXCAVATOR, EXCAVATOR.replace("EQ001", "EQ002").replace("AVAIL", "avail"))
        _import(store, content)
        report = _import(store, content)
        assert (report.added, report.updated, report.unchanged) == (0, 0, 2)
        assert store.read(lambda records: records.audit.page().total) == 1

    @pytest.mark.parametrize(
        "status, kind, state",
        [
            ("AVAILABLE", None, UnitState.IN_SERVICE),
            ("RENTED", DowntimeKind.OUT_UNKNOWN, UnitState.IN_SERVICE),
            ("MAINTENANCE", DowntimeKind.MAINTENANCE, UnitState.MAINTENANCE),
            ("RESERVED", DowntimeKind.STAFF_HOLD, UnitState.IN_SERVICE),
        ],
    )
    def test_every_status(
        self, store: DuckDbStore, status: str, kind: DowntimeKind | None, state: UnitState
    ) -> None:
        _import(store, _file(EXCAVATOR.replace("AVAILABLE", status)))

        def check(records: Records) -> None:
            unit = records.units.by_tag("EQ001")
            assert unit is not None
            assert unit.state is state
            found = records.downtimes.of_unit(unit.id)
            assert [(one.kind, one.start, one.end) for one in found] == (
                [(kind, NOW, None)] if kind else []
            )
            next_year = Period(NOW + 365 * DAY, NOW + 366 * DAY)
            taken = records.occupations((unit.class_id,), next_year, NOW)
            assert bool(taken) is (kind is not None)

        store.read(check)

    @pytest.mark.parametrize("before", ["AVAILABLE", "RENTED", "MAINTENANCE", "RESERVED"])
    @pytest.mark.parametrize("after", ["AVAILABLE", "RENTED", "MAINTENANCE", "RESERVED"])
    def test_from_any_status_to_any_other(
        self, store: DuckDbStore, before: str, after: str
    ) -> None:
        _import(store, _file(EXCAVATOR.replace("AVAILABLE", before)))
        report = _import(store, _file(EXCAVATOR.replace("AVAILABLE", after)))
        assert report.updated == (before != after)
        exported = store.read(lambda records: export_inventory(records, NOW)).decode()
        (row,) = csv.DictReader(io.StringIO(exported))
        assert row["Status"] == after

    def test_what_the_file_does_not_speak_of_stays(self, store: DuckDbStore) -> None:
        _import(store, _file(EXCAVATOR))

        def enrich(records: Records) -> None:
            records.classes.put(
                a_class(
                    "excavator",
                    name="Excavator",
                    week_rate=Decimal(2850),
                    aliases=("digger",),
                    day_rate=Decimal(850),
                    floor_day_rate=Decimal(700),
                    max_day_rate=Decimal(975),
                )
            )
            unit = records.units.by_tag("EQ001")
            assert unit is not None
            records.units.put(a_unit(unit.id, "excavator", asset_tag="EQ001", serial="S-1"))

        store.write(enrich)
        _import(store, _file(EXCAVATOR.replace("850", "900")))

        def check(records: Records) -> None:
            found = records.classes.by_name("Excavator")
            assert found is not None
            assert (found.day_rate, found.week_rate, found.aliases) == (900, 2850, ("digger",))
            assert found.floor_day_rate == 700
            unit = records.units.by_tag("EQ001")
            assert unit is not None
            assert unit.serial == "S-1"

        store.read(check)

    def test_the_floor_follows_the_yards_policy_or_the_file(self, store: DuckDbStore) -> None:
        store.write(lambda records: records.yard.put(YardPolicy(floor_percent=Decimal(10))))
        with_floor = _file(
            EXCAVATOR.replace("Excavator", "Other").replace("EQ001", "EQ002") + ",700",
            head=HEAD + ",Floor Rate",
        )
        _import(store, _file(EXCAVATOR))
        _import(store, with_floor)
        floors = store.read(
            lambda records: {one.name: one.floor_day_rate for one in records.classes.all()}
        )
        assert floors == {"Excavator": 765, "Other": 700}
        _import(store, _file(EXCAVATOR.replace("850", "900")))
        found = store.read(lambda records: records.classes.by_name("Excavator"))
        assert found is not None
        assert found.floor_day_rate == 810

    def test_a_floor_above_the_daily_rate_is_refused(self) -> None:
        content = _file(EXCAVATOR + ",851", head=HEAD + ",Floor Rate")
        assert _bad(content) == [(2, "Floor Rate", "is above the daily rate 850.00")]

    def test_all_or_nothing(self, store: DuckDbStore) -> None:
        content = _file(EXCAVATOR, "EQ002,Saw,Concrete,x,AVAILABLE,None,0,Row B,10,Light")
        with pytest.raises(ImportRefused) as refusal:
            _import(store, content)
        assert [bad.line for bad in refusal.value.rows] == [3]
        assert store.read(lambda records: records.units.count() + records.classes.count()) == 0
        assert store.read(lambda records: records.audit.page().total) == 0

    def test_a_dry_run_says_what_an_import_would_do(self, store: DuckDbStore) -> None:
        parsed = parse_inventory(_file(EXCAVATOR))
        preview = store.read(lambda records: INVENTORY.preview(records, parsed, NOW))
        assert store.read(lambda records: records.units.count()) == 0
        assert _import(store, _file(EXCAVATOR)) == preview

    def test_a_class_kept_as_a_quantity_is_refused(self, store: DuckDbStore) -> None:
        bulk = a_class("jack", name="Excavator", bulk_quantity=12)
        store.write(lambda records: records.classes.put(bulk))
        with pytest.raises(ImportRefused) as refusal:
            _import(store, _file(EXCAVATOR))
        (bad,) = refusal.value.rows
        assert bad == BadRow(
            2, "Equipment Name", "Excavator", "is kept as a quantity, not as units with tags"
        )

    def test_a_unit_in_a_booking_cannot_become_another_machine(self, store: DuckDbStore) -> None:
        def book(records: Records) -> None:
            furnish(records)
            records.bookings.put(a_booking("R-1"))

        store.write(book)
        with pytest.raises(ImportRefused) as refusal:
            _import(store, _file(EXCAVATOR.replace("EQ001", "T-u1")))
        assert "R-1" in refusal.value.rows[0].reason
        assert _import(store, _file(EXCAVATOR.replace("EQ001", "T-u2"))).updated == 1

    def test_a_rental_on_record_needs_no_downtime(self, store: DuckDbStore) -> None:
        def book(records: Records) -> None:
            furnish(records)
            out = a_line("R-1", "u1", out_at=NOW)
            records.bookings.put(a_booking("R-1", out, state=BookingState.OUT))
            records.bookings.put(a_booking("R-2", a_line("R-2", "u2")))

        store.write(book)
        row = "T-u1,Class lift,Aerial Lifts,100,RENTED,None,0,,120,Medium"
        other = row.replace("T-u1", "T-u2").replace("RENTED", "RESERVED")
        assert _import(store, _file(row, other)).unchanged == 2
        assert store.read(lambda records: records.downtimes.count()) == 0

    def test_available_ends_what_is_open_and_drops_what_had_not_begun(
        self, store: DuckDbStore
    ) -> None:
        def break_down(records: Records) -> None:
            furnish(records)
            for key, start in (("d1", NOW - DAY), ("d2", NOW + DAY)):
                records.downtimes.put(
                    Downtime(id=key, unit_id="u1", kind=DowntimeKind.BREAKDOWN, start=start)
                )

        store.write(break_down)
        _import(store, _file("T-u1,Class lift,Aerial Lifts,100,AVAILABLE,None,0,,120,Medium"))
        found = store.read(lambda records: records.downtimes.of_unit("u1"))
        assert [(one.id, one.end) for one in found] == [("d1", NOW)]

    def test_a_tag_given_on_does_not_take_the_other_units_place(self, store: DuckDbStore) -> None:
        _import(store, _file(EXCAVATOR))

        def retag(records: Records) -> None:
            unit = records.units.by_tag("EQ001")
            assert unit is not None
            records.units.put(a_unit(unit.id, unit.class_id, asset_tag="EQ900"))

        store.write(retag)
        _import(store, _file(EXCAVATOR))
        assert store.read(lambda records: records.units.tags()) == ("EQ001", "EQ900")


class TestExporting:
    def test_the_demo_yard_there_and_back(self, store: DuckDbStore) -> None:
        store.write(lambda records: load_demo(records, NOW))
        exported = store.read(lambda records: export_inventory(records, NOW))
        report = _import(store, exported)
        assert (report.rows, report.unchanged) == (100, 100)

        other = DuckDbStore(":memory:", wait_s=30)
        try:
            assert _import(other, exported).added == 100
            assert other.read(lambda records: export_inventory(records, NOW)) == exported
        finally:
            other.close()

    def test_retired_units_have_no_row(self, store: DuckDbStore) -> None:
        def retire(records: Records) -> None:
            furnish(records)
            records.units.put(a_unit("u1", state=UnitState.RETIRED))

        store.write(retire)
        exported = store.read(lambda records: export_inventory(records, NOW)).decode()
        assert [row["Equipment ID"] for row in csv.DictReader(io.StringIO(exported))] == ["T-u2"]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", "''"])
    def test_formulas_are_neutralised_and_read_back(self, store: DuckDbStore, start: str) -> None:
        location = f'{start}HYPERLINK("http://x")'

        def place(records: Records) -> None:
            furnish(records)
            records.units.put(a_unit("u1", location=location))

        store.write(place)
        exported = store.read(lambda records: export_inventory(records, NOW))
        row = next(csv.DictReader(io.StringIO(exported.decode())))
        assert row["Storage Location"] == "'" + location
        assert _import(store, exported).unchanged == 2

    @settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.text(max_size=20))
    def test_no_protected_cell_is_a_formula(self, text: str) -> None:
        assert not protected(text).startswith(("=", "+", "-", "@", "\t", "\r"))
        assert unprotected(protected(text)) == text


def test_ten_thousand_units_are_imported_in_time(store: DuckDbStore) -> None:
    statuses = ("AVAILABLE", "RENTED", "MAINTENANCE", "RESERVED")
    rows = [
        f"T{n:05},Class {n // 20},Yard,100,{statuses[n % 4]},None,0,Row,120,Light"
        for n in range(MAX_ROWS)
    ]
    assert _import(store, _file(*rows)).added == MAX_ROWS
    later = NOW + timedelta(hours=1)
    parsed = parse_inventory(_file(*rows))
    report = store.read(lambda records: INVENTORY.preview(records, parsed, later))
    assert report.unchanged == MAX_ROWS
