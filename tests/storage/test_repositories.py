"""Whatever is put into the records comes out equal, however often it is put."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.calls import Call
from appliance.domain.customers import Operator
from appliance.domain.errors import RecordError
from appliance.ports.store import Records
from appliance.storage import DuckDbStore
from tests.storage import builders, life_builders

ROUND_TRIP = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=30)

    def furnish(records: Records) -> None:
        builders.furnish(records)
        records.operators.put(Operator(id="op1", customer_id="c1", name="Maria Lopez"))
        records.service_plans.put(life_builders.PLAN)

    opened.write(furnish)
    yield opened
    opened.close()


KEPT: dict[str, tuple[st.SearchStrategy[Any], str]] = {
    "classes": (builders.classes(), "id"),
    "units": (builders.units, "id"),
    "downtimes": (builders.downtimes, "id"),
    "customers": (builders.customers, "id"),
    "licenses": (builders.licenses, "number"),
    "operators": (builders.operators, "id"),
    "certifications": (builders.certifications, "number"),
    "policies": (builders.policies, "number"),
    "sites": (builders.sites, "id"),
    "bookings": (builders.bookings(), "number"),
    "holds": (builders.holds, "id"),
    "calls": (builders.calls, "id"),
    "tasks": (builders.tasks, "id"),
    "users": (builders.users, "id"),
    "overrides": (builders.overrides, "id"),
    "customer_rates": (builders.own_rates, "id"),
    "line_policies": (builders.line_policies, "line"),
    "charges": (life_builders.charges, "id"),
    "carried_out": (life_builders.carried_out, "key"),
    "handovers": (life_builders.handovers, "id"),
    "photos": (life_builders.photos, "id"),
    "kits": (life_builders.kits, "id"),
    "service_plans": (life_builders.service_plans, "id"),
    "services_done": (life_builders.services_done, "id"),
}


class _RollBack(Exception):
    """Leaves the store as it was."""


def _undone(store: DuckDbStore, use: Callable[[Records], None]) -> None:
    def then_raise(records: Records) -> None:
        use(records)
        raise _RollBack

    with pytest.raises(_RollBack):
        store.write(then_raise)


@pytest.mark.parametrize("name", KEPT)
@ROUND_TRIP
@given(data=st.data())
def test_what_is_put_comes_back_equal(store: DuckDbStore, name: str, data: st.DataObject) -> None:
    strategy, key = KEPT[name]
    record = data.draw(strategy)

    def use(records: Records) -> None:
        repository = getattr(records, name)
        repository.put(record)
        assert repository.get(getattr(record, key)) == record

    _undone(store, use)


@pytest.mark.parametrize("name", KEPT)
@ROUND_TRIP
@given(data=st.data())
def test_putting_again_replaces_within_a_transaction(
    store: DuckDbStore, name: str, data: st.DataObject
) -> None:
    strategy, key = KEPT[name]
    first, second = data.draw(strategy), data.draw(strategy)
    changes = {key: getattr(first, key)}
    if name == "bookings":
        changes["lines"] = first.lines[:1]
    second = _replaced(second, changes)

    def use(records: Records) -> None:
        repository = getattr(records, name)
        count = repository.count()
        repository.put(first)
        repository.put(second)
        repository.put(second)
        assert repository.get(changes[key]) == second
        assert repository.count() == count + 1
        repository.delete(changes[key])
        assert repository.get(changes[key]) is None
        repository.put(first)
        assert repository.get(changes[key]) == first

    _undone(store, use)


def _replaced(record: Any, changes: dict[str, Any]) -> Any:
    values = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return type(record)(**{**values, **changes})


@pytest.mark.parametrize("name", KEPT)
@ROUND_TRIP
@given(data=st.data())
def test_many_are_put_as_one_is(store: DuckDbStore, name: str, data: st.DataObject) -> None:
    strategy, key = KEPT[name]
    wanted = data.draw(st.lists(strategy, max_size=5, unique_by=lambda one: getattr(one, key)))

    def use(records: Records) -> None:
        repository = getattr(records, name)
        repository.put_many(wanted)
        repository.put_many(wanted)
        found = repository.get_many(tuple(getattr(one, key) for one in wanted))
        assert found == {getattr(one, key): one for one in wanted}

    _undone(store, use)


@ROUND_TRIP
@given(turn=builders.turns, entry=builders.verifications, offer=builders.offers)
def test_the_parts_of_a_call_come_back_equal(
    store: DuckDbStore, turn: Any, entry: Any, offer: Any
) -> None:
    def use(records: Records) -> None:
        for _ in range(2):
            records.calls.put_turn(turn)
            records.calls.put_verification(entry)
            records.calls.put_offer(offer)
        assert records.calls.turns(turn.call_id) == (turn,)
        assert records.calls.verifications(entry.call_id) == (entry,)
        assert records.calls.offers(offer.call_id, offer.class_id) == (offer,)
        assert records.calls.offers(offer.call_id) == (offer,)

    _undone(store, use)


@pytest.mark.parametrize(
    "amount", [Decimal("1.005"), Decimal("NaN"), Decimal("Infinity"), Decimal("1e12")]
)
def test_amounts_are_never_rounded_silently(store: DuckDbStore, amount: Decimal) -> None:
    unit = builders.a_unit("odd", meter_hours=amount)
    with pytest.raises(RecordError):
        store.write(lambda records: records.units.put(unit))


@pytest.mark.parametrize(
    "name, record",
    [
        ("classes", builders.a_class("x", day_rate=Decimal(0), floor_day_rate=Decimal(0))),
        ("classes", builders.a_class("x", floor_day_rate=Decimal(101))),
        ("classes", builders.a_class("x", max_day_rate=Decimal(99))),
        ("classes", builders.a_class("x", name="CLASS LIFT")),
        ("units", builders.a_unit("x", asset_tag="t-U1")),
        ("units", builders.a_unit("x", class_id="unknown")),
        ("units", builders.a_unit("x", meter_hours=Decimal(-1))),
        ("customers", builders.a_customer("x", account="a-C1")),
        ("bookings", builders.a_booking("R-1", customer_id="unknown")),
        ("bookings", builders.a_booking("R-1", builders.a_line("R-2"))),
        ("bookings", builders.a_booking("R-1", builders.a_line("R-1", "unknown"))),
        ("bookings", builders.a_booking("R-1", builders.a_line("R-1", quantity=2))),
        ("bookings", builders.a_booking("R-1", builders.a_line("R-1", total=Decimal(-1)))),
    ],
)
def test_what_breaks_a_rule_is_refused(store: DuckDbStore, name: str, record: Any) -> None:
    with pytest.raises(RecordError):
        store.write(lambda records: getattr(records, name).put(record))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Chicago"])
def test_moments_are_read_in_the_yards_zone(store: DuckDbStore, zone: str) -> None:
    clocks_back = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)  # the second 1:30 in Chicago
    call = Call(id="c", line="sip", caller=None, started_at=clocks_back.astimezone(ZoneInfo(zone)))

    def use(records: Records) -> None:
        records.calls.put(call)
        found = records.calls.get("c")
        assert found is not None
        assert found.started_at.astimezone(UTC) == clocks_back
        assert found.started_at.isoformat() == "2026-11-01T01:30:00-06:00"

    _undone(store, use)


def test_moments_without_a_zone_are_refused(store: DuckDbStore) -> None:
    call = Call(id="c", line="sip", caller=None, started_at=datetime(2026, 11, 1, 7, 30))
    with pytest.raises(RecordError, match="timezone"):
        store.write(lambda records: records.calls.put(call))


def test_text_that_is_no_text_is_refused(store: DuckDbStore) -> None:
    unit = builders.a_unit("odd", serial="\ud800")
    with pytest.raises(RecordError):
        store.write(lambda records: records.units.put(unit))


def test_what_others_refer_to_is_not_deleted(store: DuckDbStore) -> None:
    with pytest.raises(RecordError, match="units"):
        store.write(lambda records: records.classes.delete("lift"))
    assert store.read(lambda records: records.classes.get("lift")) is not None
