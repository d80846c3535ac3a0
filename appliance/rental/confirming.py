"""Registries beside the yard's own records: asked before a transaction, weighed inside it.

What the records pass also needs the registry's yes; what it cannot say goes to staff.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from appliance.domain.identifiers import bare
from appliance.domain.registries import (
    Needed,
    RegistryAnswer,
    RegistryKind,
    RegistryRecord,
    confirm,
)
from appliance.domain.verification import Verification
from appliance.ports.clock import Clock
from appliance.ports.facts import CustomerCheck, OperatorCheck
from appliance.ports.store import Records, Store
from appliance.ports.verification import VerificationSource
from appliance.rental.registry import find_license

MAX_AGE = timedelta(minutes=5)
"""How old an answer may be when it is weighed."""
TROUBLE_AGE = timedelta(seconds=5)
"""For so long a registry that did not answer is not asked about the same number again."""
MOST_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Answers:
    """What a registry answered for the numbers of one request. Without one (`asked` False) the
    yard's own records decide alone."""

    asked: bool = False
    found: dict[tuple[RegistryKind, str], RegistryAnswer] = field(default_factory=dict)
    max_age: timedelta = MAX_AGE

    def confirmed(self, own: Verification, needed: Needed, now: datetime) -> Verification:
        if not self.asked or not own.passed:
            return own
        answer = self.found.get((needed.kind, bare(needed.number)))
        return confirm(own, needed, answer, now, self.max_age)


OWN_RECORDS_ALONE = Answers()


class Registries:
    """A source with a bounded memory of its answers. Any thread may call."""

    def __init__(
        self, source: VerificationSource, clock: Clock, max_age: timedelta = MAX_AGE
    ) -> None:
        self._source = source
        self._clock = clock
        self._max_age = max_age
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[RegistryKind, str], RegistryAnswer] = OrderedDict()

    def ask(self, wanted: Iterable[tuple[RegistryKind, str]]) -> Answers:
        """The answers for these numbers, remembered or asked for now. Blocks; never to be called
        inside a transaction."""
        found = {}
        for kind, number in wanted:
            key = (kind, bare(number))
            if key[1] and key not in found:
                found[key] = self._remembered(key) or self._asked(key, number)
        return Answers(True, found, self._max_age)

    def _remembered(self, key: tuple[RegistryKind, str]) -> RegistryAnswer | None:
        with self._lock:
            known = self._known.get(key)
        if known is None:
            return None
        age = self._clock.now() - known.at
        keep = TROUBLE_AGE if known.trouble else self._max_age / 2
        return known if timedelta(0) <= age <= keep else None

    def _asked(self, key: tuple[RegistryKind, str], number: str) -> RegistryAnswer:
        answer = self._source.look_up(key[0], number)
        with self._lock:
            self._known[key] = answer
            self._known.move_to_end(key)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return answer


class OwnRecords:
    """A `VerificationSource` over the yard's own registries, for a yard that has no other."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def look_up(self, kind: RegistryKind, number: str) -> RegistryAnswer:
        record = self._store.read(lambda records: _own_record(records, kind, number))
        return RegistryAnswer(kind=kind, number=number, at=self._clock.now(), record=record)


def _own_record(records: Records, kind: RegistryKind, number: str) -> RegistryRecord | None:
    if kind is RegistryKind.BUSINESS_LICENSE:
        license_ = find_license(records, number)
        if license_ is None:
            return None
        return RegistryRecord(
            state=license_.state, valid_from=license_.valid_from, valid_to=license_.valid_to
        )
    if kind is RegistryKind.CERTIFICATE:
        certificate = records.certifications.get(number)
        if certificate is None:
            return None
        return RegistryRecord(
            state=certificate.state,
            valid_from=certificate.valid_from,
            valid_to=certificate.valid_to,
            certification=certificate.kind,
        )
    policy = records.policies.get(number)
    if policy is None:
        return None
    return RegistryRecord(
        state=policy.state,
        valid_from=policy.valid_from,
        valid_to=policy.valid_to,
        coverage=policy.coverage,
    )


def confirmed_customer(
    check: CustomerCheck, answers: Answers, now: datetime, today: date
) -> CustomerCheck:
    """Gate 1 with the registry's word; the account is named only when it passed."""
    number = check.verification.record_id or ""
    needed = Needed(
        kind=RegistryKind.BUSINESS_LICENSE, number=number, first_day=today, last_day=today
    )
    verification = answers.confirmed(check.verification, needed, now)
    if verification.passed:
        return check
    return CustomerCheck(verification=verification)


def confirmed_operator(
    check: OperatorCheck,
    certification: str | None,
    answers: Answers,
    now: datetime,
    days: tuple[date, date],
) -> OperatorCheck:
    """Gate 5 with the registry's word, where a certification is needed."""
    if not certification:
        return check
    needed = Needed(
        kind=RegistryKind.CERTIFICATE,
        number=check.verification.record_id or "",
        first_day=days[0],
        last_day=days[1],
        certification=certification,
    )
    verification = answers.confirmed(check.verification, needed, now)
    return check if verification.passed else OperatorCheck(verification=verification)


def confirmed_cover(
    own: Verification,
    coverage: Decimal,
    answers: Answers,
    now: datetime,
    days: tuple[date, date],
) -> Verification:
    """Gate 6 with the registry's word, where a policy was needed."""
    if own.record_id is None:
        return own
    needed = Needed(
        kind=RegistryKind.POLICY,
        number=own.record_id,
        first_day=days[0],
        last_day=days[1],
        coverage=coverage,
    )
    return answers.confirmed(own, needed, now)
