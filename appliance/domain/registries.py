"""What a registry says of a license, a certificate or a policy, and what that makes of a check.
Pure.

A registry only ever narrows: what the yard's own records refuse stays refused, and a check that
they pass needs the registry's yes besides. No answer, an answer for another number, one that is
too old or makes no sense is never a yes: staff review it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from appliance.domain.customers import CredentialState
from appliance.domain.identifiers import bare
from appliance.domain.verification import Verification, VerificationResult
from appliance.domain.words import day_in_words


class RegistryKind(StrEnum):
    BUSINESS_LICENSE = "business_license"
    CERTIFICATE = "certificate"
    POLICY = "policy"

    @property
    def words(self) -> str:
        return {"business_license": "business license", "policy": "insurance policy"}.get(
            self.value, self.value
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRecord:
    """A credential as the registry has it; both days are included."""

    state: CredentialState
    valid_from: date
    valid_to: date
    certification: str = ""
    """What a certificate is for."""
    coverage: Decimal | None = None
    """What a policy covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAnswer:
    """The answer for one number, or why there is none. `record` None without `trouble`: the
    registry does not know the number."""

    kind: RegistryKind
    number: str
    at: datetime
    record: RegistryRecord | None = None
    trouble: str = ""
    """For the log and for staff; never spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What the rental needs of a credential."""

    kind: RegistryKind
    number: str
    first_day: date
    last_day: date
    certification: str = ""
    coverage: Decimal = Decimal(0)


def confirm(
    own: Verification,
    needed: Needed,
    answer: RegistryAnswer | None,
    now: datetime,
    max_age: timedelta,
) -> Verification:
    """The check by the yard's own records, narrowed by what the registry answered."""
    if not own.passed:
        return own
    what = f"That {needed.kind.words}"
    if answer is None or answer.trouble or not _binds(answer, needed, now, max_age):
        return _review(own, f"{what} could not be confirmed with its registry just now.")
    found = answer.record
    if found is None:
        return _review(own, f"{what} is not in its registry.")
    if found.state is not CredentialState.ACTIVE:
        return _fail(own, f"{what} has been {found.state.value}, its registry says.")
    if found.valid_from > needed.first_day:
        day = day_in_words(found.valid_from)
        return _fail(own, f"{what} only becomes valid on {day}, its registry says.")
    if found.valid_to < needed.last_day:
        day = day_in_words(found.valid_to)
        return _fail(own, f"{what} is valid to {day} only, its registry says.")
    if needed.certification and found.certification != needed.certification:
        return _fail(own, f"{what} is not for {needed.certification}, its registry says.")
    if needed.coverage > 0:
        if found.coverage is None:
            return _review(own, f"{what} is in its registry without its coverage.")
        if found.coverage < needed.coverage:
            return _fail(own, f"{what} does not cover enough, its registry says.")
    return own


def _binds(answer: RegistryAnswer, needed: Needed, now: datetime, max_age: timedelta) -> bool:
    """True when the answer is for this very number, and fresh."""
    same = answer.kind is needed.kind and bare(answer.number) == bare(needed.number)
    return same and bool(bare(needed.number)) and abs(now - answer.at) <= max_age


def _review(own: Verification, reason: str) -> Verification:
    return replace(
        own,
        result=VerificationResult.REVIEW,
        reason=reason,
        remedy="Our staff have to look at it first.",
    )


def _fail(own: Verification, reason: str) -> Verification:
    return replace(
        own,
        result=VerificationResult.FAIL,
        reason=reason,
        remedy="Give another one, or have it put right with the registry.",
    )
