"""Money beside a rental's price: fees, what was used up or broken, and the deposit.

A ledger only grows: an entry is never changed, a mistake is set right by a credit. Amounts are
above zero, before tax; the kind says which way they go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class ChargeKind(StrEnum):
    """CREDIT lowers what is owed; the DEPOSIT kinds are kept apart from it."""

    LATE_FEE = "late_fee"
    CANCEL_FEE = "cancel_fee"
    NO_SHOW_FEE = "no_show_fee"
    FUEL = "fuel"
    CLEANING = "cleaning"
    DAMAGE = "damage"
    LOSS = "loss"
    OTHER = "other"
    CREDIT = "credit"
    DEPOSIT_TAKEN = "deposit_taken"
    DEPOSIT_RETURNED = "deposit_returned"
    DEPOSIT_KEPT = "deposit_kept"

    @property
    def is_deposit(self) -> bool:
        return self in (
            ChargeKind.DEPOSIT_TAKEN,
            ChargeKind.DEPOSIT_RETURNED,
            ChargeKind.DEPOSIT_KEPT,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One entry of a booking's ledger; `line_id` where it belongs to one of its lines."""

    id: str
    booking_number: str
    kind: ChargeKind
    amount: Decimal
    at: datetime
    by: str
    line_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """A booking's money, before tax. `deposit_held` is what the yard still has of the customer's;
    a deposit that was kept pays towards `owed`."""

    rental: Decimal
    fees: Decimal
    deposit_held: Decimal
    deposit_kept: Decimal

    @property
    def total(self) -> Decimal:
        return self.rental + self.fees

    @property
    def owed(self) -> Decimal:
        """What is left of the total after the deposit that was kept."""
        return self.total - self.deposit_kept


def balance(rental: Decimal, charges: Sequence[Charge]) -> Balance:
    """The booking's money from its lines' price and its ledger."""
    sums = dict.fromkeys(ChargeKind, Decimal(0))
    for charge in charges:
        sums[charge.kind] += charge.amount
    fees = sum(
        (
            -amount if kind is ChargeKind.CREDIT else amount
            for kind, amount in sums.items()
            if not kind.is_deposit
        ),
        Decimal(0),
    )
    kept = sums[ChargeKind.DEPOSIT_KEPT]
    held = sums[ChargeKind.DEPOSIT_TAKEN] - sums[ChargeKind.DEPOSIT_RETURNED] - kept
    return Balance(rental=rental, fees=fees, deposit_held=held, deposit_kept=kept)
