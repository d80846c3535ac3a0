"""The part of `LocalDesk` that verifies and books, with the registries' word where there is one.

Registries are asked before the transaction begins: the thread that owns the records never waits
for another server.
"""

from __future__ import annotations

from appliance.domain.periods import Period
from appliance.domain.registries import RegistryKind
from appliance.domain.verification import Verification
from appliance.ports.clock import Clock
from appliance.ports.desk import BookingRequest, BookingResult, CustomerCheck, OperatorCheck
from appliance.ports.rental_life import QuoteAcceptance
from appliance.ports.store import Records, Store
from appliance.rental import booking, confirming, quoting, registry, requirements
from appliance.rental.confirming import OWN_RECORDS_ALONE, Answers, Registries
from appliance.rental.yard import class_of, hours_of, local_now


class GateDesk:
    """Gates 1, 5, 6 and 7 over a store and, where the yard has them, registries."""

    _store: Store
    _clock: Clock
    _registries: Registries | None

    def verify_customer(self, license_number: str) -> CustomerCheck:
        answers = self._ask((RegistryKind.BUSINESS_LICENSE, license_number))

        def check(records: Records) -> CustomerCheck:
            now = self._clock.now()
            found = registry.verify_customer(records, now, license_number)
            today = local_now(records, now).date()
            return confirming.confirmed_customer(found, answers, now, today)

        return self._store.read(check)

    def verify_operator(
        self, customer_id: str, class_id: str, period: Period, name: str, certificate_number: str
    ) -> OperatorCheck:
        answers = self._ask((RegistryKind.CERTIFICATE, certificate_number))

        def check(records: Records) -> OperatorCheck:
            found = requirements.verify_operator(
                records, customer_id, class_id, period, name, certificate_number
            )
            required = class_of(records, class_id).operator_certification
            return confirming.confirmed_operator(
                found, required, answers, self._clock.now(), hours_of(records).days_of(period)
            )

        return self._store.read(check)

    def verify_insurance(
        self, customer_id: str, class_id: str, period: Period, quantity: int, policy_number: str
    ) -> Verification:
        answers = self._ask((RegistryKind.POLICY, policy_number))

        def check(records: Records) -> Verification:
            found = requirements.verify_insurance(
                records, customer_id, class_id, period, quantity, policy_number
            )
            needed = class_of(records, class_id).minimum_insurance * quantity
            return confirming.confirmed_cover(
                found, needed, answers, self._clock.now(), hours_of(records).days_of(period)
            )

        return self._store.read(check)

    def book(self, request: BookingRequest) -> BookingResult:
        answers = self._ask(*_numbers_of(request))
        return self._store.write(
            lambda records: booking.book(records, self._clock.now(), request, answers=answers)
        )

    def accept_quote(self, acceptance: QuoteAcceptance) -> BookingResult:
        answers = OWN_RECORDS_ALONE
        if self._registries is not None:
            request = self._store.read(lambda records: quoting.requested(records, acceptance))
            answers = self._ask(*_numbers_of(request)) if request else Answers(asked=True)
        return self._store.write(
            lambda records: quoting.accept_quote(
                records, self._clock.now(), acceptance, answers=answers
            )
        )

    def _ask(self, *wanted: tuple[RegistryKind, str | None]) -> Answers:
        if self._registries is None:
            return OWN_RECORDS_ALONE
        return self._registries.ask((kind, number) for kind, number in wanted if number)


def _numbers_of(request: BookingRequest) -> list[tuple[RegistryKind, str | None]]:
    certificates = {one.certificate_number for one in booking.items_of(request)}
    return [
        (RegistryKind.BUSINESS_LICENSE, request.license_number),
        *((RegistryKind.CERTIFICATE, number) for number in sorted(filter(None, certificates))),
        (RegistryKind.POLICY, request.policy_number),
    ]
