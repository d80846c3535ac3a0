"""How a cell names another record: accounts, classes, asset tags, operators."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.domain.fields import ValueRefused, plain_text
from appliance.storage.files.table import Cells, Help, Reference
from appliance.storage.files.yard import Yard

ACCOUNT = Help(
    header="Account",
    rule="the account of a customer on record",
    aliases=("Customer Account", "Account Number", "Account No"),
    needed=True,
)
CLASS = Help(
    header="Class",
    rule="the name of an equipment class on record",
    aliases=("Equipment Class", "Equipment Name", "Class Name"),
)
UNIT = Help(
    header="Asset Tag",
    rule="the asset tag of a unit on record",
    aliases=("Unit", "Equipment ID", "Tag"),
    needed=True,
)
OPERATOR_ID = Help(header="Operator ID", rule="the operator's own key; may be left out")
OPERATOR = Help(
    header="Operator",
    rule="the name of one of the account's operators",
    aliases=("Operator Name",),
)
OPERATOR_ACCOUNT = Help(header="Account", rule=ACCOUNT.rule, aliases=ACCOUNT.aliases)


def _found(header: str, text: str, known: dict[str, str], what: str) -> str:
    wanted = plain_text(text)
    if not wanted:
        raise ValueRefused("is empty", field=header)
    key = known.get(wanted.casefold())
    if key is None:
        raise ValueRefused(f"is no {what} on record", field=header)
    return key


def _find_customer(yard: Yard, cells: Cells) -> str:
    return _found("Account", cells.get("Account", ""), yard.customer_by_account, "account")


def _name_customer(yard: Yard, key: str | None) -> Sequence[str]:
    return (yard.customers[key].account if key else "",)


def _find_class(yard: Yard, cells: Cells) -> str:
    return _found("Class", cells.get("Class", ""), yard.class_by_name, "class")


def _name_class(yard: Yard, key: str | None) -> Sequence[str]:
    return (yard.classes[key].name if key else "",)


def _find_unit(yard: Yard, cells: Cells) -> str:
    return _found("Asset Tag", cells.get("Asset Tag", ""), yard.unit_by_tag, "unit")


def _name_unit(yard: Yard, key: str | None) -> Sequence[str]:
    return (yard.units[key].asset_tag if key else "",)


def find_operator(yard: Yard, cells: Cells) -> str:
    """By the operator's own key, or by name within the account."""
    given = cells.get("Operator ID", "").strip()
    if given in yard.operators:
        return given
    name = plain_text(cells.get("Operator", ""))
    if not name:
        raise ValueRefused(
            "is empty" if not given else "is no operator on record", field="Operator"
        )
    customer = _find_customer(yard, cells)
    same = yard.operators_by_name.get((customer, name.casefold()), [])
    if not same:
        raise ValueRefused("is no operator of this account", field="Operator")
    if len(same) > 1:
        raise ValueRefused(
            f"stands for {len(same)} operators; name one by Operator ID", field="Operator"
        )
    return same[0]


def name_operator(yard: Yard, key: str | None) -> Sequence[str]:
    operator = yard.operators.get(key or "")
    if operator is None:
        return (key or "", "", "")
    return (operator.id, operator.name, yard.customers[operator.customer_id].account)


CUSTOMER_REFERENCE = Reference(
    attribute="customer_id", columns=(ACCOUNT,), find=_find_customer, name=_name_customer
)
KEY_CUSTOMER_REFERENCE = Reference(
    attribute="customer_id", columns=(ACCOUNT,), find=_find_customer, name=_name_customer, key=True
)
CLASS_REFERENCE = Reference(
    attribute="class_id", columns=(CLASS,), find=_find_class, name=_name_class
)
UNIT_REFERENCE = Reference(
    attribute="unit_id", columns=(UNIT,), find=_find_unit, name=_name_unit, key=True
)
OPERATOR_REFERENCE = Reference(
    attribute="operator_id",
    columns=(OPERATOR_ID, OPERATOR, OPERATOR_ACCOUNT),
    find=find_operator,
    name=name_operator,
)
