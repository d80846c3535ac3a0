"""Loads the demo yard into the records, once or again.

A second loading adds what is missing and moves the dates of credentials on, so that the demo
never ages. It leaves alone what people have changed, all bookings, and the yard's policy.
Refuses a yard that has equipment of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Protocol, TypeVar

from appliance.domain.calendar import OpeningHours
from appliance.domain.errors import RecordError
from appliance.ports.repositories import Repository
from appliance.ports.store import Records
from appliance.storage.demo.rentals import MADE_BY, rental, rental_entries, workshop
from appliance.storage.demo.yard import DemoYard, demo_policy, demo_yard

_AUDITED = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """How many records the yard's demo has, how many were added now, how many dates moved on."""

    totals: dict[str, int]
    added: int
    refreshed: int
    bookings: int

    @property
    def sentence(self) -> str:
        parts = [f"{count} {name}" for name, count in self.totals.items()]
        return (
            f"Demo yard: {', '.join(parts)}; {self.added} records added, {self.bookings} rentals "
            f"added, {self.refreshed} dates moved on."
        )


class _Numbered(Protocol):
    @property
    def number(self) -> str: ...


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_N = TypeVar("_N", bound=_Numbered)
_I = TypeVar("_I", bound=_Identified)


def load_demo(records: Records, now: datetime) -> DemoReport:
    """Add what is missing of the demo yard; `now` is the moment of loading.

    Raises RecordError when the yard has equipment that is not the demo's."""
    before = _last_loaded(records)
    if before is None and records.units.count() + records.classes.count():
        raise RecordError(
            "This yard has equipment of its own; the demo yard is for an empty one.",
            "Name another data directory with --data-dir.",
        )
    if before is None:
        records.yard.put(demo_policy(records.yard.get()))
    policy = records.yard.get()
    hours = OpeningHours(
        timezone=policy.timezone,
        opens_at=policy.opens_at,
        closes_at=policy.closes_at,
        closed_weekdays=policy.closed_weekdays,
    )
    today = hours.local(now).date()
    yard = demo_yard(today)
    added = _add_missing(records, yard)
    earlier = demo_yard(before) if before is not None else yard
    kept = (
        _keep_fresh(records.licenses, yard.licenses, earlier.licenses),
        _keep_fresh(records.certifications, yard.certifications, earlier.certifications),
        _keep_fresh(records.policies, yard.policies, earlier.policies),
    )
    added += sum(new for new, _ in kept)
    refreshed = sum(moved for _, moved in kept)
    bookings = _add_rentals(records, yard, hours, now) if before is None else 0
    report = DemoReport(
        totals={field.name: len(getattr(yard, field.name)) for field in fields(yard)},
        added=added,
        refreshed=refreshed,
        bookings=bookings,
    )
    if added or refreshed or before is None:
        after = {"loaded_on": today, "added": added, "refreshed": refreshed}
        records.audit.append(MADE_BY, "load_demo", _AUDITED, None, after)
    return report


def _last_loaded(records: Records) -> date | None:
    entries = records.audit.page(record=_AUDITED, limit=1).items
    return date.fromisoformat(json.loads(entries[0].after)["loaded_on"]) if entries else None


def _add_missing(records: Records, yard: DemoYard) -> int:
    return (
        _put_missing(records.classes, yard.classes)
        + _put_missing(records.units, yard.units)
        + _put_missing(records.customers, yard.customers)
        + _put_missing(records.operators, yard.operators)
        + _put_missing(records.sites, yard.sites)
        + _put_missing(records.articles, yard.articles)
        + _put_missing(records.agents, yard.agents)
    )


def _put_missing(repository: Repository[_I], wanted: tuple[_I, ...]) -> int:
    known = repository.get_many(tuple(one.id for one in wanted))
    missing = [one for one in wanted if one.id not in known]
    repository.put_many(missing)
    return len(missing)


def _keep_fresh(
    repository: Repository[_N], wanted: tuple[_N, ...], written: tuple[_N, ...]
) -> tuple[int, int]:
    """Add missing credentials and renew those that still are as they were `written`."""
    known = repository.get_many(tuple(one.number for one in wanted))
    as_written = {one.number: one for one in written}

    missing = [one for one in wanted if one.number not in known]
    stale = [
        one
        for one in wanted
        if one.number in known
        and known[one.number] != one
        and known[one.number] == as_written.get(one.number)
    ]
    repository.put_many(missing + stale)
    return len(missing), len(stale)


def _add_rentals(records: Records, yard: DemoYard, hours: OpeningHours, now: datetime) -> int:
    for unit, downtime in workshop(yard, now):
        records.units.put(unit)
        records.downtimes.put(downtime)
    entries = rental_entries()
    for entry in entries:
        records.bookings.put(rental(entry, records.bookings.next_number(), yard, hours, now))
    return len(entries)
