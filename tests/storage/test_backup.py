"""Backups: made while the records are written, checked, put back, and refused where not sound."""

from __future__ import annotations

import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.domain.errors import RecordError
from appliance.domain.upkeep import Backup
from appliance.ports.store import Records
from appliance.storage.backup import (
    list_backups,
    make_backup,
    prune_backups,
    restore_backup,
)
from appliance.storage.errors import StoreLocked, StoreUnusable
from appliance.storage.store import DuckDbStore
from tests.storage.builders import NOW, a_booking, a_line, furnish


def opened(folder: Path) -> DuckDbStore:
    return DuckDbStore(folder / "records.duckdb", wait_s=60, now=lambda: NOW)


def yard(folder: Path) -> DuckDbStore:
    store = opened(folder)
    store.write(furnish)
    return store


def book(store: DuckDbStore) -> str:
    def use(records: Records) -> str:
        number = records.bookings.next_number()
        made = records.bookings.add(a_booking(number, a_line(number)))
        records.audit.append("test", "book", f"booking:{number}", None, made)
        return number

    return store.write(use)


def numbers(store: DuckDbStore) -> set[str]:
    return {one.number for one in store.read(lambda there: there.bookings.page(limit=1000)).items}


def restore(folder: Path, made: Backup, hours: int = 1) -> Path | None:
    now = NOW + timedelta(hours=hours)
    return restore_backup(
        folder / "backups", made.name, folder / "records.duckdb", now, "command line"
    )


def test_the_drill(tmp_path: Path) -> None:
    """Back up, go on, restore: what was written since is gone, and kept beside."""
    store = yard(tmp_path)
    early = {book(store), book(store)}
    made = make_backup(store, tmp_path / "backups", NOW)
    late = book(store)
    store.close()

    aside = restore(tmp_path, made)

    store = opened(tmp_path)
    assert numbers(store) == early
    assert store.read(lambda records: records.audit.verify()) is None
    last = store.read(lambda records: records.audit.page(limit=1).items[0])
    assert (last.actor, last.action) == ("command line", "restore_backup")
    assert made.sha256 in last.after
    assert book(store) == late  # its number was never given, as far as these records know
    store.close()
    assert aside is not None
    former = DuckDbStore(aside, wait_s=60)
    assert numbers(former) == early | {late}
    former.close()


def test_what_was_acknowledged_before_is_in_the_copy_and_calls_go_on(tmp_path: Path) -> None:
    store, stop = yard(tmp_path), threading.Event()
    booked: list[str] = []

    def keep_booking() -> None:
        while not stop.is_set():
            booked.append(book(store))

    writer = threading.Thread(target=keep_booking)
    writer.start()
    try:
        made = []
        for hour in range(3):
            before = len(booked)
            one = make_backup(store, tmp_path / "backups", NOW + timedelta(hours=hour))
            made.append((set(booked[:before]), one))
    finally:
        stop.set()
        writer.join()
    assert len(booked) > made[-1][1].bookings >= len(made[-1][0])
    store.close()
    for hours, (before, one) in enumerate(made):
        restore(tmp_path, one, hours)
        store = opened(tmp_path)
        found = numbers(store)
        assert before <= found <= set(booked)
        assert len(found) == one.bookings
        assert store.read(lambda records: records.audit.verify()) is None
        store.close()


def test_a_backup_describes_itself_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    store = yard(tmp_path)
    book(store)
    made = make_backup(store, tmp_path / "backups", NOW)
    store.close()
    assert list_backups(tmp_path / "backups") == (made,)
    assert (made.bookings, made.trail_entry) == (1, 1)
    files = sorted((tmp_path / "backups").iterdir())
    assert [one.suffix for one in files] == [".duckdb", ".json"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    assert made.size_bytes == files[0].stat().st_size


def test_the_oldest_go(tmp_path: Path) -> None:
    store, folder = yard(tmp_path), tmp_path / "backups"
    made = [make_backup(store, folder, NOW + timedelta(days=day)) for day in range(4)]
    store.close()
    assert prune_backups(folder, 2) == 2
    assert list_backups(folder) == (made[3], made[2])
    assert len(list(folder.iterdir())) == 4


def test_nothing_is_restored_while_somebody_has_the_records(tmp_path: Path) -> None:
    store = yard(tmp_path)
    made = make_backup(store, tmp_path / "backups", NOW)
    number = book(store)
    with pytest.raises(StoreLocked):
        restore(tmp_path, made)
    assert numbers(store) == {number}
    store.close()
    assert not list(tmp_path.glob("*.before-*"))


@pytest.mark.parametrize("harm", ["a byte", "an end cut off", "another file", "no such name"])
def test_an_unsound_backup_replaces_nothing(tmp_path: Path, harm: str) -> None:
    store = yard(tmp_path)
    made = make_backup(store, tmp_path / "backups", NOW)
    number = book(store)
    store.close()
    file = tmp_path / "backups" / f"{made.name}.duckdb"
    content = bytearray(file.read_bytes())
    if harm == "a byte":
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif harm == "an end cut off":
        file.write_bytes(content[:-4096])
    elif harm == "another file":
        file.write_bytes(b"not records")
    else:
        file.unlink()
    with pytest.raises(RecordError, match=r"digest differs|no backup"):
        restore(tmp_path, made)
    store = opened(tmp_path)
    assert numbers(store) == {number}
    store.close()
    assert {one.name for one in tmp_path.iterdir()} == {"backups", "records.duckdb"}


def test_a_damaged_file_is_replaced_and_kept(tmp_path: Path) -> None:
    store = yard(tmp_path)
    number = book(store)
    made = make_backup(store, tmp_path / "backups", NOW)
    store.close()
    path = tmp_path / "records.duckdb"
    path.write_bytes(b"\0" * 100_000)
    with pytest.raises(StoreUnusable):
        opened(tmp_path)
    aside = restore(tmp_path, made)
    assert aside is not None
    assert aside.read_bytes() == b"\0" * 100_000
    store = opened(tmp_path)
    assert numbers(store) == {number}
    store.close()


def test_records_that_are_gone_come_back(tmp_path: Path) -> None:
    store = yard(tmp_path)
    number = book(store)
    made = make_backup(store, tmp_path / "backups", NOW)
    store.close()
    (tmp_path / "records.duckdb").unlink()
    assert restore(tmp_path, made) is None
    store = opened(tmp_path)
    assert numbers(store) == {number}
    store.close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    store = yard(tmp_path)
    (tmp_path / "backups").write_text("in the way")
    with pytest.raises(RecordError, match="cannot be made"):
        make_backup(store, tmp_path / "backups", NOW)
    assert store.read(lambda records: records.bookings.count()) == 0
    store.close()
