"""Keys, offered where the line or the voice is hard to hear, in Spanish."""

from __future__ import annotations

import re
from datetime import date

from appliance.dialogue.spanish import days
from appliance.dialogue.spanish.numbers import say_number
from appliance.dialogue.spanish.wording.phrasing import certificate, counted, listed
from appliance.dialogue.spanish.wording.selection import from_day
from appliance.ports.booking import EquipmentOption

_ABOUT = {
    "1": "para rentar",
    "2": "para quedarse más tiempo con una máquina",
    "3": "para devolverla",
    "4": "para cancelar",
    "5": "si se descompuso",
    "6": "para oír lo que tiene",
    "0": "para hablar con una persona",
}
_OFFERS = re.compile(
    r"\bmar(?:que|car)\b.*\bgato\b|\boprima (?:uno|dos|tres|cuatro|cinco|seis|cero)\b", re.I
)


def use_your_keys() -> str:
    return (
        "Hay mucho ruido en la línea; cuando se lo pida, use las teclas de su teléfono, "
        "o la de asterisco para hablar con una persona."
    )


def offers_keys(question: str) -> bool:
    """Whether a question asks for keys already."""
    return bool(_OFFERS.search(question))


def or_by_keys(how: str) -> str:
    """The keys as another way than words."""
    return f"O si prefiere, {how[:1].lower()}{how[1:]}"


def press_yes_or_no() -> str:
    return "Oprima uno para sí, dos para no."


def press_a_place(count: int) -> str:
    if count == 1:
        return "Oprima uno si lo quiere, cero para otra cosa."
    places = listed([say_number(n + 1) for n in range(count)])
    return f"Oprima {places} según su lugar, cero si ninguno."


def key_the_digits() -> str:
    return "Marque los dígitos en su teléfono y después la tecla de gato, o solo cero si no tiene."


def key_the_date() -> str:
    return "Marque el mes y el día, dos dígitos cada uno, y después la tecla de gato."


def key_the_days() -> str:
    return "Marque cuántos días y después la tecla de gato."


def key_the_count() -> str:
    return "Marque cuántas necesita y después la tecla de gato."


def key_the_house_number() -> str:
    return "Marque el número de la calle y después la tecla de gato."


def ask_how_many() -> str:
    return "¿Cuántas necesita?"


def ask_street() -> str:
    return "¿Y cómo se llama la calle?"


def street_to_staff() -> str:
    return "No entiendo el nombre de la calle; alguien le llama para preguntarle."


def street_open(number: str) -> str:
    """An address on record whose street is still to be told."""
    return f"{number} (falta la calle)"


def ask_certificate_first(certification: str) -> str:
    return f"Del operador, ¿cuál es el número de su {certificate(certification)}?"


def read_back_period(
    item: EquipmentOption, quantity: int, start: date, days_: int, today: date
) -> str:
    what = counted(item.name, quantity)
    return f"Oí {what} {from_day(start, today)} por {days.say_duration(days_)}. ¿Es correcto?"


def ask_which_part() -> str:
    return "Perdón, ¿qué parte debo cambiar?"


def press_what_to_change() -> str:
    return (
        "Oprima uno para la máquina, dos para el primer día, tres para cuánto tiempo, cuatro para "
        "cuántas, cinco para la dirección, seis para el operador, o cero para dejarlo."
    )


def ask_purpose() -> str:
    return "¿De qué se trata entonces?"


def press_what_it_is_about(keys: tuple[str, ...]) -> str:
    named = [f"{say_number(int(key))} {_ABOUT[key]}" for key in keys]
    return f"Oprima {', '.join(named[:-1])}{', o ' if len(named) > 1 else ''}{named[-1]}."


def ask_kind() -> str:
    return "¿Qué tipo de máquina es?"


def press_a_kind(kinds: tuple[str, ...], *, more: bool) -> str:
    named = [f"{say_number(n + 1)} para {kind}" for n, kind in enumerate(kinds)]
    rest = ["nueve para oír más"] if more else []
    return f"Oprima {listed([*named, *rest, 'cero para otra cosa'])}."
