"""What the fields of one record must agree on. Pure; every way in asks here.

Each rule names the field to blame and the reason in words that follow the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from appliance.domain.agents import COUNTER_LINE, Agent, AgentLanguage, dialed
from appliance.domain.catalogue import Downtime, EquipmentClass
from appliance.domain.customers import BusinessLicense, Certification, InsurancePolicy
from appliance.domain.errors import RecordError


class Broken(NamedTuple):
    """A field that does not go with the others."""

    field: str
    reason: str


def _class_rules(one: EquipmentClass) -> Iterator[Broken]:
    if one.floor_day_rate > one.day_rate:
        yield Broken("floor_day_rate", f"is above the day rate {one.day_rate:.2f}")
    if one.day_rate > one.max_day_rate:
        yield Broken("max_day_rate", f"is below the day rate {one.day_rate:.2f}")


def _dates(one: BusinessLicense | Certification | InsurancePolicy) -> Iterator[Broken]:
    if one.valid_to < one.valid_from:
        yield Broken("valid_to", f"is before Valid from, {one.valid_from}")


def _downtime_rules(one: Downtime) -> Iterator[Broken]:
    if one.end is not None and one.end < one.start:
        yield Broken("end", f"is before Start, {one.start:%Y-%m-%d %H:%M}")


def _agent_rules(one: Agent) -> Iterator[Broken]:
    if dialed(one.line) == COUNTER_LINE and one.language is not AgentLanguage.ENGLISH:
        yield Broken("language", "cannot be at the counter, whose orders are read in English")
    if not dialed(one.line):
        yield Broken("line", "has no letter or digit in it")
    if not one.services:
        yield Broken("services", "are none; an agent may do something")


_RULES: dict[type, Callable[[Any], Iterator[Broken]]] = {
    EquipmentClass: _class_rules,
    BusinessLicense: _dates,
    Certification: _dates,
    InsurancePolicy: _dates,
    Downtime: _downtime_rules,
    Agent: _agent_rules,
}


def broken_rules(record: object) -> tuple[Broken, ...]:
    """Everything in a record that does not go together."""
    rules = _RULES.get(type(record))
    return tuple(rules(record)) if rules else ()


def require_whole(record: object, label: Callable[[str], str], name: str) -> None:
    """Raises RecordError naming record, field and rule for the first thing that does not fit."""
    for broken in broken_rules(record):
        raise RecordError(f"{name} · {label(broken.field)} {broken.reason}.")
