"""What a document comes to: lines, tax, and on a receipt the ledger, from the committed rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from appliance.domain.bookings import Booking, BookingLine
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.charges import Charge, ChargeKind, balance
from appliance.domain.paper import PaperKind
from appliance.domain.rates import PricePlan, best_mix, plan_for
from appliance.domain.taxes import tax_on
from appliance.ports.paper import PaperAmount, RatePart
from appliance.ports.store import Records
from appliance.rental.pricing import own_rate


@dataclass(frozen=True, slots=True)
class Sums:
    """`total` is `subtotal` and every addition; `settled` is what happened to the deposit."""

    subtotal: Decimal
    additions: tuple[PaperAmount, ...]
    settled: tuple[PaperAmount, ...]

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.additions), self.subtotal)


def sums_of(
    records: Records, booking: Booking, kind: PaperKind, lines: Sequence[BookingLine]
) -> Sums:
    """Of the lines that the document has. Fees stand on receipts: with a line of their own those
    of its lines, without one once everything has come back."""
    subtotal = sum((line.total for line in lines), Decimal(0))
    additions = [*_tax(booking, subtotal)]
    settled: tuple[PaperAmount, ...] = ()
    if kind is PaperKind.RECEIPT:
        whole = all(line.returned_at for line in booking.lines)
        kept = {line.id for line in lines}
        ledger = [
            charge
            for charge in records.charges.of_booking(booking.number)
            if whole or charge.line_id in kept
        ]
        additions += [_fee(charge) for charge in ledger if not charge.kind.is_deposit]
        settled = _settled(subtotal, ledger)
    return Sums(subtotal, tuple(additions), settled)


def _tax(booking: Booking, subtotal: Decimal) -> tuple[PaperAmount, ...]:
    if booking.tax_percent:
        percent = f"{booking.tax_percent.normalize():f}"
        amount = tax_on(subtotal, booking.tax_percent)
        return (PaperAmount(label=f"Tax on the rental, {percent} %", amount=amount),)
    if booking.tax_certificate:
        label = f"Tax exempt, certificate {booking.tax_certificate}"
        return (PaperAmount(label=label, amount=Decimal(0)),)
    return ()


def _fee(charge: Charge) -> PaperAmount:
    name = charge.kind.value.replace("_", " ").capitalize()
    return PaperAmount(
        label=f"{name}: {charge.note}" if charge.note else name,
        amount=-charge.amount if charge.kind is ChargeKind.CREDIT else charge.amount,
    )


def _settled(subtotal: Decimal, ledger: Sequence[Charge]) -> tuple[PaperAmount, ...]:
    stands = balance(subtotal, ledger)
    returned = sum(
        (one.amount for one in ledger if one.kind is ChargeKind.DEPOSIT_RETURNED), Decimal(0)
    )
    found = (
        ("Deposit returned", returned),
        ("Deposit kept towards the total", stands.deposit_kept),
        ("Deposit still held", stands.deposit_held),
    )
    return tuple(PaperAmount(label=label, amount=amount) for label, amount in found if amount)


def rates_of(
    records: Records, booking: Booking, equipment: EquipmentClass | None, line: BookingLine
) -> tuple[RatePart, ...]:
    """The mix of rates that makes the line's total to the cent, or nothing: rates may have changed
    since. `line.period` is by the yard's clocks."""
    days, each = line.period.days, line.quantity
    if equipment is not None:
        plan = plan_for(equipment, days)
        if plan.total * each == line.total:
            return _parts(plan, equipment.day_rate, equipment.week_rate, equipment.month_rate)
        own = own_rate(records, booking.customer_id, equipment.id, line.period)
        if own is not None:
            plan = best_mix(own.day_rate, own.week_rate, own.month_rate, days)
            if plan.total * each == line.total:
                return _parts(plan, own.day_rate, own.week_rate, own.month_rate)
    if line.day_rate * days * each == line.total:
        return (RatePart(days, "day", line.day_rate),)
    return ()


def _parts(
    plan: PricePlan, day: Decimal, week: Decimal | None, month: Decimal | None
) -> tuple[RatePart, ...]:
    mix = ((plan.months, "month", month), (plan.weeks, "week", week), (plan.days, "day", day))
    return tuple(RatePart(count, noun, rate) for count, noun, rate in mix if count and rate)
