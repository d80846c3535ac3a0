"""Arbitrary records of the life of a rental, for the round trips through storage."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from appliance.domain.charges import Charge, ChargeKind
from appliance.domain.handover import Direction, Handover, Photo
from appliance.domain.kits import Kit, KitPart
from appliance.domain.orders import CarriedOut
from appliance.domain.service import ServiceDone, ServicePlan
from tests.storage.builders import cents, keys, moments, names, rates, texts

PLAN = ServicePlan(
    id="plan1", name="Oil", since=datetime(2027, 1, 1, tzinfo=UTC), class_id="lift", every_days=90
)

charges = st.builds(
    Charge,
    id=keys,
    booking_number=texts,
    kind=st.sampled_from(ChargeKind),
    amount=rates,
    at=moments,
    by=texts,
    line_id=st.none() | texts,
    note=texts,
)
carried_out = st.builds(
    CarriedOut,
    key=keys,
    action=texts,
    at=moments,
    actor=texts,
    booking_number=texts,
    before_total=cents,
    total=cents,
    fee=cents,
)
handovers = st.builds(
    Handover,
    id=keys,
    booking_number=texts,
    line_id=texts,
    direction=st.sampled_from(Direction),
    at=moments,
    by=texts,
    unit_id=st.none() | texts,
    quantity=st.integers(1, 10_000),
    meter_hours=st.none() | cents,
    fuel_percent=st.none() | st.integers(0, 100),
    condition=texts,
)
photos = st.builds(
    Photo,
    id=keys,
    handover_id=texts,
    width=st.integers(1, 10_000),
    height=st.integers(1, 10_000),
    size_bytes=st.integers(1, 10**9),
    at=moments,
    by=texts,
)
kits = st.builds(
    Kit,
    id=keys,
    name=names,
    class_id=st.just("lift"),
    parts=st.lists(
        st.builds(KitPart, texts, st.integers(1, 1000), st.booleans()), min_size=1, max_size=4
    ).map(tuple),
)
service_plans = st.builds(
    ServicePlan,
    id=keys,
    name=names,
    since=moments,
    class_id=st.just("lift"),
    unit_id=st.none(),
    every_days=st.integers(1, 3660),
    every_hours=st.none() | st.decimals(Decimal(1), Decimal(99_999), places=2),
    active=st.booleans(),
)
services_done = st.builds(
    ServiceDone,
    id=keys,
    plan_id=st.just(PLAN.id),
    unit_id=st.just("u1"),
    at=moments,
    meter_hours=cents,
    by=texts,
    note=texts,
)
