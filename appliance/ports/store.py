"""The records as the rental rules see them: repositories inside one transaction.

A use case is a function over `Records`; a `Store` runs it whole on the thread that owns the
database, so that what it read still holds when it writes. It commits when the function returns
and rolls back when it raises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from appliance.domain.negotiation import LinePolicy, NegotiationPolicy
from appliance.domain.paper import Letterhead
from appliance.domain.periods import Period
from appliance.domain.privacy import RetentionPolicy
from appliance.ports.repositories import (
    AgentRepository,
    ArticleRepository,
    AuditLog,
    BookingRepository,
    CallRepository,
    CarriedOutRepository,
    CertificationRepository,
    ChargeRepository,
    ClassRepository,
    CustomerRateRepository,
    CustomerRepository,
    DowntimeRepository,
    HandoverRepository,
    HoldRepository,
    JobRuns,
    KitRepository,
    LicenseRepository,
    Occupation,
    OperatorRepository,
    OverrideRepository,
    PhotoRepository,
    PolicyRepository,
    Privacy,
    Reports,
    Repository,
    Retention,
    ServiceDoneRepository,
    ServicePlanRepository,
    SiteRepository,
    TaskRepository,
    UnfinishedRepository,
    UnitRepository,
    UserRepository,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class YardPolicy:
    """What admins change while the yard runs. Times are local, `HH:MM`."""

    name: str = "the yard"
    greeting: str = ""
    timezone: str = "America/Chicago"
    currency: str = "USD"
    pickup_place: str = ""
    opens_at: str = "07:00"
    closes_at: str = "17:00"
    closed_weekdays: tuple[int, ...] = (6,)
    """Monday is 0."""
    hold_minutes: int = 10
    review_hours: int = 24
    license_tries: int = 3
    floor_percent: Decimal = Decimal(0)
    """For imported classes without a floor rate: how far under the day rate the floor lies."""
    late_fee_percent: Decimal = Decimal(100)
    """Of the day rate, a late day."""
    transfer_extension: str | None = None
    negotiation: NegotiationPolicy = NegotiationPolicy()
    """Of every line that has no policy of its own."""
    tax_percent: Decimal = Decimal(0)
    """Of a rental's price before tax; deposits are not taxed."""
    override_seconds: int = 90
    """How long a caller waits for a manager's word on a price; 0: managers are not asked."""
    letterhead: Letterhead = Letterhead()
    closed_dates: tuple[str, ...] = ()
    """Holidays, `YYYY-MM-DD`."""
    weekday_hours: tuple[str, ...] = ()
    """Seven entries from Monday on, `07:00-17:00` or empty for the usual hours; or none."""
    quote_days: int = 7
    """For so long a quote's prices hold."""
    no_show_hours: int = 24
    """A reservation not picked up this long after its start is a no-show."""
    no_show_fee_percent: Decimal = Decimal(0)
    """Of the rental's price."""
    cancel_free_hours: int = 24
    """Cancelling this long before the start is free."""
    cancel_fee_percent: Decimal = Decimal(0)
    """Of the rental's price, for cancelling later than that."""
    early_return_reprice: bool = True
    """A machine that comes back early is charged for the days it was out."""
    minimum_charge: Decimal = Decimal(0)
    """What a line costs at least, before tax, also after an early return."""
    service_blocks: bool = True
    """A unit whose service is due is not rented out until it is done."""
    service_notice_days: int = 14
    """For so long ahead a service by days is shown as coming up."""
    retention: RetentionPolicy = RetentionPolicy()


class PolicySettings(Protocol):
    def get(self) -> YardPolicy: ...

    def put(self, policy: YardPolicy) -> None: ...

    def logo(self) -> bytes | None:
        """The picture on the yard's paper, as PNG."""
        ...

    def put_logo(self, content: bytes | None) -> None: ...


class Records(Protocol):
    """All repositories, inside one transaction."""

    @property
    def classes(self) -> ClassRepository: ...
    @property
    def units(self) -> UnitRepository: ...
    @property
    def downtimes(self) -> DowntimeRepository: ...
    @property
    def customers(self) -> CustomerRepository: ...
    @property
    def licenses(self) -> LicenseRepository: ...
    @property
    def operators(self) -> OperatorRepository: ...
    @property
    def certifications(self) -> CertificationRepository: ...
    @property
    def policies(self) -> PolicyRepository: ...
    @property
    def sites(self) -> SiteRepository: ...
    @property
    def bookings(self) -> BookingRepository: ...
    @property
    def holds(self) -> HoldRepository: ...
    @property
    def calls(self) -> CallRepository: ...
    @property
    def tasks(self) -> TaskRepository: ...
    @property
    def overrides(self) -> OverrideRepository: ...
    @property
    def customer_rates(self) -> CustomerRateRepository: ...
    @property
    def line_policies(self) -> Repository[LinePolicy]: ...
    @property
    def users(self) -> UserRepository: ...
    @property
    def charges(self) -> ChargeRepository: ...
    @property
    def carried_out(self) -> CarriedOutRepository: ...
    @property
    def handovers(self) -> HandoverRepository: ...
    @property
    def photos(self) -> PhotoRepository: ...
    @property
    def kits(self) -> KitRepository: ...
    @property
    def service_plans(self) -> ServicePlanRepository: ...
    @property
    def services_done(self) -> ServiceDoneRepository: ...
    @property
    def audit(self) -> AuditLog: ...
    @property
    def articles(self) -> ArticleRepository: ...
    @property
    def agents(self) -> AgentRepository: ...
    @property
    def unfinished(self) -> UnfinishedRepository: ...
    @property
    def yard(self) -> PolicySettings: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def privacy(self) -> Privacy: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def jobs(self) -> JobRuns: ...

    def occupations(
        self,
        class_ids: tuple[str, ...],
        period: Period,
        now: datetime,
        *,
        ignore_call: str | None = None,
        ignore_booking: str | None = None,
    ) -> tuple[Occupation, ...]:
        """Everything that overlaps the period on units of these classes: blocking bookings (with
        their buffer; out and overdue ones without an end), holds not expired, downtimes, and
        units not in service. One query each, whatever the number of classes."""
        ...


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """What a long look at the records found, with the store's own mark of what it looked at."""

    found: T
    mark: object


class SeenNoMore(Exception):
    """Something that was looked at has been written since. Stays within who looks and writes."""


class Store(Protocol):
    """The one owner of the database. `read` and `write` run a function on the owner thread and
    wait for it, at most some seconds, or `wait_s` (DeskUnreachable beyond). Any thread may call
    them. Long work, as an import, names its own bound."""

    def read(self, use: Callable[[Records], T], *, wait_s: float | None = None) -> T: ...

    def write(
        self,
        use: Callable[[Records], T],
        *,
        wait_s: float | None = None,
        seen: Seen[Any] | None = None,
    ) -> T:
        """In a transaction: committed when `use` returns, rolled back when it raises. With `seen`
        only while what was looked at still stands, else SeenNoMore is raised."""
        ...

    def look(self, use: Callable[[Records], T]) -> Seen[T]:
        """For long reading: `use` runs on the caller's thread over one consistent state of the
        records, and nobody waits for it. It writes nothing."""
        ...

    @property
    def waiting(self) -> int:
        """Pieces of work that wait for the records now, about."""
        ...

    def rewrite(self, *, wait_s: float) -> None:
        """Write the file anew, so that what was deleted leaves it; nothing else is answered
        meanwhile. Measured: 1 s for 30 MB, 17 s for 360 MB."""
        ...

    def copy(self, target: Path, *, wait_s: float) -> None:
        """Copy the records' file, whole, to a new file; nothing else is answered meanwhile."""
        ...

    def close(self) -> None: ...
