"""The owner thread: one at a time, bounded, taken back in time, refused after close."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.domain.errors import DeskUnreachable
from appliance.ports.store import Records
from appliance.storage import DuckDbStore, StoreClosed, StoreLocked, StoreMisused
from appliance.storage.errors import StoreUnusable
from tests.storage.builders import a_booking, a_line, a_unit, furnish


@pytest.fixture
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=30)
    opened.write(furnish)
    yield opened
    opened.close()


def test_sixteen_threads_lose_nothing(store: DuckDbStore) -> None:
    def add_hour(_turn: int) -> str:
        def use(records: Records) -> str:
            unit = records.units.get("u1")
            assert unit is not None
            records.units.put(replace(unit, meter_hours=unit.meter_hours + 1))
            number = records.bookings.next_number()
            records.bookings.put(a_booking(number, a_line(number)))
            return number

        return store.write(use)

    with ThreadPoolExecutor(16) as threads:
        numbers = list(threads.map(add_hour, range(160)))
    unit = store.read(lambda records: records.units.get("u1"))
    assert unit is not None
    assert unit.meter_hours == 160
    assert len(set(numbers)) == 160
    assert store.read(lambda records: records.bookings.count()) == 160


def test_use_cases_run_on_one_thread(store: DuckDbStore) -> None:
    names = set()

    def use(_records: Records) -> None:
        names.add(threading.current_thread().name)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: store.read(use), range(8)))
    assert names == {"records"}


def test_a_read_cannot_write(store: DuckDbStore) -> None:
    with pytest.raises(StoreMisused):
        store.read(lambda records: records.units.put(a_unit("u3")))
    assert store.read(lambda records: records.units.count()) == 2


def test_records_cannot_be_kept(store: DuckDbStore) -> None:
    kept = store.read(lambda records: records)
    with pytest.raises(StoreMisused):
        kept.units.count()


def test_records_cannot_be_passed_to_another_thread(store: DuckDbStore) -> None:
    def use(records: Records) -> None:
        with ThreadPoolExecutor(1) as threads:
            threads.submit(records.units.count).result()

    with pytest.raises(StoreMisused):
        store.read(use)


def test_a_use_case_cannot_call_its_store(store: DuckDbStore) -> None:
    with pytest.raises(StoreMisused):
        store.write(lambda _records: store.read(lambda records: records.units.count()))
    with pytest.raises(StoreMisused):
        store.write(lambda _records: store.close())


def test_use_after_close_is_named(store: DuckDbStore) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreClosed):
        store.read(lambda records: records.units.count())


class _Blocker:
    """A use case that waits until it is released."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.release = threading.Event()

    def __call__(self, records: Records) -> None:
        records.units.put(a_unit("slow"))
        self.entered.set()
        assert self.release.wait(30)


def test_a_caller_that_gives_up_takes_its_write_back() -> None:
    store = DuckDbStore(":memory:", wait_s=0.2)
    store.write(furnish)
    slow = _Blocker()
    try:
        with pytest.raises(DeskUnreachable, match="nothing was changed"):
            store.write(slow)
        assert slow.entered.is_set()
        with pytest.raises(DeskUnreachable):
            store.write(lambda records: records.units.put(a_unit("queued")))
        slow.release.set()
        assert store.read(lambda records: records.units.tags()) == ("T-u1", "T-u2")
    finally:
        slow.release.set()
        store.close()


def test_a_long_query_is_stopped_when_its_caller_gives_up() -> None:
    store = DuckDbStore(":memory:", wait_s=0.5)
    try:
        with pytest.raises(DeskUnreachable):
            store.read(_endless)
        # The owner thread is free again well before the query would have ended.
        assert store.read(lambda records: records.units.count()) == 0
    finally:
        store.close()


def _endless(records: Records) -> None:
    session = records.units._session  # type: ignore[attr-defined]
    session.value("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b")


def test_the_queue_is_bounded() -> None:
    store = DuckDbStore(":memory:", wait_s=0.3, queue_size=1)
    slow = _Blocker()
    store.write(furnish)
    try:
        with ThreadPoolExecutor(2) as threads:
            first = threads.submit(store.write, slow)
            assert slow.entered.wait(10)
            second = threads.submit(store.read, lambda records: records.units.count())
            with pytest.raises(DeskUnreachable):
                first.result()
            with pytest.raises(DeskUnreachable):
                second.result()
            with pytest.raises(DeskUnreachable, match="too much waiting"):
                store.read(lambda records: records.units.count())
    finally:
        slow.release.set()
        store.close()


def test_what_waits_when_the_store_closes_is_finished_or_told() -> None:
    store = DuckDbStore(":memory:", wait_s=30)
    store.write(furnish)
    slow = _Blocker()
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(store.write, slow)
        assert slow.entered.wait(10)
        closing = threads.submit(store.close)
        slow.release.set()
        closing.result()
        assert first.result() is None
    with pytest.raises(StoreClosed):
        store.write(furnish)


def test_the_file_has_one_owner_in_a_process(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    store = DuckDbStore(path)
    try:
        with pytest.raises(StoreLocked, match="open"):
            DuckDbStore(path)
    finally:
        store.close()
    DuckDbStore(path).close()


HOLD_OPEN = """
import sys
from appliance.storage import DuckDbStore
store = DuckDbStore(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
store.close()
"""


def test_another_process_has_the_records_open(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_OPEN, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreLocked, match="Another appliance process has the records open"):
            DuckDbStore(path)
        other.communicate("", timeout=30)
    DuckDbStore(path).close()


def test_what_is_no_records_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(StoreUnusable):
        DuckDbStore(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_no_extension_is_fetched_and_no_file_is_read(store: DuckDbStore, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    def reach_out(records: Records) -> None:
        session = records.units._session  # type: ignore[attr-defined]
        session.run(f"COPY unit TO '{target}'")

    with pytest.raises(Exception, match="disabled"):
        store.write(reach_out)
    assert not target.exists()


def test_threads_end_and_files_are_let_go(tmp_path: Path) -> None:
    before = threading.active_count()
    for _ in range(3):
        DuckDbStore(tmp_path / "records.duckdb").close()
    assert threading.active_count() == before
    open_files = [link.resolve() for link in Path("/proc/self/fd").iterdir()]
    assert not [path for path in open_files if "records.duckdb" in path.name]
    assert [path.name for path in tmp_path.iterdir()] == ["records.duckdb"]


def test_long_work_names_its_own_bound(tmp_path: Path) -> None:
    store = DuckDbStore(tmp_path / "records.duckdb", wait_s=0.2)
    try:
        with pytest.raises(DeskUnreachable, match=r"within 0\.2 seconds"):
            store.write(lambda _records: time.sleep(1.0))
        assert store.write(lambda _records: time.sleep(1.0), wait_s=30) is None
    finally:
        store.close()
