"""Pages from Jinja templates: formats of money and times in the yard's own terms.

Templates escape everything; nothing is marked safe here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig

from appliance import __version__
from appliance.admin.addresses import address_of, key_text
from appliance.admin.forms import merged_query
from appliance.admin.parts import AdminParts
from appliance.domain.currency import sign_of
from appliance.domain.periods import Period
from appliance.ports.store import Records, YardPolicy

T = TypeVar("T")

_MINUTE = 60
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Formats:
    """Facts in the words of the yard: its currency, its clock."""

    yard: YardPolicy
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.yard.timezone)

    @property
    def sign(self) -> str:
        return sign_of(self.yard.currency)

    def money(self, amount: Decimal | None) -> str:
        """`$1,250` or `$87.50`; a dash for none."""
        if amount is None:
            return "–"
        cents = "" if amount == amount.to_integral_value() else ".2f"
        return f"{self.sign}{amount:,{cents or '.0f'}}"

    def plain(self, amount: Decimal | None) -> str:
        """For an input: digits and a point, nothing else."""
        if amount is None:
            return ""
        return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"

    def day(self, moment: datetime | date | None) -> str:
        """`Tue 21 Nov`, with the year where it is not this one."""
        if moment is None:
            return "–"
        local = moment.astimezone(self.zone) if isinstance(moment, datetime) else moment
        text = f"{local:%a} {local.day} {local:%b}"
        return text if local.year == self.now.astimezone(self.zone).year else f"{text} {local.year}"

    def date(self, day: date) -> str:
        """`21 Nov 2027`, for days that last."""
        return f"{day.day} {day:%b} {day.year}"

    def time(self, moment: datetime | None) -> str:
        return "–" if moment is None else f"{moment.astimezone(self.zone):%H:%M}"

    def at(self, moment: datetime | None) -> str:
        return "–" if moment is None else f"{self.day(moment)}, {self.time(moment)}"

    def seconds(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%H:%M:%S}"

    def iso(self, moment: datetime | None) -> str:
        return "" if moment is None else moment.astimezone(self.zone).isoformat(timespec="seconds")

    def period(self, period: Period) -> str:
        return f"{self.day(period.start)} → {self.day(period.end)}"

    def lasted(self, start: datetime, end: datetime | None) -> str:
        """`2:05`, minutes and seconds; a dash while it lasts."""
        if end is None:
            return "–"
        seconds = max(0, int((end - start).total_seconds()))
        hours, rest = divmod(seconds, _HOUR)
        minutes, seconds = divmod(rest, _MINUTE)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    def ago(self, moment: datetime) -> str:
        """How far from now, in one unit: `3 days late` is the caller's to say."""
        gap = abs(self.now - moment)
        if gap >= timedelta(days=1):
            days = gap.days
            return f"{days} day{'s' if days != 1 else ''}"
        if gap >= timedelta(hours=1):
            return f"{int(gap.total_seconds() // _HOUR)} h"
        return f"{max(1, int(gap.total_seconds() // _MINUTE))} min"


def words(value: str) -> str:
    """`pending_review` → `Pending review`."""
    text = str(value).replace("_", " ")
    return text[:1].upper() + text[1:]


def template_config(web_dir: Path) -> TemplateConfig[JinjaTemplateEngine]:
    """Templates of `web/templates`; a variable that nobody set is an error, not a blank."""
    environment = Environment(
        loader=FileSystemLoader(web_dir / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = words
    environment.filters["merge"] = merged_query
    environment.filters["key"] = key_text
    environment.globals["edit_address"] = address_of
    environment.globals["version"] = __version__
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))


def show(
    parts: AdminParts,
    template: str,
    read: Callable[[Records], T],
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Template:
    """A page of what `read` finds, as `view`, read together with the yard's formats. Blocks."""

    def with_yard(records: Records) -> tuple[YardPolicy, T]:
        return records.yard.get(), read(records)

    yard, view = parts.store.read(with_yard)
    formats = Formats(yard, parts.clock.now())
    return Template(
        template_name=template,
        context={"view": view, "fmt": formats, "yard": yard, **context},
        status_code=status,
        headers=headers or {},
    )
