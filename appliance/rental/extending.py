"""A later end for a rental that is reserved or out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.calendar import OpeningHours
from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from appliance.domain.rates import LONGEST_DAYS
from appliance.domain.verification import VerificationResult
from appliance.domain.words import counted, day_in_words
from appliance.ports.rental_life import ChangeOrder, ChangeResult
from appliance.ports.store import Records
from appliance.rental.allocating import Allocation
from appliance.rental.changing import (
    ChangeRefused,
    Plan,
    change,
    check_credentials,
    lines_meant,
    require_state,
    with_lines,
)
from appliance.rental.confirming import OWN_RECORDS_ALONE, Answers
from appliance.rental.repricing import reprice
from appliance.rental.tasks import leave_task
from appliance.rental.yard import class_of, hours_of

REVIEWED = "extend_reviewed"
"""What the trail calls an extension that a manager vouched for."""
_DAYS_TRIED = 366
"""A refused extension is answered with the latest possible end within this time."""


def extend(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    end: datetime,
    *,
    commit: bool = True,
    answers: Answers = OWN_RECORDS_ALONE,
    reviewed: bool = False,
) -> ChangeResult:
    """The lines end later, at the price of the longer period. A refusal gives the nearest end
    that would do.

    What nobody can decide by the records (a certificate that is on none) becomes a task for
    staff; a manager who has looked at it extends with `reviewed`, and the trail says so."""
    if end.tzinfo is None:
        raise RecordError("The new end needs a timezone.")
    result = change(
        records,
        now,
        order,
        REVIEWED if reviewed else "extend",
        lambda booking: _plan(records, now, order, booking, end, answers, reviewed),
        commit=commit,
    )
    asked = result.verification
    if not commit or asked is None or asked.result is not VerificationResult.REVIEW:
        return result
    day = hours_of(records).local(end).date()
    leave_task(
        records,
        now,
        f"extend:{order.number}:{day}",
        "review",
        f"{order.number}: {asked.gate.value} to review before it is extended to {day}",
        f"{asked.reason} A manager may extend it on the booking's page.",
        call_id=None,
        actor=order.actor,
    )
    return replace(result, refused=f"{result.refused} Staff have been asked to look at it.")


def _plan(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    booking: Booking,
    end: datetime,
    answers: Answers,
    reviewed: bool,
) -> Plan:
    require_state(booking, (BookingState.RESERVED, BookingState.OUT), "extended")
    hours = hours_of(records)
    end = hours.local(end)
    lines = lines_meant(records, booking, order.lines)
    now_ends = max(line.period.end for line in lines)
    if end <= now_ends:
        raise ChangeRefused(
            f"It is booked to {day_in_words(hours.local(now_ends).date())} already."
        )
    if end <= now:
        raise ChangeRefused("That end is in the past.")
    try:
        refusal = _refusal(records, now, booking, lines, hours, end, answers, reviewed)
        after = refusal or _extended(records, now, booking, lines, hours, end)
    except ChangeRefused as error:
        refusal = error
        after = error
    if isinstance(after, ChangeRefused):
        after.nearest_end = _nearest(records, now, booking, lines, hours, end, answers)
        raise after
    return Plan(after=after)


def _refusal(
    records: Records,
    now: datetime,
    booking: Booking,
    lines: Sequence[BookingLine],
    hours: OpeningHours,
    end: datetime,
    answers: Answers,
    reviewed: bool = False,
) -> ChangeRefused | None:
    closed = hours.return_refusal(end)
    if closed:
        return ChangeRefused(closed)
    if any(Period(hours.local(line.period.start), end).days > LONGEST_DAYS for line in lines):
        return ChangeRefused(f"A rental lasts {counted(LONGEST_DAYS, 'day')} at most.")
    after = with_lines(booking, _to(lines, hours, end))
    check_credentials(records, now, after, answers, reviewed=reviewed)
    return None


def _to(
    lines: Sequence[BookingLine], hours: OpeningHours, end: datetime
) -> tuple[BookingLine, ...]:
    return tuple(
        replace(line, period=Period(hours.local(line.period.start), end)) for line in lines
    )


def _extended(
    records: Records,
    now: datetime,
    booking: Booking,
    lines: Sequence[BookingLine],
    hours: OpeningHours,
    end: datetime,
) -> Booking:
    """The booking with its longer lines. Raises ChangeRefused when a machine is promised to
    somebody else by then."""
    allocation = _allocation(records, now, booking, lines, hours, end)
    changed = []
    for line in lines:
        equipment = class_of(records, line.class_id)
        period = Period(hours.local(line.period.start), end)
        unit_id = line.unit_id
        if line.out_at is not None:
            held = Period(max(now, line.period.start), end)
            free = allocation.is_free(equipment, unit_id, line.quantity, held)
            if free and unit_id is None:
                allocation.take(equipment, held, line.quantity)
        else:
            prefer = frozenset((unit_id,)) if unit_id else frozenset[str]()
            taken = allocation.take(equipment, period, line.quantity, prefer)
            free, unit_id = bool(taken), taken[0] if taken else unit_id
        if not free:
            raise ChangeRefused(
                f"The {equipment.name} is promised to somebody else by then, or due for service."
            )
        priced = reprice(
            records,
            booking.customer_id,
            replace(line, period=hours.local_period(line.period)),
            equipment,
            equipment,
            period,
        )
        changed.append(
            replace(
                line, unit_id=unit_id, period=period, day_rate=priced.day_rate, total=priced.total
            )
        )
    return with_lines(booking, changed)


def _allocation(
    records: Records,
    now: datetime,
    booking: Booking,
    lines: Sequence[BookingLine],
    hours: OpeningHours,
    end: datetime,
) -> Allocation:
    changing = {line.id for line in lines}
    return Allocation(
        records,
        now,
        [
            (class_of(records, line.class_id), Period(hours.local(line.period.start), end))
            for line in lines
        ],
        ignore_booking=booking.number,
        kept=[line for line in booking.lines if line.id not in changing],
    )


def _nearest(
    records: Records,
    now: datetime,
    booking: Booking,
    lines: Sequence[BookingLine],
    hours: OpeningHours,
    end: datetime,
    answers: Answers,
) -> datetime | None:
    """The latest end before the one asked for that nothing stands against."""
    now_ends = hours.local(max(line.period.end for line in lines))
    limit = _credential_limit(records, booking, lines)
    allocation = _allocation(records, now, booking, lines, hours, end)
    candidate = end
    for _ in range(_DAYS_TRIED):
        candidate -= timedelta(days=1)
        if candidate <= now_ends or candidate <= now:
            return None
        whole = Period(now_ends, candidate)
        if not hours.is_open_on(candidate.date()) or hours.last_day(whole) > limit:
            continue
        if all(_stays_free(records, now, allocation, line, candidate) for line in lines):
            try:
                if _refusal(records, now, booking, lines, hours, candidate, answers) is None:
                    _extended(records, now, booking, lines, hours, candidate)
                    return candidate
            except ChangeRefused:
                return None
    return None


def _stays_free(
    records: Records, now: datetime, allocation: Allocation, line: BookingLine, end: datetime
) -> bool:
    equipment = class_of(records, line.class_id)
    if line.out_at is not None:
        held = Period(min(max(now, line.period.start), end - timedelta(seconds=1)), end)
        return allocation.is_free(equipment, line.unit_id, line.quantity, held)
    return allocation.free(equipment, Period(line.period.start, end)) >= line.quantity


def _credential_limit(records: Records, booking: Booking, lines: Sequence[BookingLine]) -> date:
    """The last day on which the policy and every certificate are still valid."""
    ends = []
    policy = records.policies.get(booking.policy_number)
    if policy is not None:
        ends.append(policy.valid_to)
    for line in lines:
        if class_of(records, line.class_id).operator_certification:
            certificate = records.certifications.get(
                line.certificate_number or booking.certificate_number
            )
            if certificate is not None:
                ends.append(certificate.valid_to)
    return min(ends, default=date.max)
