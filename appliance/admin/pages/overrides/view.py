"""What is read for the pages of override requests: for managers, floor and margin included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from appliance.domain.calls import Call
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.customers import Customer
from appliance.domain.overrides import OverrideRequest, OverrideState
from appliance.domain.people import AuditEntry
from appliance.ports.repositories import Page
from appliance.ports.store import Records
from appliance.rental.overrides import override_of

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideRow:
    """A request with the names behind its ids, by the clock."""

    request: OverrideRequest
    state: OverrideState
    seconds_left: int
    customer: Customer | None
    item: EquipmentClass | None
    call: Call | None

    @property
    def unit_days(self) -> int:
        return self.request.period.days * self.request.quantity

    @property
    def offered_total(self) -> Decimal:
        return self.request.offered_day_rate * self.unit_days

    @property
    def margin_total(self) -> Decimal:
        return self.request.margin * self.unit_days

    @property
    def under_floor(self) -> bool:
        return self.request.margin < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideList:
    rows: tuple[OverrideRow, ...]
    page: Page[OverrideRequest]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideDetail:
    row: OverrideRow
    history: tuple[AuditEntry, ...]
    """First entry first."""


def waiting(records: Records, now: datetime) -> tuple[OverrideRow, ...]:
    """Requests that can still be decided, the oldest first."""
    found = tuple(
        one for one in records.overrides.waiting() if one.state_at(now) is OverrideState.WAITING
    )
    return _rows(records, found, now)


def override_list(records: Records, search: str, offset: int, now: datetime) -> OverrideList:
    page = records.overrides.page(search=search, offset=offset, limit=PAGE_SIZE)
    return OverrideList(rows=_rows(records, page.items, now), page=page)


def override_detail(records: Records, override_id: str, now: datetime) -> OverrideDetail:
    """Raises RecordNotFound."""
    found = override_of(records, override_id)
    entries = records.audit.page(record=f"override:{override_id}").items
    return OverrideDetail(row=_rows(records, (found,), now)[0], history=entries[::-1])


def _rows(
    records: Records, found: tuple[OverrideRequest, ...], now: datetime
) -> tuple[OverrideRow, ...]:
    customers = records.customers.get_many(tuple({one.customer_id for one in found}))
    classes = records.classes.get_many(tuple({one.class_id for one in found}))
    calls = records.calls.get_many(tuple({one.call_id for one in found}))
    return tuple(
        OverrideRow(
            request=one,
            state=one.state_at(now),
            seconds_left=max(0, int((one.expires_at - now).total_seconds())),
            customer=customers.get(one.customer_id),
            item=classes.get(one.class_id),
            call=calls.get(one.call_id),
        )
        for one in found
    )
