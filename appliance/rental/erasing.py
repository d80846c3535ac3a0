"""Erasing a customer: refused while machines are out or money is owed, unless overridden."""

from __future__ import annotations

from appliance.domain.errors import RecordError
from appliance.domain.privacy import Erasure
from appliance.ports.store import Records

SHORTEST_REASON = 3
LONGEST_REASON = 300


def erase_customer(
    records: Records,
    actor: str,
    customer_id: str,
    *,
    typed_account: str,
    reason: str,
    override: bool,
) -> Erasure:
    """Erase everything that says who the customer was; bookings stay under a pseudonym.

    Raises RecordError when the account typed is not the customer's, no reason is given, or
    something stands in the way and is not overridden; RecordNotFound.
    """
    footprint = records.privacy.footprint(customer_id)
    if typed_account.strip().casefold() != footprint.account.casefold():
        raise RecordError(
            "The account typed is not this customer's; nothing was erased.",
            f"Type {footprint.account} to confirm.",
        )
    why = " ".join(reason.split())
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise RecordError(
            f"A reason of {SHORTEST_REASON} to {LONGEST_REASON} letters is needed.",
            "For example: asked for by letter of 3 March.",
        )
    if footprint.obstacles and not override:
        raise RecordError(
            " ".join(footprint.obstacles),
            "Settle these first, or override with the reason.",
        )
    return records.privacy.erase(actor, customer_id, why)
