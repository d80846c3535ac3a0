"""Customers and their credentials: licenses, operators, certifications, policies, sites."""

from __future__ import annotations

from appliance.domain.customers import (
    BusinessLicense,
    Certification,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.storage.mapping import Mapping
from appliance.storage.tables import TableRepository

_NATIONAL_DIGITS = 10
"""Numbers of at least this many digits are the same when their last ones are."""

_OF_CUSTOMER = "LEFT JOIN customer c ON c.id = t.customer_id"
_CUSTOMER_TEXT = ("c.name", "c.account")


class DuckDbCustomers(TableRepository[Customer]):
    keeps_records = True
    keeps_answers = True
    mapping = Mapping(
        Customer,
        "customer",
        key=("id",),
        order="lower(t.name), t.id",
        search=("t.name", "t.account", "t.approval", "array_to_string(t.phones, ' ')"),
        referenced_by=(
            ("business_license", "customer_id"),
            ("operator", "customer_id"),
            ("insurance_policy", "customer_id"),
            ("site", "customer_id"),
            ("booking", "customer_id"),
        ),
    )

    def by_phone(self, phone: str) -> Customer | None:
        """By digits alone, with or without the country code; None where two accounts share it."""
        digits = "".join(one for one in phone if one.isdecimal())
        if not digits:
            return None
        found = self._where(
            """len(list_filter(t.phones, lambda p:
                regexp_replace(p, '[^0-9]', '', 'g') = $1
                OR (length($1) >= $2 AND length(regexp_replace(p, '[^0-9]', '', 'g')) >= $2
                    AND right(regexp_replace(p, '[^0-9]', '', 'g'), $2) = right($1, $2)))) > 0""",
            (digits, _NATIONAL_DIGITS),
            tail="LIMIT 2",
        )
        return found[0] if len(found) == 1 else None

    def by_account(self, account: str) -> Customer | None:
        return self._first("lower(t.account) = lower(?)", (account.strip(),))


class DuckDbLicenses(TableRepository[BusinessLicense]):
    keeps_records = True
    keeps_answers = True
    mapping = Mapping(
        BusinessLicense,
        "business_license",
        key=("number",),
        order="t.number",
        search=("t.number", "t.state", *_CUSTOMER_TEXT),
        references={"customer_id": "customer"},
    )
    joined = _OF_CUSTOMER

    def numbers(self) -> tuple[str, ...]:
        sql = "SELECT number FROM business_license ORDER BY number"
        return self._remembered.answer(
            "business_license",
            sql,
            lambda: tuple(number for (number,) in self._session.rows(sql)),
        )

    def of_customer(self, customer_id: str) -> tuple[BusinessLicense, ...]:
        return self._where("t.customer_id = ?", (customer_id,))


class DuckDbOperators(TableRepository[Operator]):
    keeps_records = True
    keeps_answers = True
    mapping = Mapping(
        Operator,
        "operator",
        key=("id",),
        order="lower(t.name), t.id",
        search=("t.name", "t.phone", *_CUSTOMER_TEXT),
        references={"customer_id": "customer"},
        referenced_by=(("certification", "operator_id"),),
    )
    joined = _OF_CUSTOMER

    def of_customer(self, customer_id: str) -> tuple[Operator, ...]:
        return self._where("t.customer_id = ?", (customer_id,))


class DuckDbCertifications(TableRepository[Certification]):
    keeps_records = True
    keeps_answers = True
    mapping = Mapping(
        Certification,
        "certification",
        key=("number",),
        order="t.number",
        search=("t.number", "t.kind", "t.state", "o.name"),
        references={"operator_id": "operator"},
    )
    joined = "LEFT JOIN operator o ON o.id = t.operator_id"

    def of_operator(self, operator_id: str) -> tuple[Certification, ...]:
        return self._where("t.operator_id = ?", (operator_id,))


class DuckDbPolicies(TableRepository[InsurancePolicy]):
    keeps_records = True
    keeps_answers = True
    mapping = Mapping(
        InsurancePolicy,
        "insurance_policy",
        key=("number",),
        order="t.number",
        search=("t.number", "t.insurer", "t.state", *_CUSTOMER_TEXT),
        references={"customer_id": "customer"},
    )
    joined = _OF_CUSTOMER

    def of_customer(self, customer_id: str) -> tuple[InsurancePolicy, ...]:
        return self._where("t.customer_id = ?", (customer_id,))


class DuckDbSites(TableRepository[Site]):
    keeps_records = True
    keeps_answers = True
    mapping = Mapping(
        Site,
        "site",
        key=("id",),
        order="lower(t.address), t.id",
        search=("t.address", "t.note", *_CUSTOMER_TEXT),
        references={"customer_id": "customer"},
    )
    joined = _OF_CUSTOMER

    def of_customer(self, customer_id: str) -> tuple[Site, ...]:
        return self._where("t.customer_id = ?", (customer_id,))
