"""Reading inventory files: what spreadsheets write, and every bad row by line and column."""

from __future__ import annotations

import contextlib
import csv
import io
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appliance.domain.catalogue import WeightClass
from appliance.domain.errors import ImportRefused
from appliance.storage.files.text import MAX_BYTES, MAX_ROWS
from appliance.storage.inventory import parse_inventory
from tests.storage.inventory_files import EXCAVATOR, HEAD
from tests.storage.inventory_files import inventory_file as _file


def _bad(content: bytes) -> list[tuple[int, str, str]]:
    return [(bad.line, bad.column, bad.reason) for bad in parse_inventory(content).bad_rows]


def test_any_order_and_case_of_columns() -> None:
    shuffled = ",".join(reversed(HEAD.upper().replace(" ", "_").split(",")))
    row = ",".join(reversed(EXCAVATOR.split(",")))
    assert parse_inventory(_file(row, head=shuffled)).rows == parse_inventory(_file(EXCAVATOR)).rows


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + _file(EXCAVATOR),
        _file(EXCAVATOR).replace(b"\n", b"\r\n") + b"\r\n",
        _file(EXCAVATOR).decode().encode("utf-16"),
        _file(EXCAVATOR).decode().encode("utf-16-le"),
        _file(EXCAVATOR).replace(b"Row A", b"Row \xe9"),
        _file(EXCAVATOR).replace(b",", b";"),
        _file(EXCAVATOR).replace(b",", b"\t"),
        _file("", EXCAVATOR, ",,,,,,,,,", ""),
        _file(EXCAVATOR).replace(b"Excavator,Earth", b' " Excavator ", Earth'),
    ],
    ids=[
        "bom",
        "crlf",
        "utf-16",
        "utf-16 unmarked",
        "windows",
        "semicolons",
        "tabs",
        "blank lines",
        "quotes and spaces",
    ],
)
def test_what_spreadsheets_write(content: bytes) -> None:
    parsed = parse_inventory(content)
    assert parsed.bad_rows == ()
    (row,) = parsed.rows
    assert (row.tag, row.facts.name, row.facts.day_rate) == ("EQ001", "Excavator", 850)
    assert row.facts.weight_class is WeightClass.HEAVY


def test_amounts_as_people_write_them() -> None:
    row = 'EQ001,X,Y,"$1,250.50",available,None,,,"2,000",super heavy'
    (read,) = parse_inventory(_file(row)).rows
    assert (read.facts.day_rate, read.facts.max_rate) == (Decimal("1250.50"), Decimal(2000))
    assert read.facts.minimum_insurance == 0
    assert read.facts.certification is None


@pytest.mark.parametrize(
    "column, value, reason",
    [
        ("Equipment ID", "", "is empty"),
        ("Equipment Name", "x" * 81, "longer than 80"),
        ("Category", "a\x07b", "cannot be printed"),
        ("Daily Rate", "0", "not from 0.01"),
        ("Daily Rate", "-5", "below 0.01"),
        ("Daily Rate", "abc", "not an amount"),
        ("Daily Rate", "1.234", "not an amount"),
        ("Daily Rate", "1,23", "not an amount"),
        ("Daily Rate", "٣٤", "not an amount"),
        ("Daily Rate", "NaN", "not an amount"),
        ("Daily Rate", "1e3", "not an amount"),
        ("Daily Rate", "9" * 12, "not from 0.01 to 9,999,999.99"),
        ("Max Rate", "849.99", "below the daily rate"),
        ("Status", "BROKEN", "none of"),
        ("Weight Class", "Huge", "none of"),
        ("Min Insurance", "lots", "not an amount"),
        ("Operator Cert Required", "yes", "must name the certificate"),
    ],
)
def test_a_bad_cell_is_named(column: str, value: str, reason: str) -> None:
    cells = dict(zip(HEAD.split(","), EXCAVATOR.split(","), strict=True)) | {column: value}
    out = io.StringIO()
    csv.writer(out).writerow(cells.values())
    good = EXCAVATOR.replace("EQ001", "EQ002")
    (bad,) = parse_inventory(_file(good, out.getvalue().strip())).bad_rows
    assert (bad.line, bad.column) == (3, column)
    assert reason in bad.reason
    assert bad.value == (value if len(value) <= 80 else value[:79] + "…")


def test_every_bad_row_is_listed_by_its_line() -> None:
    found = _bad(
        _file(
            EXCAVATOR,
            EXCAVATOR.replace("EQ001", "eq001"),
            "EQ003,too,few",
            EXCAVATOR.replace("EQ001", "EQ004").replace("850", "900"),
            EXCAVATOR.replace("EQ001", "EQ005").replace("850", "x").replace("Heavy", "y"),
        )
    )
    assert found == [
        (3, "Equipment ID", "is also on line 2"),
        (4, "", "has 3 cells; the header has 10"),
        (5, "Daily Rate", "differs from line 2, which has the same Equipment Name"),
        (6, "Daily Rate", "is not an amount such as 850 or 1,250.00"),
        (6, "Weight Class", "is none of Light, Medium, Medium Heavy, Heavy, Super Heavy"),
    ]


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    two_lines = EXCAVATOR.replace("Row A", '"Row\nA"')
    found = _bad(_file(two_lines, EXCAVATOR.replace("EQ001", "EQ002").replace("850", "x")))
    assert [(line, column) for line, column, _ in found] == [
        (2, "Storage Location"),
        (4, "Daily Rate"),
    ]


@pytest.mark.parametrize(
    "content, column",
    [
        (_file(EXCAVATOR + ",1", head=HEAD + ",Daily rate"), "Daily Rate"),
        (_file(EXCAVATOR + ",1", head=HEAD + ",Colour"), "Colour"),
        (_file(EXCAVATOR, head=HEAD.replace(",Status", "")), "Status"),
    ],
    ids=["twice", "unknown", "missing"],
)
def test_a_header_that_does_not_fit(content: bytes, column: str) -> None:
    with pytest.raises(ImportRefused, match="header") as refusal:
        parse_inventory(content)
    assert column in [bad.column for bad in refusal.value.rows]


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (HEAD.encode(), "no rows"),
        (HEAD.encode() + b"\nEQ\x811,x", "UTF-8"),
        (b"PK\x03\x04" + HEAD.encode(), "workbook"),
        (HEAD.encode() + b"\nEQ\x001", "not text"),
        (b"x" * (MAX_BYTES + 1), "bytes"),
    ],
)
def test_what_is_no_such_file(content: bytes, words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        parse_inventory(content)


def test_a_quote_left_open() -> None:
    parsed = parse_inventory(_file(EXCAVATOR, '"EQ002,never closed'))
    assert [bad.line for bad in parsed.bad_rows] == [3]


def test_the_number_of_rows_is_bounded() -> None:
    rows = [EXCAVATOR.replace("EQ001", f"T{n}") for n in range(MAX_ROWS + 1)]
    (bad,) = parse_inventory(_file(*rows)).bad_rows
    assert (bad.line, "is the most" in bad.reason) == (MAX_ROWS + 2, True)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@example(HEAD.encode() + b'\n"\r')
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for tried in (content, HEAD.encode() + b"\n" + content):
        with contextlib.suppress(ImportRefused):
            parsed = parse_inventory(tried)
            assert parsed.rows or parsed.bad_rows
