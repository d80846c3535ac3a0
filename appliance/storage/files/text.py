"""A CSV file as text: its encoding, its delimiter, its rows by line, and cells that no
spreadsheet takes for a formula. Refuses what is no text, too large, or a workbook.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from appliance.domain.errors import BadRow, ImportRefused
from appliance.domain.fields import shortened

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 10_000
FORMULA_STARTS: Final = ("=", "+", "-", "@")
NEUTRAL: Final = "'"
_SHOWN: Final = 80
_DELIMITERS: Final = (",", ";", "\t")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def protected(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    start = text.lstrip()
    starts = (*FORMULA_STARTS, NEUTRAL)
    return NEUTRAL + text if start.startswith(starts) or text[:1] in ("\t", "\r") else text


def unprotected(text: str) -> str:
    """What `protected` was given."""
    if not text.startswith(NEUTRAL):
        return text
    rest = text[1:]
    was = rest.lstrip().startswith((*FORMULA_STARTS, NEUTRAL)) or rest[:1] in ("\t", "\r")
    return rest if was else text


def header_name(text: str) -> str:
    """A header as compared: lower case, single spaces."""
    return " ".join(re.split(r"[\s_-]+", text.strip().lower())).strip()


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 or Windows-1252 as text. Raises ImportRefused."""
    if len(content) > MAX_BYTES:
        raise ImportRefused(
            f"The file has {len(content):,} bytes; at most {MAX_BYTES:,} are read.", do="Split it."
        )
    if content.startswith(_WORKBOOKS):
        raise ImportRefused(
            "The file is a workbook or document, not text.", do="Save the sheet as CSV first."
        )
    text = _text(content)
    control = _CONTROL.search(text)
    if control is not None and (control[0] == "\0" or len(_CONTROL.findall(text)) > len(text) // 8):
        raise ImportRefused("The file is not text.", do="Choose a CSV file.")
    return text


def _text(content: bytes) -> str:
    try:
        if content.startswith(_UTF16):
            return content.decode("utf-16")
        if guess := _unmarked_utf16(content):
            return content.decode(guess)
    except UnicodeDecodeError as error:
        raise ImportRefused(
            "The file begins as UTF-16 text, and then is none.", do="Save it as “CSV UTF-8”."
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as utf8:
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            line = content.count(b"\n", 0, utf8.start) + 1
            byte = repr(content[utf8.start : utf8.start + 1])[2:-1]
            raise ImportRefused(
                "The file is not UTF-8 text.",
                (BadRow(line, "", byte, "is not UTF-8"),),
                "Save it as “CSV UTF-8”.",
            ) from utf8


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the header is zero."""
    start = content[:200]
    if len(start) < 8 or len(content) % 2:
        return None
    if not any(start[::2]) and all(start[1::2]):
        return "utf-16-be"
    if not any(start[1::2]) and all(start[::2]):
        return "utf-16-le"
    return None


def rows_of(text: str, headers: Iterable[str]) -> Iterator[tuple[int, list[str]] | BadRow]:
    """Each row that is not blank with the line it starts on, the header being the first; the
    last one may be unreadable. `headers` are the names that decide between delimiters."""
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=_delimiter(text, headers),
        strict=True,
        skipinitialspace=True,
    )
    return _lines(reader)


def _delimiter(text: str, headers: Iterable[str]) -> str:
    header = text.lstrip("\r\n").partition("\n")[0]
    known = {header_name(one) for one in headers}

    def fits(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip().strip('"') for cell in header.split(delimiter)]
        return sum(header_name(cell) in known for cell in cells), header.count(delimiter)

    return max(_DELIMITERS, key=fits)


def _lines(reader: Any) -> Iterator[tuple[int, list[str]] | BadRow]:
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


def bad_cell(line: int, column: str, value: str, reason: str) -> BadRow:
    """A refused cell, its value cut to what can be shown."""
    return BadRow(line, column, shortened(value, _SHOWN), reason)


def refused(bad: Iterable[BadRow]) -> ImportRefused:
    """The refusal of a whole file for all that is wrong with it."""
    rows = tuple(sorted(bad, key=lambda one: one.line))
    count = len(rows)
    return ImportRefused(
        f"The file was refused whole: {count:,} thing{'s are' if count > 1 else ' is'} wrong.",
        rows,
        "Correct it and try again; nothing was changed.",
    )


def written(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV file in UTF-8, its cells neutralised."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([protected(cell) for cell in header])
    for row in rows:
        writer.writerow([protected(cell) for cell in row])
    return out.getvalue().encode()
