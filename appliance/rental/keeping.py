"""Records kept by hand: added, edited, removed, each change checked whole and audited.

One way for every type that people keep: customers with their credentials, and classes. A field's
own rule has been asked before (`record_fields`); here the record as a whole and the others are.
An edit from a stale page is refused with what has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from appliance.domain import record_fields
from appliance.domain.agents import Agent, rival_of
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.customers import (
    BusinessLicense,
    Certification,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.errors import RecordError, RecordNotFound, StaleEdit
from appliance.domain.fields import ValueRefused
from appliance.domain.identifiers import bare
from appliance.domain.record_fields import Fields
from appliance.domain.record_rules import broken_rules
from appliance.domain.site_safety import address_words
from appliance.domain.versions import changed_since
from appliance.ports.repositories import Repository
from appliance.ports.store import Records

_LIKE: Final = 200
Others = Callable[[Records, Any], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How one type of record is kept. `taken` gives the field that another record has the same
    way already, or an empty text."""

    kind: str
    record: type[Any]
    fields: Fields
    repository: Callable[[Records], Repository[Any]]
    key: str = "id"
    owner: str = "customer_id"
    taken: Others = lambda _records, _one: ""
    may_remove: bool = False

    @property
    def title(self) -> str:
        return next(iter(self.fields.values())).record

    def key_of(self, record: Any) -> str:
        key: str = getattr(record, self.key)
        return key


def _account_taken(records: Records, one: Customer) -> str:
    found = records.customers.by_account(one.account)
    return "account" if found is not None and found.id != one.id else ""


def _name_taken(records: Records, one: EquipmentClass) -> str:
    found = records.classes.by_name(one.name)
    return "name" if found is not None and found.id != one.id else ""


def _tag_taken(records: Records, one: Unit) -> str:
    found = records.units.by_tag(one.asset_tag)
    return "asset_tag" if found is not None and found.id != one.id else ""


def _license_taken(records: Records, one: BusinessLicense) -> str:
    """Numbers are compared by letters and digits, as they are when they are spoken."""
    wanted = bare(one.number)
    others = (number for number in records.licenses.numbers() if number != one.number)
    return "number" if any(bare(number) == wanted for number in others) else ""


def _line_taken(records: Records, one: Agent) -> str:
    """One active agent a line; an agent's name is its own."""
    others = [other for other in records.agents.all() if other.id != one.id]
    if any(other.name.casefold() == one.name.casefold() for other in others):
        return "name"
    return "line" if rival_of(one, others) else ""


def _site_taken(records: Records, one: Site) -> str:
    wanted = address_words(one.address)
    others = (site for site in records.sites.of_customer(one.customer_id) if site.id != one.id)
    return "address" if any(address_words(site.address) == wanted for site in others) else ""


KEPT: Final[dict[str, Keeping]] = {
    kept.kind: kept
    for kept in (
        Keeping(
            kind="class",
            record=EquipmentClass,
            fields=record_fields.CLASS_FIELDS,
            repository=lambda records: records.classes,
            owner="",
            taken=_name_taken,
        ),
        Keeping(
            kind="unit",
            record=Unit,
            fields=record_fields.UNIT_FIELDS,
            repository=lambda records: records.units,
            owner="class_id",
            taken=_tag_taken,
        ),
        Keeping(
            kind="customer",
            record=Customer,
            fields=record_fields.CUSTOMER_FIELDS,
            repository=lambda records: records.customers,
            owner="",
            taken=_account_taken,
        ),
        Keeping(
            kind="license",
            record=BusinessLicense,
            fields=record_fields.LICENSE_FIELDS,
            repository=lambda records: records.licenses,
            key="number",
            taken=_license_taken,
            may_remove=True,
        ),
        Keeping(
            kind="operator",
            record=Operator,
            fields=record_fields.OPERATOR_FIELDS,
            repository=lambda records: records.operators,
        ),
        Keeping(
            kind="certification",
            record=Certification,
            fields=record_fields.CERTIFICATION_FIELDS,
            repository=lambda records: records.certifications,
            key="number",
            owner="operator_id",
            may_remove=True,
        ),
        Keeping(
            kind="policy",
            record=InsurancePolicy,
            fields=record_fields.POLICY_FIELDS,
            repository=lambda records: records.policies,
            key="number",
            may_remove=True,
        ),
        Keeping(
            kind="site",
            record=Site,
            fields=record_fields.SITE_FIELDS,
            repository=lambda records: records.sites,
            taken=_site_taken,
            may_remove=True,
        ),
        Keeping(
            kind="agent",
            record=Agent,
            fields=record_fields.AGENT_FIELDS,
            repository=lambda records: records.agents,
            owner="",
            taken=_line_taken,
            may_remove=True,
        ),
    )
}


def kept_as(kind: str) -> Keeping:
    """Raises RecordNotFound."""
    found = KEPT.get(kind)
    if found is None:
        raise RecordNotFound("There is no such type of record.", f"One of: {', '.join(KEPT)}.")
    return found


def find(records: Records, kept: Keeping, key: str) -> Any:
    """The record. Raises RecordNotFound."""
    found = kept.repository(records).get(key)
    if found is None:
        raise RecordNotFound(
            f"That {kept.title.lower()} is not on record.", "It may have been removed."
        )
    return found


def add(records: Records, actor: str, kept: Keeping, record: Any) -> Any:
    """Keep a new record. Raises RecordError when it does not hold together or is there."""
    check_whole(records, kept, record)
    key = kept.key_of(record)
    if kept.repository(records).get(key) is not None:
        raise _refused(kept, record, kept.key, "is on record already")
    _check_owner(records, kept, record)
    kept.repository(records).put(record)
    records.audit.append(actor, f"add_{kept.kind}", f"{kept.kind}:{key}", None, record)
    return record


def edit(
    records: Records,
    actor: str,
    kept: Keeping,
    key: str,
    changes: Mapping[str, Any],
    seen: str | None = None,
) -> Any:
    """Change some fields. `seen` is the stamp of these fields as the editor saw them.

    Raises RecordNotFound, StaleEdit, and RecordError when the record would not hold together.
    """
    before = find(records, kept, key)
    require_unchanged(records, kept, before, tuple(changes), seen)
    after = replace(before, **changes)
    if after == before:
        return before
    check_whole(records, kept, after)
    kept.repository(records).put(after)
    records.audit.append(actor, f"edit_{kept.kind}", f"{kept.kind}:{key}", before, after)
    return after


def remove(records: Records, actor: str, kept: Keeping, key: str) -> Any:
    """Take a record off the books; the audit trail keeps it. Raises RecordError for types that
    others refer to, RecordNotFound."""
    if not kept.may_remove:
        raise RecordError(f"{kept.title} records are not removed.", "Close or retire it instead.")
    before = find(records, kept, key)
    kept.repository(records).delete(key)
    records.audit.append(actor, f"remove_{kept.kind}", f"{kept.kind}:{key}", before, None)
    return before


def require_unchanged(
    records: Records, kept: Keeping, record: Any, names: Sequence[str], seen: str | None
) -> None:
    """Raises StaleEdit naming every field that somebody has changed meanwhile, and to what."""
    changed = changed_since(record, names, seen) if seen is not None else ()
    if not changed:
        return
    subject = f"{kept.kind}:{kept.key_of(record)}"
    entries = records.audit.page(record=subject, limit=1).items
    by = f" by {entries[0].actor}" if entries and entries[0].actor else ""
    what = "; ".join(
        f"{kept.fields[name].label} is now “{kept.fields[name].text(getattr(record, name))}”"
        for name in changed
    )
    raise StaleEdit(
        f"This {kept.title.lower()} was changed{by} while you were editing: {what}.",
        "Look at it, and save again if yours should stand.",
    )


def check_whole(records: Records, kept: Keeping, record: Any) -> None:
    """Raises RecordError naming record, field, value and rule of what does not go together."""
    for broken in broken_rules(record):
        raise _refused(kept, record, broken.field, broken.reason)
    field = kept.taken(records, record)
    if field:
        raise _refused(kept, record, field, "belongs to another record already")


def _check_owner(records: Records, kept: Keeping, record: Any) -> None:
    owners: dict[str, Repository[Any]] = {
        "customer_id": records.customers,
        "operator_id": records.operators,
        "class_id": records.classes,
    }
    if kept.owner and owners[kept.owner].get(getattr(record, kept.owner)) is None:
        raise RecordNotFound(
            f"What this {kept.title.lower()} belongs to is not on record.",
            "It may have been removed.",
        )


def _refused(kept: Keeping, record: Any, field: str, reason: str) -> ValueRefused:
    rule = kept.fields.get(field)
    value = rule.text(getattr(record, field)) if rule else getattr(record, field)
    refused = ValueRefused(
        reason, record=kept.title, field=rule.label if rule else field, value=value
    )
    refused.name = field
    return refused
