"""The gates that records decide: customer, operator, insurance. Pure functions over records.

A record that says no fails, with what would mend it. What no record says is for staff to review;
it never passes. Reasons and remedies are written to be spoken and hold no identifier, no floor
and nobody else's data.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.customers import (
    Approval,
    BusinessLicense,
    Certification,
    CredentialState,
    Customer,
    InsurancePolicy,
    Operator,
)
from appliance.domain.verification import Cause, Gate, Verification, VerificationResult
from appliance.domain.words import amount, day_in_words


def _fail(
    gate: Gate,
    subject: str,
    record: str,
    reason: str,
    remedy: str,
    cause: Cause,
    *facts: object,
) -> Verification:
    return Verification(
        gate=gate,
        result=VerificationResult.FAIL,
        subject=subject,
        reason=reason,
        remedy=remedy,
        record_id=record,
        cause=cause,
        facts=tuple(map(str, facts)),
    )


def _review(
    gate: Gate, subject: str, reason: str, remedy: str, cause: Cause, *facts: object
) -> Verification:
    return Verification(
        gate=gate,
        result=VerificationResult.REVIEW,
        subject=subject,
        reason=reason,
        remedy=remedy,
        cause=cause,
        facts=tuple(map(str, facts)),
    )


def _passed(gate: Gate, subject: str, record: str | None, reason: str) -> Verification:
    return Verification(
        gate=gate,
        result=VerificationResult.PASS,
        subject=subject,
        reason=reason,
        record_id=record,
    )


def check_customer(
    presented: str, license_: BusinessLicense | None, customer: Customer | None, today: date
) -> Verification:
    """Gate 1: a license on record, active today, of an approved customer without a credit hold."""
    gate = Gate.CUSTOMER
    if license_ is None or customer is None:
        return _review(
            gate,
            presented,
            "That business license is not on record.",
            "The office can add it once they have seen a copy of the license.",
            Cause.LICENSE_UNKNOWN,
        )
    record = license_.number
    if license_.state is not CredentialState.ACTIVE:
        return _fail(
            gate,
            presented,
            record,
            f"That business license has been {license_.state.value}.",
            "Once the licensing office has reinstated it, we can rent to you again.",
            Cause.LICENSE_INACTIVE,
        )
    if today < license_.valid_from:
        return _fail(
            gate,
            presented,
            record,
            f"That business license only becomes valid on {day_in_words(license_.valid_from)}.",
            "Please call again from that day on, or give another license.",
            Cause.LICENSE_EARLY,
            license_.valid_from,
        )
    if today > license_.valid_to:
        return _fail(
            gate,
            presented,
            record,
            f"That business license expired on {day_in_words(license_.valid_to)}.",
            "Send the renewed license to the office and we can go on.",
            Cause.LICENSE_EXPIRED,
            license_.valid_to,
        )
    if customer.retired:
        return _fail(
            gate,
            presented,
            record,
            "The account has been closed.",
            "The office can tell you what is needed to open it again.",
            Cause.ACCOUNT_CLOSED,
        )
    if customer.approval is Approval.SUSPENDED:
        return _fail(
            gate,
            presented,
            record,
            "The account is suspended.",
            "The office can tell you what is needed to open it again.",
            Cause.ACCOUNT_SUSPENDED,
        )
    if customer.approval is Approval.PENDING:
        return _fail(
            gate,
            presented,
            record,
            "The account has not been approved yet.",
            "The office has to approve it before we can rent to you.",
            Cause.ACCOUNT_PENDING,
        )
    if customer.credit_hold:
        return _fail(
            gate,
            presented,
            record,
            "The account is on credit hold.",
            "Once the open balance is settled with the office, we can rent to you again.",
            Cause.CREDIT_HOLD,
        )
    return _passed(gate, presented, record, "The license is active and the account is approved.")


def check_operator(
    equipment: EquipmentClass,
    presented: str,
    operator: Operator | None,
    certificate: Certification | None,
    name_agrees: bool,
    first_day: date,
    last_day: date,
) -> Verification:
    """Gate 5: exactly the certification that the class requires, held by the operator named,
    active, and valid from the first to the last rental day.

    `certificate` and `operator` are the customer's own records, or None; `name_agrees` says
    whether the name that was given is the certificate holder's.
    """
    gate = Gate.OPERATOR
    required = equipment.operator_certification
    if not required:
        return _passed(
            gate,
            presented,
            operator.id if operator else None,
            f"The {equipment.name} needs no operator certification.",
        )
    if certificate is None or operator is None:
        reason = (
            "That certificate is not on record."
            if presented
            else "No operator certificate was given."
        )
        return _review(
            gate,
            presented,
            reason,
            f"The office needs to see a valid {required} certificate.",
            Cause.CERTIFICATE_UNKNOWN if presented else Cause.CERTIFICATE_MISSING,
            required,
        )
    record = certificate.number
    if not name_agrees:
        return _fail(
            gate,
            presented,
            record,
            "That certificate is held by another operator.",
            "Give the name and the certificate of the person who will run the machine.",
            Cause.CERTIFICATE_OF_ANOTHER,
        )
    if certificate.kind != required:
        return _fail(
            gate,
            presented,
            record,
            f"That certificate is for {certificate.kind}, and the {equipment.name} needs "
            f"{required}.",
            f"Name an operator who holds {required}.",
            Cause.CERTIFICATE_KIND,
            certificate.kind,
            required,
        )
    if certificate.state is not CredentialState.ACTIVE:
        return _fail(
            gate,
            presented,
            record,
            f"That certificate has been {certificate.state.value}.",
            "Name another certified operator, or have it reinstated.",
            Cause.CERTIFICATE_INACTIVE,
        )
    if certificate.valid_from > first_day:
        return _fail(
            gate,
            presented,
            record,
            "That certificate only becomes valid on "
            f"{day_in_words(certificate.valid_from)}, after the rental starts.",
            "Name another certified operator, or start later.",
            Cause.CERTIFICATE_EARLY,
            certificate.valid_from,
        )
    if certificate.valid_to < last_day:
        verb = "expired" if certificate.valid_to < first_day else "expires"
        return _fail(
            gate,
            presented,
            record,
            f"That certificate {verb} on {day_in_words(certificate.valid_to)}, and it has to be "
            f"valid to the end of the rental on {day_in_words(last_day)}.",
            "Name another certified operator, or renew the certificate first.",
            Cause.CERTIFICATE_ENDS,
            certificate.valid_to,
            last_day,
        )
    return _passed(
        gate, presented, record, f"{operator.name} holds {required} for the whole rental."
    )


def check_insurance(
    equipment: EquipmentClass,
    quantity: int,
    presented: str,
    policy: InsurancePolicy | None,
    first_day: date,
    last_day: date,
) -> Verification:
    """Gate 6: a policy on record, active on every rental day, covering the class minimum for
    each of `quantity` units. `policy` is the customer's own record, or None."""
    needed = equipment.minimum_insurance * quantity
    return check_cover(equipment.name, needed, presented, policy, first_day, last_day)


def check_cover(
    item: str,
    needed: Decimal,
    presented: str,
    policy: InsurancePolicy | None,
    first_day: date,
    last_day: date,
) -> Verification:
    """Gate 6 for any number of machines: `needed` is the sum of their minimums, `item` their
    name in words."""
    gate = Gate.INSURANCE
    if needed <= Decimal(0) and policy is None:
        return _passed(gate, presented, None, f"The {item} needs no insurance policy.")
    if policy is None:
        reason = (
            "That insurance policy is not on record."
            if presented
            else "No insurance policy was given."
        )
        return _review(
            gate,
            presented,
            reason,
            f"The office needs a certificate of insurance over at least {amount(needed)} dollars.",
            Cause.POLICY_UNKNOWN if presented else Cause.POLICY_MISSING,
            needed,
        )
    record = policy.number
    if policy.state is not CredentialState.ACTIVE:
        return _fail(
            gate,
            presented,
            record,
            f"That insurance policy has been {policy.state.value}.",
            "Give another policy, or have it reinstated.",
            Cause.POLICY_INACTIVE,
        )
    if policy.valid_from > first_day:
        return _fail(
            gate,
            presented,
            record,
            f"That insurance policy only starts on {day_in_words(policy.valid_from)}, after the "
            "rental does.",
            "Give another policy, or start the rental later.",
            Cause.POLICY_EARLY,
            policy.valid_from,
        )
    if policy.valid_to < last_day:
        verb = "ended" if policy.valid_to < first_day else "ends"
        return _fail(
            gate,
            presented,
            record,
            f"That insurance policy {verb} on {day_in_words(policy.valid_to)}, and it has to "
            f"cover the rental to its end on {day_in_words(last_day)}.",
            "Give another policy, or have this one extended.",
            Cause.POLICY_ENDS,
            policy.valid_to,
            last_day,
        )
    if policy.coverage < needed:
        return _fail(
            gate,
            presented,
            record,
            f"That insurance policy covers {amount(policy.coverage)} dollars, and "
            f"{amount(needed)} dollars are needed.",
            "Give a policy with more coverage, or choose a smaller machine.",
            Cause.POLICY_TOO_SMALL,
            policy.coverage,
            needed,
        )
    return _passed(
        gate, presented, record, "The insurance covers the machine for the whole rental."
    )
