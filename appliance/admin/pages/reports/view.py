"""What is read for the reports' pages, and how a table becomes a plot and headline figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from appliance.admin.plots import CALM_FILLS, MOST_BARS, Drawing, Mark, bars, columns
from appliance.admin.rendering import Formats
from appliance.domain.reports import Column, Kind, Plot, ReportTable

PAGE_SIZE = 50
_SOON_DAYS = 7
_NEAR_DAYS = 14
_MOST_COLUMNS = 370


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number over the plot."""

    name: str
    text: str
    bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    table: ReportTable
    drawing: Drawing | None
    """None where there is nothing to draw."""
    figures: tuple[Figure, ...]
    rows: tuple[tuple[str, ...], ...]
    """The page's rows as text."""
    offset: int

    @property
    def total(self) -> int:
        return len(self.table.rows)

    @property
    def items(self) -> tuple[tuple[str, ...], ...]:
        return self.rows

    @property
    def limit(self) -> int:
        return PAGE_SIZE


def report_view(
    table: ReportTable, fmt: Formats, offset: int, bars_drawn: int = MOST_BARS
) -> ReportView:
    """A table as a page shows it."""
    return ReportView(
        table=table,
        drawing=draw(table, fmt, bars_drawn),
        figures=_FIGURES[table.ask.spec.name](table, fmt),
        rows=tuple(
            tuple(
                shown(value, column, fmt) for value, column in zip(row, table.columns, strict=True)
            )
            for row in table.rows[offset : offset + PAGE_SIZE]
        ),
        offset=offset,
    )


def shown(value: Any, column: Column, fmt: Formats) -> str:
    """One cell as text; a dash for what there is not."""
    if value is None or value == "":
        return "–"
    match column.kind:
        case Kind.MONEY:
            return fmt.money(value)
        case Kind.PERCENT:
            return f"{value:.1f} %"
        case Kind.NUMBER:
            return f"{value:,.1f}"
        case Kind.WHOLE:
            return f"{value:,}"
        case Kind.DAY:
            return fmt.day(value)
        case Kind.MOMENT:
            return fmt.at(value)
    if column.name == "month":
        return f"{date.fromisoformat(value + '-01'):%b %Y}"
    named = column.name in ("outcome", "state")
    return value.replace("_", " ").capitalize() if named else str(value)


def draw(table: ReportTable, fmt: Formats, bars_drawn: int = MOST_BARS) -> Drawing | None:
    """The plot of a table, with at most so many bars; None without rows."""
    if not table.rows:
        return None
    by, spec = table.ask.by, table.ask.spec
    parts = [column for name in by.drawn for column in table.columns if column.name == name]
    labels = [column.label for column in parts]
    if by.plot is Plot.COLUMNS:
        sign = fmt.sign if parts[0].kind is Kind.MONEY else ""
        marks = _in_order(table, parts, fmt)
        if spec.name == "calls":
            return columns(marks, ("Booked", "Other outcomes"), spec.title, sign, CALM_FILLS)
        return columns(marks, labels, spec.title, sign)
    whole = 100.0 if parts[0].kind is Kind.PERCENT else None
    return bars(_ranked(table, parts, fmt)[:bars_drawn], labels, spec.title, whole)


def _ranked(table: ReportTable, parts: list[Column], fmt: Formats) -> list[Mark]:
    marks: list[Mark] = []
    for row in table.rows:
        if len(marks) == MOST_BARS:
            break
        facts = dict(zip((c.name for c in table.columns), row, strict=True))
        values = tuple(float(facts[part.name] or 0) for part in parts)
        if table.ask.by.plot is not Plot.LADDER and sum(values) <= 0:
            continue
        whole = sum((facts[part.name] or 0 for part in parts), 0)
        marks.append(
            Mark(
                label=_label(table, row, fmt),
                values=values,
                text=shown(Decimal(whole) if parts[0].kind is Kind.MONEY else whole, parts[0], fmt)
                + (" days" if table.ask.by.plot is Plot.LADDER else ""),
                tone=_tone(table, values[0]),
            )
        )
    return marks


def _label(table: ReportTable, row: tuple[Any, ...], fmt: Formats) -> str:
    first = shown(row[0], table.columns[0], fmt)
    names = [column.name for column in table.columns]
    if table.ask.spec.name == "expiring":
        return f"{first} · {row[names.index('holder')]}"
    if table.ask.spec.name in ("overdue", "concessions") and "class" in names:
        return f"{first if first != '–' else ''} {row[names.index('class')]}".strip()
    return first


def _tone(table: ReportTable, value: float) -> str:
    name = table.ask.spec.name
    if name == "overdue":
        return "plot-bad"
    if name != "expiring":
        return ""
    if value <= _SOON_DAYS:
        return "plot-bad"
    return "plot-warn" if value <= _NEAR_DAYS else ""


def _in_order(table: ReportTable, parts: list[Column], fmt: Formats) -> list[Mark]:
    """Columns of days or months without gaps; a day without calls is a column of none."""
    rows = {row[0]: row for row in table.rows}
    names = [column.name for column in table.columns]
    marks = []
    for key in _keys(table):
        row = rows.get(key)
        found = [0.0 if row is None else float(row[names.index(p.name)] or 0) for p in parts]
        text = "none"
        if row is not None:
            text = ", ".join(
                f"{shown(row[names.index(part.name)], part, fmt)} {part.label.lower()}"
                for part in parts
            )
        if table.ask.spec.name == "calls":
            found = [found[1], found[0] - found[1]]
        marks.append(Mark(label=_short_key(key), values=tuple(found), text=text))
    return marks


def _keys(table: ReportTable) -> list[Any]:
    first, last = table.rows[0][0], table.rows[-1][0]
    if isinstance(first, date):
        first, last = table.ask.first, table.ask.last
        count = (last - first).days + 1
        if count > _MOST_COLUMNS:
            return [row[0] for row in table.rows]
        return [first + timedelta(days=n) for n in range(count)]
    found, month = [], date.fromisoformat(first + "-01")
    while f"{month:%Y-%m}" <= last:
        found.append(f"{month:%Y-%m}")
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def _short_key(key: Any) -> str:
    if isinstance(key, date):
        return f"{key.day} {key:%b}"
    return f"{date.fromisoformat(key + '-01'):%b %Y}"


def _share(part: Any, whole: Any) -> str:
    return f"{100 * float(part) / float(whole):.1f} %" if whole else "–"


def _of_utilization(table: ReportTable, _fmt: Formats) -> tuple[Figure, ...]:
    rented, available = table.total("rented_days"), table.total("available_days")
    return (
        Figure(name="Rented of what was to be had", text=_share(rented, available)),
        Figure(name="Rented unit-days", text=f"{rented:,.0f}"),
        Figure(name="Available unit-days", text=f"{available:,.0f}"),
        Figure(name="Out of service, unit-days", text=f"{table.total('down_days'):,.0f}"),
    )


def _of_revenue(table: ReportTable, fmt: Formats) -> tuple[Figure, ...]:
    rental, fees = Decimal(table.total("rental")), Decimal(table.total("fees"))
    return (
        Figure(name="Together", text=fmt.money(rental + fees)),
        Figure(name="Rental", text=fmt.money(rental)),
        Figure(name="Fees", text=fmt.money(fees)),
        Figure(name="Reserved, not out yet", text=fmt.money(Decimal(table.total("reserved")))),
    )


def _of_overdue(table: ReportTable, _fmt: Formats) -> tuple[Figure, ...]:
    late = table.values("days_late")
    return (
        Figure(name="Overdue", text=str(len(late)), bad=bool(late)),
        Figure(name="Customers to call", text=str(len(set(table.values("customer"))))),
        Figure(name="Longest, days", text=f"{max(late, default=0):,.1f}"),
    )


def _of_expiring(table: ReportTable, _fmt: Formats) -> tuple[Figure, ...]:
    left = table.values("days_left")
    soon = sum(days <= _SOON_DAYS for days in left)
    return (
        Figure(name=f"End within {table.ask.ahead} days", text=str(len(left))),
        Figure(name=f"Within {_SOON_DAYS} days", text=str(soon), bad=bool(soon)),
        Figure(name="Customers concerned", text=str(len(set(table.values("customer"))))),
    )


def _of_concessions(table: ReportTable, fmt: Formats) -> tuple[Figure, ...]:
    if table.ask.by.name == "override":
        states = table.values("state")
        granted = sum(state in ("accepted", "countered") for state in states)
        return (
            Figure(name="Asked of managers", text=str(len(states))),
            Figure(name="Granted or countered", text=_share(granted, len(states))),
        )
    given, listed = Decimal(table.total("conceded")), Decimal(table.total("list_total"))
    return (
        Figure(name="Conceded", text=fmt.money(given)),
        Figure(name="Of their list price", text=_share(given, listed)),
        Figure(name="List price of these", text=fmt.money(listed)),
    )


def _of_calls(table: ReportTable, _fmt: Formats) -> tuple[Figure, ...]:
    calls, booked = table.total("calls"), table.total("booked")
    return (
        Figure(name="Calls", text=f"{calls:,}"),
        Figure(name="Ended in a booking", text=_share(booked, calls)),
        Figure(name="Minutes", text=f"{table.total('minutes'):,.0f}"),
    )


_FIGURES: dict[str, Callable[[ReportTable, Formats], tuple[Figure, ...]]] = {
    "utilization": _of_utilization,
    "revenue": _of_revenue,
    "overdue": _of_overdue,
    "expiring": _of_expiring,
    "concessions": _of_concessions,
    "calls": _of_calls,
}
