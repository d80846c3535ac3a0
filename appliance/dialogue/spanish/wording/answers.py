"""Questions in between, from the records, in Spanish."""

from __future__ import annotations

from datetime import time

from appliance.dialogue.language.phrasing import sentence_case
from appliance.dialogue.spanish import days
from appliance.dialogue.spanish.money import say_money
from appliance.dialogue.spanish.wording.phrasing import listed, of_the, the
from appliance.ports.booking import EquipmentOption
from appliance.ports.facts import Yard


def hours(yard: Yard) -> str:
    """The usual hours, the days with others, and the days without any."""
    own = dict(enumerate(yard.weekday_hours))
    usual = [day for day in range(7) if day not in yard.closed_weekdays and not own.get(day, "")]
    parts = []
    if usual:
        parts.append(f"{_days(usual)}, {_span(yard.opens_at, yard.closes_at)}")
    for day in range(7):
        if own.get(day) and day not in yard.closed_weekdays:
            opens, _, closes = own[day].partition("-")
            parts.append(f"el {days.WEEKDAYS[day]}, {_span(opens, closes)}")
    said = f"Abrimos {'; '.join(parts)}."
    if yard.closed_weekdays:
        closed = listed([_each(day) for day in yard.closed_weekdays], "y")
        said += f" {sentence_case(closed)} está cerrado."
    return said


def _days(open_days: list[int]) -> str:
    if len(open_days) > 2 and open_days == list(range(open_days[0], open_days[-1] + 1)):
        return f"de {days.WEEKDAYS[open_days[0]]} a {days.WEEKDAYS[open_days[-1]]}"
    return listed([_each(day) for day in open_days], "y")


def _each(day: int) -> str:
    name = days.WEEKDAYS[day]
    return f"los {name if name.endswith('s') else name + 's'}"


def _span(opens: str, closes: str) -> str:
    first, last = time.fromisoformat(opens), time.fromisoformat(closes)
    return f"de {days.say_time(first)} a {days.say_time(last)}"


def location(yard: Yard) -> str:
    return f"Nos encuentra en {yard.pickup_place}."


def rates(item: EquipmentOption) -> str:
    parts = [f"{say_money(item.day_rate)} por día"]
    if item.week_rate is not None:
        parts.append(f"{say_money(item.week_rate)} por semana")
    if item.month_rate is not None:
        parts.append(f"{say_money(item.month_rate)} por mes")
    return f"{sentence_case(the(item.name))} cuesta {listed(parts, 'y')}."


def deposit(item: EquipmentOption) -> str:
    return f"El depósito {of_the(item.name)} es de {say_money(item.deposit)}, reembolsable."


def depends_on_item() -> str:
    return "Eso depende de la máquina."


def assistant() -> str:
    return "Soy el asistente automático. Si prefiere hablar con una persona, dígamelo."


def described(item: EquipmentOption) -> str:
    return f"{sentence_case(the(item.name))}: {item.description}"


def not_known() -> str:
    return "Eso no lo tengo registrado; en el mostrador se lo dicen."
