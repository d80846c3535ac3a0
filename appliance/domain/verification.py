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


class Cause(StrEnum):
    """Why a check did not pass, for whoever says it in other words than the record's."""

    LICENSE_UNKNOWN = "license_unknown"
    LICENSE_INACTIVE = "license_inactive"
    LICENSE_EARLY = "license_early"
    LICENSE_EXPIRED = "license_expired"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_PENDING = "account_pending"
    CREDIT_HOLD = "credit_hold"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_OF_ANOTHER = "certificate_of_another"
    CERTIFICATE_KIND = "certificate_kind"
    CERTIFICATE_INACTIVE = "certificate_inactive"
    CERTIFICATE_EARLY = "certificate_early"
    CERTIFICATE_ENDS = "certificate_ends"
    POLICY_UNKNOWN = "policy_unknown"
    POLICY_MISSING = "policy_missing"
    POLICY_INACTIVE = "policy_inactive"
    POLICY_EARLY = "policy_early"
    POLICY_ENDS = "policy_ends"
    POLICY_TOO_SMALL = "policy_too_small"
    NO_ADDRESS = "no_address"
    SITE_TOO_SOFT = "site_too_soft"
    SITE_UNSAFE = "site_unsafe"
    SITE_NEW = "site_new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One check of one gate. `reason` and `remedy` are sentences that may be spoken; `cause`
    and `facts` (ISO dates, plain amounts, names) are the same for other languages. A check
    that passed, or a registry's own words, have no cause."""

    gate: Gate
    result: VerificationResult
    subject: str
    """What was presented: the license number, the address, the policy number."""
    reason: str
    remedy: str = ""
    record_id: str | None = None
    """The record it was checked against; None when there is none."""
    cause: Cause | None = None
    facts: tuple[str, ...] = ()

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
