"""A second machine, a call that broke off, and what no rental can be made of, in Spanish."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.language.phrasing import sentence_case, vary
from appliance.dialogue.spanish import days
from appliance.dialogue.spanish.wording.phrasing import the


def after_this_one(name: str) -> str:
    return f"Anoté {the(name)}; lo vemos después de esto."


def now_the(name: str) -> str:
    return f"Ahora, {the(name)}."


def ask_same_dates(start: date, days_: int, today: date) -> str:
    when = f"{days.say_date(start, today)} por {days.say_duration(days_)}"
    return f"¿Para las mismas fechas, {when}?"


def shall_we_go_on(name: str, start: date | None, today: date) -> str:
    when = f" para {days.say_date(start, today)}" if start is not None else ""
    return f"Hace rato se cortó la llamada. ¿Seguimos con {the(name)}{when}?"


def going_on() -> str:
    return "Bien, seguimos."


def english_only(turn: int) -> str:
    """The other language is not this one."""
    return sentence_case(vary(turn, "disculpe, solo hablo español.", "perdón, solo en español."))


def calm(turn: int) -> str:
    return vary(
        turn,
        "Lamento la molestia. Quiero ayudarle.",
        "Le entiendo, y lo siento. Vamos a resolverlo.",
    )


def too_much_at_once(turn: int) -> str:
    return vary(
        turn,
        "Fue mucho de una vez y solo entendí una parte.",
        "Perdón, me perdí; mejor una cosa a la vez.",
    )
