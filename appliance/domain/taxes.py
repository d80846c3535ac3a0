"""Sales tax on rentals. Pure.

The tax is a percentage of the rental's price before tax, all lines together, rounded once to
cents with halves up. Deposits are not taxed: they go back. A customer with an exemption
certificate on record pays none, and the certificate's number stands on the booking.
"""

from __future__ import annotations

from decimal import Decimal

from appliance.domain.rates import cents

_HUNDRED = Decimal(100)


def tax_on(amount: Decimal, percent: Decimal) -> Decimal:
    """The tax on an amount before tax, in cents, halves up."""
    return cents(amount * percent / _HUNDRED)


def percent_for(yard_percent: Decimal, exemption_certificate: str) -> Decimal:
    """The rate that a customer pays: none with a certificate."""
    return Decimal(0) if exemption_certificate.strip() else yard_percent
