"""Each gate's pass, fail and review, against records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from appliance.domain.catalogue import WeightClass
from appliance.domain.customers import Approval, CredentialState
from appliance.domain.verification import VerificationResult
from appliance.ports.store import Records
from tests.rental.yard import ADDRESS, PERMISSIVE, TestYard, days

PASS, FAIL, REVIEW = VerificationResult
Change = Callable[[Records], None]


def license_(**changes: object) -> Change:
    def change(records: Records) -> None:
        record = records.licenses.get("BL-204518")
        assert record is not None
        records.licenses.put(replace(record, **changes))  # type: ignore[arg-type]

    return change


def customer(**changes: object) -> Change:
    def change(records: Records) -> None:
        record = records.customers.get("c1")
        assert record is not None
        records.customers.put(replace(record, **changes))  # type: ignore[arg-type]

    return change


def certificate(**changes: object) -> Change:
    def change(records: Records) -> None:
        record = records.certifications.get("CERT-1001")
        assert record is not None
        records.certifications.put(replace(record, **changes))  # type: ignore[arg-type]

    return change


def policy(**changes: object) -> Change:
    def change(records: Records) -> None:
        record = records.policies.get("POL-550001")
        assert record is not None
        records.policies.put(replace(record, **changes))  # type: ignore[arg-type]

    return change


def nothing(_records: Records) -> None:
    """Leave the yard as it is."""


@pytest.mark.parametrize(
    "change, result, word",
    [
        (nothing, PASS, "approved"),
        (license_(valid_to=date(2027, 2, 28)), FAIL, "expired on February 28, 2027"),
        (license_(valid_from=date(2027, 3, 2)), FAIL, "becomes valid on March 2"),
        (license_(state=CredentialState.SUSPENDED), FAIL, "suspended"),
        (license_(state=CredentialState.REVOKED), FAIL, "revoked"),
        (customer(approval=Approval.SUSPENDED), FAIL, "suspended"),
        (customer(approval=Approval.PENDING), FAIL, "not been approved"),
        (customer(credit_hold=True), FAIL, "credit hold"),
    ],
)
def test_customer(
    shared_yard: TestYard, change: Change, result: VerificationResult, word: str
) -> None:
    shared_yard.change(change)
    check = shared_yard.desk.verify_customer("bl 204518")
    assert check.verification.result is result
    assert word in check.verification.reason
    assert (check.customer_id, check.customer_name) == (
        ("c1", "Summit Grading") if result is PASS else (None, None)
    )
    assert bool(check.verification.remedy) is (result is not PASS)


def test_a_license_on_its_last_day_passes(shared_yard: TestYard) -> None:
    shared_yard.change(license_(valid_to=date(2027, 3, 1)))
    assert shared_yard.desk.verify_customer("BL-204518").verification.passed


@pytest.mark.parametrize("number", ["BL-999999", "", "   ", "'; DROP TABLE customer"])
def test_an_unknown_license_is_for_review_and_never_passes(
    shared_yard: TestYard, number: str
) -> None:
    check = shared_yard.desk.verify_customer(number)
    assert check.verification.result is REVIEW
    assert check.customer_id is None


def test_license_candidates(shared_yard: TestYard) -> None:
    desk = shared_yard.desk
    assert desk.match_license(("BL999999", "BL204518")).on_record == ("BL204518",)
    near = desk.match_license(("BL-2O4518",))
    assert (near.nearest, near.nearest_name) == ("BL-204518", "Summit Grading")
    for whole_mistake in ("BL-20451", "BL-204578"):  # a guess at a record is no reading of it
        assert desk.match_license((whole_mistake,)).nearest is None
    assert desk.match_license(("BL-555555",)).nearest is None
    assert desk.match_license(()).on_record == ()


def test_a_number_near_two_licenses_is_near_none(yard: TestYard) -> None:
    yard.change(lambda records: records.licenses.put(_twin(records)))
    assert yard.desk.match_license(("BL-204513",)).nearest is None


def _twin(records: Records) -> object:
    record = records.licenses.get("BL-204518")
    assert record is not None
    return replace(record, number="BL-204519")


@pytest.mark.parametrize(
    "change, name, number, result, word",
    [
        (nothing, "Maria Lopez", "cert 1001", PASS, "Maria Lopez holds Aerial Lift"),
        (nothing, "maria", "CERT-1001", PASS, "whole rental"),
        (nothing, "Maria Lopez", "CERT-1002", FAIL, "is for Excavator"),
        (nothing, "John Smith", "CERT-1001", FAIL, "another operator"),
        (nothing, "", "CERT-1001", FAIL, "another operator"),
        (nothing, "Maria Lopez", "CERT-9999", REVIEW, "not on record"),
        (nothing, "Sam Dietrich", "CERT-2001", REVIEW, "not on record"),
        (nothing, "Maria Lopez", "", REVIEW, "No operator certificate"),
        (certificate(state=CredentialState.SUSPENDED), "Maria", "CERT-1001", FAIL, "suspended"),
        (certificate(valid_to=date(2027, 3, 4)), "Maria", "CERT-1001", FAIL, "expires on March 4"),
        (certificate(valid_to=date(2027, 3, 5)), "Maria", "CERT-1001", PASS, "whole rental"),
        (certificate(valid_to=date(2026, 3, 5)), "Maria", "CERT-1001", FAIL, "expired on"),
        (certificate(valid_from=date(2027, 3, 3)), "Maria", "CERT-1001", FAIL, "after the rental"),
    ],
)
def test_operator(
    shared_yard: TestYard,
    change: Change,
    name: str,
    number: str,
    result: VerificationResult,
    word: str,
) -> None:
    shared_yard.change(change)
    check = shared_yard.desk.verify_operator("c1", "lift", days(2, 3), name, number)
    assert check.verification.result is result
    assert word in check.verification.reason
    assert check.operator_id == ("o1" if result is PASS else None)
    assert check.certificate_number == ("CERT-1001" if result is PASS else None)


def test_a_class_without_certification_passes_with_a_reason(shared_yard: TestYard) -> None:
    check = shared_yard.desk.verify_operator("c1", "cones", days(2, 3), "", "")
    assert check.verification.passed
    assert "needs no operator certification" in check.verification.reason


@pytest.mark.parametrize(
    "change, quantity, number, result, word",
    [
        (nothing, 1, "pol 550001", PASS, "whole rental"),
        (nothing, 2, "POL-550001", PASS, "whole rental"),
        (nothing, 3, "POL-550001", FAIL, "1,500,000 dollars are needed"),
        (nothing, 1, "POL-550002", REVIEW, "not on record"),
        (nothing, 1, "", REVIEW, "No insurance policy"),
        (policy(coverage=Decimal(499_999)), 1, "POL-550001", FAIL, "499,999"),
        (policy(valid_to=date(2027, 3, 3)), 1, "POL-550001", FAIL, "ends on March 3, 2027"),
        (policy(valid_to=date(2027, 3, 5)), 1, "POL-550001", PASS, "whole rental"),
        (policy(valid_from=date(2027, 3, 3)), 1, "POL-550001", FAIL, "only starts"),
        (policy(state=CredentialState.REVOKED), 1, "POL-550001", FAIL, "revoked"),
    ],
)
def test_insurance(
    shared_yard: TestYard,
    change: Change,
    quantity: int,
    number: str,
    result: VerificationResult,
    word: str,
) -> None:
    shared_yard.change(change)
    check = shared_yard.desk.verify_insurance("c1", "lift", days(2, 3), quantity, number)
    assert check.result is result
    assert word in check.reason


@pytest.mark.parametrize(
    "address",
    [ADDRESS, "4100 industrial pkwy", "4100 Industrial Parkway Austin Texas"],
)
def test_a_known_site_decides_at_once(shared_yard: TestYard, address: str) -> None:
    check = shared_yard.desk.check_site("c1", "boom", address, ())
    assert check.known
    assert check.address == ADDRESS
    assert check.verification is not None
    assert check.verification.passed
    heavy = shared_yard.desk.check_site("c1", "digger", address, PERMISSIVE).verification
    assert heavy is not None
    assert heavy.result is FAIL
    assert "up to Medium" in heavy.reason
    assert heavy.remedy


@pytest.mark.parametrize(
    "address", ["410 Industrial Parkway", "4100", "Industrial Parkway", "4100 Oak Street"]
)
def test_an_address_that_is_only_like_a_known_one_is_unknown(
    shared_yard: TestYard, address: str
) -> None:
    assert not shared_yard.desk.check_site("c1", "lift", address, ()).known


def test_another_customers_site_is_unknown(shared_yard: TestYard) -> None:
    assert not shared_yard.desk.check_site("c2", "lift", ADDRESS, ()).known


def test_an_unknown_site_is_asked_about_and_light_passes_on_safe_answers(
    shared_yard: TestYard,
) -> None:
    check = shared_yard.desk.check_site("c1", "lift", "9 Elm Street", ())
    assert check.verification is None
    assert [one.key for one in check.questions] == [
        "ground",
        "overhead_lines",
        "access",
        "drop_offs",
    ]
    some = shared_yard.desk.check_site("c1", "lift", "9 Elm Street", (("ground", True),))
    assert [one.key for one in some.questions] == ["overhead_lines", "access", "drop_offs"]
    done = shared_yard.desk.check_site("c1", "lift", "9 Elm Street", PERMISSIVE).verification
    assert done is not None
    assert done.passed


def test_an_unsafe_answer_fails_with_what_mends_it(shared_yard: TestYard) -> None:
    check = shared_yard.desk.check_site("c1", "lift", "9 Elm Street", (("overhead_lines", True),))
    assert check.verification is not None
    assert check.verification.result is FAIL
    assert "power lines" in check.verification.reason
    assert check.questions == ()


@pytest.mark.parametrize(
    "weight, result",
    [
        (WeightClass.LIGHT, PASS),
        (WeightClass.MEDIUM, PASS),
        (WeightClass.MEDIUM_HEAVY, REVIEW),
        (WeightClass.HEAVY, REVIEW),
        (WeightClass.SUPER_HEAVY, REVIEW),
    ],
)
def test_heavy_machines_on_unknown_ground_go_to_review(
    shared_yard: TestYard, weight: WeightClass, result: VerificationResult
) -> None:
    def weigh(records: Records) -> None:
        record = records.classes.get("lift")
        assert record is not None
        records.classes.put(replace(record, weight_class=weight))

    shared_yard.change(weigh)
    check = shared_yard.desk.check_site("c1", "lift", "9 Elm Street", PERMISSIVE).verification
    assert check is not None
    assert check.result is result


def test_no_address_fails(shared_yard: TestYard) -> None:
    check = shared_yard.desk.check_site("c1", "lift", " - ", PERMISSIVE)
    assert check.verification is not None
    assert check.verification.result is FAIL


def test_credentials_are_the_customers_own(shared_yard: TestYard) -> None:
    assert {one.number for one in shared_yard.desk.credentials("c1")} == {
        "CERT-1001",
        "CERT-1002",
        "POL-550001",
    }
    assert shared_yard.desk.operators("c2") == ("Sam Dietrich",)
