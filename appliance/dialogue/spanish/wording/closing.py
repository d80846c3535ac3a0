"""Callback number, summary, booking and farewell, in Spanish."""

from __future__ import annotations

from datetime import date

from appliance.dialogue.language.phrasing import vary
from appliance.dialogue.spanish import characters, days
from appliance.dialogue.spanish.money import say_money
from appliance.dialogue.spanish.wording.phrasing import certificate, counted, say_address
from appliance.dialogue.spanish.wording.selection import from_day
from appliance.dialogue.spanish.wording.terms import in_all
from appliance.dialogue.spoken import identifiers
from appliance.dialogue.state import RentalState
from appliance.ports.booking import BookedFacts


def ask_callback(turn: int) -> str:
    return vary(turn, "¿A qué número le podemos llamar?", "¿Y un número de teléfono, por favor?")


def ask_callback_instead() -> str:
    return "¿A qué número le puede llamar el mostrador?"


def callback_needed() -> str:
    return "Para la reserva necesito un número. ¿Cuál anoto?"


def callback_promised(number: str) -> str:
    return f"Alguien del mostrador le llama al {characters.say_phone(number)}. Hasta luego."


def summary(s: RentalState, today: date) -> str:
    if s.item is None or s.start is None or s.days is None or s.total is None:
        return "¿Hago la reserva?"
    operator = (
        f", operador {s.operator.operator_name}" if s.operator and s.operator.operator_name else ""
    )
    return (
        f"Entonces es {counted(s.item.name, s.quantity)} {from_day(s.start, today)} por "
        f"{days.say_duration(s.days)}, en {say_address(s.site_address)}{operator}, "
        f"{in_all(s.total, s.tax)}. ¿Hago la reserva?"
    )


def answer_lost() -> str:
    return "Se me cortó la línea con los registros, así que aún no sé si quedó."


def ask_try_again() -> str:
    return "¿Lo intento otra vez?"


def counter_will_look() -> str:
    return "El mostrador se asegura de que no quede nada reservado."


def ask_change() -> str:
    return "¿Qué le cambio?"


def booked(facts: BookedFacts, today: date, *, review: bool, certification: str | None) -> str:
    number = identifiers.spell(facts.number)
    start = facts.period.start
    bring = "su licencia" + (f" y el {certificate(certification)}" if certification else "")
    if review:
        return (
            f"Lo anoté con el número {number} y se lo guardo, pero todavía no es firme: nuestro "
            "personal lo tiene que revisar y le llama."
        )
    return (
        f"Queda reservado. Su número de reserva es {number}. Se recoge en {facts.pickup_place}, "
        f"{days.say_date(start.date(), today)}, a {days.say_time(start.time())}. "
        f"El depósito es de {say_money(facts.deposit)}. Traiga {bring}."
    )


def anything_else(turn: int) -> str:
    return vary(turn, "¿Algo más?", "¿Le ayudo en algo más?")


def goodbye(turn: int) -> str:
    return vary(turn, "Gracias por llamar. Hasta luego.", "Muchas gracias. Hasta luego.")


def declined_goodbye(turn: int) -> str:
    return vary(
        turn,
        "No hay problema. Gracias por llamar. Hasta luego.",
        "Está bien. Llámenos cuando guste. Hasta luego.",
    )


def failed_goodbye(turn: int) -> str:
    return vary(
        turn,
        "Lamento que hoy no se pudo reservar. Hasta luego.",
        "Llámenos de nuevo cuando esté resuelto. Hasta luego.",
    )
