"""The part of `LocalDesk` that verifies and books, with the registries' word where there is one.

Registries are asked before the transaction begins: the thread that owns the records never waits
for another server.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from appliance.domain.periods import Period
from appliance.domain.registries import RegistryKind
from appliance.domain.verification import Verification
from appliance.ports.booking import BookingRequest, BookingResult
from appliance.ports.clock import Clock
from appliance.ports.facts import CustomerCheck, OperatorCheck
from appliance.ports.rental_life import QuoteAcceptance
from appliance.ports.store import Records, Store
from appliance.rental import asked_about, booking, confirming, quoting, registry, requirements
from appliance.rental.confirming import OWN_RECORDS_ALONE, Answers, Registries
from appliance.rental.yard import class_of, hours_of, local_now


class GateDesk:
    """Gates 1, 5, 6 and 7 over a store and, where the yard has them, registries."""

    _store: Store
    _clock: Clock
    _registries: Registries | None

    def verify_customer(self, license_number: str) -> CustomerCheck:
        now = self._clock.now()

        def check(records: Records) -> tuple[CustomerCheck, date]:
            found = registry.verify_customer(records, now, license_number)
            return found, local_now(records, now).date()

        found, today = self._store.read(check)
        answers = self._ask_about(found.verification, RegistryKind.BUSINESS_LICENSE)
        return confirming.confirmed_customer(found, answers, now, today)

    def verify_operator(
        self, customer_id: str, class_id: str, period: Period, name: str, certificate_number: str
    ) -> OperatorCheck:
        def check(records: Records) -> tuple[OperatorCheck, str | None, tuple[date, date]]:
            found = requirements.verify_operator(
                records, customer_id, class_id, period, name, certificate_number
            )
            required = class_of(records, class_id).operator_certification
            return found, required, hours_of(records).days_of(period)

        found, required, days = self._store.read(check)
        answers = OWN_RECORDS_ALONE
        if required:
            answers = self._ask_about(found.verification, RegistryKind.CERTIFICATE)
        return confirming.confirmed_operator(found, required, answers, self._clock.now(), days)

    def verify_insurance(
        self, customer_id: str, class_id: str, period: Period, quantity: int, policy_number: str
    ) -> Verification:
        def check(records: Records) -> tuple[Verification, Decimal, tuple[date, date]]:
            found = requirements.verify_insurance(
                records, customer_id, class_id, period, quantity, policy_number
            )
            needed = class_of(records, class_id).minimum_insurance * quantity
            return found, needed, hours_of(records).days_of(period)

        found, needed, days = self._store.read(check)
        answers = self._ask_about(found, RegistryKind.POLICY)
        return confirming.confirmed_cover(found, needed, answers, self._clock.now(), days)

    def book(self, request: BookingRequest) -> BookingResult:
        answers = asked_about.answers_for(
            self._registries,
            self._store,
            lambda records: asked_about.numbers_of_request(records, request),
        )
        return self._store.write(
            lambda records: booking.book(records, self._clock.now(), request, answers=answers)
        )

    def accept_quote(self, acceptance: QuoteAcceptance) -> BookingResult:
        answers = asked_about.answers_for(
            self._registries,
            self._store,
            lambda records: asked_about.numbers_of_quote(records, acceptance),
        )
        return self._store.write(
            lambda records: quoting.accept_quote(
                records, self._clock.now(), acceptance, answers=answers
            )
        )

    def _ask_about(self, own: Verification, kind: RegistryKind) -> Answers:
        """The registry's answer for the record that the check was made against."""
        if self._registries is None or not own.passed or own.record_id is None:
            return OWN_RECORDS_ALONE if self._registries is None else Answers(asked=True)
        return self._registries.ask([(kind, own.record_id)])
