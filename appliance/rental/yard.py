"""The yard as a conversation sees it: its policy as opening hours, and its own vocabulary."""

from __future__ import annotations

from datetime import date, datetime

from appliance.domain.calendar import OpeningHours
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.customers import Customer, Operator
from appliance.domain.errors import RecordNotFound
from appliance.domain.identifiers import common_shape
from appliance.domain.periods import Period
from appliance.ports.facts import IdentifierRule, ItemName, Yard
from appliance.ports.store import Records, YardPolicy

AGENT = "agent"
"""The actor of what a conversation writes."""
SYSTEM = "system"
"""The actor of what the yard does by itself."""
_SAMPLE = 200


def opening_hours(policy: YardPolicy) -> OpeningHours:
    return OpeningHours(
        timezone=policy.timezone,
        opens_at=policy.opens_at,
        closes_at=policy.closes_at,
        closed_weekdays=policy.closed_weekdays,
        closed_dates=closed_dates(policy),
        weekday_hours=policy.weekday_hours,
    )


def closed_dates(policy: YardPolicy) -> tuple[date, ...]:
    """The yard's holidays."""
    return tuple(date.fromisoformat(day) for day in policy.closed_dates)


def hours_of(records: Records) -> OpeningHours:
    return opening_hours(records.yard.get())


def local_period(records: Records, period: Period) -> Period:
    """The period by the yard's clocks, whatever zone it came in."""
    return hours_of(records).local_period(period)


def local_now(records: Records, now: datetime) -> datetime:
    return hours_of(records).local(now)


def class_of(records: Records, class_id: str) -> EquipmentClass:
    """Raises RecordNotFound."""
    found = records.classes.get(class_id)
    if found is None:
        raise RecordNotFound(
            "That equipment class is not on record.", "Look it up in the inventory list."
        )
    return found


def customer_of(records: Records, customer_id: str) -> Customer:
    """Raises RecordNotFound."""
    found = records.customers.get(customer_id)
    if found is None:
        raise RecordNotFound(
            "That customer is not on record.", "Look the account up in the customer list."
        )
    return found


def operators_of(records: Records, customer_id: str) -> tuple[Operator, ...]:
    """The customer's operators who have not left."""
    return tuple(one for one in records.operators.of_customer(customer_id) if not one.retired)


def yard_facts(records: Records) -> Yard:
    """What every conversation needs before anyone speaks."""
    policy = records.yard.get()
    classes = records.classes.all()
    return Yard(
        name=policy.name,
        greeting=policy.greeting,
        timezone=policy.timezone,
        pickup_place=policy.pickup_place,
        opening_hours=opening_hours(policy).sentence,
        opens_at=policy.opens_at,
        transfer_extension=policy.transfer_extension,
        categories=tuple(sorted({one.category for one in classes})),
        items=tuple(_item(one) for one in classes),
        identifiers=_identifier_rules(records),
        negotiation_rounds=policy.negotiation.rounds,
        license_tries=policy.license_tries,
        closes_at=policy.closes_at,
        closed_weekdays=policy.closed_weekdays,
        closed_dates=closed_dates(policy),
        weekday_hours=policy.weekday_hours,
    )


def _item(equipment: EquipmentClass) -> ItemName:
    made = f"{equipment.make} {equipment.model}".strip()
    known = equipment.unmarked_aliases
    names = (*known, made) if made else known
    return ItemName(
        class_id=equipment.id,
        name=equipment.name,
        category=equipment.category,
        names=names,
        uses=equipment.uses,
        called=equipment.marked_aliases,
    )


def _identifier_rules(records: Records) -> tuple[IdentifierRule, ...]:
    """The shapes that the yard's own records have."""
    samples = {
        "business_license": records.licenses.numbers()[:_SAMPLE],
        "certificate": tuple(
            one.number for one in records.certifications.page(limit=_SAMPLE).items
        ),
        "policy": tuple(one.number for one in records.policies.page(limit=_SAMPLE).items),
        "asset_tag": records.units.tags()[:_SAMPLE],
    }
    shapes = {name: common_shape(numbers) for name, numbers in samples.items()}
    return tuple(
        IdentifierRule(name=name, prefix=one.prefix, digits=one.digits, example=one.example)
        for name, one in shapes.items()
    )
