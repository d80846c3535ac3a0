"""What was checked, against which record, with which result. Nothing passes by default."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Gate(StrEnum):
    CUSTOMER = "customer"
    EQUIPMENT = "equipment"
    SITE = "site"
    PRICE = "price"
    OPERATOR = "operator"
    INSURANCE = "insurance"


class VerificationResult(StrEnum):
    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One check of one gate. `reason` and `remedy` are sentences that may be spoken."""

    gate: Gate
    result: VerificationResult
    subject: str
    """What was presented: the license number, the address, the policy number."""
    reason: str
    remedy: str = ""
    record_id: str | None = None
    """The record it was checked against; None when there is none."""

    @property
    def passed(self) -> bool:
        return self.result is VerificationResult.PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationEntry:
    """A verification as stored: who made it, when, on which call."""

    id: str
    call_id: str | None
    at: datetime
    by: str
    verification: Verification
