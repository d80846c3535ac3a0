"""Which columns hold text about persons, by what the tables are made of.

Text is looked through everywhere except where it cannot be about a customer, or is another
customer's own record. A table that comes later is looked through from its first day.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.storage.session import Session

_NEVER = frozenset(
    {
        "audit",  # commitments only; the words are in audit_detail, erased by the trail itself
        "audit_detail",
        "schema_version",
        "app_user",
        "yard_setting",
        "counter",
        "job_run",
        "file_to_delete",
        "erasure",
        "equipment_class",
        "unit",
        "kit",
        "line_policy",
        "agent",
    }
)
_OWN = frozenset(
    {
        ("customer", "name"),
        ("customer", "account"),
        ("customer", "phones"),
        ("customer", "tax_certificate"),
        ("booking", "tax_certificate"),
        ("booking_line", "certificate_number"),
        ("operator", "name"),
        ("operator", "phone"),
        ("site", "address"),
        ("booking", "license_number"),
        ("booking", "certificate_number"),
        ("booking", "policy_number"),
        ("booking", "site_address"),
        ("booking", "callback_number"),
    }
)
"""Identity of other customers, who may share a name or a number with the one who is erased."""


@dataclass(frozen=True, slots=True)
class TextColumn:
    table: str
    column: str
    is_list: bool


def text_columns(session: Session) -> tuple[TextColumn, ...]:
    """Every column whose text may mention a customer in passing; no keys and no references."""
    rows = session.rows(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE NOT internal AND data_type IN ('VARCHAR', 'VARCHAR[]') ORDER BY 1, 2"
    )
    keys = key_columns(session)
    return tuple(
        TextColumn(table, column, kind.endswith("[]"))
        for table, column, kind in rows
        if table not in _NEVER
        and (table, column) not in _OWN
        and (table, column) not in keys
        and not column.endswith("_id")
    )


def key_columns(session: Session) -> frozenset[tuple[str, str]]:
    """Columns of primary keys."""
    rows = session.rows(
        "SELECT table_name, unnest(constraint_column_names) FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY'"
    )
    return frozenset((table, column) for table, column in rows)
