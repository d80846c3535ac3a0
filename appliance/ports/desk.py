"""The rental desk: everything a conversation may ask of the business.

What it answers with is in `facts`, `booking` and `rental_life`. The port is served in the
process that owns the records, and over HTTP to the others; calls block and may raise
DeskUnreachable, RecordError or NotPermitted.

Methods are readers unless their docstring starts with "Write:"; writers are idempotent
by `key` (call and turn), so repeating one after a lost answer is safe.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from appliance.domain.calls import Outcome, Timings, Turn
from appliance.domain.periods import Period
from appliance.domain.verification import Verification
from appliance.ports.booking import Availability, BookingRequest, BookingResult, EquipmentOption
from appliance.ports.counter import CounterDesk
from appliance.ports.deciding import DecidingDesk
from appliance.ports.facts import (
    Credential,
    CustomerCheck,
    EquipmentQuery,
    HoldResult,
    LicenseMatch,
    OfferAnswer,
    OpenedCall,
    OperatorCheck,
    OverrideFacts,
    Quote,
    SiteCheck,
)
from appliance.ports.knowledge import KnowledgeDesk
from appliance.ports.rental_life import RentalLife


class RentalDesk(CounterDesk, KnowledgeDesk, RentalLife, DecidingDesk, Protocol):
    # calls
    def open_call(self, line: str, caller: str | None, called: str = "") -> OpenedCall:
        """Write: a new call record. `called` is the number that was dialed, where the line
        knows it: it chooses the agent before the line does."""
        ...

    def record_turn(self, turn: Turn, verifications: tuple[Verification, ...] = ()) -> None:
        """Write: a turn with the checks made in it; repeating a turn number replaces it."""
        ...

    def record_timings(self, call_id: str, turn: int, timings: Timings) -> None:
        """Write: a spoken turn's timings."""
        ...

    def close_call(self, call_id: str, outcome: Outcome, recording: str | None = None) -> None:
        """Write: the call has ended; its holds are released."""
        ...

    # gate 1
    def match_license(self, candidates: tuple[str, ...]) -> LicenseMatch: ...

    def verify_customer(self, license_number: str) -> CustomerCheck: ...

    # gate 2
    def find_equipment(self, query: EquipmentQuery) -> tuple[EquipmentOption, ...]:
        """Best first, at most `query.limit`."""
        ...

    def availability(
        self, class_id: str, period: Period, quantity: int, call_id: str
    ) -> Availability:
        """The call's own holds do not count against it."""
        ...

    # gate 3
    def sites(self, customer_id: str) -> tuple[str, ...]:
        """Addresses of the customer's job sites on record."""
        ...

    def check_site(
        self,
        customer_id: str,
        class_id: str,
        address: str,
        answers: tuple[tuple[str, bool], ...],
    ) -> SiteCheck:
        """`answers` are (question key, yes?) for those already asked."""
        ...

    # gate 4
    def quote(
        self, customer_id: str, class_id: str, period: Period, quantity: int, call_id: str = ""
    ) -> Quote:
        """The customer's list price; with a call, as its line opens."""
        ...

    def consider_offer(
        self,
        call_id: str,
        customer_id: str,
        class_id: str,
        period: Period,
        quantity: int,
        offered_day_rate: Decimal | None,
    ) -> OfferAnswer:
        """What the line's policy answers now; None asks for "a better price" without a figure."""
        ...

    def record_offer(
        self,
        call_id: str,
        key: str,
        class_id: str,
        offered_day_rate: Decimal | None,
        answer: OfferAnswer,
    ) -> None:
        """Write: an offer and its answer, as one round."""
        ...

    def request_override(
        self,
        call_id: str,
        key: str,
        customer_id: str,
        class_id: str,
        period: Period,
        quantity: int,
        offered_day_rate: Decimal,
    ) -> OverrideFacts:
        """Write: put an offer beyond the agent's authority to a manager. A request of this call
        that still waits is withdrawn for it. Raises RecordError for an offer that the agent could
        take itself, or when the yard asks no managers."""
        ...

    def override(self, override_id: str) -> OverrideFacts:
        """How a request stands now. Raises RecordNotFound."""
        ...

    def withdraw_override(self, key: str, override_id: str) -> None:
        """Write: the caller no longer waits; what was decided or ran out stays so."""
        ...

    # gates 5 and 6
    def credentials(self, customer_id: str) -> tuple[Credential, ...]:
        """The customer's own certificates and policies, and only its own."""
        ...

    def operators(self, customer_id: str) -> tuple[str, ...]:
        """Names of the customer's operators on record."""
        ...

    def verify_operator(
        self, customer_id: str, class_id: str, period: Period, name: str, certificate_number: str
    ) -> OperatorCheck: ...

    def verify_insurance(
        self, customer_id: str, class_id: str, period: Period, quantity: int, policy_number: str
    ) -> Verification: ...

    # gate 7
    def hold(
        self, call_id: str, key: str, class_id: str, period: Period, quantity: int
    ) -> HoldResult:
        """Write: keep units for this call for some minutes; replaces the call's earlier hold."""
        ...

    def book(self, request: BookingRequest) -> BookingResult:
        """Write: check every gate again and commit, or commit nothing.

        A second item is booked with the first: `request.additional` holds further items with
        their own class, quantity, period and rate. All lines are booked or none.
        """
        ...

    # for staff to do
    def leave_task(self, call_id: str, key: str, kind: str, subject: str, detail: str) -> None:
        """Write: a callback, a review or a transfer for staff; the same key again brings the
        words of an open task up to date."""
        ...
