"""Quotes: prices that hold for some days and keep no units, until one becomes a booking.

A quote stands in the records as a booking in the state `quote`, its lines without units. It
expires by itself. Accepted, every gate is checked as for any booking; only its prices stand.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.errors import RecordError
from appliance.ports.booking import BookedFacts, BookingItem, BookingRequest, BookingResult
from appliance.ports.rental_life import QuoteAcceptance
from appliance.ports.store import Records
from appliance.rental.booked import booked_facts, booking_of
from appliance.rental.booking import commit
from appliance.rental.calls import call_of
from appliance.rental.changing import note_done
from appliance.rental.checking import Refusal, check, check_terms
from appliance.rental.confirming import OWN_RECORDS_ALONE, Answers
from appliance.rental.holding import expire_stale
from appliance.rental.pricing import total_at
from appliance.rental.registry import find_license
from appliance.rental.yard import AGENT, customer_of

_OPEN = (
    BookingState.QUOTE,
    BookingState.PENDING_REVIEW,
    BookingState.RESERVED,
    BookingState.OUT,
)


def rentals(records: Records, now: datetime, customer_id: str) -> tuple[BookedFacts, ...]:
    """The customer's quotes that still hold, reservations and rentals out, earliest first."""
    found = [
        booking
        for booking in records.bookings.of_customer(customer_id, _OPEN)
        if booking.lines and not has_expired(booking, now)
    ]
    found.sort(key=lambda one: (min(line.period.start for line in one.lines), one.number))
    return tuple(booked_facts(records, booking) for booking in found)


def rental(records: Records, number: str, customer_id: str | None) -> BookedFacts | None:
    """One booking, by the letters and digits of its number; None for another customer's."""
    booking = records.bookings.get(number.strip().upper())
    if booking is None or not booking.lines:
        return None
    if customer_id is not None and booking.customer_id != customer_id:
        return None
    return booked_facts(records, booking)


def has_expired(booking: Booking, now: datetime) -> bool:
    """A quote, or a booking under review, whose time is over."""
    until = {
        BookingState.QUOTE: booking.quote_until,
        BookingState.PENDING_REVIEW: booking.review_until,
    }.get(booking.state)
    return until is not None and until <= now


def make_quote(
    records: Records, now: datetime, request: BookingRequest, actor: str = AGENT
) -> BookingResult:
    """Keep the request's prices; the same key again gives the quote that was made."""
    earlier = records.bookings.by_idempotency_key(request.key)
    if earlier is not None:
        return BookingResult(booking=booked_facts(records, earlier))
    channel = call_of(records, request.call_id).line if request.call_id else "counter"
    try:
        customer_id, terms = check_terms(records, now, request)
    except Refusal as refusal:
        return refusal.result
    number = records.bookings.next_number()
    license_ = find_license(records, request.license_number)
    quote = Booking(
        number=number,
        customer_id=customer_id,
        state=BookingState.QUOTE,
        created_at=now,
        channel=channel,
        made_by=actor,
        lines=tuple(
            BookingLine(
                id=uuid4().hex,
                booking_number=number,
                class_id=equipment.id,
                unit_id=None,
                quantity=item.quantity,
                period=period,
                day_rate=item.day_rate,
                total=Decimal(0) if item.included_in else total_at(quoted, item.day_rate),
                operator_id=item.operator_id,
                certificate_number=item.certificate_number or "",
            )
            for item, equipment, period, quoted in terms
        ),
        call_id=request.call_id or None,
        license_number=license_.number if license_ else request.license_number,
        operator_id=request.operator_id,
        certificate_number=request.certificate_number or "",
        policy_number=request.policy_number,
        site_address=request.site_address,
        callback_number=request.callback_number,
        deposit=sum((quoted.deposit for *_, quoted in terms), Decimal(0)),
        idempotency_key=request.key,
        quote_until=now + timedelta(days=records.yard.get().quote_days),
        tax_percent=terms[0][3].tax_percent,
        tax_certificate=customer_of(records, customer_id).tax_certificate,
    )
    records.bookings.put(quote)
    records.audit.append(actor, "make_quote", f"booking:{number}", None, quote)
    return BookingResult(booking=booked_facts(records, quote))


def requested(records: Records, acceptance: QuoteAcceptance) -> BookingRequest | None:
    """What accepting the quote would book; None where there is no such quote."""
    quote = records.bookings.get(acceptance.number)
    if quote is None or not quote.lines:
        return None
    return _request(quote, acceptance)


def accept_quote(
    records: Records,
    now: datetime,
    acceptance: QuoteAcceptance,
    *,
    answers: Answers = OWN_RECORDS_ALONE,
) -> BookingResult:
    """Turn a quote into a booking under its number, everything but its prices checked again.
    Raises RecordError for a key that another order has used."""
    done = records.carried_out.get(acceptance.key)
    if done is not None:
        if (done.action, done.booking_number) != ("accept_quote", acceptance.number):
            raise RecordError("The key of this order was used for another.")
        return BookingResult(
            booking=booked_facts(records, booking_of(records, done.booking_number))
        )
    expire_stale(records, now)
    quote = records.bookings.get(acceptance.number)
    if quote is None or acceptance.customer_id not in (None, quote.customer_id):
        return BookingResult(booking=None, refused="There is no such quote.")
    if quote.state is BookingState.EXPIRED or has_expired(quote, now):
        return BookingResult(booking=None, refused="That quote has expired; ask for a new one.")
    if quote.state is not BookingState.QUOTE:
        state = quote.state.value.replace("_", " ")
        return BookingResult(booking=None, refused=f"{quote.number} is {state} and no quote.")
    request = _request(quote, acceptance)
    try:
        checked = check(records, now, request, honoured=quote.lines, answers=answers)
    except Refusal as refusal:
        return refusal.result
    after = commit(records, now, request, checked, quote, quote, acceptance.actor)
    note_done(records, now, acceptance.key, "accept_quote", acceptance.actor, quote, after)
    return BookingResult(booking=booked_facts(records, after))


def _request(quote: Booking, acceptance: QuoteAcceptance) -> BookingRequest:
    first, *others = quote.lines
    operator_id = acceptance.operator_id or quote.operator_id
    certificate = acceptance.certificate_number or quote.certificate_number or None
    return BookingRequest(
        call_id=acceptance.call_id or "",
        key=acceptance.key,
        license_number=quote.license_number,
        class_id=first.class_id,
        quantity=first.quantity,
        period=first.period,
        day_rate=first.day_rate,
        operator_id=operator_id,
        certificate_number=certificate,
        policy_number=acceptance.policy_number or quote.policy_number,
        site_address=acceptance.site_address or quote.site_address,
        site_answers=acceptance.site_answers,
        callback_number=acceptance.callback_number or quote.callback_number,
        review=acceptance.review,
        additional=tuple(
            replace(
                BookingItem(
                    class_id=line.class_id,
                    quantity=line.quantity,
                    period=line.period,
                    day_rate=line.day_rate,
                ),
                operator_id=line.operator_id or operator_id,
                certificate_number=line.certificate_number or certificate,
            )
            for line in others
        ),
    )
