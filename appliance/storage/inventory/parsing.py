"""Reads an inventory file: ten columns in any order and case, `Floor Rate` besides; one unit a
row. Finds every bad row; touches no records. Refuses a file that is no such table at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from appliance.domain.catalogue import WeightClass
from appliance.domain.errors import BadRow, ImportRefused
from appliance.domain.fields import ValueRefused
from appliance.storage.files.table import read_header
from appliance.storage.files.text import bad_cell, decoded, header_name, rows_of, unprotected
from appliance.storage.inventory.columns import READERS, REQUIRED, Column, UnitStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFacts:
    """What a file says of an equipment class; every row of one name must agree on it."""

    name: str
    category: str
    day_rate: Decimal
    max_rate: Decimal
    floor_rate: Decimal | None
    """None: the file does not say."""
    certification: str | None
    minimum_insurance: Decimal
    weight_class: WeightClass


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRow:
    """One unit; `line` is where its row starts in the file, the header being line 1."""

    line: int
    tag: str
    status: UnitStatus
    location: str
    facts: ClassFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedInventory:
    """The rows that can be read, and everything that is wrong with the others."""

    rows: tuple[InventoryRow, ...]
    bad_rows: tuple[BadRow, ...]


_FACT_COLUMNS = {
    "category": Column.CATEGORY,
    "day_rate": Column.DAY_RATE,
    "max_rate": Column.MAX_RATE,
    "floor_rate": Column.FLOOR_RATE,
    "certification": Column.CERTIFICATION,
    "minimum_insurance": Column.INSURANCE,
    "weight_class": Column.WEIGHT,
}


def parse_inventory(content: bytes) -> ParsedInventory:
    """Every row of the file, good or bad.

    Raises ImportRefused when it is too large, no text, or lacks its header.
    """
    lines = rows_of(decoded(content), Column)
    first = next(lines, None)
    if first is None:
        raise ImportRefused("The file is empty.", do="Choose a CSV file with a header.")
    if isinstance(first, BadRow):
        raise ImportRefused("The file's header cannot be read.", (first,))
    known = {header_name(column): column.value for column in Column}
    columns = [Column(one) for one in read_header(*first, known, REQUIRED, Column)]
    reading = _Reading(columns)
    for line in lines:
        if isinstance(line, BadRow):
            reading.bad.append(line)
            break
        reading.add(*line)
    if not reading.count and not reading.bad:
        raise ImportRefused("The file has a header but no rows.")
    return ParsedInventory(
        rows=tuple(reading.rows),
        bad_rows=tuple(sorted(reading.bad, key=lambda bad: bad.line)),
    )


class _Reading:
    """The rows of one file so far."""

    def __init__(self, columns: list[Column]) -> None:
        self.columns = columns
        self.rows: list[InventoryRow] = []
        self.bad: list[BadRow] = []
        self.count = 0
        self._tags: dict[str, int] = {}
        self._classes: dict[str, InventoryRow] = {}

    def add(self, line: int, cells: list[str]) -> None:
        self.count += 1
        if len(cells) != len(self.columns):
            self._refuse(
                line, "", "", f"has {len(cells)} cells; the header has {len(self.columns)}"
            )
            return
        texts = dict(zip(self.columns, (unprotected(cell.strip()) for cell in cells), strict=True))
        values = self._values(line, texts)
        self._check_tag(line, texts[Column.TAG])
        if values is None:
            return
        row = InventoryRow(
            line=line,
            tag=values[Column.TAG],
            status=values[Column.STATUS],
            location=values[Column.LOCATION],
            facts=ClassFacts(
                name=values[Column.NAME],
                category=values[Column.CATEGORY],
                day_rate=values[Column.DAY_RATE],
                max_rate=values[Column.MAX_RATE],
                floor_rate=values.get(Column.FLOOR_RATE),
                certification=values[Column.CERTIFICATION],
                minimum_insurance=values[Column.INSURANCE],
                weight_class=values[Column.WEIGHT],
            ),
        )
        if self._rates_fit(line, row.facts, texts) and self._agrees(row, texts):
            self.rows.append(row)

    def _values(self, line: int, texts: dict[Column, str]) -> dict[Column, Any] | None:
        values: dict[Column, Any] = {}
        for column, text in texts.items():
            try:
                values[column] = READERS[column](text)
            except ValueRefused as error:
                self._refuse(line, column, text, error.reason)
        return values if len(values) == len(texts) else None

    def _check_tag(self, line: int, tag: str) -> None:
        earlier = self._tags.setdefault(tag.casefold(), line)
        if tag and earlier != line:
            self._refuse(line, Column.TAG, tag, f"is also on line {earlier}")

    def _rates_fit(self, line: int, facts: ClassFacts, texts: dict[Column, str]) -> bool:
        day = facts.day_rate
        good = True
        if facts.max_rate < day:
            self._refuse(
                line, Column.MAX_RATE, texts[Column.MAX_RATE], f"is below the daily rate {day}"
            )
            good = False
        if facts.floor_rate is not None and facts.floor_rate > day:
            self._refuse(
                line, Column.FLOOR_RATE, texts[Column.FLOOR_RATE], f"is above the daily rate {day}"
            )
            good = False
        return good

    def _agrees(self, row: InventoryRow, texts: dict[Column, str]) -> bool:
        first = self._classes.setdefault(row.facts.name.casefold(), row)
        good = True
        for field, column in _FACT_COLUMNS.items():
            if getattr(first.facts, field) != getattr(row.facts, field):
                self._refuse(
                    row.line,
                    column,
                    texts.get(column, ""),
                    f"differs from line {first.line}, which has the same Equipment Name",
                )
                good = False
        return good

    def _refuse(self, line: int, column: str, value: str, reason: str) -> None:
        self.bad.append(bad_cell(line, str(column), value, reason))
