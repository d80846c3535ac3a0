"""The records by type, as the rental rules see them: what may be looked up, kept and deleted.

A repository works inside the transaction of its `Records`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from appliance.domain.agents import Agent
from appliance.domain.bookings import Booking, BookingState, Hold
from appliance.domain.calls import Call, Turn
from appliance.domain.catalogue import Downtime, EquipmentClass, Unit
from appliance.domain.charges import Charge
from appliance.domain.customers import (
    BusinessLicense,
    Certification,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.handover import Handover, Photo
from appliance.domain.kits import Kit
from appliance.domain.knowledge import KnowledgeArticle
from appliance.domain.negotiation import Offer
from appliance.domain.orders import CarriedOut
from appliance.domain.overrides import OverrideRequest
from appliance.domain.people import AuditEntry, Task, TrailCheck, TrailHead, User
from appliance.domain.price_lists import CustomerRate
from appliance.domain.privacy import Erasure, Footprint, RetentionPolicy
from appliance.domain.reports import ReportAsk, ReportTable
from appliance.domain.service import ServiceDone, ServicePlan
from appliance.domain.unfinished import UnfinishedCall
from appliance.domain.upkeep import JobRun
from appliance.domain.verification import VerificationEntry

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a listing: `items` from `offset`, of `total` that match."""

    items: tuple[T, ...]
    total: int
    offset: int
    limit: int


class Repository(Protocol[T]):
    """Records of one type by their key (`id`, `number` or the type's own)."""

    def get(self, key: str) -> T | None: ...

    def get_many(self, keys: tuple[str, ...]) -> dict[str, T]: ...

    def put(self, record: T) -> None:
        """Insert, or replace the record with the same key."""
        ...

    def put_many(self, records: Sequence[T]) -> None:
        """Put all of them at once; of two with one key the last stands."""
        ...

    def delete(self, key: str) -> None: ...

    def page(self, *, search: str = "", offset: int = 0, limit: int = 50) -> Page[T]:
        """Records whose searchable text holds every word of `search`, in the type's order."""
        ...

    def count(self) -> int: ...


class ClassRepository(Repository[EquipmentClass], Protocol):
    def all(self) -> tuple[EquipmentClass, ...]:
        """Every class, by name; a yard has hundreds at most."""
        ...

    def by_name(self, name: str) -> EquipmentClass | None: ...


class UnitRepository(Repository[Unit], Protocol):
    def by_tag(self, asset_tag: str) -> Unit | None: ...

    def of_class(self, class_id: str) -> tuple[Unit, ...]: ...

    def counts_by_class(self) -> dict[str, int]:
        """Units not retired, by class."""
        ...

    def tags(self) -> tuple[str, ...]: ...


class DowntimeRepository(Repository[Downtime], Protocol):
    def of_unit(self, unit_id: str) -> tuple[Downtime, ...]: ...

    def open_of_unit(self, unit_id: str) -> tuple[Downtime, ...]:
        """Downtimes without an end."""
        ...


class CustomerRepository(Repository[Customer], Protocol):
    def by_phone(self, phone: str) -> Customer | None:
        """By digits alone, whatever the punctuation."""
        ...

    def by_account(self, account: str) -> Customer | None: ...


class LicenseRepository(Repository[BusinessLicense], Protocol):
    def numbers(self) -> tuple[str, ...]: ...

    def of_customer(self, customer_id: str) -> tuple[BusinessLicense, ...]: ...


class OperatorRepository(Repository[Operator], Protocol):
    def of_customer(self, customer_id: str) -> tuple[Operator, ...]: ...


class CertificationRepository(Repository[Certification], Protocol):
    def of_operator(self, operator_id: str) -> tuple[Certification, ...]: ...


class PolicyRepository(Repository[InsurancePolicy], Protocol):
    def of_customer(self, customer_id: str) -> tuple[InsurancePolicy, ...]: ...


class SiteRepository(Repository[Site], Protocol):
    def of_customer(self, customer_id: str) -> tuple[Site, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """Something that keeps a unit, or part of a bulk class, for a time. `end` None: no known end.

    `buffer` (the class's turnaround) is already in `end` for bookings. An out and overdue
    booking has `end` None.
    """

    source: str
    """`booking`, `hold` or `downtime`."""
    reference: str
    class_id: str
    unit_id: str | None
    quantity: int
    start: datetime
    end: datetime | None


class BookingRepository(Repository[Booking], Protocol):
    def add(self, record: Booking) -> Booking:
        """Put a booking under the number that `next_number` gave in this transaction, and read it
        back as its rows then stand."""
        ...

    def next_number(self) -> str:
        """`R-1001` and up, never the same twice."""
        ...

    def by_idempotency_key(self, key: str) -> Booking | None: ...

    def open_for_unit(self, unit_id: str) -> tuple[Booking, ...]:
        """Reserved, pending or out, earliest first."""
        ...

    def of_customer(
        self, customer_id: str, states: tuple[BookingState, ...]
    ) -> tuple[Booking, ...]: ...

    def out_due_by(self, moment: datetime) -> tuple[Booking, ...]:
        """Out, with a line that ends at or before the moment."""
        ...

    def starting_between(self, start: datetime, end: datetime) -> tuple[Booking, ...]:
        """Reserved or pending, with a line that starts in `[start, end)`."""
        ...

    def expired(self, now: datetime) -> tuple[Booking, ...]:
        """Under review or quoted, with a time that is over."""
        ...

    def in_state(
        self, state: BookingState | None, *, search: str = "", offset: int = 0, limit: int = 50
    ) -> Page[Booking]: ...


class HoldRepository(Repository[Hold], Protocol):
    def of_call(self, call_id: str) -> tuple[Hold, ...]: ...

    def delete_of_call(self, call_id: str) -> None: ...

    def delete_expired(self, now: datetime) -> int: ...


class CallRepository(Repository[Call], Protocol):
    def recent(self, *, offset: int = 0, limit: int = 50) -> Page[Call]:
        """Latest first."""
        ...

    def under_way(self) -> tuple[Call, ...]: ...

    def put_turn(self, turn: Turn) -> None: ...

    def turns(self, call_id: str) -> tuple[Turn, ...]: ...

    def put_verification(self, entry: VerificationEntry) -> None: ...

    def verifications(self, call_id: str) -> tuple[VerificationEntry, ...]: ...

    def put_offer(self, offer: Offer) -> None: ...

    def offers(self, call_id: str, class_id: str | None = None) -> tuple[Offer, ...]:
        """In the order of their rounds; for every class of the call when none is named."""
        ...


class TaskRepository(Repository[Task], Protocol):
    def open(self) -> tuple[Task, ...]: ...


class ChargeRepository(Repository[Charge], Protocol):
    def of_booking(self, number: str) -> tuple[Charge, ...]:
        """Earliest first."""
        ...


class CarriedOutRepository(Repository[CarriedOut], Protocol):
    def delete_before(self, moment: datetime) -> int: ...


class HandoverRepository(Repository[Handover], Protocol):
    def of_booking(self, number: str) -> tuple[Handover, ...]:
        """Latest first."""
        ...

    def of_unit(self, unit_id: str, limit: int = 50) -> tuple[Handover, ...]:
        """Latest first."""
        ...


class PhotoRepository(Repository[Photo], Protocol):
    def of_handovers(self, handover_ids: tuple[str, ...]) -> tuple[Photo, ...]: ...


class KitRepository(Repository[Kit], Protocol):
    def of_class(self, class_id: str) -> tuple[Kit, ...]: ...

    def by_name(self, name: str) -> Kit | None: ...


class ServicePlanRepository(Repository[ServicePlan], Protocol):
    def active(self) -> tuple[ServicePlan, ...]: ...

    def due_by(self, moment: datetime) -> tuple[tuple[str, str], ...]:
        """Plan and unit of every service that is due by days at the moment, give or take an hour,
        or by the meter as it stands."""
        ...

    def of_unit(self, unit_id: str) -> tuple[ServicePlan, ...]:
        """Active ones of the unit and of its class."""
        ...


class ServiceDoneRepository(Repository[ServiceDone], Protocol):
    def of_unit(self, unit_id: str) -> tuple[ServiceDone, ...]:
        """Latest first."""
        ...

    def last_of_units(self, unit_ids: tuple[str, ...]) -> dict[tuple[str, str], ServiceDone]:
        """The latest by plan and unit."""
        ...


class OverrideRepository(Repository[OverrideRequest], Protocol):
    def of_call(self, call_id: str) -> tuple[OverrideRequest, ...]:
        """In the order they were asked."""
        ...

    def waiting(self) -> tuple[OverrideRequest, ...]:
        """Those that nobody has decided, first asked first."""
        ...


class CustomerRateRepository(Repository[CustomerRate], Protocol):
    def of_customer(
        self, customer_id: str, class_id: str | None = None
    ) -> tuple[CustomerRate, ...]:
        """By class and first day; for every class when none is named."""
        ...


class ArticleRepository(Repository[KnowledgeArticle], Protocol):
    def active(self) -> tuple[KnowledgeArticle, ...]: ...


class UnfinishedRepository(Repository[UnfinishedCall], Protocol):
    def of_customer(self, customer_id: str, since: datetime) -> tuple[UnfinishedCall, ...]:
        """Kept since a moment, latest first."""
        ...

    def delete_before(self, moment: datetime) -> None: ...


class AgentRepository(Repository[Agent], Protocol):
    def all(self) -> tuple[Agent, ...]:
        """By name."""
        ...


class UserRepository(Repository[User], Protocol):
    def by_username(self, username: str) -> User | None: ...

    def active(self) -> tuple[User, ...]: ...


class AuditLog(Protocol):
    def append(self, actor: str, action: str, record: str, before: object, after: object) -> None:
        """Add an entry chained to the one before; `before` and `after` are records or None."""
        ...

    def append_many(
        self, actor: str, action: str, changes: Sequence[tuple[str, object, object]]
    ) -> None:
        """Add an entry for each (record, before, after), in a few statements for all of them."""
        ...

    def page(self, *, record: str = "", offset: int = 0, limit: int = 50) -> Page[AuditEntry]:
        """Latest first."""
        ...

    def verify(self) -> int | None:
        """Recompute the chain: the number of the first entry that does not fit, or None."""
        ...

    def check(self, so_far: TrailCheck, most: int) -> TrailCheck:
        """Go on with a check by at most so many entries: bounded in memory and time, and sound
        over several reads because nothing behind it can change."""
        ...

    def head(self) -> TrailHead:
        """The last entry."""
        ...

    def following(self, sequence: int, most: int) -> tuple[AuditEntry, ...]:
        """The entries after this one, oldest first, at most so many."""
        ...

    def hash_of(self, sequence: int) -> str | None:
        """An entry's hash, to compare with one printed earlier."""
        ...

    def erase_words(self, actor: str, why: str, sequences: Sequence[int]) -> int:
        """Erase actor, record, before and after of these entries, and add an entry that says so
        and why (no personal data in `why`); how many were erased now. The chain still holds."""
        ...


class Reports(Protocol):
    def table(self, ask: ReportAsk, now: datetime) -> ReportTable:
        """The report's rows as the records stand; aggregates, whatever the number of bookings."""
        ...


class Privacy(Protocol):
    def footprint(self, customer_id: str) -> Footprint:
        """What is known of a customer and what would become of it. Raises RecordNotFound."""
        ...

    def erase(self, actor: str, customer_id: str, reason: str) -> Erasure:
        """Erase it, bookings kept under a pseudonym, with an entry in the trail. Files are
        named in `files_to_delete`; the file of the records has to be written anew after."""
        ...

    def erasures(self) -> tuple[Erasure, ...]: ...

    def files_to_delete(self) -> tuple[str, ...]:
        """Paths within the data dir, without what follows a dot in the name."""
        ...

    def file_deleted(self, path: str) -> None: ...


class Retention(Protocol):
    def rules(self) -> tuple[str, ...]: ...

    def due(self, policy: RetentionPolicy, rule: str, now: datetime) -> int:
        """How much is older than the rule's limit."""
        ...

    def carry_out(self, policy: RetentionPolicy, rule: str, now: datetime, most: int) -> int:
        """Remove at most so much of it; how much was removed."""
        ...


class JobRuns(Protocol):
    def all(self) -> tuple[JobRun, ...]: ...

    def get(self, key: str) -> JobRun | None: ...

    def put(self, record: JobRun) -> None: ...
