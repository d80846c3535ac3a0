"""Customers and their credentials as files; users go out, without what they sign in with."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from appliance.domain.customers import (
    BusinessLicense,
    Certification,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.identifiers import bare
from appliance.domain.people import Role
from appliance.domain.record_fields import (
    CERTIFICATION_FIELDS,
    CUSTOMER_FIELDS,
    LICENSE_FIELDS,
    OPERATOR_FIELDS,
    POLICY_FIELDS,
    SITE_FIELDS,
    Fields,
)
from appliance.domain.site_safety import address_words
from appliance.ports.files import FileColumn, FileType
from appliance.ports.store import Records
from appliance.storage.files.references import (
    CUSTOMER_REFERENCE,
    KEY_CUSTOMER_REFERENCE,
    OPERATOR_REFERENCE,
)
from appliance.storage.files.table import Column, Part, RecordTable
from appliance.storage.files.text import written
from appliance.storage.files.yard import every


def _number(text: str) -> str:
    return bare(text) or text.casefold()


def _address(text: str) -> str:
    return " ".join(address_words(text)) or text.casefold()


def _validity(fields: Fields) -> tuple[Part, ...]:
    return (
        Column(header="Valid From", field=fields["valid_from"], aliases=("From", "Issued")),
        Column(header="Valid To", field=fields["valid_to"], aliases=("To", "Expires", "Expiry")),
        Column(header="State", field=fields["state"], aliases=("Status",)),
    )


CUSTOMERS: Final = RecordTable(
    name="customers",
    title="Customers",
    about="Accounts with their phones, approval, credit hold and price authority.",
    noun="customers",
    one="customer",
    record=Customer,
    repository=lambda records: records.customers,
    id_header="Customer ID",
    parts=(
        Column(
            header="Account",
            field=CUSTOMER_FIELDS["account"],
            aliases=("Account Number", "Account No", "Customer Account"),
            key=True,
        ),
        Column(header="Name", field=CUSTOMER_FIELDS["name"], aliases=("Customer", "Customer Name")),
        Column(
            header="Phones",
            field=CUSTOMER_FIELDS["phones"],
            aliases=("Phone", "Phone Numbers", "Telephone"),
        ),
        Column(header="Approval", field=CUSTOMER_FIELDS["approval"], aliases=("Status",)),
        Column(header="Credit Hold", field=CUSTOMER_FIELDS["credit_hold"]),
        Column(
            header="Price Authority Percent",
            field=CUSTOMER_FIELDS["price_authority_percent"],
            aliases=("Price Authority", "Authority"),
        ),
        Column(header="Closed", field=CUSTOMER_FIELDS["retired"], aliases=("Retired",)),
    ),
)

LICENSES: Final = RecordTable(
    name="licenses",
    title="Business licenses",
    about="The license registry: who may rent at all.",
    noun="licenses",
    one="license",
    record=BusinessLicense,
    repository=lambda records: records.licenses,
    parts=(
        Column(
            header="License Number",
            field=LICENSE_FIELDS["number"],
            aliases=("Number", "License", "Licence Number", "Business License"),
            key=True,
            fold=_number,
        ),
        CUSTOMER_REFERENCE,
        *_validity(LICENSE_FIELDS),
    ),
)

OPERATORS: Final = RecordTable(
    name="operators",
    title="Operators",
    about="Who runs machines for an account.",
    noun="operators",
    one="operator",
    record=Operator,
    repository=lambda records: records.operators,
    id_header="Operator ID",
    unique=False,
    parts=(
        KEY_CUSTOMER_REFERENCE,
        Column(
            header="Name",
            field=OPERATOR_FIELDS["name"],
            aliases=("Operator", "Operator Name"),
            key=True,
        ),
        Column(header="Phone", field=OPERATOR_FIELDS["phone"], aliases=("Telephone",)),
        Column(header="Left", field=OPERATOR_FIELDS["retired"], aliases=("Retired",)),
    ),
)

CERTIFICATIONS: Final = RecordTable(
    name="certifications",
    title="Certifications",
    about="What operators are certified for. The operator has to be on record.",
    noun="certifications",
    one="certification",
    record=Certification,
    repository=lambda records: records.certifications,
    parts=(
        Column(
            header="Certificate Number",
            field=CERTIFICATION_FIELDS["number"],
            aliases=("Number", "Certificate", "Certification Number"),
            key=True,
            fold=_number,
        ),
        OPERATOR_REFERENCE,
        Column(
            header="For",
            field=CERTIFICATION_FIELDS["kind"],
            aliases=("Kind", "Certification", "Equipment"),
        ),
        *_validity(CERTIFICATION_FIELDS),
    ),
)

POLICIES: Final = RecordTable(
    name="policies",
    title="Insurance policies",
    about="What covers an account's rentals, and for how much.",
    noun="policies",
    one="policy",
    record=InsurancePolicy,
    repository=lambda records: records.policies,
    parts=(
        Column(
            header="Policy Number",
            field=POLICY_FIELDS["number"],
            aliases=("Number", "Policy"),
            key=True,
            fold=_number,
        ),
        CUSTOMER_REFERENCE,
        Column(header="Insurer", field=POLICY_FIELDS["insurer"], aliases=("Company",)),
        Column(header="Coverage", field=POLICY_FIELDS["coverage"], aliases=("Amount",)),
        *_validity(POLICY_FIELDS),
    ),
)

SITES: Final = RecordTable(
    name="sites",
    title="Job sites",
    about="Where machines have worked, and the heaviest class that each site admits.",
    noun="sites",
    one="site",
    record=Site,
    repository=lambda records: records.sites,
    id_header="Site ID",
    unique=False,
    parts=(
        KEY_CUSTOMER_REFERENCE,
        Column(
            header="Address",
            field=SITE_FIELDS["address"],
            aliases=("Site", "Site Address"),
            key=True,
            fold=_address,
        ),
        Column(
            header="Max Weight Class",
            field=SITE_FIELDS["max_weight_class"],
            aliases=("Weight Class", "Heaviest Admitted", "Admits"),
        ),
        Column(header="Note", field=SITE_FIELDS["note"], aliases=("Notes",)),
    ),
)

USERS: Final = FileType(
    name="users",
    title="Users",
    about="Who signs in, with which role. Passwords never leave the box.",
    columns=tuple(
        FileColumn(header=header, needed=False, rule=rule)
        for header, rule in (
            ("User Name", "as it is typed to sign in"),
            ("Name", "as it is shown"),
            ("Role", f"one of {', '.join(Role)}"),
            ("May Sign In", "yes or no"),
        )
    ),
    importable=False,
    role=Role.ADMIN,
)


def export_users(records: Records, _now: datetime) -> bytes:
    """Everybody who signs in, without hashes."""

    def rows() -> Iterator[tuple[str, ...]]:
        for user in every(records.users):
            active = "yes" if user.active else "no"
            yield user.username, user.display_name, user.role.value, active

    return codecs.BOM_UTF8 + written((column.header for column in USERS.columns), rows())
