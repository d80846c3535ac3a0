"""What the database refuses, in plain words: the record, the field, its value and the rule.

The rules stand in the tables' CHECKs; their text is read here, never shown. What cannot be put
into words is logged under a reference, and only the reference is told.
"""

from __future__ import annotations

import logging
import operator
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb

from appliance.domain.errors import RecordError

_log = logging.getLogger(__name__)
_SHOWN = 60
_DO = "Correct the value and try again."

_CHECK = re.compile(r'CHECK constraint failed on table "?(\w+)"? with expression CHECK\((.*)\)')
_MISSING = re.compile(r"NOT NULL constraint failed: (\w+)\.(\w+)")
_TWICE = re.compile(r'Duplicate key "(.+?): (.*)" violates')
_UNFIT = re.compile(r'(?:string "(.*?)"|value (\S+)) (?:to|can\'t)', re.DOTALL)
_WORDS_OF_NAMES = {"equipment_class": "equipment class", "app_user": "user"}


@dataclass(frozen=True, slots=True)
class About:
    """What was to be written: rows of one table by column, and the columns of its key."""

    table: str
    key: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule over one column: words for it, and whether a row keeps to it."""

    column: str
    words: Callable[[Mapping[str, Any]], str]
    holds: Callable[[Mapping[str, Any]], bool]


def refusal(error: duckdb.Error, about: About | None) -> RecordError:
    """The error to raise in place of the database's."""
    said = str(error)
    if found := _CHECK.search(said):
        return _unchecked(found[1], found[2], about)
    if found := _MISSING.search(said):
        rows = [row for row in _rows(about) if row.get(found[2]) is None]
        return _refused(found[1], rows[0] if rows else None, about, found[2], "is missing")
    if found := _TWICE.search(said):
        return _taken(found[1], found[2], about)
    if found := _UNFIT.search(said):
        return _unfit(found[1] or found[2], about)
    return unexpected(error)


def unexpected(error: Exception) -> RecordError:
    """For what has no words: the text goes to the log, its reference to the user."""
    reference = logged(error)
    return RecordError(
        f"The records refuse this (reference {reference}).",
        "Give the reference to whoever looks after the box.",
    )


def logged(error: Exception) -> str:
    """Log the database's own words; eight characters that find them."""
    token = secrets.token_hex(4).upper()
    reference = f"{token[:4]}-{token[4:]}"
    _log.error("the database refused (reference %s): %s", reference, error)
    return reference


def _rows(about: About | None) -> Sequence[Mapping[str, Any]]:
    return about.rows if about is not None else ()


def _unchecked(table: str, expression: str, about: About | None) -> RecordError:
    rule = _rule(_bare(expression))
    if rule is None:
        names = dict.fromkeys(
            name
            for row in _rows(about)[:1]
            for name in row
            if re.search(rf"\b{name}\b", expression)
        )
        fields = " and ".join(map(_words, names)) or "some values"
        row = _rows(about)[0] if len(_rows(about)) == 1 else None
        return RecordError(f"{_record(table, row, about)}: {fields} do not go together.", _DO)
    broken = [row for row in _rows(about) if rule.column in row and not rule.holds(row)]
    row = broken[0] if broken else None
    return _refused(table, row, about, rule.column, f"must be {rule.words(row or {})}")


def _taken(field: str, value: str, about: About | None) -> RecordError:
    columns = [part.strip() for part in field.removeprefix("lower(").removesuffix(")").split(",")]
    fields = " and ".join(_words(column) for column in columns)
    table = about.table if about is not None else "record"
    return RecordError(
        f"{_record(table, None, about)}: {fields} {_shown(value)} is taken by another one.",
        "Choose another, or change that one.",
    )


def _unfit(value: str, about: About | None) -> RecordError:
    for row in _rows(about):
        for column, one in row.items():
            if one is not None and str(one) == value:
                return _refused(
                    about.table if about else "record",
                    row,
                    about,
                    column,
                    "is no value of the right kind and size",
                )
    return RecordError(f"{_shown(value)} is no value of the right kind and size.", _DO)


def _refused(
    table: str, row: Mapping[str, Any] | None, about: About | None, column: str, rule: str
) -> RecordError:
    value = row.get(column) if row is not None else None
    given = "" if value in (None, "") else f" is {_shown(value)}; it"
    return RecordError(f"{_record(table, row, about)}: {_words(column)}{given} {rule}.", _DO)


def _record(table: str, row: Mapping[str, Any] | None, about: About | None) -> str:
    name = _WORDS_OF_NAMES.get(table, table.replace("_", " ")).capitalize()
    if row is None or about is None:
        return name
    return f"{name} {' '.join(_shown(row[one]) for one in about.key if one in row)}".rstrip()


def _words(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


_COMPARED: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    ">=": ("at least", operator.ge),
    ">": ("more than", operator.gt),
    "<=": ("at most", operator.le),
    "<": ("less than", operator.lt),
}


def _bare(expression: str) -> str:
    """Without the parentheses around the whole of it."""
    text = expression.strip()
    while text.startswith("(") and _closes_at(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes_at(text: str) -> int:
    depth = 0
    for at, one in enumerate(text):
        depth += (one == "(") - (one == ")")
        if depth == 0:
            return at
    return -1


def _rule(text: str) -> _Rule | None:
    """The rule that a CHECK's text states; None for one that is about several fields."""
    optional = re.fullmatch(r'\("?(\w+)"? IS NULL\) OR (\(.*\))', text)
    if optional:
        inner = _rule(_bare(optional[2]))
        return inner if inner is not None and inner.column == optional[1] else None
    if found := re.fullmatch(r"\"?(\w+)\"? (?:!=|<>) ''", text):
        return _Rule(found[1], lambda _: "given", _keeps(found[1], bool))
    if found := re.fullmatch(r"\"?(\w+)\"? IN \((.*)\)", text):
        allowed = tuple(re.findall(r"'([^']*)'", found[2]))
        return _Rule(
            found[1],
            lambda _: f"one of {', '.join(allowed)}",
            _keeps(found[1], lambda value: value in allowed),
        )
    if found := re.fullmatch(r"\"?(\w+)\"? BETWEEN (-?[\d.]+) AND (-?[\d.]+)", text):
        least, most = Decimal(found[2]), Decimal(found[3])
        return _Rule(
            found[1],
            lambda _: f"between {least} and {most}",
            _keeps(found[1], lambda value: least <= Decimal(str(value)) <= most),
        )
    if found := re.fullmatch(r"\"?(\w+)\"? (>=|<=|>|<) (-?[\d.]+)", text):
        words, compare = _COMPARED[found[2]]
        limit = Decimal(found[3])
        return _Rule(
            found[1],
            lambda _: f"{words} {limit}",
            _keeps(found[1], lambda value: compare(Decimal(str(value)), limit)),
        )
    if found := re.fullmatch(r"\"?(\w+)\"? (>=|<=|>|<) \"?([a-z]\w*)\"?", text):
        return _between_fields(found[1], found[2], found[3])
    return None


def _between_fields(column: str, sign: str, other: str) -> _Rule:
    words, compare = _COMPARED[sign]

    def said(row: Mapping[str, Any]) -> str:
        value = row.get(other)
        return f"{words} the {_words(other)}" + ("" if value is None else f", {_shown(value)}")

    def holds(row: Mapping[str, Any]) -> bool:
        one, limit = row.get(column), row.get(other)
        return one is None or limit is None or compare(one, limit)

    return _Rule(column, said, holds)


def _keeps(column: str, test: Callable[[Any], bool]) -> Callable[[Mapping[str, Any]], bool]:
    """A missing value keeps to every rule but being there."""
    return lambda row: row.get(column) is None or test(row[column])
