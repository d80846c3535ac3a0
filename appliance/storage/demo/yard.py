"""Reads the demo yard's data files into records, with dates counted from a given day.

The same day gives the same records, so a later loading can tell what people have changed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from appliance.domain.agents import Agent, AgentLanguage
from appliance.domain.catalogue import EquipmentClass, Unit, WeightClass
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
from appliance.domain.knowledge import KnowledgeArticle
from appliance.domain.negotiation import NegotiationPolicy
from appliance.domain.paper import Letterhead
from appliance.ports.store import YardPolicy

_HOURS_STEP = 137
_HOURS_RANGE = 2400


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoYard:
    """Every record of the demo yard but its rentals."""

    classes: tuple[EquipmentClass, ...]
    units: tuple[Unit, ...]
    customers: tuple[Customer, ...]
    licenses: tuple[BusinessLicense, ...]
    operators: tuple[Operator, ...]
    certifications: tuple[Certification, ...]
    policies: tuple[InsurancePolicy, ...]
    sites: tuple[Site, ...]
    articles: tuple[KnowledgeArticle, ...]
    agents: tuple[Agent, ...]

    def class_named(self, name: str) -> EquipmentClass:
        return next(one for one in self.classes if one.name == name)

    def units_of(self, name: str) -> tuple[Unit, ...]:
        """The units of a class by its name, in the order of their tags."""
        class_id = self.class_named(name).id
        return tuple(unit for unit in self.units if unit.class_id == class_id)


@cache
def data_file(name: str) -> dict[str, Any]:
    """`catalogue`, `customers`, `knowledge` or `yard`, as it stands in the package."""
    file = resources.files("appliance.storage.demo").joinpath(f"{name}.toml")
    return tomllib.loads(file.read_text("utf-8"))


def demo_yard(today: date) -> DemoYard:
    """The records as they are on the day of loading."""
    classes, units = _equipment()
    customers = data_file("customers")["customer"]
    operators = [one for entry in customers for one in _operators(entry, today)]
    return DemoYard(
        classes=classes,
        units=units,
        customers=tuple(map(_customer, customers)),
        licenses=tuple(_license(entry, today) for entry in customers),
        operators=tuple(operator for operator, _ in operators),
        certifications=tuple(one for _, held in operators for one in held),
        policies=tuple(one for entry in customers for one in _policies(entry, today)),
        sites=tuple(site for entry in customers for site in _sites(entry)),
        articles=_articles(today),
        agents=tuple(map(_agent, data_file("yard")["agent"])),
    )


def _agent(entry: dict[str, Any]) -> Agent:
    return Agent(**{**entry, "language": AgentLanguage(entry["language"])})


def _articles(today: date) -> tuple[KnowledgeArticle, ...]:
    return tuple(
        KnowledgeArticle(
            id=entry["id"],
            title=entry["title"],
            body=entry["body"],
            questions=tuple(entry["questions"]),
            updated_at=datetime.combine(today, time(), UTC),
        )
        for entry in data_file("knowledge")["article"]
    )


def demo_policy(before: YardPolicy) -> YardPolicy:
    """The demo yard's policy; where the yard is (timezone, currency) stays as it was."""
    data = data_file("yard")
    policy, negotiation = data["policy"], data["negotiation"]
    return YardPolicy(
        name=policy["name"],
        greeting=policy["greeting"],
        timezone=before.timezone,
        currency=before.currency,
        pickup_place=policy["pickup_place"],
        opens_at=policy["opens_at"],
        closes_at=policy["closes_at"],
        closed_weekdays=tuple(policy["closed_weekdays"]),
        floor_percent=Decimal(policy["floor_percent"]),
        letterhead=Letterhead(**{name: text.strip() for name, text in data["letterhead"].items()}),
        negotiation=NegotiationPolicy(
            rounds=negotiation["rounds"],
            step_percent=Decimal(negotiation["step_percent"]),
            authority_percent=Decimal(negotiation["authority_percent"]),
        ),
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _equipment() -> tuple[tuple[EquipmentClass, ...], tuple[Unit, ...]]:
    classes: list[EquipmentClass] = []
    units: list[Unit] = []
    for category in data_file("catalogue")["category"]:
        place = 0
        for entry in category["class"]:
            equipment = _class(category["name"], entry)
            classes.append(equipment)
            for _ in range(entry["owned"].get("units", 0)):
                place += 1
                units.append(_unit(equipment, category["row"], place, len(units) + 1))
    return tuple(classes), tuple(units)


def _class(category: str, entry: dict[str, Any]) -> EquipmentClass:
    rates, needs, owned = entry["rates"], entry["needs"], entry["owned"]
    return EquipmentClass(
        id=_slug(entry["name"]),
        name=entry["name"],
        category=category,
        weight_class=WeightClass(needs["weight"]),
        day_rate=Decimal(rates["day"]),
        week_rate=Decimal(rates["week"]),
        month_rate=Decimal(rates["month"]),
        floor_day_rate=Decimal(rates["floor"]),
        max_day_rate=Decimal(rates["max"]),
        make=entry["made"][0],
        model=entry["made"][1],
        description=entry["description"],
        uses=tuple(entry["uses"]),
        aliases=tuple(entry["aliases"]),
        operator_certification=needs.get("certification"),
        minimum_insurance=Decimal(needs["insurance"]),
        replacement_value=Decimal(owned["value"]),
        deposit=Decimal(owned["deposit"]),
        bulk_quantity=owned.get("bulk"),
    )


def _unit(equipment: EquipmentClass, row: str, place: int, number: int) -> Unit:
    tag = f"EQ{number:03d}"
    serial = re.sub(r"[^A-Z0-9]", "", f"{equipment.make[:3]}{equipment.model}".upper())
    return Unit(
        id=f"unit-{tag.lower()}",
        asset_tag=tag,
        class_id=equipment.id,
        serial=f"{serial}-{1000 + number}",
        location=f"{row}-{place}",
        meter_hours=Decimal(number * _HOURS_STEP % _HOURS_RANGE),
        condition="Good",
    )


def _customer(entry: dict[str, Any]) -> Customer:
    return Customer(
        id=entry["id"],
        account=entry["account"],
        name=entry["name"],
        approval=Approval(entry.get("approval", "approved")),
        credit_hold=entry.get("credit_hold", False),
        phones=tuple(entry["phones"]),
        price_authority_percent=Decimal(entry.get("price_authority", 0)),
    )


def _license(entry: dict[str, Any], today: date) -> BusinessLicense:
    return BusinessLicense(
        customer_id=entry["id"],
        number=entry["license"]["number"],
        **_dated(entry["license"], today),
    )


def _dated(entry: dict[str, Any], today: date) -> dict[str, Any]:
    return {
        "valid_from": today + timedelta(days=entry["from"]),
        "valid_to": today + timedelta(days=entry["to"]),
        "state": CredentialState(entry.get("state", "active")),
    }


def _operators(
    entry: dict[str, Any], today: date
) -> Iterator[tuple[Operator, list[Certification]]]:
    for one in entry["operator"]:
        operator = Operator(
            id=_slug(f"{entry['id']}-{one['name']}"),
            customer_id=entry["id"],
            name=one["name"],
            phone=one["phone"],
        )
        held = [
            Certification(
                number=certificate["number"],
                operator_id=operator.id,
                kind=certificate["kind"],
                **_dated(certificate, today),
            )
            for certificate in one["certificates"]
        ]
        yield operator, held


def _policies(entry: dict[str, Any], today: date) -> Iterator[InsurancePolicy]:
    for one in entry["policy"]:
        yield InsurancePolicy(
            number=one["number"],
            customer_id=entry["id"],
            insurer=one["insurer"],
            coverage=Decimal(one["coverage"]),
            **_dated(one, today),
        )


def _sites(entry: dict[str, Any]) -> Iterator[Site]:
    for one in entry["site"]:
        yield Site(
            id=_slug(f"{entry['id']}-{one['address']}"),
            customer_id=entry["id"],
            address=one["address"],
            max_weight_class=WeightClass(one["admits"]),
            note=one.get("note", ""),
        )
