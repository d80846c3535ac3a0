"""What the rental desk tells a conversation: every fact that is spoken comes from here.

None of them carries a floor price, another customer's data or a secret: what is not here cannot
be said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from appliance.domain.negotiation import OfferOutcome
from appliance.domain.overrides import OverrideState
from appliance.domain.periods import Period
from appliance.domain.verification import Verification

# ruff: noqa: PLC0414 - the names below are given again on purpose
from appliance.ports.booking import Availability as Availability
from appliance.ports.booking import BookedFacts as BookedFacts
from appliance.ports.booking import BookedLine as BookedLine
from appliance.ports.booking import BookingItem as BookingItem
from appliance.ports.booking import BookingRequest as BookingRequest
from appliance.ports.booking import BookingResult as BookingResult
from appliance.ports.booking import EquipmentOption as EquipmentOption


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRule:
    """How one of the yard's identifiers looks: fixed letters, then a number of digits."""

    name: str
    """`business_license`, `certificate`, `policy` or `asset_tag`."""
    prefix: str
    digits: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemName:
    """A class by the names that callers give it."""

    class_id: str
    name: str
    category: str
    names: tuple[str, ...] = ()
    """Aliases, make and model."""
    uses: tuple[str, ...] = ()
    called: tuple[tuple[str, str], ...] = ()
    """(language, name): what speakers of other languages call it, the usual name first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Yard:
    """What every conversation needs to know of the yard before anyone speaks."""

    name: str
    greeting: str
    timezone: str
    pickup_place: str
    opening_hours: str
    """As a sentence."""
    opens_at: str
    """`07:00`: rentals start then on their first day and are due back then on the day they end."""
    transfer_extension: str | None
    categories: tuple[str, ...]
    items: tuple[ItemName, ...]
    identifiers: tuple[IdentifierRule, ...]
    negotiation_rounds: int
    license_tries: int = 3
    closes_at: str = "17:00"
    closed_weekdays: tuple[int, ...] = ()
    """Monday is 0; nothing is picked up on these."""
    closed_dates: tuple[date, ...] = ()
    """Holidays; nothing is picked up on these either."""
    persona: str = ""
    """How the agent calls itself."""
    weekday_hours: tuple[str, ...] = ()
    """From Monday on, `07:00-17:00` for a weekday with hours of its own, else an empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFacts:
    """Who answers, as a conversation needs it: `language` by code, `services` by name, and a
    `voice` of the model store, empty for the box's own."""

    id: str
    name: str
    language: str
    voice: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCall:
    call_id: str
    yard: Yard
    proposed_customer: str | None
    """The account that the caller's number belongs to; proposes, never proves."""
    agent: AgentFacts | None = None
    """None where no agent is set up for the line: then English, and every service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseMatch:
    """What identifier candidates point at in the license registry.

    `on_record` are the candidates that stand in the registry; `nearest` is a registry entry
    close by sound to the first candidate and far from all others, else None.
    """

    on_record: tuple[str, ...]
    nearest: str | None
    nearest_name: str | None
    """The account's name, only where the match is clear enough to be read back as a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCheck:
    """Gate 1. `customer_id` and `customer_name` are set only when it passed."""

    verification: Verification
    customer_id: str | None = None
    customer_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentQuery:
    """What a caller wants; `text` is free words, the rest narrows in code."""

    text: str = ""
    class_ids: tuple[str, ...] = ()
    category: str | None = None
    max_day_rate: Decimal | None = None
    period: Period | None = None
    quantity: int = 1
    limit: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The list price of a period: best mix of month, week and day rates, for all units together."""

    class_id: str
    quantity: int
    period: Period
    days: int
    day_rate: Decimal
    """Effective rate per unit and day, which offers are compared with."""
    total: Decimal
    deposit: Decimal
    mix: str
    """In words: `1 week and 2 days`; empty where a line opens over list."""
    minimum_days: int
    minimum_charge: Decimal = Decimal(0)
    """What all units together cost at least, before tax."""
    tax_percent: Decimal = Decimal(0)
    """Of the total; 0 for a customer with an exemption certificate."""
    tax: Decimal = Decimal(0)
    own_rates: bool = False
    """True when the customer's own price list made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswer:
    """The answer to a caller's offer per unit and day. `day_rate` is what holds now."""

    outcome: OfferOutcome
    day_rate: Decimal
    total: Decimal
    round: int
    rounds_left: int
    tax: Decimal = Decimal(0)
    """On the total."""
    may_ask_manager: bool = False
    """True when somebody who may go further sees requests at once; see `request_override`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideFacts:
    """A price put to a manager, as the caller may know it: rates per unit and day."""

    id: str
    state: OverrideState
    class_id: str
    period: Period
    quantity: int
    offered_day_rate: Decimal
    until: datetime
    """When it expires by itself."""
    granted_day_rate: Decimal | None = None
    """What the manager allows, when accepted or countered."""
    total: Decimal | None = None
    """At the granted rate, for all units, before tax."""
    tax: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteQuestion:
    """One yes-or-no question of the site checklist; `safe_answer` is the one that passes."""

    key: str
    text: str
    safe_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCheck:
    """Gate 3. A known site decides at once; for an unknown one `questions` are asked first."""

    address: str
    known: bool
    verification: Verification | None
    """None while questions are open."""
    questions: tuple[SiteQuestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorCheck:
    """Gate 5."""

    verification: Verification
    operator_id: str | None = None
    operator_name: str | None = None
    certificate_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldResult:
    """Whether the units are now kept for this call, until when; if not, what is free instead."""

    held: bool
    until: datetime | None
    availability: Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """A unit as the counter speaks of it."""

    asset_tag: str
    name: str
    class_id: str
    location: str
    status: str
    """`available`, `reserved`, `out`, `overdue`, `maintenance`, `held` or `retired`."""
    meter_hours: Decimal
    condition: str
    customer_name: str | None = None
    booking_number: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterResult:
    """What the counter's order did: the unit's row after it, or why it was refused."""

    unit: UnitFacts | None
    refused: str = ""
    late_days: int = 0
    late_fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """An identifier of the verified customer's own, to match what was heard against."""

    kind: str
    """`certificate` or `policy`."""
    number: str
    holder: str
