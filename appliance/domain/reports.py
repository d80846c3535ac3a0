"""The yard's reports: what each tells, over what it can be broken down, and its columns.

Figures come from the records by SQL; here is only their shape. Refuses a report, a breakdown or a
range that there is not. No report holds a floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role

LONGEST_RANGE = timedelta(days=3660)
MOST_DAYS_AHEAD = 730


class Kind(StrEnum):
    """What a column holds: how it is shown, and its type in a file."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    """A share of a unit, with up to two decimals."""
    PERCENT = "percent"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` heads the column in files, `label` on the page."""

    name: str
    label: str
    kind: Kind


class Plot(StrEnum):
    """How a report is drawn: ranked bars, or columns in the order of the rows."""

    BARS = "bars"
    COLUMNS = "columns"
    LADDER = "ladder"
    """Bars of days, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """One way of breaking a report down. `drawn` names the columns that the plot shows, stacked."""

    name: str
    label: str
    columns: tuple[Column, ...]
    plot: Plot
    drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSpec:
    """One report. `over` is `range` (from and to), `ahead` (days from today) or `now`."""

    name: str
    title: str
    sentence: str
    role: Role
    over: str
    breakdowns: tuple[Breakdown, ...]
    days: int = 30
    """How many, up to today, where no range is asked for."""

    def breakdown(self, by: str) -> Breakdown:
        """The named one, the first for an empty name. Raises RecordError."""
        if not by:
            return self.breakdowns[0]
        for one in self.breakdowns:
            if one.name == by:
                return one
        known = ", ".join(one.name for one in self.breakdowns)
        raise RecordError(f"The report {self.name} has no breakdown `{by[:40]}`.", f"Use {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsk:
    """A report asked for: the days from `first` to `last`, both included; or `ahead` days."""

    spec: ReportSpec
    by: Breakdown
    first: date
    last: date
    ahead: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """A report's answer: rows of the breakdown's columns."""

    ask: ReportAsk
    rows: tuple[tuple[Any, ...], ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.ask.by.columns

    def values(self, name: str) -> tuple[Any, ...]:
        """One column, row by row."""
        place = [column.name for column in self.columns].index(name)
        return tuple(row[place] for row in self.rows)

    def total(self, name: str) -> Any:
        """The sum of a column of numbers; 0 without rows."""
        return sum((value for value in self.values(name) if value is not None), 0)


def ask_for(
    name: str,
    today: date,
    *,
    by: str = "",
    first: date | None = None,
    last: date | None = None,
    ahead: int = 30,
) -> ReportAsk:
    """A checked question; without a range the days up to today that the report is about.

    Raises RecordError for what there is not, a range the wrong way round or of more than ten
    years."""
    spec = report_named(name)
    end = today if last is None else last
    start = end - timedelta(days=spec.days - 1) if first is None else first
    if start > end:
        raise RecordError(f"The range ends {end} before it starts {start}.", "Swap the two days.")
    if end - start > LONGEST_RANGE:
        raise RecordError("The range is longer than ten years.", "Ask for less at a time.")
    if not 0 <= ahead <= MOST_DAYS_AHEAD:
        raise RecordError(f"Days ahead are 0 to {MOST_DAYS_AHEAD}, not {ahead}.")
    return ReportAsk(spec=spec, by=spec.breakdown(by), first=start, last=end, ahead=ahead)


def report_named(name: str) -> ReportSpec:
    """Raises RecordNotFound."""
    for spec in REPORTS:
        if spec.name == name:
            return spec
    known = ", ".join(spec.name for spec in REPORTS)
    raise RecordNotFound(f"There is no report `{name[:40]}`.", f"There are: {known}.")


def _text(name: str, label: str) -> Column:
    return Column(name, label, Kind.TEXT)


_RENTED = (
    Column("available_days", "Available unit-days", Kind.NUMBER),
    Column("rented_days", "Rented unit-days", Kind.NUMBER),
    Column("down_days", "Out of service", Kind.NUMBER),
    Column("utilization", "Utilization", Kind.PERCENT),
)
_EARNED = (
    Column("rental", "Rental", Kind.MONEY),
    Column("fees", "Fees", Kind.MONEY),
    Column("total", "Together", Kind.MONEY),
    Column("reserved", "Reserved, not out yet", Kind.MONEY),
)
_CONCEDED = (
    Column("list_total", "List price", Kind.MONEY),
    Column("agreed_total", "Agreed", Kind.MONEY),
    Column("conceded", "Conceded", Kind.MONEY),
    Column("conceded_percent", "Of list", Kind.PERCENT),
)
_CALLED = (
    Column("calls", "Calls", Kind.WHOLE),
    Column("booked", "Booked", Kind.WHOLE),
    Column("booked_percent", "Ended in a booking", Kind.PERCENT),
    Column("minutes", "Minutes", Kind.NUMBER),
    Column("median_reply_ms", "Median voice to voice, ms", Kind.WHOLE),
)

REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        name="utilization",
        title="Utilization",
        sentence="Rented unit-days of those that were to be had; service time does not count.",
        role=Role.CLERK,
        over="range",
        breakdowns=(
            Breakdown(
                name="class",
                label="By class",
                columns=(
                    _text("class", "Class"),
                    _text("category", "Category"),
                    Column("units", "Units", Kind.WHOLE),
                    *_RENTED,
                ),
                plot=Plot.BARS,
                drawn=("utilization",),
            ),
            Breakdown(
                name="unit",
                label="By unit",
                columns=(_text("asset_tag", "Unit"), _text("class", "Class"), *_RENTED),
                plot=Plot.BARS,
                drawn=("utilization",),
            ),
        ),
    ),
    ReportSpec(
        name="revenue",
        title="Revenue",
        sentence="Rentals by the day the machine left, fees by the day they were charged; no tax.",
        role=Role.MANAGER,
        over="range",
        days=365,
        breakdowns=(
            Breakdown(
                name="month",
                label="By month",
                columns=(_text("month", "Month"), *_EARNED),
                plot=Plot.COLUMNS,
                drawn=("rental", "fees"),
            ),
            Breakdown(
                name="class",
                label="By class",
                columns=(_text("class", "Class"), *_EARNED),
                plot=Plot.BARS,
                drawn=("rental", "fees"),
            ),
            Breakdown(
                name="customer",
                label="By customer",
                columns=(_text("customer", "Customer"), _text("account", "Account"), *_EARNED),
                plot=Plot.BARS,
                drawn=("rental", "fees"),
            ),
        ),
    ),
    ReportSpec(
        name="overdue",
        title="Overdue",
        sentence="What should be back and is not, the longest first, and whom to call.",
        role=Role.CLERK,
        over="now",
        breakdowns=(
            Breakdown(
                name="unit",
                label="By unit",
                columns=(
                    _text("asset_tag", "Unit"),
                    _text("class", "Class"),
                    Column("quantity", "Quantity", Kind.WHOLE),
                    _text("customer", "Customer"),
                    _text("phone", "Phone"),
                    _text("booking", "Booking"),
                    Column("due", "Due", Kind.MOMENT),
                    Column("days_late", "Days late", Kind.NUMBER),
                ),
                plot=Plot.LADDER,
                drawn=("days_late",),
            ),
        ),
    ),
    ReportSpec(
        name="expiring",
        title="Expiring credentials",
        sentence="Licenses, operators' certificates and policies that end soon.",
        role=Role.CLERK,
        over="ahead",
        breakdowns=(
            Breakdown(
                name="credential",
                label="By credential",
                columns=(
                    _text("number", "Number"),
                    _text("credential", "Credential"),
                    _text("holder", "Held by"),
                    _text("customer", "Customer"),
                    _text("phone", "Phone"),
                    Column("valid_to", "Valid to", Kind.DAY),
                    Column("days_left", "Days left", Kind.WHOLE),
                ),
                plot=Plot.LADDER,
                drawn=("days_left",),
            ),
        ),
    ),
    ReportSpec(
        name="concessions",
        title="Concessions",
        sentence="Agreed prices against today's list for the same days, where they differ.",
        role=Role.MANAGER,
        over="range",
        breakdowns=(
            Breakdown(
                name="line",
                label="By booking line",
                columns=(
                    _text("booking", "Booking"),
                    _text("class", "Class"),
                    _text("customer", "Customer"),
                    _text("channel", "Came by"),
                    _text("made_by", "Made by"),
                    Column("days", "Days", Kind.WHOLE),
                    *_CONCEDED,
                ),
                plot=Plot.BARS,
                drawn=("conceded",),
            ),
            Breakdown(
                name="customer",
                label="By customer",
                columns=(
                    _text("customer", "Customer"),
                    _text("account", "Account"),
                    Column("lines", "Lines", Kind.WHOLE),
                    *_CONCEDED,
                ),
                plot=Plot.BARS,
                drawn=("conceded",),
            ),
            Breakdown(
                name="override",
                label="Asked of managers",
                columns=(
                    Column("asked_at", "Asked", Kind.MOMENT),
                    _text("class", "Class"),
                    _text("customer", "Customer"),
                    Column("list_rate", "List, a day", Kind.MONEY),
                    Column("offered_rate", "Caller offered", Kind.MONEY),
                    Column("granted_rate", "Granted", Kind.MONEY),
                    _text("state", "Decision"),
                    _text("decided_by", "By"),
                    Column("conceded", "Under list, a day", Kind.MONEY),
                ),
                plot=Plot.BARS,
                drawn=("conceded",),
            ),
        ),
    ),
    ReportSpec(
        name="calls",
        title="Calls and outcomes",
        sentence="What came of calls, how long they took and how fast the agent answered.",
        role=Role.CLERK,
        over="range",
        breakdowns=(
            Breakdown(
                name="day",
                label="By day",
                columns=(Column("day", "Day", Kind.DAY), *_CALLED),
                plot=Plot.COLUMNS,
                drawn=("calls", "booked"),
            ),
            Breakdown(
                name="line",
                label="By line",
                columns=(_text("line", "Line"), *_CALLED),
                plot=Plot.BARS,
                drawn=("calls",),
            ),
            Breakdown(
                name="outcome",
                label="By outcome",
                columns=(_text("outcome", "Outcome"), *_CALLED),
                plot=Plot.BARS,
                drawn=("calls",),
            ),
        ),
    ),
)
