"""What registries are asked about before a rental is booked or changed: the license, certificates
and policy as they stand on record. What is on no record is not asked about: it cannot pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from appliance.domain.registries import RegistryKind
from appliance.ports.booking import BookingRequest
from appliance.ports.rental_life import QuoteAcceptance
from appliance.ports.store import Records, Store
from appliance.rental.checking import items_of
from appliance.rental.confirming import OWN_RECORDS_ALONE, Answers, Registries
from appliance.rental.quoting import requested
from appliance.rental.registry import find_license
from appliance.rental.requirements import find_policy, own_certificate

Numbers = tuple[tuple[RegistryKind, str], ...]


def answers_for(
    registries: Registries | None, store: Store, numbers: Callable[[Records], Numbers]
) -> Answers:
    """What the yard's registries say of those numbers. Blocks; never to be called inside a
    transaction."""
    return OWN_RECORDS_ALONE if registries is None else registries.ask(store.read(numbers))


def numbers_of_request(records: Records, request: BookingRequest) -> Numbers:
    """For a booking that is asked for."""
    certificates = (one.certificate_number or "" for one in items_of(request))
    return _on_record(records, request.license_number, certificates, request.policy_number)


def numbers_of_quote(records: Records, acceptance: QuoteAcceptance) -> Numbers:
    """For a quote that is turned into a booking."""
    request = requested(records, acceptance)
    return numbers_of_request(records, request) if request else ()


def numbers_of_booking(records: Records, number: str) -> Numbers:
    """For a booking that is changed, as far as it has not come back; nothing for an unknown one."""
    booking = records.bookings.get(number)
    if booking is None:
        return ()
    certificates = (
        line.certificate_number or booking.certificate_number
        for line in booking.lines
        if line.returned_at is None
    )
    return _on_record(records, booking.license_number, certificates, booking.policy_number)


def _on_record(
    records: Records, license_number: str, certificate_numbers: Iterable[str], policy_number: str
) -> Numbers:
    license_ = find_license(records, license_number)
    if license_ is None:
        return ()
    own = records.operators.of_customer(license_.customer_id)
    wanted = sorted(set(certificate_numbers))
    certificates = [own_certificate(records, own, number) for number in wanted]
    policy = find_policy(records, license_.customer_id, policy_number)
    return (
        (RegistryKind.BUSINESS_LICENSE, license_.number),
        *((RegistryKind.CERTIFICATE, one[1].number) for one in certificates if one),
        *(((RegistryKind.POLICY, policy.number),) if policy else ()),
    )
