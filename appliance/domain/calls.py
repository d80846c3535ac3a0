"""Calls and turns: what was heard, decided and said, and how long each stage took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Asks(StrEnum):
    """The one thing the agent waits for after a reply."""

    NEED = "need"
    BUSINESS_LICENSE = "business_license"
    CONFIRM = "confirm"
    EQUIPMENT_CHOICE = "equipment_choice"
    START_DATE = "start_date"
    DURATION = "duration"
    PRICE_OK = "price_ok"
    OPERATOR_NAME = "operator_name"
    OPERATOR_CERTIFICATE = "operator_certificate"
    OPERATOR_PHONE = "operator_phone"
    SITE_ADDRESS = "site_address"
    SITE_QUESTION = "site_question"
    POLICY_NUMBER = "policy_number"
    FINAL_CONFIRMATION = "final_confirmation"
    CALLBACK_NUMBER = "callback_number"
    ANYTHING_ELSE = "anything_else"
    PIN = "pin"
    """Staff's own: what is heard in answer to it is kept nowhere."""


BINDING = frozenset({Asks.FINAL_CONFIRMATION, Asks.PRICE_OK, Asks.CONFIRM})
"""Questions whose yes binds: it must have been said, and said to a question that was heard."""


class Stage(StrEnum):
    """Where a call stands; a stage is a gate of the rental, or the counter."""

    DISCOVERY = "discovery"
    CUSTOMER_VERIFICATION = "customer_verification"
    EQUIPMENT_SELECTION = "equipment_selection"
    REQUIREMENTS = "requirements"
    SITE_SAFETY = "site_safety"
    PRICING = "pricing"
    OPERATOR_VERIFICATION = "operator_verification"
    INSURANCE_VERIFICATION = "insurance_verification"
    CONFIRMATION = "confirmation"
    COUNTER = "counter"
    CLOSED = "closed"


class Outcome(StrEnum):
    BOOKED = "booked"
    QUOTED = "quoted"
    DECLINED_BY_CUSTOMER = "declined_by_customer"
    NOT_APPROVED = "not_approved"
    VERIFICATION_FAILED = "verification_failed"
    PENDING_REVIEW = "pending_review"
    UNAVAILABLE = "unavailable"
    TRANSFERRED = "transferred"
    ABANDONED = "abandoned"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Where the time of a spoken turn went, in milliseconds; None where a stage did not run.

    `voice_to_voice_ms` runs from the last voiced caller sample to the first agent
    sample on the wire, and is less than the sum of the stages when work ran ahead.
    """

    endpoint_ms: float | None = None
    transcribe_ms: float | None = None
    understand_ms: float | None = None
    decide_ms: float | None = None
    speak_ms: float | None = None
    voice_to_voice_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One exchange. Turn 0 is the greeting: nothing was heard."""

    call_id: str
    number: int
    at: datetime
    heard: str
    said: str
    asks: Asks | None
    stage: Stage
    actions: tuple[str, ...] = ()
    timings: Timings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One conversation on a line. `ended_at` is None while it is under way."""

    id: str
    line: str
    caller: str | None
    started_at: datetime
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    customer_id: str | None = None
    booking_number: str | None = None
    recording: str | None = None
    """Name of the recording file within the records' recordings folder."""
    note: str = ""
