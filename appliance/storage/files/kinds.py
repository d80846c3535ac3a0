"""Every record type that goes in or out as a file, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role
from appliance.ports.files import FileColumn, FileReport, FileType
from appliance.ports.store import Records
from appliance.storage.files import exporting, importing
from appliance.storage.files.agents import AGENTS
from appliance.storage.files.bookings import (
    BOOKINGS,
    carry_out_bookings,
    export_bookings,
    plan_bookings,
)
from appliance.storage.files.catalogue import CLASSES, DOWNTIMES, UNITS
from appliance.storage.files.people import (
    CERTIFICATIONS,
    CUSTOMERS,
    LICENSES,
    OPERATORS,
    POLICIES,
    SITES,
    USERS,
    export_users,
)
from appliance.storage.files.table import RecordTable, parse
from appliance.storage.inventory import (
    carry_out_inventory,
    export_inventory,
    parse_inventory,
    plan_inventory,
)
from appliance.storage.inventory.columns import REQUIRED, Column


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A type with what reads, plans, writes and exports it.

    `parse` touches no records. `plan` writes nothing; what it gives has a `report`. `carry_out`
    writes a plan that was made from the same records. All but it raise ImportRefused."""

    type: FileType
    export: Callable[[Records, datetime], bytes]
    parse: Callable[[bytes], Any]
    plan: Callable[[Records, Any, datetime, str], Any]
    carry_out: Callable[[Records, Any, datetime, str], None]

    def preview(self, records: Records, parsed: Any, now: datetime) -> FileReport:
        """What `load` would do; changes nothing."""
        report: FileReport = self.plan(records, parsed, now, "").report
        return report

    def load(self, records: Records, parsed: Any, now: datetime, actor: str) -> FileReport:
        """Write what the file says, whole or not at all."""
        plan = self.plan(records, parsed, now, actor)
        self.carry_out(records, plan, now, actor)
        report: FileReport = plan.report
        return report


def _of_table(table: RecordTable[Any]) -> FileKind:
    return FileKind(
        type=table.described(),
        export=lambda records, now: exporting.export(table, records, now),
        parse=lambda content: parse(table, content),
        plan=lambda records, parsed, now, _actor: importing.plan(table, records, parsed, now),
        carry_out=lambda records, plan, now, actor: importing.carry_out(
            table, records, plan, now, actor
        ),
    )


def _refuse_users(*_arguments: Any) -> Any:
    raise RecordError("Users are not imported.", "Add people on the Users page.")


_INVENTORY: Final = FileKind(
    type=FileType(
        name="inventory",
        title="Inventory, one unit a row",
        about="The ten columns that yards already have: classes and units in one file.",
        columns=tuple(
            FileColumn(header=column, needed=column in REQUIRED, rule=rule)
            for column, rule in zip(
                Column,
                (
                    "the unit's asset tag",
                    "the class, as customers say it",
                    "the class's category",
                    "an amount",
                    "AVAILABLE, RENTED, MAINTENANCE or RESERVED",
                    "a certificate's kind, or None",
                    "an amount",
                    "where the unit stands",
                    "an amount, the daily rate at least",
                    "Light, Medium, Medium Heavy, Heavy or Super Heavy",
                    "without it, the daily rate less what Settings allow",
                ),
                strict=True,
            )
        ),
    ),
    export=export_inventory,
    parse=parse_inventory,
    plan=plan_inventory,
    carry_out=carry_out_inventory,
)

_BOOKINGS: Final = replace(
    _of_table(BOOKINGS), export=export_bookings, plan=plan_bookings, carry_out=carry_out_bookings
)

_USERS: Final = FileKind(
    type=USERS,
    export=export_users,
    parse=_refuse_users,
    plan=_refuse_users,
    carry_out=_refuse_users,
)

KINDS: Final[dict[str, FileKind]] = {
    kind.type.name: kind
    for kind in (
        _INVENTORY,
        _of_table(CLASSES),
        _of_table(UNITS),
        _of_table(DOWNTIMES),
        _of_table(CUSTOMERS),
        _of_table(LICENSES),
        _of_table(OPERATORS),
        _of_table(CERTIFICATIONS),
        _of_table(POLICIES),
        _of_table(SITES),
        replace(_of_table(AGENTS), type=replace(AGENTS.described(), role=Role.ADMIN)),
        _BOOKINGS,
        _USERS,
    )
}


def kind_named(name: str) -> FileKind:
    """Raises RecordNotFound."""
    found = KINDS.get(name)
    if found is None:
        raise RecordNotFound(
            f"There is no record type {name[:40]!r}.", f"One of: {', '.join(KINDS)}."
        )
    return found
