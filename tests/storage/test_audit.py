"""The audit trail shows tampering: changed, moved, missing, or cut off the end."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from appliance.domain.errors import RecordError
from appliance.domain.people import Role, User
from appliance.ports.store import Records
from appliance.storage import DuckDbStore
from appliance.storage.audit import canonical_json
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
        ("UPDATE audit SET actor = 'nobody' WHERE sequence = 3", 3),
        ("UPDATE audit SET after = replace(after, 'T-u2', 'T-u9') WHERE sequence = 2", 2),
        ('UPDATE audit SET "at" = "at" + INTERVAL 1 SECOND WHERE sequence = 6', 6),
        ("DELETE FROM audit WHERE sequence = 4", 4),
        ("DELETE FROM audit WHERE sequence = 6", 6),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET sequence = 10 - sequence WHERE sequence IN (4, 6)", 4),
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


def test_password_hashes_are_left_out() -> None:
    user = User(id="1", username="joe", display_name="Joe", role=Role.CLERK, password_hash="argon")
    assert "argon" not in canonical_json(user)
    assert "argon" not in canonical_json({"users": [user], "password_hash": "argon"})


def test_the_canonical_form_is_one_for_one_value() -> None:
    assert canonical_json({"b": 1, "a": (1, 2)}) == '{"a":[1,2],"b":1}'
    assert canonical_json(None) == ""
    booking = a_booking("R-1")
    assert canonical_json(booking) == canonical_json(booking)
    assert '"start":"2026-03-02T15:00:00+00:00"' in canonical_json(booking)


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(RecordError):
        canonical_json({"x": object()})
