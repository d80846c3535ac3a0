"""Writes all records of one type as a file that `importing` reads back unchanged."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from appliance.ports.store import Records
from appliance.storage.files.table import RecordTable, Reference
from appliance.storage.files.text import written
from appliance.storage.files.yard import Yard, every

T = TypeVar("T")


def export(table: RecordTable[T], records: Records, now: datetime) -> bytes:
    """Every record of the type, marked as UTF-8 so that spreadsheets see it."""
    yard = Yard(records, now)
    rows = (_cells(table, yard, one) for one in every(table.repository(records)))
    return codecs.BOM_UTF8 + written(table.headers, rows)


def _cells(table: RecordTable[T], yard: Yard, record: T) -> Iterator[str]:
    if table.id_header:
        yield getattr(record, "id")  # noqa: B009 - the type has one by declaration
    for part in table.parts:
        value = getattr(record, part.attribute)
        if isinstance(part, Reference):
            yield from part.name(yard, value)
        else:
            yield part.field.text(value)
