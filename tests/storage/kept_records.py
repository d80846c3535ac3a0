"""Arbitrary records that the rules of their fields allow, for the way out and in as files."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from appliance.domain.agents import Agent, AgentLanguage, AgentService
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

ZONE = ZoneInfo("America/Chicago")

STARTS = st.sampled_from(["", "=", "+", "-", "@", "'", "'=", '"', ",", ";", "=1+2;@x"])
LETTERS = st.characters(
    categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u00a0", max_codepoint=0x2FFFF
).filter(lambda one: one.isprintable() and len(one) == 1)


def _composed(text: str) -> bool:
    import unicodedata

    return unicodedata.is_normalized("NFC", text)


def texts(longest: int, least: int = 0) -> st.SearchStrategy[str]:
    """Printable text, often beginning like a formula."""
    return (
        st.tuples(STARTS, st.text(LETTERS, max_size=12))
        .map(lambda both: "".join(both).strip()[:longest].strip())
        .filter(lambda text: len(text) >= least and _composed(text))
    )


codes = texts(20).map(lambda text: f"{text}A1")
entries = texts(20, 1).map(lambda text: text.translate(str.maketrans("", "", ",;|")).strip())
lists = (
    st.lists(entries.filter(bool), max_size=4, unique=True)
    .map(tuple)
    .filter(lambda found: found != ("'",))
)
ids = st.uuids().map(lambda one: one.hex)
cents = st.decimals(min_value=0, max_value=Decimal("999999.99"), places=2)
rates = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2)
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2199, 12, 31))
phones = st.integers(2_000_000_000, 9_899_999_999).map(lambda one: f"+1{one}")
moments = st.datetimes(
    min_value=datetime(1990, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.just(ZONE),
    allow_imaginary=False,
)


@st.composite
def classes(draw: st.DrawFn) -> EquipmentClass:
    floor, day, most = sorted(draw(st.tuples(rates, rates, rates)))
    return EquipmentClass(
        id=draw(ids),
        name=draw(codes) + draw(ids)[:6],
        category=draw(texts(60, 1)),
        weight_class=draw(st.sampled_from(WeightClass)),
        day_rate=day,
        floor_day_rate=floor,
        max_day_rate=most,
        week_rate=draw(st.none() | rates),
        month_rate=draw(st.none() | rates),
        make=draw(texts(60)),
        model=draw(texts(60)),
        description=draw(texts(80).map(lambda text: text.replace(" ", "\n").strip())),
        uses=draw(lists),
        aliases=draw(lists),
        operator_certification=draw(
            st.none() | texts(50, 1).filter(lambda text: text != "-").map(lambda text: text + "x9")
        ),
        minimum_insurance=draw(cents),
        replacement_value=draw(cents),
        deposit=draw(cents),
        minimum_days=draw(st.integers(1, 365)),
        buffer_minutes=draw(st.integers(0, 43200)),
        bulk_quantity=draw(st.none() | st.integers(0, 1_000_000)),
    )


customers = st.builds(
    Customer,
    id=ids,
    account=st.tuples(codes, ids).map(lambda both: both[0] + both[1][:6]),
    name=texts(120, 1),
    approval=st.sampled_from(Approval),
    credit_hold=st.booleans(),
    phones=st.lists(phones, max_size=3, unique=True).map(tuple),
    price_authority_percent=st.decimals(min_value=0, max_value=100, places=2),
    retired=st.booleans(),
)


def _dated(record: type[Any], **rest: Any) -> st.SearchStrategy[Any]:
    return st.tuples(days, days).flatmap(
        lambda both: st.builds(
            record,
            number=st.tuples(texts(12), ids).map(lambda two: (two[0] + two[1][:20]).strip()),
            valid_from=st.just(min(both)),
            valid_to=st.just(max(both)),
            state=st.sampled_from(CredentialState),
            **rest,
        )
    )


def of_yard(customer: str, operator: str, unit: str, class_id: str) -> dict[str, Any]:
    """A strategy for each type, over records that are there."""
    owner = st.just(customer)
    return {
        "classes": classes(),
        "units": st.builds(
            Unit,
            id=ids,
            asset_tag=st.tuples(codes, ids).map(lambda both: both[0] + both[1][:6]),
            class_id=st.just(class_id),
            serial=texts(60),
            location=texts(80),
            state=st.sampled_from(UnitState),
            meter_hours=cents,
            condition=texts(80),
        ),
        "downtimes": moments.flatmap(
            lambda start: st.builds(
                Downtime,
                id=ids,
                unit_id=st.just(unit),
                kind=st.sampled_from(DowntimeKind),
                start=st.just(start),
                end=st.none() | st.just(start + timedelta(days=3)),
                note=texts(80),
            )
        ),
        "customers": customers,
        "licenses": _dated(BusinessLicense, customer_id=owner),
        "operators": st.builds(
            Operator,
            id=ids,
            customer_id=owner,
            name=texts(60, 1),
            phone=st.just("") | phones,
            retired=st.booleans(),
        ),
        "certifications": _dated(Certification, operator_id=st.just(operator), kind=texts(60, 1)),
        "policies": _dated(InsurancePolicy, customer_id=owner, insurer=texts(80), coverage=cents),
        "agents": st.builds(
            Agent,
            id=ids,
            name=st.tuples(texts(20), ids).map(lambda both: (both[0] + both[1][:6]).strip()),
            line=codes,
            language=st.just(AgentLanguage.ENGLISH),
            voice=texts(60),
            greeting=texts(80),
            persona=texts(40),
            place=texts(80),
            services=st.sets(st.sampled_from(AgentService), min_size=1).map(
                lambda found: tuple(one for one in AgentService if one in found)
            ),
            active=st.just(False),
        ),
        "sites": st.builds(
            Site,
            id=ids,
            customer_id=owner,
            address=texts(80, 1),
            max_weight_class=st.sampled_from(WeightClass),
            note=texts(80),
        ),
    }
