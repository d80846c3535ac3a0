"""A long import beside a yard at work: others are served, and it changes all or nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.bootstrap.bench.large_yard import NOW, Size, build
from appliance.bootstrap.bench.large_yard import class_id as class_named
from appliance.bootstrap.files import StoredFiles
from appliance.bootstrap.records import build_local_desk
from appliance.domain.errors import DeskUnreachable, ImportRefused
from appliance.domain.periods import Period
from appliance.ports.booking import BookingRequest
from appliance.ports.facts import EquipmentQuery
from appliance.ports.store import Records, SeenNoMore
from appliance.rental.desk import LocalDesk
from appliance.storage.errors import StoreMisused
from appliance.storage.store import DuckDbStore

SIZE = Size(units=1_000, customers=1_000, bookings=5_000)
ROWS = 5_000
WAITS_S = 2.0


class Still:
    def now(self) -> Any:
        return NOW


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("yard") / "records.duckdb"
    build(path, SIZE, lambda _done, _total: None)
    return path


@pytest.fixture
def store(yard: Path, tmp_path: Path) -> Iterator[DuckDbStore]:
    path = tmp_path / "records.duckdb"
    path.write_bytes(yard.read_bytes())
    opened = DuckDbStore(path, now=Still().now)
    yield opened
    opened.close()


def customers(rows: int, last: str = "") -> bytes:
    lines = [f"NEW-{number:05},Builder {number},approved" for number in range(rows)]
    return "\n".join(["Account,Name,Approval", *lines, last]).encode()


def booked(desk: LocalDesk, number: int) -> str:
    """A booking through every gate; what became of it."""
    call = desk.open_call("sip", None).call_id
    period = Period(NOW + timedelta(days=60), NOW + timedelta(days=62))
    class_id = class_named(number % SIZE.classes)
    request = BookingRequest(
        call_id=call,
        key=f"{call}:{number}",
        license_number=f"BL-{number:06}",
        class_id=class_id,
        quantity=1,
        period=period,
        day_rate=desk.quote("", class_id, period, 1).day_rate,
        operator_id=f"operator-{number}",
        certificate_number=f"CERT-{number:06}",
        policy_number=f"POL-{number:06}",
        site_address=f"{100 + number} Industrial Parkway, Austin",
        site_answers=(),
        callback_number="5125550100",
    )
    found = desk.book(request)
    return found.booking.number if found.booking else f"refused: {found.refused}"


def test_bookings_and_searches_are_answered_while_a_large_file_is_imported(
    store: DuckDbStore,
) -> None:
    desk, files = build_local_desk(store, Still()), StoredFiles(store, Still())
    reports: list[Any] = []
    before = store.read(lambda records: records.customers.count())
    importing = threading.Thread(
        target=lambda: reports.append(files.load("customers", customers(ROWS), "maria"))
    )
    waits, made = [], []
    importing.start()
    number = 0
    while importing.is_alive() or number < 1:
        begun = time.perf_counter()
        desk.find_equipment(EquipmentQuery(text="scissor lift"))
        waits.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        made.append(booked(desk, number))
        waits.append(time.perf_counter() - begun)
        number += 1
    importing.join()
    assert [report.added for report in reports] == [ROWS]
    assert store.read(lambda records: records.customers.count()) == before + ROWS
    assert all(one.startswith("R-") for one in made), made
    assert max(waits) < WAITS_S, sorted(waits)[-5:]
    assert store.read(lambda records: records.audit.verify()) is None


def test_a_large_file_with_one_bad_row_changes_nothing(store: DuckDbStore) -> None:
    files = StoredFiles(store, Still())
    before = store.read(_standing)
    with pytest.raises(ImportRefused) as refused:
        files.load("customers", customers(ROWS, "LAST,Nobody,perhaps"), "maria")
    assert [(bad.line, bad.column) for bad in refused.value.rows] == [(ROWS + 2, "Approval")]
    assert store.read(_standing) == before


def test_what_was_written_meanwhile_is_seen(store: DuckDbStore) -> None:
    """The account of the file is taken between the plan and the write: no second one is made."""
    files = StoredFiles(
        _Meddled(store, lambda: StoredFiles(store, Still()).load("customers", one, "tom")), Still()
    )
    one = b"Account,Name,Approval\nNEW-1,Builder,approved\n"
    report = files.load("customers", one, "maria")
    assert (report.added, report.unchanged) == (0, 1)
    found = store.read(lambda records: records.customers.page(search="new-1").items)
    assert len(found) == 1


def test_what_is_written_again_and_again_ends_in_one_plan_that_nobody_can_disturb(
    store: DuckDbStore,
) -> None:
    tries: list[int] = []

    def meddle() -> None:
        tries.append(1)
        store.write(
            lambda records: records.customers.put(
                _renamed(records, f"customer-{len(tries)}", f"Meddled {len(tries)}")
            )
        )

    report = StoredFiles(_Meddled(store, meddle, 9), Still()).load(
        "customers", customers(3), "maria"
    )
    assert report.added == 3
    assert len(tries) == 3


def test_a_look_writes_nothing_and_ends_with_its_records(store: DuckDbStore) -> None:
    kept: list[Records] = []
    with pytest.raises(StoreMisused, match="written in a read"):
        store.look(lambda records: records.calls.delete("none"))
    store.look(kept.append)
    with pytest.raises(StoreMisused, match="outside their transaction"):
        kept[0].customers.count()


def test_a_look_stays_as_it_was_and_bars_what_would_take_the_file_away(store: DuckDbStore) -> None:
    def look(records: Records) -> tuple[int, int]:
        before = records.customers.count()
        store.write(
            lambda there: there.customers.put(_renamed(there, "customer-1", "Other", "c-new"))
        )
        with pytest.raises(DeskUnreachable, match="read at length"):
            store.rewrite(wait_s=10)
        return before, records.customers.count()

    seen = store.look(look)
    assert seen.found[0] == seen.found[1]
    with pytest.raises(SeenNoMore):
        store.write(lambda _records: None, seen=seen)
    unrelated = store.look(lambda records: records.classes.count())
    store.write(lambda there: there.customers.put(_renamed(there, "customer-1", "Another")))
    store.write(lambda _records: None, seen=unrelated)
    store.rewrite(wait_s=60)


def test_closing_ends_a_look(store: DuckDbStore) -> None:
    def look(records: Records) -> None:
        store.close()
        records.customers.page(limit=1000)

    with pytest.raises(DeskUnreachable):
        store.look(look)


def _standing(records: Records) -> tuple[int, int]:
    return records.customers.count(), records.audit.head().sequence


def _renamed(records: Records, key: str, name: str, as_id: str = "") -> Any:
    customer = records.customers.get(key)
    assert customer is not None
    if as_id:
        return replace(customer, id=as_id, account=as_id, name=name)
    return replace(customer, name=name)


class _Meddled:
    """The store, and somebody who writes after each of the first looks."""

    def __init__(self, store: DuckDbStore, meddle: Callable[[], object], times: int = 1) -> None:
        self._store, self._meddle, self._left = store, meddle, times

    def look(self, use: Callable[[Records], Any]) -> Any:
        seen = self._store.look(use)
        if self._left:
            self._left -= 1
            self._meddle()
        return seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
