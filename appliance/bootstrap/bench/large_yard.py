"""A yard of any size for measuring: classes of 25 units, customers with every credential, and
rentals one after another on each unit, the last ones out now or still to come.

The same size and seed give the same yard. Everything is put through the repositories.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind, EquipmentClass, Unit, WeightClass
from appliance.domain.customers import (
    Approval,
    BusinessLicense,
    Certification,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.periods import Period
from appliance.ports.store import Records, Store, YardPolicy

T = TypeVar("T")

ZONE: Final = ZoneInfo("America/Chicago")
NOW: Final = datetime(2027, 3, 1, 9, 0, tzinfo=ZONE)
"""A Monday."""
UNITS_A_CLASS: Final = 25
_SINCE, _UNTIL = date(2020, 1, 1), date(2035, 1, 1)
_CHUNK = 10_000
_WAIT_S = 600.0
_AHEAD_DAYS = 60
"""The last rentals of a unit start up to so many days from now."""
_LATE_DAYS, _LATE_SHARE = 3, 0.1
"""Of the rentals that ended in these last days so many have not come back."""
_CERTIFICATION = "Equipment Operator"

_NAMES = (
    ("Scissor Lift", "Aerial Lifts", ("painting ceilings", "hanging lights", "changing bulbs")),
    ("Boom Lift", "Aerial Lifts", ("reaching over a roof", "cleaning facades")),
    ("Mini Excavator", "Earthmoving", ("digging trenches", "small foundations")),
    ("Excavator", "Earthmoving", ("digging a basement", "loading trucks")),
    ("Skid Steer", "Earthmoving", ("grading a lot", "moving dirt in tight places")),
    ("Backhoe", "Earthmoving", ("digging and loading", "trenching for pipes")),
    ("Telehandler", "Material Handling", ("moving pallets", "lifting trusses")),
    ("Forklift", "Material Handling", ("unloading trucks", "stacking pallets")),
    ("Plate Compactor", "Compaction", ("compacting gravel", "patios and paths")),
    ("Trench Roller", "Compaction", ("compacting trenches", "backfill")),
    ("Light Tower", "Power", ("lighting a site at night",)),
    ("Generator", "Power", ("power for a site", "power after a storm")),
    ("Air Compressor", "Air", ("breaking concrete", "sandblasting")),
    ("Concrete Mixer", "Concrete", ("mixing concrete", "setting posts")),
    ("Water Pump", "Pumps", ("draining a pit", "pumping out a basement")),
    ("Chain Trencher", "Earthmoving", ("narrow trenches for cable",)),
)
_MAKES = ("Genie", "JLG", "CAT", "Bobcat", "Kubota", "Deere", "Case", "Wacker")
_WEIGHTS = (WeightClass.LIGHT, WeightClass.MEDIUM)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    units: int
    customers: int
    bookings: int

    @property
    def classes(self) -> int:
        return max(1, -(-self.units // UNITS_A_CLASS))


def build(path: Path, size: Size, told: Callable[[int, int], None] | None = None) -> None:
    """Fill a new records file; `told` hears how many of how many records are in."""
    from appliance.bootstrap.records import build_store

    store = build_store(path, lambda: NOW)
    try:
        fill(store, size, told)
    finally:
        store.close()


def fill(store: Store, size: Size, told: Callable[[int, int], None] | None = None) -> None:
    """Put the yard into empty records, some thousand records a transaction."""
    total = size.units + size.customers + size.bookings
    done = 0

    def put(use: Callable[[Records], object], count: int) -> None:
        nonlocal done
        store.write(use, wait_s=_WAIT_S)
        done += count
        if told is not None:
            told(done, total)

    put(lambda records: _put_yard(records, size), size.units)
    put(lambda records: _put_customers(records, size), size.customers)
    for chunk in _chunks(_bookings(size)):
        put(lambda records, chunk=chunk: records.bookings.put_many(chunk), len(chunk))  # type: ignore[misc]


def _chunks(found: Iterator[T]) -> Iterator[list[T]]:
    chunk: list[T] = []
    for one in found:
        chunk.append(one)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def class_id(number: int) -> str:
    return f"class-{number:04}"


def unit_id(number: int) -> str:
    return f"unit-{number:05}"


def asset_tag(number: int) -> str:
    return f"EQ-{number:05}"


def _put_yard(records: Records, size: Size) -> None:
    records.yard.put(
        replace(YardPolicy(), name="The measured yard", pickup_place="Gate 2", closed_weekdays=())
    )
    records.classes.put_many([_class(number) for number in range(size.classes)])
    records.units.put_many(
        [
            Unit(
                id=unit_id(number),
                asset_tag=asset_tag(number),
                class_id=class_id(number % size.classes),
                location=f"Row {number % 40}",
                meter_hours=Decimal(number % 3000),
            )
            for number in range(size.units)
        ]
    )
    records.downtimes.put_many(
        [
            Downtime(
                id=f"down-{number:05}",
                unit_id=unit_id(number),
                kind=DowntimeKind.MAINTENANCE,
                start=NOW + timedelta(days=number % 50),
                end=NOW + timedelta(days=number % 50 + 2),
            )
            for number in range(0, size.units, 20)
        ]
    )


def _class(number: int) -> EquipmentClass:
    name, category, uses = _NAMES[number % len(_NAMES)]
    make = _MAKES[number // len(_NAMES) % len(_MAKES)]
    rate = Decimal(100 + number % 300)
    return EquipmentClass(
        id=class_id(number),
        name=f"{name} {number // len(_NAMES) + 10} {make}",
        category=category,
        weight_class=_WEIGHTS[number % len(_WEIGHTS)],
        day_rate=rate,
        floor_day_rate=rate - 20,
        max_day_rate=rate + 50,
        week_rate=rate * 4,
        month_rate=rate * 12,
        make=make,
        model=f"M{number:03}",
        uses=uses,
        aliases=(f"{name.lower()} {number}",),
        operator_certification=_CERTIFICATION,
        minimum_insurance=Decimal(500_000),
        deposit=Decimal(200),
    )


def _put_customers(records: Records, size: Size) -> None:
    numbers = range(size.customers)
    records.customers.put_many(
        [
            Customer(
                id=f"customer-{n}",
                account=f"A{n:05}",
                name=f"Customer {n} Contracting",
                approval=Approval.APPROVED,
                phones=(f"+1 512 {n // 10000:03} {n % 10000:04}",),
            )
            for n in numbers
        ]
    )
    records.licenses.put_many(
        [
            BusinessLicense(
                number=f"BL-{n:06}",
                customer_id=f"customer-{n}",
                valid_from=_SINCE,
                valid_to=_UNTIL,
            )
            for n in numbers
        ]
    )
    records.operators.put_many(
        [
            Operator(id=f"operator-{n}", customer_id=f"customer-{n}", name=f"Maria Lopez {n}")
            for n in numbers
        ]
    )
    records.certifications.put_many(
        [
            Certification(
                number=f"CERT-{n:06}",
                operator_id=f"operator-{n}",
                kind=_CERTIFICATION,
                valid_from=_SINCE,
                valid_to=_UNTIL,
            )
            for n in numbers
        ]
    )
    records.policies.put_many(
        [
            InsurancePolicy(
                number=f"POL-{n:06}",
                customer_id=f"customer-{n}",
                insurer="Lone Star Mutual",
                coverage=Decimal(1_000_000),
                valid_from=_SINCE,
                valid_to=_UNTIL,
            )
            for n in numbers
        ]
    )
    records.sites.put_many(
        [
            Site(
                id=f"site-{n}",
                customer_id=f"customer-{n}",
                address=f"{100 + n} Industrial Parkway, Austin",
                max_weight_class=WeightClass.HEAVY,
            )
            for n in numbers
        ]
    )


def _bookings(size: Size) -> Iterator[Booking]:
    """Rentals of each unit, without an overlap, the latest first."""
    draw = random.Random(7)  # noqa: S311 (no secret)
    a_unit, more = divmod(size.bookings, size.units)
    number = 1000
    for unit in range(size.units):
        free_until = NOW.replace(hour=7) + timedelta(days=draw.randint(0, _AHEAD_DAYS))
        for _ in range(a_unit + (1 if unit < more else 0)):
            number += 1
            period = Period(free_until - timedelta(days=draw.randint(1, 6)), free_until)
            customer = draw.randrange(size.customers)
            yield _booking(f"R-A{number}", unit, customer, size, period, draw)
            free_until = period.start - timedelta(days=draw.randint(1, 10))


def _booking(
    number: str, unit: int, customer: int, size: Size, period: Period, draw: random.Random
) -> Booking:
    start, end = period.start, period.end
    state, out_at, returned_at = BookingState.RESERVED, None, None
    if start <= NOW:
        out_at = start
        late = draw.random() < 0.02
        if end <= NOW - timedelta(days=2) or (end <= NOW and not late):
            state, returned_at = BookingState.RETURNED, end
        else:
            state = BookingState.OUT
    line = BookingLine(
        id=f"line-{number}",
        booking_number=number,
        class_id=class_id(unit % size.classes),
        unit_id=unit_id(unit),
        quantity=1,
        period=period,
        day_rate=Decimal(150),
        total=Decimal(300),
        out_at=out_at,
        returned_at=returned_at,
    )
    return Booking(
        number=number,
        customer_id=f"customer-{customer}",
        state=state,
        created_at=start - timedelta(days=3),
        channel="sip",
        made_by="agent",
        lines=(line,),
        license_number=f"BL-{customer:06}",
        operator_id=f"operator-{customer}",
        certificate_number=f"CERT-{customer:06}",
        policy_number=f"POL-{customer:06}",
        site_address=f"{100 + customer} Industrial Parkway, Austin",
        callback_number="5125550100",
        deposit=Decimal(200),
        idempotency_key=f"made-{number}",
    )
