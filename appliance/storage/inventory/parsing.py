"""Reads an inventory file: ten columns in any order and case, `Floor Rate` besides; one unit a
row. Finds every bad row; touches no records. Refuses a file that is no such table at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from appliance.domain.catalogue import WeightClass
from appliance.domain.errors import BadRow, ImportRefused
from appliance.storage.inventory.columns import (
    REQUIRED,
    CellError,
    Column,
    UnitStatus,
    certification_cell,
    header_name,
    money_cell,
    optional,
    rate_cell,
    status_cell,
    text_cell,
    unprotected,
    weight_cell,
)

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 10_000
_SHOWN = 80
_DELIMITERS = (",", ";", "\t")


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


_CELLS: dict[Column, Callable[[str], Any]] = {
    Column.TAG: text_cell(40),
    Column.NAME: text_cell(80),
    Column.CATEGORY: text_cell(60),
    Column.DAY_RATE: rate_cell,
    Column.STATUS: status_cell,
    Column.CERTIFICATION: certification_cell,
    Column.INSURANCE: optional(money_cell, Decimal(0)),
    Column.LOCATION: text_cell(120, required=False),
    Column.MAX_RATE: rate_cell,
    Column.WEIGHT: weight_cell,
    Column.FLOOR_RATE: optional(rate_cell, None),
}

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
    text = _decoded(content)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=_delimiter(text),
        strict=True,
        skipinitialspace=True,
    )
    lines = _lines(reader)
    first = next(lines, None)
    if first is None:
        raise ImportRefused("The file is empty.", do="Choose a CSV file with a header.")
    if isinstance(first, BadRow):
        raise ImportRefused("The file's header cannot be read.", (first,))
    columns = _header(*first)
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
                values[column] = _CELLS[column](text)
            except CellError as error:
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
        shown = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
        self.bad.append(BadRow(line, str(column), shown, reason))


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise ImportRefused(
            f"The file has {len(content):,} bytes; at most {MAX_BYTES:,} are read.", do="Split it."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused(
            "The file is not UTF-8 text.",
            (BadRow(line, "", repr(content[error.start : error.start + 1])[2:-1], "is not UTF-8"),),
            "Save it as “CSV UTF-8”.",
        ) from error
    if "\0" in text:
        raise ImportRefused("The file is not text.", do="Choose a CSV file.")
    return text


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def _lines(reader: Any) -> Iterator[tuple[int, list[str]] | BadRow]:
    """Each row that is not blank with the line it starts on; the last one may be unreadable."""
    count = 0
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(start, "", "", f"cannot be read: {error}")
            return
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS + 1:
            yield BadRow(start, "", "", f"comes after {MAX_ROWS:,} rows, which is the most")
            return
        yield start, cells


def _header(line: int, cells: list[str]) -> list[Column]:
    known = {header_name(column): column for column in Column}
    found: list[Column] = []
    bad: list[BadRow] = []
    for cell in cells:
        column = known.get(header_name(cell))
        if column is None:
            bad.append(BadRow(line, cell.strip()[:_SHOWN], "", "is no known column"))
        elif column in found:
            bad.append(BadRow(line, column, "", "stands in the header twice"))
        else:
            found.append(column)
    bad += [BadRow(line, one, "", "is missing") for one in REQUIRED if one not in found]
    if bad:
        raise ImportRefused(
            "The file's header does not fit.",
            tuple(bad),
            f"It needs: {', '.join(REQUIRED)}; it may have {Column.FLOOR_RATE}.",
        )
    return found
