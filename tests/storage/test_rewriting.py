"""A rewritten file holds what is live and nothing else; a crash on the way changes nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.domain.errors import RecordError
from appliance.storage import DuckDbStore
from appliance.storage.rewriting import draft_of
from tests.storage.builders import a_customer, furnish

NAME = "Zebulon Quackenbush"


def _filled(path: Path) -> DuckDbStore:
    store = DuckDbStore(path, wait_s=60)
    store.write(furnish)
    store.write(
        lambda records: records.customers.put_many(
            [a_customer(f"n{n}", name=f"Customer number {n} of many") for n in range(800)]
        )
    )
    store.write(lambda records: records.customers.put(a_customer("z", name=NAME)))
    return store


def _holds(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir() if NAME.encode() in one.read_bytes()}


def test_a_changed_name_leaves_the_file_only_by_rewriting(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    store = _filled(path)
    store.close()
    store = DuckDbStore(path, wait_s=60)
    try:
        assert _holds(tmp_path) == {"records.duckdb"}
        store.write(lambda records: records.customers.put(a_customer("z", name="Somebody")))
        store.close()
        assert _holds(tmp_path) == {"records.duckdb"}  # this is why it has to be rewritten
        store = DuckDbStore(path, wait_s=60)
        store.rewrite(wait_s=60)
        assert _holds(tmp_path) == set()
        found = store.read(lambda records: records.customers.get("z"))
        assert found is not None
        assert found.name == "Somebody"
        assert store.read(lambda records: records.customers.count()) == 802
    finally:
        store.close()
    assert {one.name for one in tmp_path.iterdir()} == {"records.duckdb"}


def test_rules_and_indexes_come_along(tmp_path: Path) -> None:
    store = _filled(tmp_path / "records.duckdb")
    try:
        before = _schema(store)
        store.rewrite(wait_s=60)
        assert _schema(store) == before
        twin = replace(a_customer("other"), account="A-Z")
        with pytest.raises(RecordError):
            store.write(lambda records: records.customers.put(twin))
        with pytest.raises(RecordError):
            store.write(lambda records: records.customers.put(a_customer("empty", name="")))
    finally:
        store.close()


def _schema(store: DuckDbStore) -> object:
    def read(records: object) -> object:
        session = records.customers._session  # type: ignore[attr-defined]
        return (
            session.rows("SELECT table_name, sql FROM duckdb_tables() ORDER BY 1"),
            session.rows("SELECT index_name, sql FROM duckdb_indexes() ORDER BY 1"),
        )

    return store.read(read)


def test_others_wait_and_are_answered(tmp_path: Path) -> None:
    store = _filled(tmp_path / "records.duckdb")
    counts: list[int] = []
    asking = threading.Thread(
        target=lambda: counts.extend(
            store.read(lambda records: records.customers.count()) for _ in range(50)
        )
    )
    try:
        asking.start()
        store.rewrite(wait_s=60)
        asking.join(60)
        assert counts == [802] * 50
    finally:
        store.close()


KILLED = """
import os, sys
from pathlib import Path
from appliance.storage import rewriting
path = Path(sys.argv[1])
rewriting.synced = lambda _path: (print("copied", flush=True), sys.stdin.readline())
rewriting.rewrite(path)
"""


def test_a_crash_before_the_copy_is_in_place_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    _filled(path).close()
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as rewriting:
        assert rewriting.stdout is not None
        assert rewriting.stdout.readline() == "copied\n"
        rewriting.send_signal(signal.SIGKILL)
    assert draft_of(path).exists()
    store = DuckDbStore(path, wait_s=60)
    try:
        assert store.read(lambda records: records.customers.count()) == 802
        assert not draft_of(path).exists()
    finally:
        store.close()
