"""Migrations are applied once, in order, each whole; strange files are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from appliance.domain.errors import RecordError
from appliance.storage import DuckDbStore
from appliance.storage.errors import StoreUnusable
from appliance.storage.migrating import Migration, migrate, packaged

ONE = Migration(1, "0001_one.sql", "CREATE TABLE one (a INTEGER); INSERT INTO one VALUES (1);")
TWO = Migration(2, "0002_two.sql", "ALTER TABLE one ADD COLUMN b INTEGER DEFAULT 7;")


def test_each_is_applied_once_and_in_order() -> None:
    with duckdb.connect(":memory:") as connection:
        assert migrate(connection, [TWO, ONE]) == 2
        assert migrate(connection, [ONE, TWO]) == 0
        assert connection.execute("SELECT a, b FROM one").fetchall() == [(1, 7)]


def test_a_later_one_is_added_to_what_is_there() -> None:
    with duckdb.connect(":memory:") as connection:
        assert migrate(connection, [ONE]) == 1
        assert migrate(connection, [ONE, TWO]) == 1


def test_one_that_fails_leaves_nothing_of_itself() -> None:
    broken = Migration(2, "0002_broken.sql", "CREATE TABLE two (a INTEGER); SELECT nonsense;")
    with duckdb.connect(":memory:") as connection:
        with pytest.raises(StoreUnusable, match="0002_broken"):
            migrate(connection, [ONE, broken])
        tables = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
        assert tables == {"one", "schema_version"}
        assert migrate(connection, [ONE, TWO]) == 1


def test_a_newer_file_is_refused() -> None:
    with duckdb.connect(":memory:") as connection:
        migrate(connection, [ONE, TWO])
        with pytest.raises(StoreUnusable, match="newer"):
            migrate(connection, [ONE])


def test_a_changed_migration_is_refused() -> None:
    with duckdb.connect(":memory:") as connection:
        migrate(connection, [ONE])
        with pytest.raises(StoreUnusable, match="0001_one"):
            migrate(connection, [Migration(1, "0001_one.sql", ONE.sql + " ")])


def test_the_packaged_ones_are_numbered_from_one_and_no_number_is_given_twice() -> None:
    versions = [migration.version for migration in packaged()]
    assert versions[0] == 1
    assert versions == sorted(set(versions))


def test_people_from_before_pins_have_none_and_keep_their_names_apart(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    with duckdb.connect(str(path)) as connection:
        migrate(connection, [one for one in packaged() if one.version < 12])
        connection.execute(
            "INSERT INTO app_user VALUES ('1', 'joe', 'Joe', 'manager', 'hash', true)"
        )
    store = DuckDbStore(path)
    try:
        joe = store.read(lambda records: records.users.by_username("joe"))
        assert joe is not None
        assert (joe.pin_hash, joe.password_hash) == ("", "hash")
        store.write(lambda records: records.users.put(replace(joe, pin_hash="of a PIN")))
        assert store.read(lambda records: records.users.active()) == (
            replace(joe, pin_hash="of a PIN"),
        )
        with pytest.raises(RecordError):
            store.write(lambda records: records.users.put(replace(joe, id="2", username="JOE")))
        store.write(lambda records: records.users.put(replace(joe, active=False)))
        assert store.read(lambda records: records.users.active()) == ()
    finally:
        store.close()


def test_a_refused_file_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    DuckDbStore(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO schema_version VALUES (9999, '9999_future.sql', 'x', now())"
        )
    for _ in range(2):
        with pytest.raises(StoreUnusable, match="newer"):
            DuckDbStore(path)
