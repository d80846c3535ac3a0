"""Records to put into a store: small ones by hand, arbitrary ones by hypothesis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from appliance.domain.bookings import Booking, BookingLine, BookingState, Hold
from appliance.domain.calls import Asks, Call, Outcome, Stage, Timings, Turn
from appliance.domain.catalogue import (
    Downtime,
    DowntimeKind,
    EquipmentClass,
    Unit,
    UnitState,
    WeightClass,
)
from appliance.domain.customers import (
    Approval,
    BusinessLicense,
    Certification,
    CredentialState,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.negotiation import LinePolicy, NegotiationPolicy, Offer, OfferOutcome
from appliance.domain.overrides import OverrideRequest, OverrideState
from appliance.domain.people import Role, Task, TaskState, User
from appliance.domain.periods import Period
from appliance.domain.price_lists import CustomerRate
from appliance.domain.verification import (
    Gate,
    Verification,
    VerificationEntry,
    VerificationResult,
)
from appliance.ports.store import Records

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
DAY = timedelta(days=1)


def a_class(class_id: str = "lift", **changes: Any) -> EquipmentClass:
    facts: dict[str, Any] = {
        "id": class_id,
        "name": f"Class {class_id}",
        "category": "Aerial Lifts",
        "weight_class": WeightClass.MEDIUM,
        "day_rate": Decimal("100.00"),
        "floor_day_rate": Decimal("85.00"),
        "max_day_rate": Decimal("120.00"),
        "buffer_minutes": 60,
    }
    return EquipmentClass(**{**facts, **changes})


def a_unit(unit_id: str = "u1", class_id: str = "lift", **changes: Any) -> Unit:
    facts: dict[str, Any] = {"id": unit_id, "asset_tag": f"T-{unit_id}", "class_id": class_id}
    return Unit(**{**facts, **changes})


def a_customer(customer_id: str = "c1", **changes: Any) -> Customer:
    facts: dict[str, Any] = {
        "id": customer_id,
        "account": f"A-{customer_id}",
        "name": f"Customer {customer_id}",
        "approval": Approval.APPROVED,
    }
    return Customer(**{**facts, **changes})


def a_line(number: str, unit_id: str | None = "u1", **changes: Any) -> BookingLine:
    facts: dict[str, Any] = {
        "id": f"{number}-{unit_id}",
        "booking_number": number,
        "class_id": "lift",
        "unit_id": unit_id,
        "quantity": 1,
        "period": Period(NOW, NOW + DAY),
        "day_rate": Decimal(100),
        "total": Decimal(100),
    }
    return BookingLine(**{**facts, **changes})


def a_booking(number: str = "R-1", *lines: BookingLine, **changes: Any) -> Booking:
    facts: dict[str, Any] = {
        "number": number,
        "customer_id": "c1",
        "state": BookingState.RESERVED,
        "created_at": NOW,
        "channel": "counter",
        "made_by": "test",
        "lines": lines or (a_line(number),),
    }
    return Booking(**{**facts, **changes})


def furnish(records: Records) -> None:
    """A class `lift` with units `u1` and `u2`, and a customer `c1`."""
    records.classes.put(a_class())
    records.units.put(a_unit("u1"))
    records.units.put(a_unit("u2"))
    records.customers.put(a_customer())


# Arbitrary records, within what the yard's rules allow.

texts = st.text(max_size=30)
names = st.text(min_size=1, max_size=30)
keys = st.uuids().map(lambda one: one.hex)
cents = st.decimals(min_value=0, max_value=Decimal("9999999.99"), places=2)
rates = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2)
percents = st.decimals(min_value=0, max_value=100, places=2)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
# In the yard's zone: Python holds a moment in another zone unequal where this one's clocks go back.
moments = st.datetimes(
    min_value=datetime(1990, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.just(ZONE),
    allow_imaginary=False,
)
lists = st.lists(texts, max_size=4).map(tuple)
milliseconds = st.none() | st.floats(min_value=0, max_value=1e6)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(moments)
    length = draw(st.timedeltas(timedelta(hours=3), timedelta(days=400)))
    return Period(start, (start.astimezone(UTC) + length).astimezone(ZONE))


@st.composite
def classes(draw: st.DrawFn) -> EquipmentClass:
    floor, day, most = sorted(draw(st.tuples(rates, rates, rates)))
    return draw(
        st.builds(
            EquipmentClass,
            id=keys,
            name=st.tuples(texts, keys).map("".join),
            category=texts,
            weight_class=st.sampled_from(WeightClass),
            day_rate=st.just(day),
            floor_day_rate=st.just(floor),
            max_day_rate=st.just(most),
            week_rate=st.none() | rates,
            month_rate=st.none() | rates,
            make=texts,
            model=texts,
            description=texts,
            uses=lists,
            aliases=lists,
            operator_certification=st.none() | names,
            minimum_insurance=cents,
            replacement_value=cents,
            deposit=cents,
            minimum_days=st.integers(1, 365),
            buffer_minutes=st.integers(0, 43200),
            bulk_quantity=st.none() | st.integers(0, 1000),
        )
    )


def _dated(record: type[Any], **rest: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(days, days).flatmap(
        lambda both: st.builds(
            record,
            valid_from=st.just(min(both)),
            valid_to=st.just(max(both)),
            state=st.sampled_from(CredentialState),
            number=keys,
            **rest,
        )
    )


LIFT, FIRST_UNIT, FIRST_CUSTOMER = st.just("lift"), st.just("u1"), st.just("c1")

units = st.builds(
    Unit,
    id=keys,
    asset_tag=keys,
    class_id=LIFT,
    serial=texts,
    location=texts,
    state=st.sampled_from(UnitState),
    meter_hours=cents,
    condition=texts,
)
downtimes = moments.flatmap(
    lambda start: st.builds(
        Downtime,
        id=keys,
        unit_id=FIRST_UNIT,
        kind=st.sampled_from(DowntimeKind),
        start=st.just(start),
        end=st.none() | st.just((start.astimezone(UTC) + DAY).astimezone(ZONE)),
        note=texts,
    )
)
customers = st.builds(
    Customer,
    id=keys,
    account=keys,
    name=names,
    approval=st.sampled_from(Approval),
    credit_hold=st.booleans(),
    phones=lists,
    price_authority_percent=percents,
    tax_certificate=texts,
)
licenses = _dated(BusinessLicense, customer_id=FIRST_CUSTOMER)
operators = st.builds(Operator, id=keys, customer_id=FIRST_CUSTOMER, name=names, phone=texts)
certifications = _dated(Certification, operator_id=st.just("op1"), kind=names)
policies = _dated(InsurancePolicy, customer_id=FIRST_CUSTOMER, insurer=texts, coverage=cents)
sites = st.builds(
    Site,
    id=keys,
    customer_id=FIRST_CUSTOMER,
    address=names,
    max_weight_class=st.sampled_from(WeightClass),
    note=texts,
)
users = st.builds(
    User,
    id=keys,
    username=keys,
    display_name=texts,
    role=st.sampled_from(Role),
    password_hash=texts,
    active=st.booleans(),
    pin_hash=texts,
)
tasks = st.builds(
    Task,
    id=keys,
    kind=st.sampled_from(["callback", "review", "transfer"]),
    created_at=moments,
    call_id=st.none() | texts,
    subject=texts,
    detail=texts,
    state=st.sampled_from(TaskState),
    booking_number=st.none() | texts,
)
holds = st.builds(
    Hold,
    id=keys,
    call_id=texts,
    class_id=LIFT,
    unit_id=FIRST_UNIT,
    quantity=st.just(1),
    period=periods(),
    expires_at=moments,
)
calls = st.builds(
    Call,
    id=keys,
    line=texts,
    caller=st.none() | texts,
    started_at=moments,
    ended_at=st.none() | moments,
    outcome=st.none() | st.sampled_from(Outcome),
    customer_id=st.none() | texts,
    booking_number=st.none() | texts,
    recording=st.none() | texts,
    note=texts,
)
timings = st.builds(
    Timings,
    endpoint_ms=milliseconds,
    transcribe_ms=milliseconds,
    understand_ms=milliseconds,
    decide_ms=milliseconds,
    speak_ms=milliseconds,
    voice_to_voice_ms=milliseconds,
)
turns = st.builds(
    Turn,
    call_id=keys,
    number=st.integers(0, 1000),
    at=moments,
    heard=texts,
    said=texts,
    asks=st.none() | st.sampled_from(Asks),
    stage=st.sampled_from(Stage),
    actions=lists,
    timings=st.none() | timings,
)
verifications = st.builds(
    VerificationEntry,
    id=keys,
    call_id=keys,
    at=moments,
    by=texts,
    verification=st.builds(
        Verification,
        gate=st.sampled_from(Gate),
        result=st.sampled_from(VerificationResult),
        subject=texts,
        reason=texts,
        remedy=texts,
        record_id=st.none() | texts,
    ),
)
own_rates = st.builds(
    CustomerRate,
    id=keys,
    customer_id=FIRST_CUSTOMER,
    class_id=LIFT,
    day_rate=st.just(Decimal("120.50")) | st.just(Decimal(99)),
    week_rate=st.none() | st.just(Decimal(500)),
    month_rate=st.none() | st.just(Decimal(1500)),
    valid_from=st.just(date(2027, 1, 1)),
    valid_to=st.none() | st.just(date(2027, 12, 31)),
)
line_policies = st.builds(
    LinePolicy,
    line=keys,
    policy=st.builds(
        NegotiationPolicy,
        rounds=st.integers(0, 10),
        step_percent=percents,
        authority_percent=percents,
        opening_percent=percents,
    ),
)
overrides = st.builds(
    OverrideRequest,
    id=keys,
    call_id=texts,
    customer_id=FIRST_CUSTOMER,
    class_id=LIFT,
    period=periods(),
    quantity=st.integers(1, 9),
    asked_at=moments,
    expires_at=moments,
    list_day_rate=st.just(Decimal(200)),
    offered_day_rate=st.just(Decimal("120.25")),
    agent_day_rate=st.just(Decimal(170)),
    floor_day_rate=cents,
    state=st.sampled_from(OverrideState),
    granted_day_rate=st.just(Decimal(150)),
    decided_by=texts,
    decided_at=st.none() | moments,
    comment=texts,
)
offers = st.builds(
    Offer,
    call_id=keys,
    class_id=keys,
    round=st.integers(0, 20),
    at=moments,
    offered_day_rate=cents,
    answered_day_rate=cents,
    outcome=st.sampled_from(OfferOutcome),
)


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    number = draw(keys)
    line = st.builds(
        BookingLine,
        id=keys,
        booking_number=st.just(number),
        class_id=LIFT,
        unit_id=st.none() | FIRST_UNIT,
        quantity=st.just(1),
        period=periods(),
        day_rate=cents,
        total=cents,
        out_at=st.none() | moments,
        operator_id=st.none() | texts,
        certificate_number=texts,
    )
    return draw(
        st.builds(
            Booking,
            number=st.just(number),
            customer_id=FIRST_CUSTOMER,
            state=st.sampled_from(BookingState),
            created_at=moments,
            channel=texts,
            made_by=texts,
            lines=st.lists(line, max_size=3).map(tuple),
            call_id=st.none() | texts,
            license_number=texts,
            operator_id=st.none() | texts,
            certificate_number=texts,
            policy_number=texts,
            site_address=texts,
            callback_number=texts,
            deposit=cents,
            note=texts,
            review_until=st.none() | moments,
            idempotency_key=st.none() | keys,
            tax_percent=percents,
            tax_certificate=texts,
            quote_until=st.none() | moments,
        )
    )
