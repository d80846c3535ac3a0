"""Gate 1 and the customer's own credentials: who is calling, by the license registry."""

from __future__ import annotations

from datetime import datetime

from appliance.domain.customers import BusinessLicense
from appliance.domain.gates import check_customer
from appliance.domain.identifiers import CLEAR_COST, bare, nearest
from appliance.ports.facts import Credential, CustomerCheck, LicenseMatch
from appliance.ports.store import Records
from appliance.rental.yard import customer_of, local_now, operators_of


def find_license(records: Records, number: str) -> BusinessLicense | None:
    """By letters and digits alone."""
    found = records.licenses.get(number)
    if found is not None:
        return found
    wanted = bare(number)
    if not wanted:
        return None
    for known in records.licenses.numbers():
        if bare(known) == wanted:
            return records.licenses.get(known)
    return None


def match_license(records: Records, candidates: tuple[str, ...]) -> LicenseMatch:
    """What the candidates point at; the account's name only where one match is clear.

    Clear means: a single candidate on record, or one registry entry a single like-sounding
    character away from one of the likeliest.
    """
    numbers = records.licenses.numbers()
    by_bare = {bare(number): number for number in numbers}
    on_record = tuple(dict.fromkeys(one for one in candidates if bare(one) in by_bare))
    if on_record:
        named = by_bare[bare(on_record[0])] if len(on_record) == 1 else None
        return LicenseMatch(
            on_record=on_record, nearest=None, nearest_name=_account_name(records, named)
        )
    close = nearest([one for one in candidates if bare(one)], numbers)
    if close is None:
        return LicenseMatch(on_record=(), nearest=None, nearest_name=None)
    number, distance = close
    named = number if distance <= CLEAR_COST else None
    return LicenseMatch(on_record=(), nearest=number, nearest_name=_account_name(records, named))


def _account_name(records: Records, number: str | None) -> str | None:
    license_ = records.licenses.get(number) if number else None
    customer = records.customers.get(license_.customer_id) if license_ else None
    return customer.name if customer else None


def verify_customer(records: Records, now: datetime, license_number: str) -> CustomerCheck:
    """Gate 1."""
    license_ = find_license(records, license_number)
    customer = records.customers.get(license_.customer_id) if license_ else None
    verification = check_customer(
        license_number, license_, customer, local_now(records, now).date()
    )
    if not verification.passed or customer is None:
        return CustomerCheck(verification=verification)
    return CustomerCheck(
        verification=verification, customer_id=customer.id, customer_name=customer.name
    )


def credentials(records: Records, customer_id: str) -> tuple[Credential, ...]:
    """The customer's own certificates and policies."""
    customer_of(records, customer_id)
    found = [
        Credential(kind="certificate", number=certificate.number, holder=operator.name)
        for operator in operators_of(records, customer_id)
        for certificate in records.certifications.of_operator(operator.id)
    ]
    found.extend(
        Credential(kind="policy", number=policy.number, holder=policy.insurer)
        for policy in records.policies.of_customer(customer_id)
    )
    return tuple(found)


def operators(records: Records, customer_id: str) -> tuple[str, ...]:
    """Names of the customer's operators on record."""
    customer_of(records, customer_id)
    return tuple(one.name for one in operators_of(records, customer_id))


def sites(records: Records, customer_id: str) -> tuple[str, ...]:
    """Addresses of the customer's job sites on record."""
    customer_of(records, customer_id)
    return tuple(one.address for one in records.sites.of_customer(customer_id))
