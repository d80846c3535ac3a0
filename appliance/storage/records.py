"""All repositories over one transaction, and what occupies units across them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation
from appliance.storage.agents import DuckDbAgents
from appliance.storage.audit import DuckDbAuditLog
from appliance.storage.bookings import DuckDbBookings, DuckDbHolds
from appliance.storage.calls import DuckDbCalls, DuckDbTasks, DuckDbUsers
from appliance.storage.catalogue import DuckDbClasses, DuckDbDowntimes, DuckDbUnits
from appliance.storage.customers import (
    DuckDbCertifications,
    DuckDbCustomers,
    DuckDbLicenses,
    DuckDbOperators,
    DuckDbPolicies,
    DuckDbSites,
)
from appliance.storage.jobs import DuckDbJobRuns
from appliance.storage.knowledge import DuckDbArticles, DuckDbUnfinished
from appliance.storage.lifecycle import (
    DuckDbCarriedOut,
    DuckDbCharges,
    DuckDbHandovers,
    DuckDbKits,
    DuckDbPhotos,
    DuckDbServicePlans,
    DuckDbServicesDone,
)
from appliance.storage.mapping import moment
from appliance.storage.money import DuckDbCustomerRates, DuckDbLinePolicies, DuckDbOverrides
from appliance.storage.privacy import DuckDbPrivacy, DuckDbRetention
from appliance.storage.reports import DuckDbReports
from appliance.storage.session import Session
from appliance.storage.yard import DuckDbYard

# What `Occupancy` answers from memory, where it can; tests hold it to this.
# Each select gives: source, reference, class, unit, quantity, start, end, the last two as
# microseconds. $1 classes, $2 start and $3 end of the period, $4 now, $5 and $6 what to ignore.
# A machine that left before its planned start keeps its unit from then on; out and overdue, it
# has no known end; back, it keeps nothing. A review that ran out of time keeps nothing.
OCCUPATIONS = """
SELECT 'booking', b.number, l.class_id, l.unit_id, l.quantity,
    epoch_us(least(l.starts_at, l.out_at)),
    CASE WHEN l.out_at IS NOT NULL AND l.ends_at <= $4 THEN NULL
        ELSE epoch_us(l.ends_at) + c.buffer_minutes * 60000000::BIGINT END
FROM booking_line l
JOIN booking b ON b.number = l.booking_number
JOIN equipment_class c ON c.id = l.class_id
WHERE l.class_id IN (SELECT unnest($1))
    AND (b.state IN ('reserved', 'out')
        OR (b.state = 'pending_review' AND (b.review_until IS NULL OR b.review_until > $4)))
    AND b.number IS DISTINCT FROM $6
    AND l.returned_at IS NULL
    AND least(l.starts_at, l.out_at) < $3
    AND (epoch_us(l.ends_at) + c.buffer_minutes * 60000000::BIGINT > epoch_us($2)
        OR (l.out_at IS NOT NULL AND l.ends_at <= $4))
UNION ALL
SELECT 'hold', h.id, h.class_id, h.unit_id, h.quantity,
    epoch_us(h.starts_at), epoch_us(h.ends_at)
FROM hold h
WHERE h.class_id IN (SELECT unnest($1)) AND h.expires_at > $4 AND h.call_id IS DISTINCT FROM $5
    AND h.starts_at < $3 AND h.ends_at > $2
UNION ALL
SELECT 'downtime', d.id, u.class_id, d.unit_id, 1, epoch_us(d."start"), epoch_us(d."end")
FROM downtime d
JOIN unit u ON u.id = d.unit_id
WHERE u.class_id IN (SELECT unnest($1))
    AND d."start" < $3 AND (d."end" IS NULL OR d."end" > $2)
UNION ALL
SELECT 'downtime', u.id, u.class_id, u.id, 1, epoch_us($2), NULL
FROM unit u
WHERE u.class_id IN (SELECT unnest($1)) AND u.state <> 'in_service'
ORDER BY 3, 4, 6, 1, 2
"""


class DuckDbRecords:
    """All repositories, inside one transaction."""

    def __init__(self, session: Session, now: Callable[[], datetime]) -> None:
        self._session = session
        self._now = now

    @cached_property
    def classes(self) -> DuckDbClasses:
        return DuckDbClasses(self._session)

    @cached_property
    def units(self) -> DuckDbUnits:
        return DuckDbUnits(self._session)

    @cached_property
    def downtimes(self) -> DuckDbDowntimes:
        return DuckDbDowntimes(self._session)

    @cached_property
    def customers(self) -> DuckDbCustomers:
        return DuckDbCustomers(self._session)

    @cached_property
    def licenses(self) -> DuckDbLicenses:
        return DuckDbLicenses(self._session)

    @cached_property
    def operators(self) -> DuckDbOperators:
        return DuckDbOperators(self._session)

    @cached_property
    def certifications(self) -> DuckDbCertifications:
        return DuckDbCertifications(self._session)

    @cached_property
    def policies(self) -> DuckDbPolicies:
        return DuckDbPolicies(self._session)

    @cached_property
    def sites(self) -> DuckDbSites:
        return DuckDbSites(self._session)

    @cached_property
    def bookings(self) -> DuckDbBookings:
        return DuckDbBookings(self._session)

    @cached_property
    def holds(self) -> DuckDbHolds:
        return DuckDbHolds(self._session)

    @cached_property
    def calls(self) -> DuckDbCalls:
        return DuckDbCalls(self._session)

    @cached_property
    def tasks(self) -> DuckDbTasks:
        return DuckDbTasks(self._session)

    @cached_property
    def overrides(self) -> DuckDbOverrides:
        return DuckDbOverrides(self._session)

    @cached_property
    def customer_rates(self) -> DuckDbCustomerRates:
        return DuckDbCustomerRates(self._session)

    @cached_property
    def line_policies(self) -> DuckDbLinePolicies:
        return DuckDbLinePolicies(self._session)

    @cached_property
    def users(self) -> DuckDbUsers:
        return DuckDbUsers(self._session)

    @cached_property
    def charges(self) -> DuckDbCharges:
        return DuckDbCharges(self._session)

    @cached_property
    def carried_out(self) -> DuckDbCarriedOut:
        return DuckDbCarriedOut(self._session)

    @cached_property
    def handovers(self) -> DuckDbHandovers:
        return DuckDbHandovers(self._session)

    @cached_property
    def photos(self) -> DuckDbPhotos:
        return DuckDbPhotos(self._session)

    @cached_property
    def kits(self) -> DuckDbKits:
        return DuckDbKits(self._session)

    @cached_property
    def service_plans(self) -> DuckDbServicePlans:
        return DuckDbServicePlans(self._session)

    @cached_property
    def services_done(self) -> DuckDbServicesDone:
        return DuckDbServicesDone(self._session)

    @cached_property
    def audit(self) -> DuckDbAuditLog:
        return DuckDbAuditLog(self._session, self._now)

    @cached_property
    def articles(self) -> DuckDbArticles:
        return DuckDbArticles(self._session)

    @cached_property
    def agents(self) -> DuckDbAgents:
        return DuckDbAgents(self._session)

    @cached_property
    def unfinished(self) -> DuckDbUnfinished:
        return DuckDbUnfinished(self._session)

    @cached_property
    def yard(self) -> DuckDbYard:
        return DuckDbYard(self._session)

    @cached_property
    def privacy(self) -> DuckDbPrivacy:
        return DuckDbPrivacy(self._session, self._now)

    @cached_property
    def retention(self) -> DuckDbRetention:
        return DuckDbRetention(self._session, self._now)

    @cached_property
    def jobs(self) -> DuckDbJobRuns:
        return DuckDbJobRuns(self._session)

    @cached_property
    def reports(self) -> DuckDbReports:
        return DuckDbReports(self._session)

    def occupations(
        self,
        class_ids: tuple[str, ...],
        period: Period,
        now: datetime,
        *,
        ignore_call: str | None = None,
        ignore_booking: str | None = None,
    ) -> tuple[Occupation, ...]:
        if not class_ids:
            return ()
        zone = self._session.zone
        occupancy = self._session.occupancy()
        if occupancy is not None:
            found = occupancy.find(class_ids, period, now, ignore_call, ignore_booking, zone)
            if found is not None:
                return found
        rows = self._session.rows(
            OCCUPATIONS,
            (list(class_ids), period.start, period.end, now, ignore_call, ignore_booking),
        )
        return tuple(
            Occupation(
                source=source,
                reference=reference,
                class_id=class_id,
                unit_id=unit_id,
                quantity=quantity,
                start=moment(start, zone),
                end=None if end is None else moment(end, zone),
            )
            for source, reference, class_id, unit_id, quantity, start, end in rows
        )
