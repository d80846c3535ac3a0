"""What the database refuses is said in plain words, and none of its own text reaches a user."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import duckdb
import pytest

from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from appliance.ports.store import Records
from appliance.storage.refusing import refusal
from appliance.storage.store import DuckDbStore
from tests.storage.builders import DAY, NOW, a_booking, a_class, a_line, a_unit, furnish

DATABASE_WORDS = ("constraint", "check(", "duckdb", "varchar", "cast", "line 1", "insert")


@pytest.fixture(scope="module")
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=30)
    opened.write(furnish)
    yield opened
    opened.close()


REFUSED: dict[str, tuple[Callable[[Records], object], str]] = {
    "a number under its limit": (
        lambda records: records.units.put(a_unit("x", meter_hours=Decimal(-1))),
        "Unit x: meter hours is -1.00; it must be at least 0.",
    ),
    "nothing where something has to be": (
        lambda records: records.units.put(a_unit("x", asset_tag="")),
        "Unit x: asset tag must be given.",
    ),
    "out of a range": (
        lambda records: records.classes.put(a_class(buffer_minutes=99_999)),
        "Equipment class lift: buffer minutes is 99999; it must be between 0 and 43200.",
    ),
    "one field against another": (
        lambda records: records.classes.put(a_class(floor_day_rate=Decimal(500))),
        "Equipment class lift: floor day rate is 500.00; it must be at most the day rate, 100.00.",
    ),
    "a number that is taken": (
        lambda records: records.units.put(a_unit("x", asset_tag="T-U1")),
        "Unit: asset tag t-u1 is taken by another one.",
    ),
    "fields that do not go together": (
        lambda records: records.bookings.put(a_booking("R-1", replace(a_line("R-1"), quantity=2))),
        "Booking line R-1-u1: unit and quantity do not go together.",
    ),
    "an end before its start": (
        lambda records: records.units._session.run(  # type: ignore[attr-defined]
            "INSERT INTO hold VALUES ('h', 'c', 'lift', NULL, 1, ?, ?, ?)",
            (NOW, NOW - DAY, NOW),
        ),
        "Hold: ends at must be more than the starts at.",
    ),
    "a number that is too large": (
        lambda records: records.classes.put(a_class(minimum_days=10**12)),
        "Equipment class lift: minimum days is 1000000000000; it is no value of the right kind "
        "and size.",
    ),
    "one of many": (
        lambda records: records.units.put_many(
            [a_unit("u1"), a_unit("x", meter_hours=Decimal(-2)), a_unit("u2")]
        ),
        "Unit x: meter hours is -2.00; it must be at least 0.",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_record_field_value_and_rule_are_named(store: DuckDbStore, what: str) -> None:
    change, said = REFUSED[what]
    with pytest.raises(RecordError) as refused:
        store.write(change)
    assert refused.value.what == said
    assert refused.value.do
    assert not [word for word in DATABASE_WORDS if word in str(refused.value).lower()]
    assert store.read(lambda records: records.units.count()) == 2


def test_what_has_no_words_is_logged_under_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        told = refusal(duckdb.ConstraintException("Constraint Error: secret inner words"), None)
    assert "secret" not in str(told)
    reference = told.what.partition("(reference ")[2].removesuffix(").")
    assert reference in caplog.text
    assert "secret inner words" in caplog.text


def test_every_check_of_every_table_has_words(store: DuckDbStore) -> None:
    rules = store.read(
        lambda records: records.units._session.rows(  # type: ignore[attr-defined]
            "SELECT table_name, constraint_text FROM duckdb_constraints() "
            "WHERE constraint_type = 'CHECK'"
        )
    )
    assert len(rules) > 50
    for table, text in rules:
        error = duckdb.ConstraintException(
            f'Constraint Error: CHECK constraint failed on table "{table}" with expression {text}'
        )
        said = refusal(error, None)
        assert "reference" not in said.what, (table, text)
        assert not [word for word in DATABASE_WORDS if word in said.what.lower()], said.what


def test_a_period_is_refused_before_the_database_sees_it() -> None:
    with pytest.raises(RecordError):
        Period(NOW, NOW - timedelta(days=1))
