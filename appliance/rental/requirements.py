"""Gates 3, 5 and 6 against the customer's own records: site, operator, insurance."""

from __future__ import annotations

from decimal import Decimal

from rapidfuzz import fuzz

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.customers import Certification, InsurancePolicy, Operator, Site
from appliance.domain.gates import check_cover, check_insurance, check_operator
from appliance.domain.identifiers import bare
from appliance.domain.periods import Period
from appliance.domain.site_safety import (
    address_words,
    checklist,
    judge_answers,
    judge_known,
    no_address,
)
from appliance.domain.verification import Verification
from appliance.domain.words import listed
from appliance.ports.facts import OperatorCheck, SiteCheck, SiteQuestion
from appliance.ports.store import Records
from appliance.rental.yard import class_of, hours_of, operators_of

_SAME_ADDRESS = 90.0
_SAME_NAME = 80.0


def check_site(
    records: Records,
    customer_id: str,
    class_id: str,
    address: str,
    answers: tuple[tuple[str, bool], ...],
) -> SiteCheck:
    """Gate 3: a known site decides at once, an unknown one by the checklist; no address fails."""
    equipment = class_of(records, class_id)
    if not address_words(address):
        return SiteCheck(address="", known=False, verification=no_address())
    site = _known_site(records.sites.of_customer(customer_id), address)
    if site is not None:
        return SiteCheck(
            address=site.address, known=True, verification=judge_known(site, equipment)
        )
    items = checklist(equipment)
    given = dict(answers)
    verification = judge_answers(address, equipment, items, given)
    open_items = () if verification else tuple(item for item in items if item.key not in given)
    return SiteCheck(
        address=address,
        known=False,
        verification=verification,
        questions=tuple(
            SiteQuestion(key=item.key, text=item.text, safe_answer=item.safe_answer)
            for item in open_items
        ),
    )


def _known_site(sites: tuple[Site, ...], address: str) -> Site | None:
    """The customer's site that is meant: the same house number and nearly the same words.

    The address may be said shorter than it is on record, by at least its number and street."""
    heard = address_words(address)
    numbers = {word for word in heard if word.isdigit()}
    best: tuple[float, Site] | None = None
    for site in sites:
        known = address_words(site.address)
        if heard == known:
            return site
        known_numbers = [word for word in known if word.isdigit()]
        if not numbers or not known_numbers:
            continue
        if known_numbers[0] not in numbers or not numbers <= set(known_numbers):
            continue
        words = [word for word in heard if not word.isdigit()]
        known_words = [word for word in known if not word.isdigit()]
        if not words:
            continue
        score = fuzz.token_set_ratio(" ".join(words), " ".join(known_words))
        if score >= _SAME_ADDRESS and (best is None or score > best[0]):
            best = (score, site)
    return best[1] if best else None


def verify_operator(
    records: Records,
    customer_id: str,
    class_id: str,
    period: Period,
    name: str,
    certificate_number: str,
) -> OperatorCheck:
    """Gate 5. A certificate of another customer's operator counts as not on record."""
    equipment = class_of(records, class_id)
    own = operators_of(records, customer_id)
    hours = hours_of(records)
    local = hours.local_period(period)
    found = own_certificate(records, own, certificate_number)
    operator = found[0] if found else _named(own, name)
    certificate = found[1] if found else None
    verification = check_operator(
        equipment,
        certificate_number,
        operator,
        certificate,
        operator is not None and _same_name(name, operator.name),
        local.start.date(),
        hours.last_day(local),
    )
    if not verification.passed or operator is None:
        return OperatorCheck(verification=verification)
    return OperatorCheck(
        verification=verification,
        operator_id=operator.id,
        operator_name=operator.name,
        certificate_number=certificate.number if certificate else None,
    )


def own_certificate(
    records: Records, own: tuple[Operator, ...], number: str
) -> tuple[Operator, Certification] | None:
    """The certificate among these operators' own, by letters and digits alone."""
    wanted = bare(number)
    if not wanted:
        return None
    for operator in own:
        for certificate in records.certifications.of_operator(operator.id):
            if bare(certificate.number) == wanted:
                return operator, certificate
    return None


def _same_name(said: str, known: str) -> bool:
    """Nearly the same name, or one full word of it (`Maria` for `Maria Lopez`)."""
    left, right = said.lower().strip(), known.lower().strip()
    if not left:
        return False
    return (
        fuzz.ratio(left, right) >= _SAME_NAME
        or fuzz.token_sort_ratio(left, right) >= _SAME_NAME
        or left in right.split()
    )


def _named(own: tuple[Operator, ...], name: str) -> Operator | None:
    matches = [operator for operator in own if _same_name(name, operator.name)]
    return matches[0] if len(matches) == 1 else None


def find_policy(records: Records, customer_id: str, number: str) -> InsurancePolicy | None:
    """The customer's own policy by letters and digits alone."""
    wanted = bare(number)
    if not wanted:
        return None
    for policy in records.policies.of_customer(customer_id):
        if bare(policy.number) == wanted:
            return policy
    return None


def verify_insurance(
    records: Records,
    customer_id: str,
    class_id: str,
    period: Period,
    quantity: int,
    policy_number: str,
) -> Verification:
    """Gate 6. A policy of another customer counts as not on record."""
    equipment = class_of(records, class_id)
    hours = hours_of(records)
    local = hours.local_period(period)
    return check_insurance(
        equipment,
        quantity,
        policy_number,
        find_policy(records, customer_id, policy_number),
        local.start.date(),
        hours.last_day(local),
    )


def verify_cover(
    records: Records,
    customer_id: str,
    items: tuple[tuple[EquipmentClass, Period, int], ...],
    policy_number: str,
) -> Verification:
    """Gate 6 for all items of a booking: the sum of their minimums, from the first day of any to
    the last day of any. `items` are class, period by the yard's clocks, and quantity."""
    hours = hours_of(records)
    needed = sum(equipment.minimum_insurance * quantity for equipment, _, quantity in items)
    return check_cover(
        listed(list(dict.fromkeys(equipment.name for equipment, _, _ in items))),
        Decimal(needed),
        policy_number,
        find_policy(records, customer_id, policy_number),
        min(period.start for _, period, _ in items).date(),
        max(hours.last_day(period) for _, period, _ in items),
    )
