"""Machines, dates, requirements and site, in Spanish."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.language.phrasing import is_short, sentence_case, vary
from appliance.dialogue.spanish import days, reasons
from appliance.dialogue.spanish.money import say_money
from appliance.dialogue.spanish.numbers import say_number
from appliance.dialogue.spanish.wording.phrasing import (
    an,
    certificate,
    feminine,
    listed,
    plural,
    say_address,
    the,
)
from appliance.ports.booking import Availability, EquipmentOption
from appliance.ports.facts import SiteQuestion


def _option(option: EquipmentOption) -> str:
    return f"{an(option.name)} a {say_money(option.day_rate)} por día"


def offer_options(options: tuple[EquipmentOption, ...], turn: int) -> str:
    choices = listed([_option(option) for option in options])
    if len(options) == 1:
        return f"Tengo {choices}. ¿Le sirve?"
    return vary(turn, f"Tengo {choices}. ¿Cuál prefiere?", f"Puede ser {choices}. ¿Cuál le sirve?")


def took(option: EquipmentOption, turn: int) -> str:
    return vary(turn, f"Muy bien, {the(option.name)}.", f"{sentence_case(the(option.name))}, bien.")


def nothing_found(wish: str, ceiling: object) -> str:
    if ceiling is not None:
        return "A ese precio no tengo nada para eso."
    return f"No encuentro nada para {wish}." if is_short(wish) else "No encuentro nada así."


def ask_start(item: EquipmentOption, turn: int) -> str:
    return vary(
        turn, "¿A partir de qué día lo necesita?", f"¿Qué día pasaría por {the(item.name)}?"
    )


def ask_duration(turn: int) -> str:
    return vary(turn, "¿Por cuánto tiempo?", "¿Cuántos días lo necesita?")


def minimum_days(item: EquipmentOption) -> str:
    least = days.say_duration(item.minimum_days)
    return f"{sentence_case(the(item.name))} se renta por lo menos {least}."


def date_past() -> str:
    return "Ese día ya pasó."


def closed_for_today() -> str:
    return "Por hoy ya cerramos."


def too_long() -> str:
    return "Puedo reservar por un año, a lo más."


def only_so_many(item: EquipmentOption, owned: int) -> str:
    many = say_number(owned, feminine=feminine(item.name), noun=True)
    named = item.name if owned == 1 else plural(item.name)
    return f"En total tenemos {many} {named}."


def closed_on(start: date) -> str:
    weekday = days.WEEKDAYS[start.weekday()]
    return f"Los {weekday if weekday.endswith('s') else weekday + 's'} está cerrado."


def period_free(
    item: EquipmentOption, quantity: int, free: Availability, start: date, days_: int, today: date
) -> str:
    when = f"{from_day(start, today)} por {days.say_duration(days_)}"
    if quantity == 1:
        return f"{sentence_case(the(item.name))} está disponible {when}."
    f = feminine(item.name)
    return (
        f"De {'nuestras' if f else 'nuestros'} {say_number(free.owned, feminine=f, noun=True)} hay "
        f"{say_number(free.free, feminine=f)} disponibles {when}."
    )


def from_day(start: date, today: date) -> str:
    said = days.say_date(start, today)
    return f"a partir del {said[3:]}" if said.startswith("el ") else f"a partir de {said}"


def not_free(
    item: EquipmentOption, quantity: int, free: Availability, today: date, *, taken: bool
) -> str:
    f = feminine(item.name)
    if taken:
        opening = f"Lo siento, {the(item.name)} se acaba de ocupar hace un momento."
    elif free.free:
        many = say_number(free.free, feminine=f)
        opening = f"Para esas fechas solo hay {many} de {say_number(free.owned, feminine=f)}."
    elif free.owned == 1:
        opening = f"Para esas fechas {the(item.name)} no está disponible."
    else:
        ours = f"{'nuestras' if f else 'nuestros'} {say_number(free.owned, feminine=f, noun=True)}"
        opening = f"Para esas fechas no hay ningun{'a' if f else 'o'} de {ours}."
    if free.next_free_from is None:
        return opening
    said = days.say_date(free.next_free_from, today)
    return f"{opening} El siguiente día libre es {said}."


def offer_alternatives(options: tuple[EquipmentOption, ...]) -> str:
    choices = listed([_option(option) for option in options])
    return f"En su lugar tengo {choices}. ¿Le sirve alguno?"


def ask_other_start() -> str:
    return "¿Qué otro día le conviene?"


def unavailable_goodbye(turn: int) -> str:
    return vary(
        turn, "Lamento que no se pudo. Hasta luego.", "Lo siento. Llámenos cuando guste. Adiós."
    )


def requirements(item: EquipmentOption) -> str:
    needs = []
    if item.operator_certification:
        needs.append(f"un operador con {certificate(item.operator_certification)}")
    if item.minimum_insurance:
        needs.append(f"un seguro de por lo menos {say_money(item.minimum_insurance)}")
    weight = f"Es una máquina {reasons.WEIGHTS[item.weight_class.value]}"
    if not needs:
        return f"{weight} y no necesita certificado."
    return f"{weight} y necesita {listed(needs, 'y')}."


def ask_site(turn: int) -> str:
    return vary(
        turn,
        "¿Cuál es la dirección de la obra?",
        "¿Dónde se va a usar? La calle y el número, por favor.",
    )


def site_question(question: SiteQuestion) -> str:
    """By its key; a question of the yard's own that has no Spanish is asked as it stands."""
    return reasons.QUESTIONS.get(question.key, question.text)


def read_back_address(address: str) -> str:
    return f"¿Es {say_address(address)}, que tenemos registrada?"


def read_back_new_address(address: str) -> str:
    return f"Entendí {say_address(address)}. ¿Es esa la dirección?"


def ask_other_site() -> str:
    return "¿Hay otra obra?"


def site_known(address: str) -> str:
    return f"{sentence_case(say_address(address))} está registrada y sirve."


def site_passed() -> str:
    return "El sitio sirve para la máquina."
