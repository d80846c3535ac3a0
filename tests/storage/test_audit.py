"""The audit trail shows tampering: changed, moved, missing, or cut off the end."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

import appliance
from appliance.domain.errors import RecordError
from appliance.domain.people import Role, TrailCheck, TrailHead, User
from appliance.ports.store import Records
from appliance.storage import DuckDbStore
from appliance.storage.anchors import AnchorFile
from appliance.storage.canonical import canonical_json
from appliance.storage.migrating import migrate, packaged
from tests.storage.builders import NOW, a_booking, a_class, a_unit


@pytest.fixture
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=30, now=lambda: NOW)

    def write(records: Records) -> None:
        for number in range(1, 6):
            unit = a_unit(f"u{number}")
            records.audit.append("maria", "add_unit", f"unit:u{number}", None, unit)
        records.audit.append("maria", "edit_class", "class:lift", a_class(), a_class("other"))

    opened.write(write)
    yield opened
    opened.close()


def _tamper(store: DuckDbStore, sql: str) -> None:
    store.write(lambda records: records.audit._session.run(sql))  # type: ignore[attr-defined]


def test_an_untouched_trail_verifies(store: DuckDbStore) -> None:
    assert store.read(lambda records: records.audit.verify()) is None


@pytest.mark.parametrize(
    "sql, first_wrong",
    [
        ("UPDATE audit SET action = 'nothing' WHERE sequence = 3", 3),
        ("UPDATE audit_detail SET actor = 'nobody' WHERE sequence = 3", 3),
        ("UPDATE audit_detail SET after = replace(after, 'T-u2', 'T-u9') WHERE sequence = 2", 2),
        ("DELETE FROM audit_detail WHERE sequence = 5", 5),
        ('UPDATE audit SET "at" = "at" + INTERVAL 1 SECOND WHERE sequence = 6', 6),
        ("DELETE FROM audit WHERE sequence = 4", 4),
        ("DELETE FROM audit WHERE sequence = 6", 6),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET sequence = 10 - sequence WHERE sequence IN (4, 6)", 4),
        (
            "UPDATE audit_detail SET salt = '', actor = '', before = '', after = '', "
            "erased_by = 6 WHERE sequence = 2",
            2,
        ),
    ],
)
def test_tampering_shows(store: DuckDbStore, sql: str, first_wrong: int) -> None:
    _tamper(store, sql)
    assert store.read(lambda records: records.audit.verify()) == first_wrong


def test_the_trail_goes_on_after_a_rolled_back_entry(store: DuckDbStore) -> None:
    def fail(records: Records) -> None:
        records.audit.append("maria", "nothing", "unit:u1", None, None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write(fail)
    store.write(lambda records: records.audit.append("joe", "on", "unit:u1", None, None))
    assert store.read(lambda records: records.audit.verify()) is None
    assert store.read(lambda records: records.audit.page().total) == 7


def test_entries_say_who_what_and_when(store: DuckDbStore) -> None:
    page = store.read(lambda records: records.audit.page(record="class:lift"))
    (entry,) = page.items
    assert (entry.actor, entry.action, entry.at) == ("maria", "edit_class", NOW)
    assert json.loads(entry.before)["id"] == "lift"
    assert json.loads(entry.after)["day_rate"] == "100.00"


def test_pages_are_latest_first_and_of_one_record_or_kind(store: DuckDbStore) -> None:
    def sequences(record: str) -> list[int]:
        page = store.read(lambda records: records.audit.page(record=record, limit=3))
        return [entry.sequence for entry in page.items]

    assert sequences("") == [6, 5, 4]
    assert sequences("unit:") == [5, 4, 3]
    assert sequences("unit:u1") == [1]
    assert sequences("unit") == []


def test_hashes_of_passwords_and_pins_are_left_out() -> None:
    user = User(
        id="1",
        username="joe",
        display_name="Joe",
        role=Role.CLERK,
        password_hash="argon",
        pin_hash="argon of a PIN",
    )
    assert "argon" not in canonical_json(user)
    assert "argon" not in canonical_json(
        {"users": [user], "password_hash": "argon", "pin_hash": "argon"}
    )


def test_the_canonical_form_is_one_for_one_value() -> None:
    assert canonical_json({"b": 1, "a": (1, 2)}) == '{"a":[1,2],"b":1}'
    assert canonical_json(None) == ""
    booking = a_booking("R-1")
    assert canonical_json(booking) == canonical_json(booking)
    assert '"start":"2026-03-02T15:00:00+00:00"' in canonical_json(booking)


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(RecordError):
        canonical_json({"x": object()})


def test_erased_words_are_gone_and_the_chain_still_verifies(store: DuckDbStore) -> None:
    erased = store.write(
        lambda records: records.audit.erase_words("maria", "erasure of customer:x", [2, 3, 6])
    )
    assert erased == 3
    assert store.read(lambda records: records.audit.verify()) is None
    page = store.read(lambda records: records.audit.page())
    told = {entry.sequence: entry for entry in page.items}
    assert {n for n, entry in told.items() if entry.erased_by} == {2, 3, 6}
    assert told[2].erased_by == 7
    assert (told[2].actor, told[2].record, told[2].after) == ("", "", "")
    assert json.loads(told[7].after)["count"] == 3
    again = store.write(lambda records: records.audit.erase_words("maria", "again", [2, 7, 99]))
    assert again == 0  # what says that words were erased is never erased itself
    assert store.read(lambda records: records.audit.verify()) is None


@pytest.mark.parametrize(
    "sql, first_wrong",
    [
        ("UPDATE audit_detail SET erased_by = 9 WHERE sequence = 2", 7),
        (
            "UPDATE audit_detail SET salt = '', actor = '', before = '', after = '', record = '', "
            "erased_by = 7 WHERE sequence = 5",
            7,
        ),
        (
            "UPDATE audit_detail SET salt = '', actor = '', before = '', after = '', record = '', "
            "erased_by = 8 WHERE sequence = 7",
            2,
        ),
    ],
)
def test_erasing_unsaid_shows(store: DuckDbStore, sql: str, first_wrong: int) -> None:
    store.write(lambda records: records.audit.erase_words("maria", "test", [2, 3]))
    _tamper(store, sql)
    assert store.read(lambda records: records.audit.verify()) == first_wrong


def _go_on(state: TrailCheck, records: Records) -> TrailCheck:
    return records.audit.check(state, 2)


def test_a_check_goes_on_where_it_stopped(store: DuckDbStore) -> None:
    state, parts = TrailCheck(), 0
    while not state.finished:
        state = store.read(partial(_go_on, state))
        parts += 1
        if parts == 1:
            store.write(lambda records: records.audit.append("joe", "on", "unit:u1", None, None))
    assert parts == 4
    assert (state.broken_at, state.head.sequence) == (None, 7)


def test_no_statement_of_the_program_changes_or_removes_an_entry() -> None:
    package = Path(appliance.__file__).parent
    forbidden = re.compile(r"(UPDATE|DELETE\s+FROM|TRUNCATE|DROP\s+TABLE|INTO)\s+audit\b", re.I)
    found = [
        f"{path.name}: {match[0]}"
        for path in sorted(package.rglob("*"))
        if path.suffix in (".py", ".sql")
        for match in forbidden.finditer(path.read_text("utf-8"))
    ]
    assert found == ["audit.py: INTO audit"] * 2 + ["audit_adopting.py: INTO audit"]


class TestPrintedHeads:
    KEY = "k" * 43

    def test_they_bear_out_a_trail_that_only_grew(self, store: DuckDbStore, tmp_path: Path) -> None:
        anchors = AnchorFile(tmp_path / "log" / "heads.log", self.KEY)
        assert anchors.print_head(NOW, store.read(lambda records: records.audit.head()))
        assert not anchors.print_head(NOW, store.read(lambda records: records.audit.head()))
        store.write(lambda records: records.audit.append("joe", "on", "unit:u1", None, None))
        assert anchors.print_head(NOW, store.read(lambda records: records.audit.head()))
        assert [anchor.head.sequence for anchor in anchors.lines()] == [6, 7]
        assert store.read(lambda records: anchors.disagreement(records.audit.hash_of)) == ""

    def test_an_end_cut_off_with_its_counter_shows(
        self, store: DuckDbStore, tmp_path: Path
    ) -> None:
        anchors = AnchorFile(tmp_path / "heads.log", self.KEY)
        anchors.print_head(NOW, store.read(lambda records: records.audit.head()))
        _tamper(store, "DELETE FROM audit WHERE sequence > 4")
        _tamper(store, "DELETE FROM audit_detail WHERE sequence > 4")
        _tamper(store, "UPDATE counter SET value = 4 WHERE name = 'audit'")
        assert store.read(lambda records: records.audit.verify()) is None  # alone it cannot know
        told = store.read(lambda records: anchors.disagreement(records.audit.hash_of))
        assert "Entry 6 was there" in told

    def test_a_line_made_up_shows(self, store: DuckDbStore, tmp_path: Path) -> None:
        path = tmp_path / "heads.log"
        AnchorFile(path, self.KEY).print_head(NOW, TrailHead(sequence=3, hash="a" * 64))
        assert "not that of" in store.read(
            lambda records: AnchorFile(path, self.KEY).disagreement(records.audit.hash_of)
        )
        path.write_text(path.read_text().replace(" 3 ", " 0 "))
        told = store.read(
            lambda records: AnchorFile(path, self.KEY).disagreement(records.audit.hash_of)
        )
        assert "changed or made up" in told


def _earlier_hash(row: list[Any]) -> str:
    text = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("whole", [True, False])
def test_a_trail_from_before_commitments_is_taken_over(tmp_path: Path, whole: bool) -> None:
    path = tmp_path / "records.duckdb"
    with duckdb.connect(str(path)) as connection:
        migrate(connection, [one for one in packaged() if one.version == 1])
        previous, rows = "0" * 64, []
        for number in range(1, 2004):
            at = NOW.astimezone(UTC) + timedelta(seconds=number)
            row = [number, at.isoformat(), "joé", "go", "unit:u1", "", '{"a":1}', previous]
            hashed = _earlier_hash(row) if whole or number != 7 else "f" * 64
            rows.append([number, at, *row[2:], hashed])
            previous = hashed
        lists = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO audit SELECT {', '.join(['unnest(?)'] * 9)}", lists)
        connection.execute("UPDATE counter SET value = 2003 WHERE name = 'audit'")
    for _ in range(2):
        opened = DuckDbStore(path, wait_s=30)
        try:
            assert opened.read(lambda records: records.audit.verify()) is None
            page = opened.read(lambda records: records.audit.page(limit=2))
            assert page.total == 2004
            moved, last = page.items
            assert json.loads(moved.after) == {
                "entries": 2003,
                "earlier_hash": previous,
                "earlier_whole": whole,
            }
            assert (last.actor, last.after) == ("joé", '{"a":1}')
            assert last.at == NOW + timedelta(seconds=2003)
        finally:
            opened.close()
