"""Every type of record out as a file and in again: equal, also through storage and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.customers import Customer, Operator
from appliance.ports.store import Records
from appliance.storage import DuckDbStore
from appliance.storage.demo import load_demo
from appliance.storage.files.kinds import KINDS, kind_named
from appliance.storage.files.text import protected, unprotected
from tests.storage.builders import NOW, a_class, a_unit
from tests.storage.dumps import dump
from tests.storage.kept_records import of_yard

OWNER = Customer(id="c1", account="=A-1", name="@Owner")
KEPT = of_yard("c1", "o1", "u1", "lift")
ROUND_TRIP = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Undone(Exception):
    """Leaves the store as it was."""


def furnish(records: Records) -> None:
    records.classes.put(a_class("lift", name="-Lift"))
    records.units.put(a_unit("u1", asset_tag="+T1"))
    records.customers.put(OWNER)
    records.operators.put(Operator(id="o1", customer_id="c1", name="=Op"))


@pytest.fixture(scope="module")
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=60)
    opened.write(furnish)
    yield opened
    opened.close()


def _taken_back(store: DuckDbStore, use: Any) -> None:
    def run(records: Records) -> None:
        use(records)
        raise Undone

    with pytest.raises(Undone):
        store.write(run)


@pytest.mark.parametrize("name", sorted(KEPT))
@ROUND_TRIP
@given(data=st.data())
def test_what_goes_out_comes_in_unchanged(
    store: DuckDbStore, name: str, data: st.DataObject
) -> None:
    kind = kind_named(name)
    key = "number" if name in ("licenses", "certifications", "policies") else "id"
    wanted = data.draw(
        st.lists(KEPT[name], min_size=1, max_size=5, unique_by=lambda one: getattr(one, key))
    )

    def use(records: Records) -> None:
        repository = getattr(records, name)
        repository.put_many(wanted)
        content = kind.export(records, NOW)
        report = kind.load(records, kind.parse(content), NOW, "maria")
        assert (report.added, report.updated) == (0, 0)
        assert report.unchanged == repository.count()
        assert records.audit.page().total == 0
        for one in wanted:
            repository.delete(getattr(one, key))
        report = kind.load(records, kind.parse(content), NOW, "maria")
        assert report.added == len(wanted)
        found = repository.get_many(tuple(getattr(one, key) for one in wanted))
        assert found == {getattr(one, key): one for one in wanted}
        assert kind.export(records, NOW) == content

    _taken_back(store, use)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.type.importable])
def test_the_demo_yard_out_and_in_changes_nothing(name: str) -> None:
    kind = kind_named(name)
    opened = DuckDbStore(":memory:", wait_s=60)
    try:
        opened.write(lambda records: load_demo(records, NOW))
        content = opened.read(lambda records: kind.export(records, NOW))
        before = dump(opened)
        parsed = kind.parse(content)
        preview = opened.read(lambda records: kind.preview(records, parsed, NOW))
        report = opened.write(lambda records: kind.load(records, parsed, NOW, "maria"))
        assert (preview, report.added, report.updated) == (report, 0, 0)
        assert report.unchanged > 0
        assert dump(opened) == before
    finally:
        opened.close()


def test_a_whole_yard_moves_by_its_files() -> None:
    """Classes, units, customers and their credentials, in this order, into an empty yard."""
    order = ["classes", "units", "downtimes", "customers", "licenses", "operators"]
    order += ["certifications", "policies", "sites"]
    here, there = DuckDbStore(":memory:", wait_s=60), DuckDbStore(":memory:", wait_s=60)
    try:
        here.write(lambda records: load_demo(records, NOW))
        for name in order:
            kind = kind_named(name)
            content = here.read(lambda records: kind.export(records, NOW))  # noqa: B023
            parsed = kind.parse(content)
            there.write(lambda records: kind.load(records, parsed, NOW, "maria"))  # noqa: B023
            assert there.read(lambda records: kind.export(records, NOW)) == content  # noqa: B023
        assert there.read(lambda records: records.audit.verify()) is None
    finally:
        here.close()
        there.close()


def test_users_go_out_without_secrets() -> None:
    from appliance.admin.people import new_person
    from appliance.domain.people import Role

    opened = DuckDbStore(":memory:", wait_s=60)
    try:
        hashed = "$argon2id$secret"
        user = replace(new_person("maria", "=Maria", Role.ADMIN, hashed), pin_hash=hashed)
        opened.write(lambda records: records.users.put(user))
        content = opened.read(lambda records: kind_named("users").export(records, NOW)).decode()
    finally:
        opened.close()
    assert "argon2" not in content
    assert "maria,'=Maria,admin,yes" in content


@given(st.text())
def test_neutralised_cells_come_back(text: str) -> None:
    cell = protected(text)
    assert unprotected(cell) == text
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
