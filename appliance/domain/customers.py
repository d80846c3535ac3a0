"""Who rents: customers, and the credentials that are checked before a machine leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from appliance.domain.catalogue import WeightClass


class Approval(StrEnum):
    APPROVED = "approved"
    PENDING = "pending"
    SUSPENDED = "suspended"


class CredentialState(StrEnum):
    """What the issuer says of a license, certificate or policy, whatever its dates."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """An account. `price_authority_percent` widens what the agent may concede to it; one that is
    `retired` has been closed and rents nothing."""

    id: str
    account: str
    name: str
    approval: Approval = Approval.PENDING
    credit_hold: bool = False
    phones: tuple[str, ...] = ()
    price_authority_percent: Decimal = Decimal(0)
    retired: bool = False
    tax_certificate: str = ""
    """Number of the tax exemption certificate; empty for who pays tax."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessLicense:
    """A license on record; valid from `valid_from` to `valid_to`, both days included."""

    number: str
    customer_id: str
    valid_from: date
    valid_to: date
    state: CredentialState = CredentialState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Somebody who runs machines for a customer; one who is `retired` has left."""

    id: str
    customer_id: str
    name: str
    phone: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """An operator's certificate; `kind` is compared exactly with what a class requires."""

    number: str
    operator_id: str
    kind: str
    valid_from: date
    valid_to: date
    state: CredentialState = CredentialState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class InsurancePolicy:
    number: str
    customer_id: str
    insurer: str
    coverage: Decimal
    valid_from: date
    valid_to: date
    state: CredentialState = CredentialState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A job site known to the yard and the heaviest class that it admits."""

    id: str
    customer_id: str
    address: str
    max_weight_class: WeightClass
    note: str = ""
