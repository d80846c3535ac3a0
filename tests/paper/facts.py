"""Facts of documents as the rental rules give them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from appliance.domain.paper import Letterhead, PaperKind
from appliance.domain.periods import Period
from appliance.ports.paper import (
    BookingPaper,
    PaperCustomer,
    PaperInsurance,
    PaperLine,
    PaperOperator,
    PaperYard,
    RatePart,
)

ZONE = ZoneInfo("America/Chicago")
LINK = "https://yard.local:8443/bookings/R-1042"
YARD = PaperYard(
    name="Ridgeline Equipment Rental",
    letterhead=Letterhead(
        address="600 Ridgeline Road\nJoliet, IL 60433",
        phone="+1 815 555 0100",
        email="counter@ridgeline.example",
        terms="1. Use. As the maker intends.\n\n2. Care. Kept clean and fueled.",
    ),
    currency="USD",
    pickup_place="Gate 2",
)
CUSTOMER = PaperCustomer(
    name="Northside Paving",
    account="C-100",
    phone="+1 312 555 0101",
    license_number="BL782341",
    license_until=date(2027, 5, 1),
)


def line(number: int = 1, **changes: Any) -> PaperLine:
    made = PaperLine(
        item="Boom Lift 60 ft",
        make_and_model="JLG 600S",
        asset_tag=f"BL{number:03}",
        serial=f"0300-{number:05}",
        quantity=1,
        period=Period(
            datetime(2026, 11, 21, 7, tzinfo=ZONE), datetime(2026, 11, 30, 7, tzinfo=ZONE)
        ),
        due=datetime(2026, 11, 30, 7, tzinfo=ZONE),
        days=9,
        day_rate=Decimal("163.33"),
        rates=(RatePart(1, "week", Decimal(980)), RatePart(2, "day", Decimal(245))),
        total=Decimal(1470),
        out_at=None,
        returned_at=None,
    )
    return replace(made, **changes)


def paper(kind: PaperKind = PaperKind.CONTRACT, *, lines: int = 1, **changes: Any) -> BookingPaper:
    made = BookingPaper(
        kind=kind,
        number="R-1042",
        state="reserved",
        created_at=datetime(2026, 11, 20, 10, 15, tzinfo=ZONE),
        yard=YARD,
        customer=CUSTOMER,
        operator=PaperOperator(
            name="María López",
            certificate_number="OC48213",
            certificate_kind="Aerial Lift",
            certificate_until=date(2027, 2, 1),
        ),
        insurance=PaperInsurance(
            policy_number="INS550172",
            insurer="Prairie Mutual",
            coverage=Decimal(2_000_000),
            until=date(2027, 1, 1),
        ),
        site_address="1420 Harbor Road, Joliet",
        lines=tuple(line(number) for number in range(1, lines + 1)),
        subtotal=Decimal(1470) * lines,
        additions=(),
        total=Decimal(1470) * lines,
        deposit=Decimal(500) * lines,
        link=LINK,
    )
    return replace(made, **changes)


def named(name: str, kind: PaperKind = PaperKind.CONTRACT) -> BookingPaper:
    return paper(kind, customer=replace(CUSTOMER, name=name))


def with_terms(terms: str) -> BookingPaper:
    return paper(yard=replace(YARD, letterhead=replace(YARD.letterhead, terms=terms)))
