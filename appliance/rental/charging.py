"""The ledger of a booking at the counter: what was used up, broken or lost, and the deposit."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.charges import Balance, Charge, ChargeKind, balance
from appliance.domain.errors import RecordError
from appliance.domain.rates import cents
from appliance.ports.store import Records
from appliance.rental.booked import booking_of
from appliance.rental.changing import Fee, add_charge, note_done, total_of

MOST_CHARGED = Decimal(1_000_000)
MANAGERS_KINDS = frozenset({ChargeKind.CREDIT, ChargeKind.DEPOSIT_KEPT})
"""What lowers a bill or keeps a customer's money."""
BY_RULE = frozenset({ChargeKind.LATE_FEE, ChargeKind.CANCEL_FEE, ChargeKind.NO_SHOW_FEE})
"""What the yard's policy charges by itself."""
_NO_LEDGER = (BookingState.QUOTE, BookingState.PENDING_REVIEW, BookingState.EXPIRED)


def balance_of(records: Records, booking: Booking) -> Balance:
    """The booking's money as it stands. What was given up costs only its fees."""
    over = booking.state in (BookingState.CANCELLED, BookingState.NO_SHOW)
    rental = Decimal(0) if over else total_of(booking)
    return balance(rental, records.charges.of_booking(booking.number))


def charge_booking(
    records: Records,
    now: datetime,
    actor: str,
    key: str,
    number: str,
    kind: ChargeKind,
    amount: Decimal,
    note: str = "",
) -> Charge | None:
    """Add an entry; the same key again adds nothing. Raises RecordError for an amount that cannot
    be, a deposit that is not there, or a credit above what is owed; RecordNotFound."""
    booking = booking_of(records, number)
    if records.carried_out.get(key) is not None:
        return None
    if booking.state in _NO_LEDGER:
        state = booking.state.value.replace("_", " ")
        raise RecordError(f"{number} is {state}; nothing can be charged to it.")
    if kind in BY_RULE:
        raise RecordError("The yard's policy charges that by itself.", "Use another kind.")
    if not amount.is_finite() or not 0 < amount <= MOST_CHARGED or amount != cents(amount):
        raise RecordError(
            "An amount lies between 0.01 and 1,000,000, with at most two decimals.",
            "Correct the amount.",
        )
    stands = balance_of(records, booking)
    goes_back = kind in (ChargeKind.DEPOSIT_RETURNED, ChargeKind.DEPOSIT_KEPT)
    if goes_back and amount > stands.deposit_held:
        raise RecordError(f"The yard holds a deposit of {stands.deposit_held:.2f} of it.")
    if kind is ChargeKind.CREDIT and amount > stands.total:
        raise RecordError(f"The booking comes to {stands.total:.2f}; a credit cannot be more.")
    made = add_charge(records, now, actor, number, Fee(kind=kind, amount=amount, note=note))
    note_done(records, now, key, "charge", actor, booking, booking, amount)
    return made
