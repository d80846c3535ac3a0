"""What is read for the customers pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.customers import (
    BusinessLicense,
    Certification,
    CredentialState,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.errors import RecordNotFound
from appliance.domain.price_lists import CustomerRate
from appliance.ports.repositories import Page
from appliance.ports.store import Records

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetail:
    customer: Customer
    licenses: tuple[BusinessLicense, ...]
    operators: tuple[tuple[Operator, tuple[Certification, ...]], ...]
    policies: tuple[InsurancePolicy, ...]
    sites: tuple[Site, ...]
    bookings: tuple[Booking, ...]
    rates: tuple[CustomerRate, ...]
    """The customer's own, with those that no longer hold."""
    classes: tuple[EquipmentClass, ...]
    today: date

    @property
    def certified(self) -> tuple[tuple[Operator, Certification], ...]:
        """Every certificate with who holds it."""
        return tuple((operator, one) for operator, held in self.operators for one in held)

    def standing(self, record: BusinessLicense | Certification | InsurancePolicy) -> str:
        """`valid`, `expired`, `not_yet_valid`, or the issuer's `suspended` or `revoked`."""
        if record.state is not CredentialState.ACTIVE:
            return record.state.value
        if record.valid_to < self.today:
            return "expired"
        return "not_yet_valid" if record.valid_from > self.today else "valid"


def customer_list(records: Records, search: str, offset: int) -> Page[Customer]:
    return records.customers.page(search=search, offset=offset, limit=PAGE_SIZE)


def find_customer(records: Records, customer_id: str) -> Customer:
    """Raises RecordNotFound."""
    customer = records.customers.get(customer_id)
    if customer is None:
        raise RecordNotFound("There is no such customer.", "Search for the account.")
    return customer


def customer_detail(records: Records, customer_id: str, today: date) -> CustomerDetail:
    """Raises RecordNotFound."""
    customer = find_customer(records, customer_id)
    operators = records.operators.of_customer(customer_id)
    return CustomerDetail(
        customer=customer,
        licenses=records.licenses.of_customer(customer_id),
        operators=tuple((o, records.certifications.of_operator(o.id)) for o in operators),
        policies=records.policies.of_customer(customer_id),
        sites=records.sites.of_customer(customer_id),
        bookings=records.bookings.of_customer(customer_id, tuple(BookingState))[:20],
        rates=records.customer_rates.of_customer(customer_id),
        classes=records.classes.all(),
        today=today,
    )
